import type { DeviceContext } from "./device-context";
import { simulatorError } from "./error-codes";
import { runtimeWithinDayMs } from "./gates";
import type { ExtensionFailure } from "./ports";
import { formatDurationMs } from "./scenario/duration";

/** The system runs one process of the extension at a time: calls wait for one another. */
export class ExtensionCalls {
  readonly #waiting: ((ended: () => void) => void)[] = [];
  readonly #idle: (() => void)[] = [];
  #busy = false;

  /** Runs `call` when nothing else runs, at once where it can; `call` says when it has ended. */
  run(call: (ended: () => void) => void): void {
    this.#waiting.push(call);
    this.#next();
  }

  /** Calls back when no call runs or waits, perhaps before this returns. */
  whenIdle(callback: () => void): void {
    if (this.#busy || this.#waiting.length > 0) this.#idle.push(callback);
    else callback();
  }

  #next(): void {
    if (this.#busy) return;
    const call = this.#waiting.shift();
    if (call === undefined) {
      for (const callback of this.#idle.splice(0)) callback();
      return;
    }
    this.#busy = true;
    call(() => {
      this.#busy = false;
      this.#next();
    });
  }
}

/** Milliseconds that the extension may still run within the last 24 hours (assumption `daily-runtime`). */
export function remainingRuntimeMs({ settings, state, nowMs }: DeviceContext): number {
  return Math.max(0, Number(settings["daily-runtime"]) * 60_000 - runtimeWithinDayMs(state, nowMs));
}

/** Books a call's running time. */
export function recordRuntime(context: DeviceContext, startedAtMs: number, durationMs: number): void {
  context.record({ type: "extension.ran", runtime: { startedAtMs, durationMs } });
}

/** The budget of a day is a few minutes: a call that took one of them is worth a word. Call it once the time is booked. */
export function runtimeNotes(context: DeviceContext, runtimeMs: number): readonly string[] {
  if (runtimeMs <= 60_000) return [];
  return [
    `The extension ran ${Math.round(runtimeMs / 1000)} s; the system grants it only minutes a day, and ${formatDurationMs(remainingRuntimeMs(context))} are left of these 24 hours.`,
  ];
}

export function emitFailure(context: DeviceContext, runtimeMs: number, failure: ExtensionFailure): void {
  context.emit({
    type: "extension.failed",
    runtimeMs,
    error: simulatorError(failure.errorName, failure.message),
    assumptions: failure.errorName === "extensionRanTooLong" ? ["daily-runtime"] : ["transport-error-mapping"],
  });
}

/** As devices log it where the time is used up: the extension is not launched. */
export function emitNoRuntime(context: DeviceContext, what: string): void {
  emitFailure(context, 0, {
    errorName: "extensionRanTooLong",
    message: `The extension is not launched for ${what}: it has run ${context.settings["daily-runtime"]} minutes within 24 hours, which is what the system grants it. Let it do less in each call.`,
  });
}
