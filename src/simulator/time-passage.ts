import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import { type ClosedGate, closedGate } from "./gates";
import { type CadenceRule, nextPeriodicCheckMs, readCadence } from "./periodic-cadence";
import { formatDurationMs } from "./scenario/duration";

/** Makes a periodic check happen whose gates are open; `done` when it is at rest. */
type FireCheck = (done: () => void) => void;

interface Explained extends ClosedGate {
  times: number;
}

/**
 * Time that passes on the device: it jumps from one periodic check that is due to the next. Checks that a closed gate
 * keeps from running are explained once, with their number.
 */
export class TimePassage {
  readonly #context: DeviceContext;
  readonly #fireCheck: FireCheck | undefined;
  readonly #done: () => void;
  readonly #rules: readonly CadenceRule[];
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #explained = new Map<string, Explained>();
  #ran = 0;
  /** The newest check that was due and did not run. */
  #missedAtMs = Number.NEGATIVE_INFINITY;
  /** What stood against a check that was due when the time began. */
  #overdueGate: ClosedGate | undefined;
  #isStopped = false;

  /** @param fireCheck undefined: only time passes. */
  constructor(context: DeviceContext, durationMs: number, fireCheck: FireCheck | undefined, done: () => void) {
    this.#context = context;
    this.#fireCheck = context.state.app === undefined ? undefined : fireCheck;
    this.#done = done;
    this.#rules = readCadence(String(context.settings["periodic-cadence"]));
    this.#startMs = context.nowMs;
    this.#endMs = context.nowMs + durationMs;
  }

  start(): void {
    this.#next();
  }

  /** After the check under way no time passes any more. */
  stop(): void {
    this.#isStopped = true;
  }

  #next(): void {
    const fireCheck = this.#fireCheck;
    while (fireCheck !== undefined && !this.#isStopped) {
      const dueMs = this.#nextDueMs();
      if (dueMs === undefined || dueMs > this.#endMs) break;
      const gate = this.#gateAt(dueMs);
      if (gate === undefined) {
        this.#jumpTo(dueMs, () => {
          if (this.#isStopped) {
            this.#finish();
            return;
          }
          this.#ran++;
          fireCheck(() => this.#next());
        });
        return;
      }
      // One that was due already is told of only where no other is: the time before has told of it.
      if (dueMs > this.#startMs) this.#explain(gate);
      else this.#overdueGate = gate;
      this.#missedAtMs = dueMs;
    }
    if (this.#isStopped) this.#finish();
    else this.#jumpTo(this.#endMs, () => this.#finish());
  }

  #jumpTo(atMs: number, callback: () => void): void {
    const context = this.#context;
    context.ports.clock.after(Math.max(0, atMs - context.nowMs), () => {
      if (!context.isInterrupted) callback();
    });
  }

  #nextDueMs(): number | undefined {
    const { state, nowMs } = this.#context;
    return nextPeriodicCheckMs({ ...state, nowMs }, this.#rules, this.#missedAtMs);
  }

  #gateAt(nowMs: number): ClosedGate | undefined {
    const { configuration, conditions, settings, state } = this.#context;
    const gate = closedGate({ event: "periodic", configuration, conditions, settings, state, nowMs });
    if (gate !== undefined || conditions.network.online) return gate;
    return {
      reason: "offline",
      impossible: false,
      message: "The device is offline: the system waits for a network before it checks. Choose another network.",
    };
  }

  #explain(gate: ClosedGate): void {
    const explained = this.#explained.get(gate.reason);
    if (explained === undefined) this.#explained.set(gate.reason, { ...gate, times: 1 });
    else explained.times++;
  }

  #finish(): void {
    const context = this.#context;
    const byMs = context.nowMs - this.#startMs;
    if (this.#fireCheck === undefined) {
      context.emit({ type: "clock.advanced", byMs });
    } else {
      if (this.#overdueGate !== undefined && this.#explained.size === 0 && this.#ran === 0) {
        this.#explain(this.#overdueGate);
      }
      this.#explainSilence();
      const nextMs = this.#nextDueMs();
      const notRun = [...this.#explained.values()].reduce((sum, { times }) => sum + times, 0);
      context.emit({
        type: "clock.advanced",
        byMs,
        periodicChecks: { ran: this.#ran, notRun },
        nextPeriodicCheck: nextMs === undefined ? undefined : new Date(nextMs).toISOString(),
        assumptions: this.#ran + notRun > 0 || nextMs !== undefined ? ["periodic-cadence"] : [],
      });
      for (const gate of this.#explained.values()) this.#emitNotRun(gate);
    }
    context.record({ type: "clock", nowMs: context.nowMs });
    this.#done();
  }

  /** Why no check was due although enough time has passed for one. */
  #explainSilence(): void {
    const { state, nowMs } = this.#context;
    const { app } = state;
    if (app === undefined || this.#nextDueMs() !== undefined) return;
    const dayMs = 86_400_000;
    if (app.firstLaunchedAtMs === undefined) {
      const shortestMs = this.#rules[0]?.intervalMs ?? dayMs;
      const gate = app.installedAtMs + shortestMs <= nowMs ? this.#gateAt(nowMs) : undefined;
      if (gate !== undefined) this.#explain(gate);
      return;
    }
    const last = this.#rules.at(-1);
    const lastCheckMs = Math.max(state.lastPeriodicCheckAtMs ?? app.firstLaunchedAtMs, this.#missedAtMs);
    if (lastCheckMs + (last?.intervalMs ?? dayMs) > nowMs) return;
    const idleMs = nowMs - (app.lastLaunchedAtMs ?? app.firstLaunchedAtMs);
    const limit = last === undefined ? "at all" : `after ${formatDurationMs(last.idleUpToMs)} without a launch`;
    this.#explain({
      reason: "rarely-launched",
      impossible: false,
      message: `The app was last launched ${formatDurationMs(idleMs)} ago, and there are no periodic checks ${limit}. Launch it, and they start again.`,
    });
  }

  #emitNotRun(gate: Explained): void {
    const assumptions: AssumptionName[] = [...(gate.assumptions ?? []), "periodic-cadence"];
    this.#context.emit({
      type: "event.notRun",
      event: "periodic",
      reason: gate.reason,
      message: gate.message,
      times: gate.times,
      assumptions,
      source: this.#context.sourceOf(gate.location),
    });
  }
}
