import { lanes } from "./allowance-ledger";
import type { AppCalls } from "./app-calls";
import { changeConditions } from "./device-conditions";
import type { DeviceContext } from "./device-context";
import type { EventOutcome } from "./events";
import { type ClosedGate, closedGate } from "./gates";
import { type ContentEvent, contentRequestOf, LifecycleRun } from "./lifecycle-run";
import type { TransferRunner } from "./transfer-runner";

export interface FireOptions {
  /** Passes closed gates, as `backgroundassets-debug` does on a device. */
  readonly force?: boolean | undefined;
  /** For `language-change`: the person's new preferred language, a tag such as `de`. */
  readonly language?: string | undefined;
  /** For `install` and `update`; default: the version in the app's Info.plist. */
  readonly appVersion?: string | undefined;
}

/** Install, update, periodic check and language change: their gates, what the store does first, their beginning and end. */
export class ContentEvents {
  readonly #context: DeviceContext;
  readonly #runner: TransferRunner;
  readonly #calls: AppCalls;
  #run: LifecycleRun | undefined;

  constructor(context: DeviceContext, runner: TransferRunner, calls: AppCalls) {
    this.#context = context;
    this.#runner = runner;
    this.#calls = calls;
  }

  /** The event that is not at rest yet. */
  get underWay(): LifecycleRun | undefined {
    return this.#run;
  }

  /** Makes it happen where no gate is closed; `done` when everything that followed from it is at rest. */
  fire(event: ContentEvent, options: FireOptions, done: () => void): void {
    const context = this.#context;
    if (event === "language-change" && options.language !== undefined) {
      changeConditions(context, this.#runner, this.#calls, { preferredLanguage: options.language });
    }
    const { configuration, conditions, settings, state, nowMs } = context;
    const gate = closedGate({ event, configuration, conditions, settings, state, nowMs });
    const manifestUrl = configuration.manifestUrl?.value;
    if (gate !== undefined && (gate.impossible || options.force !== true)) {
      this.#notRun(event, gate, options);
      done();
      return;
    }
    if (manifestUrl === undefined) throw new Error("A gate has to stop an app without BAManifestURL.");
    context.event = event;
    const forced = gate !== undefined;
    context.isForced = forced;
    context.emit({
      type: "event.started",
      event,
      contentRequest: contentRequestOf(event),
      forced: forced ? true : undefined,
      assumptions: gate?.assumptions,
    });
    this.#changeApp(event, options);
    this.#calls.leaveForeground();
    if (event === "periodic") context.record({ type: "periodic.checked", atMs: context.nowMs });
    context.ledger = context.openLedger();
    // Where the allowances stand, before the first byte.
    if (context.ledger.isRestricted) {
      // Before iOS 16.4 there is one allowance.
      const known = context.hasEssentialDownloads ? lanes : (["non-essential"] as const);
      for (const lane of known) context.emitAllowance(lane);
    }
    this.#run = new LifecycleRun(context, this.#runner, { event, forced, manifestUrl }, (outcome) => {
      // What was scheduled meanwhile belongs to the event.
      this.#calls.whenEnded(() => this.#eventFinished(event, outcome, done));
    });
    this.#run.start();
  }

  #eventFinished(event: ContentEvent, outcome: EventOutcome, done: () => void): void {
    const context = this.#context;
    context.emit({
      type: "event.finished",
      event,
      outcome,
      assumptions: outcome === "cancelled" && event === "install" ? ["install-cancel"] : [],
    });
    this.#run = undefined;
    context.event = undefined;
    context.isForced = false;
    done();
  }

  /** Cancelled while what was left behind still came: nothing of the event itself has happened. */
  cancelledBeforeStart(event: ContentEvent, done: () => void): void {
    this.#context.log.emit({ type: "event.started", event, contentRequest: contentRequestOf(event) });
    this.#context.log.emit({ type: "event.finished", event, outcome: "cancelled" });
    done();
  }

  /** What the store does before Background Assets come in: the app itself is installed, or its new version. */
  #changeApp(event: ContentEvent, options: FireOptions): void {
    const context = this.#context;
    const version = options.appVersion ?? context.configuration.version;
    if (event === "install") {
      for (const asset of context.state.assets.values()) context.disk.release(asset.sizeOnDiskInBytes);
      context.record({ type: "app.removed" });
      context.ports.store.removeAllContent();
      context.record({ type: "app.installed", atMs: context.nowMs, version });
    } else if (event === "update") {
      context.record({ type: "app.updated", atMs: context.nowMs, version });
    }
  }

  /** A closed gate keeps Background Assets from running, not the store from installing the app. */
  #notRun(event: ContentEvent, gate: ClosedGate, options: FireOptions): void {
    const context = this.#context;
    context.emit({
      type: "event.notRun",
      event,
      reason: gate.reason,
      message: gate.message,
      assumptions: gate.assumptions,
      source: context.sourceOf(gate.location),
    });
    if (gate.impossible) return;
    this.#changeApp(event, options);
    if (event !== "install") return;
    context.record({ type: "app.launchable" });
    context.emit({ type: "app.launchable", event, afterMs: 0 });
  }
}
