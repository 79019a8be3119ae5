import type { DeviceContext } from "./device-context";
import type { Caller } from "./events";
import { remainingRuntimeMs } from "./extension-calls";
import type { Timer } from "./ports";

interface Request {
  readonly by: Caller;
  readonly holdForMs: number;
  readonly askedAtMs: number;
  deadline: Timer | undefined;
}

interface Holding {
  readonly by: Caller;
  readonly sinceMs: number;
  /** Undefined: at once. */
  readonly end: Timer | undefined;
}

/**
 * `withExclusiveControl` of app and extension: one holds it at a time, the other waits. It keeps nobody from scheduling or
 * cancelling who does not ask for it.
 */
export class ExclusiveControl {
  readonly #context: DeviceContext;
  readonly #changed: () => void;
  readonly #waiting: Request[] = [];
  #holding: Holding | undefined;

  /** @param changed called when a request was answered, or the control given back */
  constructor(context: DeviceContext, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
  }

  /** Nobody holds it or waits for it. */
  get isIdle(): boolean {
    return this.#holding === undefined && this.#waiting.length === 0;
  }

  /** Calls the handler when nobody else holds the control, or without it when `withinMs` are over; 0 tries once. */
  request(by: Caller, holdForMs: number, withinMs: number | undefined): void {
    const request: Request = { by, holdForMs, askedAtMs: this.#context.nowMs, deadline: undefined };
    if (this.#holding === undefined) {
      this.#acquire(request);
    } else if (withinMs === 0) {
      this.#answer(request, false);
    } else {
      this.#waiting.push(request);
      if (withinMs === undefined) return;
      request.deadline = this.#context.ports.clock.after(withinMs, () => {
        this.#waiting.splice(this.#waiting.indexOf(request), 1);
        this.#answer(request, false);
        this.#changed();
      });
    }
  }

  /** A process has ended: what it held is free, what it waited for is forgotten. */
  processEnded(by: Caller): void {
    for (const request of this.#waiting.filter((waiting) => waiting.by === by)) {
      request.deadline?.cancel();
      this.#waiting.splice(this.#waiting.indexOf(request), 1);
    }
    if (this.#holding?.by === by) this.#release("process-ended");
  }

  #acquire(request: Request): void {
    const { by, holdForMs } = request;
    request.deadline?.cancel();
    this.#answer(request, true);
    // The extension is kept running until the handler returns, as long as it may run at all.
    const leftMs = by === "extension" ? remainingRuntimeMs(this.#context) : Number.POSITIVE_INFINITY;
    const reason = holdForMs > leftMs ? "process-ended" : "handler-returned";
    const heldMs = Math.min(holdForMs, leftMs);
    const end = heldMs === 0 ? undefined : this.#context.ports.clock.after(heldMs, () => this.#release(reason));
    this.#holding = { by, sinceMs: this.#context.nowMs, end };
    if (end === undefined) this.#release(reason);
  }

  #answer({ by, askedAtMs }: Request, acquired: boolean): void {
    const waitedMs = this.#context.nowMs - askedAtMs;
    this.#context.emit({ type: "app.call", call: "withExclusiveControl", by, acquired, waitedMs });
  }

  #release(reason: "handler-returned" | "process-ended"): void {
    const holding = this.#holding;
    if (holding === undefined) return;
    holding.end?.cancel();
    this.#holding = undefined;
    const { by, sinceMs } = holding;
    const heldMs = this.#context.nowMs - sinceMs;
    if (by === "extension") {
      this.#context.record({ type: "extension.ran", runtime: { startedAtMs: sinceMs, durationMs: heldMs } });
    }
    const isCutOff = by === "extension" && reason === "process-ended";
    this.#context.emit({
      type: "control.released",
      by,
      heldMs,
      reason,
      assumptions: isCutOff ? ["daily-runtime"] : [],
    });
    const next = this.#waiting.shift();
    if (next !== undefined) this.#acquire(next);
    this.#changed();
  }
}
