import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";

/** Hands results of downloads over: to the app while it runs, else the extension is woken for them. */
export function deliverResults(
  context: DeviceContext,
  results: { readonly finished: number; readonly failed: number },
  assumptions: readonly AssumptionName[] = [],
): void {
  const { finished, failed } = results;
  if (finished + failed === 0) return;
  context.emit({
    type: "extension.finished",
    runtimeMs: 0,
    deliveredTo: context.appInForeground ? "app" : "extension",
    finished,
    failed,
    assumptions,
  });
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
