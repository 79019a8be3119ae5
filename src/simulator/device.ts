import type { AppAction } from "./app-action";
import { impossibility } from "./app-activity";
import { AppCalls } from "./app-calls";
import { launchApp } from "./app-launch";
import type { PreparedAnswer } from "./auth-challenges";
import type { DeviceConditions } from "./conditions";
import { ContentEvents, type FireOptions } from "./content-events";
import { changeConditions } from "./device-conditions";
import { DeviceContext, type DeviceOptions } from "./device-context";
import type { DeviceState } from "./device-state";
import type { DownloadBatch } from "./download-batch";
import type { EventLog } from "./event-log";
import type { LifecycleEventName } from "./events";
import type { Fault } from "./faults";
import { pendingBatch } from "./pending-downloads";
import { purgeFiles } from "./purge";
import { TimePassage } from "./time-passage";
import { TransferRunner } from "./transfer-runner";

/**
 * A simulated device with one app. Makes install, launch, update, periodic check and language change happen over the
 * given ports. Deterministic: it awaits nothing and asks only its ports. The clock has to stand at the state's `nowMs`
 * (or later) when the device is made.
 */
export class Device {
  readonly #context: DeviceContext;
  readonly #runner: TransferRunner;
  readonly #calls: AppCalls;
  readonly #events: ContentEvents;
  readonly #whenIdle: (() => void)[] = [];
  #resumed: DownloadBatch | undefined;
  #passage: TimePassage | undefined;
  /** Time that passes in the middle of an event; the event is at rest only after it. */
  #passing = 0;
  readonly #afterPassing: (() => void)[] = [];
  #busy = false;
  #interrupted = false;
  /** Of the event that waits for what an ended process left behind. */
  #cancelled = false;

  constructor(options: DeviceOptions) {
    this.#context = new DeviceContext(options);
    this.#runner = new TransferRunner(this.#context);
    this.#calls = new AppCalls(this.#context, this.#runner);
    this.#events = new ContentEvents(this.#context, this.#runner, this.#calls);
    this.#context.scheduleFromExtension = (download) =>
      this.#calls.perform({ kind: "schedule", by: "extension", download });
  }

  /** Changes in place while events run. */
  get state(): DeviceState {
    return this.#context.state;
  }

  get conditions(): DeviceConditions {
    return this.#context.conditions;
  }

  get configuration(): DeviceOptions["configuration"] {
    return this.#context.configuration;
  }

  get log(): EventLog {
    return this.#context.log;
  }

  /** Bytes that came over the network since the device was made. */
  get transferredBytes(): number {
    return this.#context.transferredBytes;
  }

  /** No event runs and nothing is downloaded. */
  get isIdle(): boolean {
    return !this.#busy;
  }

  /** Nothing can go on before there is a network again, or before patience has ended. */
  get waitsForNetwork(): boolean {
    return this.#busy && (this.#runner.waitsForNetwork || this.#events.underWay?.waitsForNetwork === true);
  }

  /**
   * Makes an event happen; `done` is called when everything that followed from it has come to rest, perhaps before this
   * returns. Downloads that an ended process left behind are continued first. Only while `isIdle`.
   */
  fire(event: LifecycleEventName, options: FireOptions, done: () => void): void {
    if (this.#interrupted) return;
    if (this.#busy) throw new Error(`The device is busy: ${event} cannot start before the event under way is at rest.`);
    this.#begin();
    const finish = () => this.#rest(done);
    if (event === "install") {
      this.#events.fire(event, options, finish);
    } else if (event === "launch") {
      const launchAtOnce = this.state.app === undefined || this.state.app.launchable;
      if (!launchAtOnce && this.state.pending.size > 0) {
        this.#continuePending(() => {
          if (!this.#cancelled) this.#launch();
          finish();
        });
      } else {
        this.#launch();
        this.#continuePending(finish);
      }
    } else {
      this.#continuePending(() => {
        if (this.#cancelled) this.#events.cancelledBeforeStart(event, finish);
        else this.#events.fire(event, options, finish);
      });
    }
  }

  /** The person taps the icon, also while non-essential downloads run: restrictions end, callbacks go to the app. */
  launch(done: () => void): void {
    if (!this.#busy) {
      this.fire("launch", {}, done);
      return;
    }
    this.#launch();
    done();
  }

