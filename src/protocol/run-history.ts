import type { DeviceEvent, DeviceEventOf } from "../simulator/events";

type Progress = DeviceEventOf<"download.progress">;

/** What must be there for the rest to make sense, and what people look for afterwards. */
const kept = /^(run|event|manifest|app|condition|clock|expectation)\.?|^download\.(refused|failed|cancelled|finished)$/;

/**
 * The events of what the panel shows, to be replayed when it comes back. Progress that newer progress of the same
 * download made worthless is left out, so that a long run stays small.
 */
export class RunHistory {
  #events: DeviceEvent[] = [];
  readonly #progress = new Map<string, Progress>();

  add(events: Iterable<DeviceEvent>): void {
    for (const event of events) {
      if (event.type === "download.progress") {
        this.#progress.set(event.identifier, event);
        continue;
      }
      // Events that carry the bytes received themselves make progress worthless too.
      if (event.type.startsWith("download.") && event.identifier !== undefined) this.#progress.delete(event.identifier);
      this.#events.push(event);
    }
  }

  clear(): void {
    this.#events = [];
    this.#progress.clear();
  }

  /** In an order that gives the same picture as the events that came in. */
  events(): readonly DeviceEvent[] {
    return [...this.#events, ...this.#progress.values()];
  }

  /** At most `limit` events, for keeping on disk: of the ones that can be missed, the oldest are left out. */
  bounded(limit: number): readonly DeviceEvent[] {
    const events = this.events();
    let toDrop = events.length - limit;
    if (toDrop <= 0) return events;
    const withoutDetail = events.filter((event) => kept.test(event.type) || toDrop-- <= 0);
    // Still too many: the beginning says what the run was, the end how it went.
    if (withoutDetail.length <= limit) return withoutDetail;
    const head = Math.min(10, limit);
    return [...withoutDetail.slice(0, head), ...withoutDetail.slice(withoutDetail.length - (limit - head))];
  }
}
