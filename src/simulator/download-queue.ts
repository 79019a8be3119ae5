import { BinaryHeap } from "./binary-heap";
import type { Lane } from "./events";

export interface QueuedDownload {
  readonly lane: Lane;
  readonly priority: "min" | "default" | "max";
  /** Unique; the place in the manifest decides between downloads of equal priority. */
  readonly order: number;
  /** Of the configured URL: downloads of one host share its connections. */
  readonly host: string;
  /** Goes first and waits for no connection to become free. Changed only while the download is in no queue. */
  readonly isForeground?: boolean;
}

const priorityRank = { max: 0, default: 1, min: 2 } as const;

/** Whether `a` goes first: what runs in the foreground, essential downloads, higher priorities, the order of the manifest. */
export function goesBefore(a: QueuedDownload, b: QueuedDownload): boolean {
  if ((a.isForeground === true) !== (b.isForeground === true)) return a.isForeground === true;
  if (a.lane !== b.lane) return a.lane === "essential";
  if (a.priority !== b.priority) return priorityRank[a.priority] < priorityRank[b.priority];
  return a.order < b.order;
}

interface HostLine<T> {
  readonly waiting: BinaryHeap<T>;
  running: number;
}

/** Downloads that wait for their turn: each host runs a limited number at a time. */
export class DownloadQueue<T extends QueuedDownload> {
  readonly #downloadsPerHost: number;
  readonly #lines = new Map<string, HostLine<T>>();
  /** Hosts to look at: something was added or has ended. */
  readonly #changed = new Set<string>();

  constructor(downloadsPerHost: number) {
    this.#downloadsPerHost = Math.max(1, Math.floor(downloadsPerHost));
  }

  add(download: T): void {
    let line = this.#lines.get(download.host);
    if (line === undefined) {
      line = { waiting: new BinaryHeap<T>(goesBefore), running: 0 };
      this.#lines.set(download.host, line);
    }
    line.waiting.push(download);
    this.#changed.add(download.host);
  }

  /** The downloads that may start now, first things first; each counts as running until `release`. */
  takeStartable(): readonly T[] {
    const startable: T[] = [];
    for (const host of this.#changed) {
      const line = this.#lines.get(host);
      if (line === undefined) continue;
      while (line.running < this.#downloadsPerHost || line.waiting.peek()?.isForeground === true) {
        const download = line.waiting.pop();
        if (download === undefined) break;
        line.running++;
        startable.push(download);
      }
    }
    this.#changed.clear();
    return startable.sort((a, b) => (goesBefore(a, b) ? -1 : 1));
  }

  /** A running download of this host has ended. */
  release(host: string): void {
    const line = this.#lines.get(host);
    if (line === undefined) return;
    line.running--;
    if (line.running === 0 && line.waiting.size === 0) this.#lines.delete(host);
    else this.#changed.add(host);
  }

  /** Takes one out that waits; false: it does not. */
  remove(download: T): boolean {
    const line = this.#lines.get(download.host);
    if (line === undefined) return false;
    const others: T[] = [];
    let isFound = false;
    for (let next = line.waiting.pop(); next !== undefined; next = line.waiting.pop()) {
      if (next === download) isFound = true;
      else others.push(next);
    }
    for (const other of others) line.waiting.push(other);
    return isFound;
  }

  /** Empties the queue; running downloads keep counting. */
  takeAllWaiting(): readonly T[] {
    const waiting: T[] = [];
    for (const line of this.#lines.values()) {
      for (let next = line.waiting.pop(); next !== undefined; next = line.waiting.pop()) waiting.push(next);
    }
    return waiting.sort((a, b) => (goesBefore(a, b) ? -1 : 1));
  }
}