  /** After a restart nothing runs any more: continues the downloads that it left behind. Only while `isIdle`. */
  resumePending(done: () => void): void {
    if (this.#busy) throw new Error("The device is busy: its downloads are under way already.");
    this.#begin();
    if (this.state.app !== undefined) this.#calls.perform({ kind: "terminate" });
    this.#continuePending(() => this.#rest(done));
  }

  /** Why nobody is there who could do it; undefined: it can be done. */
  impossibilityOf(action: AppAction): string | undefined {
    return impossibility(this.#context, action);
  }

  /**
   * What the app, its extension or the person does, also while an event or downloads run. What a call throws is in the log;
   * what comes of it runs on after this returns (`whenIdle`).
   * @returns what `impossibilityOf` says; undefined: it was done
   */
  perform(action: AppAction): string | undefined {
    if (this.#interrupted) return undefined;
    const problem = this.impossibilityOf(action);
    if (problem !== undefined) return problem;
    if (action.kind === "launch") this.launch(() => {});
    else if (action.kind === "moved") this.#calls.perform(action);
    else this.#atWork(() => this.#calls.perform(action));
    return undefined;
  }

  /** Calls back when nothing is under way, perhaps before this returns. */
  whenIdle(callback: () => void): void {
    if (this.isIdle) callback();
    else this.#whenIdle.push(callback);
  }

  /** Stops every transfer; the bytes are kept. */
  pause(): void {
    if (!this.#busy) return;
    this.#runner.pause();
    this.#events.underWay?.pause();
  }

  resume(): void {
    this.#runner.resume();
    this.#events.underWay?.resume();
  }

  /** Ends the event under way; every download of it is cancelled. An app that was being installed is gone. */
  cancel(): void {
    this.#cancelled = true;
    this.#passage?.stop();
    this.#events.underWay?.cancel();
    this.#context.ports.extension.stop?.();
    this.#resumed?.cancel();
    this.#calls.cancelAll();
  }

  /** Stops every transfer for good; the bytes are kept for the next run. Nothing is fired any more. */
  interrupt(): void {
    this.#interrupted = true;
    this.#context.isInterrupted = true;
    this.pause();
  }

  /** Logs the end of the event that `interrupt` has cut off, once its transfers have settled. */
  endInterrupted(): void {
    const { event } = this.#context;
    this.#context.event = undefined;
    if (event !== undefined) this.log.emit({ type: "event.finished", event, outcome: "interrupted" });
  }

  /** What servers that ask are answered from now on, where the app's own code is not asked; of several that fit the last counts. */
  setChallengeAnswers(answers: readonly PreparedAnswer[]): void {
    this.#context.preparedAnswers = answers;
  }

  setConditions(changes: Partial<DeviceConditions>): void {
    changeConditions(this.#context, this.#runner, this.#calls, changes);
  }

  /**
   * The system takes finished files because it needs space. Only while `isIdle`.
   * @returns why it does not; undefined: they are gone
   */
  purge(identifiers: readonly string[] | undefined): string | undefined {
    return purgeFiles(this.#context, identifiers);
  }

  /** What goes wrong from now on between this device and its servers; nothing else does. */
  setFaults(faults: readonly Fault[]): void {
    this.#context.ports.transport.setFaults(faults);
  }

  /**
   * Lets time pass on the device's clock; `done` is called when it has. With `periodicChecks` the device checks for
   * content whenever it would (assumption `periodic-cadence`), unless an event is under way.
   */
  advance(
    durationMs: number,
    { periodicChecks }: { readonly periodicChecks: boolean } = { periodicChecks: false },
    done: () => void = () => {},
  ): void {
    const context = this.#context;
    if (!periodicChecks || this.#busy) {
      const timePassed = context.connectivity.letTimeJump();
      this.#passing++;
      new TimePassage(context, durationMs, undefined, () => {
        this.#passing--;
        timePassed();
        done();
        if (this.#passing === 0) for (const rest of this.#afterPassing.splice(0)) rest();
      }).start();
      return;
    }
    this.#begin();
    const check = (checked: () => void) => {
      if (this.#interrupted) return;
      this.#begin();
      this.#calls.leaveForeground();
      this.#events.fire("periodic", {}, checked);
    };
    // The system carries on with what an ended process left behind.
    this.#continuePending(() => {
      this.#passage = new TimePassage(context, durationMs, check, () => {
        if (this.#interrupted) return;
        this.#passage = undefined;
        this.#rest(done);
      });
      this.#passage.start();
    });
  }

  #launch(): void {
    if (this.#events.underWay === undefined) this.#context.ledger = this.#context.openLedger();
    const lifted = launchApp(this.#context, this.#events.underWay?.startedAtMs);
    if (!lifted) return;
    this.#runner.restrictionsLifted();
    this.#context.connectivity.changed();
  }

  #continuePending(done: () => void): void {
    const batch = pendingBatch(this.#context, this.#runner, () => {
      this.#resumed = undefined;
      done();
    });
    this.#resumed = batch;
    if (batch === undefined) done();
    else batch.start();
  }

  #begin(): void {
    this.#busy = true;
    this.#cancelled = false;
    // A pause ends with what was paused.
    this.#runner.resume();
  }

  /** Does something, in the middle of what is under way or together with what an ended process left behind. */
  #atWork(action: () => void): void {
    if (this.#busy) {
      action();
      return;
    }
    this.#begin();
    this.#context.ledger = this.#context.openLedger();
    let isDone = false;
    const rest = () => {
      if (isDone && this.#resumed === undefined) this.#rest();
    };
    this.#continuePending(rest);
    action();
    isDone = true;
    rest();
  }

  /** Everything has ended, once the downloads that were scheduled by calls have as well. */
  #rest(done: () => void = () => {}): void {
    this.#calls.whenEnded(() => {
      if (this.#passing > 0) {
        this.#afterPassing.push(() => this.#rest(done));
        return;
      }
      this.#busy = false;
      this.#context.record({ type: "clock", nowMs: this.#context.nowMs });
      const waiting = this.#whenIdle.splice(0);
      done();
      // Something else may have begun by now.
      for (const callback of waiting) this.whenIdle(callback);
    });
  }
}
