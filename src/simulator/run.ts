import type { AppAction } from "./app-action";
import { type AssumptionName, assumptionNames } from "./assumptions";
import type { FireOptions } from "./content-events";
import type { Device } from "./device";
import type { DeviceEvent, LifecycleEventName, RunSummary } from "./events";

export interface RunResult {
  readonly exitCode: 0 | 1;
  readonly summary: RunSummary;
}

export interface RunOptions {
  /** Which simulator writes the log, with its version, for reports. */
  readonly simulator: string;
  /** In a scenario the expectations alone decide about the exit code. */
  readonly judgedBy?: "events" | "expectations" | undefined;
  /** Only said in the log; the ports are what makes a run dry. */
  readonly dryRun?: boolean | undefined;
}

/** What is counted while a run goes on. */
interface Tally {
  finished: number;
  failed: number;
  refused: number;
  cancelled: number;
  notRun: number;
  extensionFailed: number;
  cancelledEvents: number;
  failedCalls: number;
  unmetExpectations: number;
  launchableAfterMs: number | undefined;
}

/** A run from `run.started` to `run.finished`. Fire any number of events in between. */
export class Run {
  #device: Device;
  readonly #options: RunOptions;
  readonly #assumptions = new Set<AssumptionName>();
  /** Bytes of devices before the one that runs now, less what this one had before the run. */
  #transferredElsewhere: number;
  #endObservation: () => void;
  #finished = false;
  readonly #tally: Tally = {
    finished: 0,
    failed: 0,
    refused: 0,
    cancelled: 0,
    notRun: 0,
    extensionFailed: 0,
    cancelledEvents: 0,
    failedCalls: 0,
    unmetExpectations: 0,
    launchableAfterMs: undefined,
  };

  constructor(device: Device, options: RunOptions) {
    this.#device = device;
    this.#options = options;
    this.#transferredElsewhere = -device.transferredBytes;
    this.#endObservation = device.log.observe((event) => this.#count(event));
    const { displayName, version, mode, infoPlistPath } = device.configuration;
    device.log.emit({
      type: "run.started",
      project: { name: displayName, mode, infoPlist: infoPlistPath, ...(version === undefined ? {} : { version }) },
      conditions: device.conditions,
      simulator: options.simulator,
      ...(options.dryRun === true ? { dryRun: true } : {}),
    });
  }

  get summary(): RunSummary {
    const { finished, failed, refused, cancelled, notRun } = this.#tally;
    const { extensionFailed, cancelledEvents, failedCalls, launchableAfterMs } = this.#tally;
    return {
      finished,
      failed,
      refused,
      cancelled,
      notRun,
      ...(extensionFailed === 0 ? {} : { extensionFailed }),
      ...(cancelledEvents === 0 ? {} : { cancelledEvents }),
      ...(failedCalls === 0 ? {} : { failedCalls }),
      receivedBytes: this.#device.transferredBytes + this.#transferredElsewhere,
      ...(launchableAfterMs === undefined ? {} : { launchableAfterMs }),
      assumptions: assumptionNames.filter((name) => this.#assumptions.has(name)),
    };
  }

  /** Whether every expectation so far held, or everything so far went as it should. */
  get exitCode(): 0 | 1 {
    const tally = this.#tally;
    if (this.#options.judgedBy === "expectations") return tally.unmetExpectations > 0 ? 1 : 0;
    const wrongDownloads = tally.failed + tally.refused + tally.cancelled;
    const wrong = wrongDownloads + tally.notRun + tally.extensionFailed + tally.cancelledEvents + tally.failedCalls;
    return wrong > 0 ? 1 : 0;
  }

  /** The device has restarted: the run goes on with the one that took its place. */
  continueOn(device: Device): void {
    this.#endObservation();
    this.#transferredElsewhere += this.#device.transferredBytes;
    this.#device = device;
    this.#endObservation = device.log.observe((event) => this.#count(event));
  }

  /** Emits `run.finished`. Call it once, while the device is idle. */
  finish(): RunResult {
    return this.#finish(this.exitCode);
  }

  /**
   * Ends a run whose device was interrupted, after its transfers have settled: the open event and the run are finished
   * with exit code 1, and nothing follows them. Does nothing when the run came to its own end before.
   */
  finishInterrupted(): void {
    if (this.#finished) return;
    this.#device.endInterrupted();
    this.#finish(1);
    this.#device.log.end();
  }

  #finish(exitCode: 0 | 1): RunResult {
    const { summary } = this;
    this.#finished = true;
    this.#endObservation();
    this.#device.log.emit({ type: "run.finished", exitCode, summary });
    return { exitCode, summary };
  }

  #count(event: DeviceEvent): void {
    const tally = this.#tally;
    for (const name of event.assumptions ?? []) this.#assumptions.add(name);
    switch (event.type) {
      case "download.finished":
        tally.finished++;
        break;
      // The manifest is a download as well.
      case "download.failed":
      case "manifest.failed":
        tally.failed++;
        break;
      case "download.refused":
        tally.refused++;
        break;
      case "download.cancelled":
        tally.cancelled++;
        break;
      case "event.notRun":
        tally.notRun++;
        break;
      case "extension.failed":
        tally.extensionFailed++;
        break;
      case "event.finished":
        if (event.outcome === "cancelled" || event.outcome === "interrupted") tally.cancelledEvents++;
        break;
      case "app.call":
        if (event.error !== undefined) tally.failedCalls++;
        break;
      case "app.launchable":
        tally.launchableAfterMs ??= event.afterMs;
        break;
      case "expectation":
        if (!event.passed) tally.unmetExpectations++;
        break;
    }
  }
}

/** Emits `run.started`. */
export function startRun(device: Device, options: RunOptions): Run {
  return new Run(device, options);
}

/**
 * Fires events one after the other, each when the one before is at rest, lets time pass after the last, and ends the run.
 * `done` may be called before this returns. Returns the run.
 */
export function runEvents(
  device: Device,
  events: readonly LifecycleEventName[],
  options: RunOptions & FireOptions & { readonly advanceMs?: number | undefined },
  done: (result: RunResult) => void,
): Run {
  const run = startRun(device, options);
  const next = (index: number) => {
    const event = events[index];
    if (event === undefined) {
      const finish = () => done(run.finish());
      if (options.advanceMs === undefined) finish();
      else device.advance(options.advanceMs, { periodicChecks: true }, finish);
    } else device.fire(event, options, () => next(index + 1));
  };
  next(0);
  return run;
}

/** Does one thing that `device.impossibilityOf` has no objection to, and ends the run when all that came of it is at rest. */
export function runAction(
  device: Device,
  action: AppAction,
  options: RunOptions,
  done: (result: RunResult) => void,
): Run {
  const run = startRun(device, options);
  device.perform(action);
  device.whenIdle(() => done(run.finish()));
  return run;
}
