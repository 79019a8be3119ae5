import type { DeviceEvent } from "../../simulator/events";

/** The panel is fed at most this often. */
const intervalMs = 100;

/** Collects events and hands them on in batches: the first at once, further ones at most ten times a second. */
export class EventBatches {
  readonly #send: (events: readonly DeviceEvent[]) => void;
  #waiting: DeviceEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (events: readonly DeviceEvent[]) => void) {
    this.#send = send;
  }

  add(event: DeviceEvent): void {
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.flush(), this.#waiting.length === 1 ? 0 : intervalMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.#send(events);
    // The next batch has to wait, also when its first event comes at once.
    this.#timer = setTimeout(() => this.flush(), intervalMs);
  }

  /** Sends what is left; nothing comes after. */
  end(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
