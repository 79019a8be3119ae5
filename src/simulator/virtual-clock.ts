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
  #cancelled = 0;
  #waiting = new BinaryHeap<Waiting>(isDueBefore);

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
        if (waiting.callback === undefined) return;
        waiting.callback = undefined;
        this.#cancelled++;
        this.#dropCancelled();
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
      if (callback === undefined) {
        this.#cancelled--;
        continue;
      }
      next.callback = undefined;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      callback();
    }
  }

  /** Timers that are set anew over and over leave no crowd of cancelled ones behind. */
  #dropCancelled(): void {
    if (this.#cancelled < 1000 || this.#cancelled * 2 < this.#waiting.size) return;
    const kept = new BinaryHeap<Waiting>(isDueBefore);
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      if (next.callback !== undefined) kept.push(next);
    }
    this.#waiting = kept;
    this.#cancelled = 0;
  }
}

function isDueBefore(a: Waiting, b: Waiting): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
