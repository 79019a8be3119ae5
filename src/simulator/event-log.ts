import type { AssumptionName } from "./assumptions";
import type { DeviceEvent } from "./events";
import type { Clock } from "./ports";
import { maskSecrets, maskUrl } from "./secret-masking";

/** Optional members may be given as `undefined`; they are left out of the event. */
type Loose<E> = { [K in keyof E]: Record<never, never> extends Pick<E, K> ? E[K] | undefined : E[K] };

type DraftOf<E> = E extends DeviceEvent ? Loose<Omit<E, "version" | "seq" | "time">> : never;

/** An event before it has its number and time. */
export type EventDraft = DraftOf<DeviceEvent>;

export interface EventLogOptions {
  readonly clock: Clock;
  readonly emit: (event: DeviceEvent) => void;
  /** Leaves query values as they are. */
  readonly showSecrets?: boolean;
  /** Of the log that this one continues: a device that restarts goes on in the same story. */
  readonly lastSeq?: number | undefined;
}

/** Members that are a URL. */
const urlMembers = ["url", "from", "to"] as const;
/** Members that may have a URL within a sentence. */
const textMembers = ["message", "expected", "actual", "description"] as const;

/** Gives events their number, their time on the device's clock and their masks, and hands them on. */
export class EventLog {
  readonly #options: EventLogOptions;
  readonly #observers = new Set<(event: DeviceEvent) => void>();
  #seq = 0;
  #ended = false;
  #timeMs: number | undefined;
  #time = "";

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#seq = options.lastSeq ?? 0;
  }

  /** The number of the newest event. */
  get lastSeq(): number {
    return this.#seq;
  }

  emit(draft: EventDraft): void {
    if (this.#ended) return;
    const { type, ...members } = draft as { readonly type: string } & Record<string, unknown>;
    const event: Record<string, unknown> = { version: 1, seq: ++this.#seq, time: this.#now(), type };
    for (const name in members) {
      const value = members[name];
      if (value === undefined) continue;
      if (name === "assumptions") {
        const names = [...new Set(value as readonly AssumptionName[])];
        if (names.length > 0) event[name] = names;
      } else {
        event[name] = value;
      }
    }
    if (this.#options.showSecrets !== true) maskEvent(event);
    const finished = event as unknown as DeviceEvent;
    for (const observe of this.#observers) observe(finished);
    this.#options.emit(finished);
  }

  /** Nothing is logged any more. */
  end(): void {
    this.#ended = true;
  }

  /** Sees every event just before it is handed on. Returns what ends the observation. */
  observe(observer: (event: DeviceEvent) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  #now(): string {
    const nowMs = this.#options.clock.now();
    if (nowMs !== this.#timeMs) {
      this.#timeMs = nowMs;
      this.#time = new Date(nowMs).toISOString();
    }
    return this.#time;
  }
}

function maskEvent(event: Record<string, unknown>): void {
  // In a sentence nobody can tell where a URL with spaces ends; but these are known.
  const known: [url: string, masked: string][] = [];
  for (const name of urlMembers) {
    const value = event[name];
    if (typeof value !== "string") continue;
    const masked = maskUrl(value);
    if (masked !== value) known.push([value, masked]);
    event[name] = masked;
  }
  const mask = (text: string) =>
    maskSecrets(known.reduce((sentence, [url, masked]) => sentence.replaceAll(url, () => masked), text));
  for (const name of textMembers) {
    const value = event[name];
    if (typeof value === "string") event[name] = mask(value);
  }
  if (Array.isArray(event.notes)) event.notes = event.notes.map(mask);
  const error = event.error as { readonly message: string } | undefined;
  if (error !== undefined) event.error = { ...error, message: mask(error.message) };
}
