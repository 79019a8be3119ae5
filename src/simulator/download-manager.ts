import { lanes } from "./allowance-ledger";
import type { AppDownload, ManagerCall } from "./app-action";
import { deliverResults } from "./app-callbacks";
import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import type { PendingDownload } from "./device-state";
import { judgeScheduled } from "./enqueue-judge";
import { baError, type DeviceError } from "./error-codes";
import { type Caller, type CurrentDownload, downloadStates, type EventSource, type ManagerCallName } from "./events";
import { ExclusiveControl } from "./exclusive-control";
import type { RequestedDownload } from "./ports";
import { deliveredFrom, downloadMembers, pendingFrom, type ScheduledDownload } from "./scheduled-download";
import type { TransferRunner } from "./transfer-runner";

/** After whatever a manifest can list: among equal priorities the manager's downloads start in the order of their calls. */
const firstOrder = 1_000_000_000;

interface CallError {
  readonly error: DeviceError;
  readonly identifier?: string;
  readonly assumptions?: readonly AssumptionName[];
  readonly source?: EventSource | undefined;
}

/** BADownloadManager as app and extension call it, beside the downloads that an event's request returned. */
export class DownloadManager {
  readonly #context: DeviceContext;
  readonly #runner: TransferRunner;
  readonly #control: ExclusiveControl;
  /** Cancelled by a call and not scheduled again since. */
  readonly #cancelled = new Set<string>();
  readonly #whenIdle: (() => void)[] = [];
  #order = firstOrder;
  #underWay = 0;

  constructor(context: DeviceContext, runner: TransferRunner) {
    this.#context = context;
    this.#runner = runner;
    this.#control = new ExclusiveControl(context, () => this.#settled());
  }

  /** Nothing that was scheduled by a call waits or runs, and nobody holds or awaits exclusive control. */
  get isIdle(): boolean {
    return this.#underWay === 0 && this.#control.isIdle;
  }

  /** Calls back once it is idle, perhaps before this returns. */
  whenIdle(callback: () => void): void {
    if (this.isIdle) callback();
    else this.#whenIdle.push(callback);
  }

  /** Makes a call. What it throws on a device is in the log. */
  call(call: ManagerCall): void {
    const { by } = call;
    switch (call.kind) {
      case "schedule":
        this.#schedule("scheduleDownload", by, requestedFrom(call.download));
        return;
      case "startForeground":
        this.#startForeground(by, call.download);
        return;
      case "cancel":
        this.#cancel(by, call.identifier);
        return;
      case "fetchCurrent":
        this.#context.emit({ type: "app.call", call: "fetchCurrentDownloads", by, downloads: this.#current() });
        return;
      case "exclusiveControl":
        this.#control.request(by, call.holdForMs, call.withinMs);
        return;
      case "removingEssential": {
        const failed = this.#context.state.failedEssential.get(call.identifier);
        const download = failed ?? this.#context.state.pending.get(call.identifier);
        if (download !== undefined) {
          this.#schedule("scheduleDownload", by, { ...download, essential: false, ranges: {} }, true);
        }
      }
    }
  }

  /** The app's process has ended: its downloads go on in the background, and its exclusive control is free. */
  disconnect(by: Caller): void {
    if (by === "app") this.#runner.demoteAll();
    this.#control.processEnded(by);
  }

  /** Ends everything that was scheduled, and whatever holds exclusive control. */
  cancelAll(): void {
    if (this.isIdle) return;
    this.#runner.cancelAll();
    this.#control.processEnded("app");
    this.#control.processEnded("extension");
  }

  #schedule(call: ManagerCallName, by: Caller, requested: RequestedDownload, removingEssential = false): void {
    const isForeground = call === "startForegroundDownload";
    const context = this.#context;
    const { identifier } = requested;
    const judgement = judgeScheduled(context, requested, this.#order, !isForeground);
    if (judgement.kind === "refused") {
      const { error, assumptions, source } = judgement;
      this.#throw(call, by, { identifier, error, assumptions, source }, removingEssential);
      return;
    }
    this.#order++;
    this.#cancelled.delete(identifier);
    const { download, assumptions } = judgement;
    context.emit({
      type: "app.call",
      call,
      by,
      identifier,
      removingEssential: removingEssential ? true : undefined,
      effect: isForeground ? "started" : undefined,
    });
    download.isForeground = isForeground;
    context.record({ type: "download.enqueued", download: pendingFrom(download) });
    context.emit({ type: "download.enqueued", ...downloadMembers(download), assumptions });
    for (const lane of lanes) {
      if (context.ledger.chargedBytes(lane) !== context.state.chargedBytes[lane]) context.emitAllowance(lane);
    }
    this.#start(download);
  }

