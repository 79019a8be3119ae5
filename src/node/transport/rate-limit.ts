/** What the limit needs of time, in milliseconds; a test brings its own. */
export interface LimitClock {
  now(): number;
  after(delayMs: number, callback: () => void): () => void;
}

const wallClock: LimitClock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** How long what was not used may be saved up. */
const burstMs = 50;
const socketBufferBytes = 65_536;

/**
 * One token bucket for all transfers together. Bytes that have come are paid afterwards: whoever makes debts waits, in the
 * order of coming, until they are paid.
 */
export class RateLimit {
  readonly #clock: LimitClock;
  #bytesPerSecond: number | undefined;
  #tokens = 0;
  #countedAt: number;
  #waiting: (() => void)[] = [];
  #stopTimer: (() => void) | undefined;

  constructor(bytesPerSecond: number | undefined, clock: LimitClock = wallClock) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#countedAt = clock.now();
  }

  /** Applies at once, to those who wait too. Undefined: no limit. */
  set(bytesPerSecond: number | undefined): void {
    this.#count();
    this.#bytesPerSecond = bytesPerSecond;
    this.#tokens = Math.min(this.#tokens, 0);
    this.#wake();
  }

  /** Nobody owes anything. */
  get isPaid(): boolean {
    if (this.#bytesPerSecond === undefined) return true;
    this.#count();
    return this.#tokens >= 0 && this.#waiting.length === 0;
  }

  /** Books bytes. False: call `whenPaid` and take no more until then. */
  take(bytes: number): boolean {
    if (this.#bytesPerSecond === undefined) return true;
    this.#count();
    this.#tokens -= bytes;
    return this.#tokens >= 0 && this.#waiting.length === 0;
  }

  /** Never calls back before it has returned. */
  whenPaid(callback: () => void): void {
    this.#waiting.push(callback);
    this.#schedule();
  }

  #count(): void {
    const now = this.#clock.now();
    const rate = this.#bytesPerSecond ?? 0;
    this.#tokens = Math.min(this.#tokens + (rate * (now - this.#countedAt)) / 1000, (rate * burstMs) / 1000);
    this.#countedAt = now;
  }

  #schedule(): void {
    if (this.#stopTimer !== undefined || this.#waiting.length === 0) return;
    const rate = this.#bytesPerSecond;
    const delayMs = rate === undefined ? 0 : Math.max(0, (-this.#tokens * 1000) / rate);
    this.#stopTimer = this.#clock.after(Math.ceil(delayMs), () => {
      this.#stopTimer = undefined;
      this.#count();
      this.#wake();
    });
  }

  #wake(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    // As many as what is there may pay for: each brings up to a socket's buffer full.
    let room = this.#bytesPerSecond === undefined ? Number.POSITIVE_INFINITY : this.#tokens;
    while (room >= 0 && this.#waiting.length > 0) {
      room -= socketBufferBytes;
      this.#waiting.shift()?.();
    }
    this.#schedule();
  }
}
