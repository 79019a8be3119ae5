import type { DeviceEvent, Lane } from "../simulator/events";
import { DownloadSpeed } from "./download-speed";
import type { DownloadRow, RowSpan, RowState } from "./run-view";

export type DownloadEvent = Extract<DeviceEvent, { type: `download.${string}` }>;

const ended: ReadonlySet<RowState> = new Set(["finished", "failed", "refused", "cancelled"]);

/** The rows of a run, changed in place; a row that changes is replaced, so that its identity tells. */
export class DownloadRows {
  readonly rows: DownloadRow[] = [];
  /** Where the row of an identifier is that still can change. */
  readonly #current = new Map<string, number>();
  readonly #speeds = new Map<number, DownloadSpeed>();
  readonly #downloading = new Map<string, number>();

  isDownloading(eventIndex: number, lane: Lane): boolean {
    return (this.#downloading.get(`${eventIndex} ${lane}`) ?? 0) > 0;
  }

  /** Says whether a transfer began or ended by this. */
  apply(event: DownloadEvent, eventIndex: number, atMs: number): "began" | "ended" | undefined {
    if (event.type === "download.refused") {
      // Never enqueued, so it is a row of its own even where another download has the identifier.
      this.rows.push({
        ...newRow(event, eventIndex, atMs),
        state: "refused",
        endedAtMs: atMs,
        spans: [],
        error: event.error,
      });
      return undefined;
    }
    const index = this.#indexFor(event, eventIndex, atMs);
    const row = this.rows[index];
    if (row === undefined) return undefined;
    switch (event.type) {
      case "download.enqueued":
      case "download.redirected":
        this.#replace(index, row, event, {});
        return undefined;
      case "download.started":
      case "download.resumed":
        this.#speeds.set(index, new DownloadSpeed(atMs, event.offset));
        this.#replace(index, row, event, {
          state: "downloading",
          startedAtMs: row.startedAtMs ?? atMs,
          receivedBytes: event.offset,
          bytesPerSecond: undefined,
          spans: connectedSpans(row, atMs, event.connectedAfterMs ?? 0),
          waitingFor: undefined,
        });
        return this.#count(row, +1);
      case "download.progress":
        this.#replace(index, row, event, {
          receivedBytes: event.receivedBytes,
          bytesPerSecond: this.#speeds.get(index)?.measure(atMs, event.receivedBytes),
        });
        return undefined;
      case "download.paused":
        this.#replace(index, row, event, {
          state: "paused",
          receivedBytes: event.receivedBytes,
          bytesPerSecond: undefined,
          spans: nextSpan(row, "paused", atMs),
          waitingFor: undefined,
        });
        return this.#count(row, -1);
      case "download.waiting":
        this.#replace(index, row, event, {
          state: "waiting",
          receivedBytes: event.receivedBytes,
          bytesPerSecond: undefined,
          spans: nextSpan(row, "stalled", atMs),
          waitingFor: event.reason,
        });
        return this.#count(row, -1);
      case "download.finished":
      case "download.failed":
      case "download.cancelled":
        this.#speeds.delete(index);
        this.#replace(index, row, event, {
          state:
            event.type === "download.finished" ? "finished" : event.type === "download.failed" ? "failed" : "cancelled",
          receivedBytes: event.receivedBytes,
          bytesPerSecond: average(row, event.receivedBytes, atMs),
          endedAtMs: atMs,
          spans: closed(row.spans, atMs),
          waitingFor: undefined,
        });
        return this.#count(row, -1);
    }
  }

  /** The row that an event is about; a download that an earlier run left unfinished goes on without being enqueued again. */
  #indexFor(event: DownloadEvent, eventIndex: number, atMs: number): number {
    const known = this.#current.get(event.identifier);
    const row = known === undefined ? undefined : this.rows[known];
    const goesOn = row !== undefined && !ended.has(row.state) && row.eventIndex === eventIndex;
    const isAfterword = row !== undefined && event.type !== "download.enqueued" && event.type !== "download.started";
    if (known !== undefined && (goesOn || isAfterword)) return known;
    const index = this.rows.push(newRow(event, eventIndex, atMs)) - 1;
    this.#current.set(event.identifier, index);
    return index;
  }

  #replace(index: number, row: DownloadRow, event: DownloadEvent, change: Partial<DownloadRow>): void {
    this.rows[index] = {
      ...row,
      // A non-essential download may be promoted, a manifest without sizes be completed by the server.
      lane: event.lane,
      fileSizeInBytes: event.fileSizeInBytes ?? row.fileSizeInBytes,
      source: event.source ?? row.source,
      error: event.error ?? row.error,
      ...change,
    };
  }

  #count(row: DownloadRow, by: 1 | -1): "began" | "ended" | undefined {
    if ((row.state === "downloading") === (by === 1)) return undefined;
    const key = `${row.eventIndex} ${row.lane}`;
    this.#downloading.set(key, (this.#downloading.get(key) ?? 0) + by);
    return by === 1 ? "began" : "ended";
  }
}

function newRow(event: DownloadEvent, eventIndex: number, atMs: number): DownloadRow {
  return {
    identifier: event.identifier,
    event: event.event,
    eventIndex,
    lane: event.lane,
    url: event.url,
    host: hostOf(event.url),
    fileSizeInBytes: event.fileSizeInBytes,
    receivedBytes: 0,
    bytesPerSecond: undefined,
    state: "waiting",
    enqueuedAtMs: atMs,
    startedAtMs: undefined,
    endedAtMs: undefined,
    spans: [{ kind: "waiting", fromMs: atMs, toMs: undefined }],
    waitingFor: undefined,
    error: undefined,
    source: event.source,
  };
}

/** The spans so far with the last one ended; waiting that took no time is left out. */
function closed(spans: readonly RowSpan[], atMs: number): readonly RowSpan[] {
  const last = spans.at(-1);
  if (last === undefined || last.toMs !== undefined) return spans;
  return last.fromMs === atMs && last.kind !== "downloading"
    ? spans.slice(0, -1)
    : [...spans.slice(0, -1), { ...last, toMs: atMs }];
}

function nextSpan(row: DownloadRow, kind: RowSpan["kind"], atMs: number): readonly RowSpan[] {
  return [...closed(row.spans, atMs), { kind, fromMs: atMs, toMs: undefined }];
}

/** The end of the wait before a response was the connecting, which is known only now. */
function connectedSpans(row: DownloadRow, atMs: number, connectedAfterMs: number): readonly RowSpan[] {
  const last = row.spans.at(-1);
  const fromMs = Math.max(last?.fromMs ?? atMs, atMs - connectedAfterMs);
  if (last === undefined || fromMs >= atMs) return nextSpan(row, "downloading", atMs);
  return [
    ...closed(row.spans, fromMs),
    { kind: "connecting", fromMs, toMs: atMs },
    { kind: "downloading", fromMs: atMs, toMs: undefined },
  ];
}

function average(row: DownloadRow, receivedBytes: number, atMs: number): number | undefined {
  const elapsedMs = atMs - (row.startedAtMs ?? atMs);
  return elapsedMs > 0 && receivedBytes > 0 ? (receivedBytes / elapsedMs) * 1000 : undefined;
}

/** Host and port as they stand in the address; the address itself where it is none. */
function hostOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? url;
}
