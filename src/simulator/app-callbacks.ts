import { isManagedMode } from "../model/app-configuration";
import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import { emitFailure, emitNoRuntime, recordRuntime, remainingRuntimeMs, runtimeNotes } from "./extension-calls";
import { type WakeHindrance, wakeHindrance } from "./extension-wake";
import { deleteUnmoved, loseFile } from "./finished-files";
import type { DeliveredDownload, ResultsOutcome } from "./ports";

/** Results that the extension has not been woken for yet. */
export interface UndeliveredResults {
  readonly results: readonly DeliveredDownload[];
  readonly assumptions: readonly AssumptionName[];
}

/** One wake takes so many results, so that a script's messages stay of a size. */
const resultsPerWake = 1000;

/**
 * Hands results of downloads over: to the app while it runs, else the extension is woken for them. What concludes while the
 * extension runs is delivered together, next.
 */
export function deliverResults(
  context: DeviceContext,
  results: readonly DeliveredDownload[],
  assumptions: readonly AssumptionName[] = [],
): void {
  // The system keeps packs itself: a managed extension has no handlers, and the app hears by statusUpdates.
  if (results.length === 0 || isManagedMode(context.configuration.mode)) return;
  const hindrance = context.appInForeground ? undefined : wakeHindrance(context);
  if (hindrance !== undefined) {
    undelivered(context, results, hindrance);
    return;
  }
  if (context.appInForeground || context.ports.extension.deliver === undefined) {
    delivered(context, results, assumptions, 0);
    return;
  }
  for (let from = 0; from < results.length; from += resultsPerWake) {
    context.undelivered.push({ results: results.slice(from, from + resultsPerWake), assumptions });
    context.extensionCalls.run((ended) => wake(context, ended));
  }
}

/** Takes as much as one wake may; where an earlier wake took everything, nothing is left to do. */
function wake(context: DeviceContext, ended: () => void): void {
  const results: DeliveredDownload[] = [];
  const assumptions: AssumptionName[] = [];
  for (let next = context.undelivered[0]; next !== undefined; next = context.undelivered[0]) {
    if (results.length > 0 && results.length + next.results.length > resultsPerWake) break;
    results.push(...next.results);
    assumptions.push(...next.assumptions);
    context.undelivered.shift();
  }
  const { extension, clock } = context.ports;
  if (results.length === 0) {
    ended();
    return;
  }
  if (context.appInForeground || extension.deliver === undefined) {
    delivered(context, results, assumptions, 0);
    ended();
    return;
  }
  const hindrance = wakeHindrance(context);
  if (hindrance !== undefined) {
    undelivered(context, results, hindrance);
    ended();
    return;
  }
  const leftMs = remainingRuntimeMs(context);
  if (leftMs === 0) {
    emitNoRuntime(context, `${results.length} ${results.length === 1 ? "result" : "results"}`);
    ended();
    return;
  }
  const startedAtMs = context.nowMs;
  clock.beginFlow();
  extension.deliver({ results, remainingRuntimeMs: leftMs }, (outcome: ResultsOutcome) => {
    clock.endFlow();
    recordRuntime(context, startedAtMs, outcome.runtimeMs);
    for (const failure of outcome.failures) emitFailure(context, outcome.runtimeMs, failure);
    const notes = [...outcome.notes, ...runtimeNotes(context, outcome.runtimeMs)];
    delivered(context, results, assumptions, outcome.runtimeMs, notes);
    for (const identifier of outcome.notMoved) loseFile(context, identifier, "extension");
    for (const download of outcome.scheduled) context.scheduleFromExtension(download);
    ended();
  });
}

/** Nobody hears of them; what was downloaded stays where the system put it. */
function undelivered(
  context: DeviceContext,
  results: readonly DeliveredDownload[],
  { message, assumptions }: WakeHindrance,
): void {
  const failed = results.filter((result) => result.error !== undefined).length;
  context.emit({
    type: "extension.finished",
    runtimeMs: 0,
    deliveredTo: "nobody",
    finished: results.length - failed,
    failed,
    notes: [message],
    assumptions,
  });
}

function delivered(
  context: DeviceContext,
  results: readonly DeliveredDownload[],
  assumptions: readonly AssumptionName[],
  runtimeMs: number,
  notes: readonly string[] = [],
): void {
  const failed = results.filter((result) => result.error !== undefined).length;
  const deliveredTo = context.appInForeground ? "app" : "extension";
  context.emit({
    type: "extension.finished",
    runtimeMs,
    deliveredTo,
    finished: results.length - failed,
    failed,
    notes: notes.length > 0 ? notes : undefined,
    assumptions,
  });
  deleteUnmoved(context, results, deliveredTo);
}

/** The icon can be tapped from now on. Nothing happens where it could be before. */
export function makeLaunchable(
  context: DeviceContext,
  sinceMs: number,
  assumptions: readonly AssumptionName[] = [],
): void {
  const { app } = context.state;
  if (app === undefined || app.launchable) return;
  context.record({ type: "app.launchable" });
  context.emit({ type: "app.launchable", afterMs: context.nowMs - sinceMs, assumptions });
}