  #start(download: ScheduledDownload): void {
    this.#underWay++;
    this.#runner.start([download], (ended, conclusion) => {
      if (conclusion !== "cancelled") deliverResults(this.#context, [deliveredFrom(ended, ended.failure)]);
      // What the extension was woken for belongs to it.
      this.#context.extensionCalls.whenIdle(() => {
        this.#underWay--;
        this.#settled();
      });
    });
  }

  #startForeground(by: Caller, download: AppDownload | string): void {
    const call = "startForegroundDownload";
    const identifier = typeof download === "string" ? download : download.identifier;
    if (by === "extension") {
      this.#throw(call, by, {
        identifier,
        error: baError(
          "callFromExtensionNotAllowed",
          `The extension may not call startForegroundDownload; \`${identifier}\` is not started (50 callFromExtensionNotAllowed). Let the extension schedule it, and the app promote it.`,
        ),
      });
      return;
    }
    if (this.#context.appActivity !== "foreground") {
      this.#throw(call, by, {
        identifier,
        error: baError(
          "callFromInactiveProcessNotAllowed",
          `The app is in the background, where it may not call startForegroundDownload; \`${identifier}\` is not started (51 callFromInactiveProcessNotAllowed). Call scheduleDownload, or wait until the app is active.`,
        ),
      });
      return;
    }
    const scheduled = this.#context.state.pending.get(identifier);
    const isThatOne = typeof download === "string" || isSame(download, scheduled);
    const effect = isThatOne ? this.#runner.promote(identifier) : undefined;
    if (effect !== undefined) {
      this.#context.emit({ type: "app.call", call, by, identifier, effect });
    } else if (typeof download !== "string") {
      this.#schedule(call, by, requestedFrom(download));
    } else {
      this.#throw(call, by, {
        identifier,
        error: doesNotExist(
          identifier,
          "no download with this identifier is scheduled, so that there is none to promote",
        ),
      });
    }
  }

  #cancel(by: Caller, identifier: string): void {
    if (this.#cancelled.has(identifier)) {
      const is113 = this.#context.settings["cancelled-twice"] === "113";
      this.#throw("cancel", by, {
        identifier,
        error: is113 ? doesNotExist(identifier, "it was cancelled before") : notScheduled(identifier),
        assumptions: ["cancelled-twice"],
      });
      return;
    }
    if (!this.#runner.has(identifier)) {
      this.#throw("cancel", by, { identifier, error: notScheduled(identifier) });
      return;
    }
    this.#context.emit({ type: "app.call", call: "cancel", by, identifier });
    this.#cancelled.add(identifier);
    this.#runner.cancel(identifier);
  }

  #current(): readonly CurrentDownload[] {
    return [...this.#context.state.pending.values()].map(({ identifier, lane, priority }) => {
      const name = this.#runner.isDownloading(identifier) ? "downloading" : "waiting";
      return {
        identifier,
        state: { name, rawValue: downloadStates[name] },
        isEssential: lane === "essential",
        priority,
      };
    });
  }

  #throw(call: ManagerCallName, by: Caller, { error, ...rest }: CallError, removingEssential = false): void {
    this.#context.emit({
      type: "app.call",
      call,
      by,
      removingEssential: removingEssential ? true : undefined,
      error,
      ...rest,
    });
  }

  #settled(): void {
    if (!this.isIdle) return;
    for (const callback of this.#whenIdle.splice(0)) this.whenIdle(callback);
  }
}

function requestedFrom(download: AppDownload): RequestedDownload {
  return { ...download, version: undefined, ranges: {} };
}

function isSame(download: AppDownload, scheduled: PendingDownload | undefined): boolean {
  return scheduled !== undefined && scheduled.url === download.url;
}

function notScheduled(identifier: string): DeviceError {
  return baError(
    "downloadNotScheduled",
    `\`${identifier}\` is not scheduled: it never was, or it is complete. Nothing is cancelled (101 downloadNotScheduled). Fetch the current downloads and cancel one of those.`,
  );
}

function doesNotExist(identifier: string, because: string): DeviceError {
  return baError(
    "downloadDoesNotExist",
    `\`${identifier}\` does not exist any more: ${because} (113 downloadDoesNotExist). Fetch the current downloads before acting on one.`,
  );
}
