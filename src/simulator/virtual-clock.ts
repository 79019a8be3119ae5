import { BinaryHeap } from "./binary-heap";
import { deviceEpochMs } from "./events";
import type { Clock, Timer } from "./ports";

interface Waiting {
  readonly dueMs: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/**
 * A clock that stands still until it is told to run. Timers of the same moment fire in the order in which they were set,
 * so that the same calls lead to the same sequence. Flows make no difference: bytes of an in-memory transport take
 * virtual time.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #waiting = new BinaryHeap<Waiting>(
    (a, b) => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order),
  );

  /** @param startMs milliseconds since 1970; a device that goes on starts at its state's `nowMs`. */
  constructor(startMs: number = deviceEpochMs) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const waiting: Waiting = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#waiting.push(waiting);
    return {
      cancel: () => {
        waiting.callback = undefined;
      },
    };
  }

  beginFlow(): void {}

  endFlow(): void {}

  /** Fires timer after timer, jumping from one to the next, until none is left. */
  runUntilIdle(): void {
    this.#run(Number.POSITIVE_INFINITY);
  }

  /** Fires what is due within `durationMs`; then that much time has passed. */
  runFor(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    this.#run(endMs);
    this.#nowMs = endMs;
  }

  #run(endMs: number): void {
    for (let next = this.#waiting.peek(); next !== undefined && next.dueMs <= endMs; next = this.#waiting.peek()) {
      this.#waiting.pop();
      const { callback } = next;
      if (callback === undefined) continue;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      callback();
    }
  }
}
