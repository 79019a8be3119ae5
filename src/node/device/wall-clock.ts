import type { Clock, Timer } from "../../simulator/ports";

interface Waiting {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * The device's time for real transfers: it follows the wall while bytes flow and jumps to the next timer otherwise, so
 * that a week without downloads takes no time, and a transfer takes the time it takes.
 */
export class WallClock implements Clock {
  #deviceMs: number;
  /** `performance.now()` at the moment `#deviceMs` was true; undefined while time stands still. */
  #followingSince: number | undefined;
  #flows = 0;
  #order = 0;
  readonly #waiting = new Set<Waiting>();
  #wake: NodeJS.Timeout | NodeJS.Immediate | undefined;

  constructor(startMs: number) {
    this.#deviceMs = startMs;
  }

  now(): number {
    if (this.#followingSince === undefined) return this.#deviceMs;
    return this.#deviceMs + Math.round(performance.now() - this.#followingSince);
  }

  after(delayMs: number, callback: () => void): Timer {
    const waiting: Waiting = { dueMs: this.now() + Math.max(0, delayMs), order: this.#order++, callback };
    this.#waiting.add(waiting);
    this.#schedule();
    return {
      cancel: () => {
        if (this.#waiting.delete(waiting)) this.#schedule();
      },
    };
  }

  beginFlow(): void {
    if (this.#flows++ > 0) return;
    this.#followingSince = performance.now();
    this.#schedule();
  }

  endFlow(): void {
    if (--this.#flows > 0) return;
    this.#deviceMs = this.now();
    this.#followingSince = undefined;
    this.#schedule();
  }

  #next(): Waiting | undefined {
    let next: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (
        next === undefined ||
        waiting.dueMs < next.dueMs ||
        (waiting.dueMs === next.dueMs && waiting.order < next.order)
      ) {
        next = waiting;
      }
    }
    return next;
  }

  #schedule(): void {
    if (this.#wake !== undefined) {
      clearTimeout(this.#wake as NodeJS.Timeout);
      clearImmediate(this.#wake as NodeJS.Immediate);
      this.#wake = undefined;
    }
    const next = this.#next();
    if (next === undefined) return;
    const fire = () => {
      this.#wake = undefined;
      this.#fire(next);
    };
    if (this.#followingSince === undefined) this.#wake = setImmediate(fire);
    // A timer may be weeks away, and setTimeout holds 24 days.
    else this.#wake = setTimeout(fire, Math.min(Math.max(0, next.dueMs - this.now()), 2 ** 31 - 1));
  }

  #fire(next: Waiting): void {
    if (this.#followingSince === undefined) this.#deviceMs = Math.max(this.#deviceMs, next.dueMs);
    if (this.now() >= next.dueMs && this.#waiting.delete(next)) next.callback();
    this.#schedule();
  }
}
