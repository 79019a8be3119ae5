import { formatBytes } from "../../model/sizes";
import type { DeviceEvent } from "../../simulator/events";
import { printable } from "./printable";

const redrawIntervalMs = 100;

/** The last line of a terminal while something is downloaded: what, how far, how fast, how much waits. */
export class ProgressLine {
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  readonly #active = new Map<string, { receivedBytes: number; fileSizeInBytes: number | undefined }>();
  #waiting = 0;
  #drawn = false;
  #drawnAt = 0;
  #speedSince = 0;
  #speedBytes = 0;
  #bytesPerSecond = 0;

  constructor(write: (text: string) => void, columns: () => number) {
    this.#write = write;
    this.#columns = columns;
  }

  observe(event: DeviceEvent): void {
    switch (event.type) {
      case "download.enqueued":
        this.#waiting++;
        break;
      case "download.started":
        if (!this.#active.has(event.identifier)) this.#waiting = Math.max(0, this.#waiting - 1);
        this.#active.set(event.identifier, { receivedBytes: event.offset, fileSizeInBytes: event.fileSizeInBytes });
        break;
      case "download.progress":
        this.#received(event.identifier, event.receivedBytes, event.fileSizeInBytes);
        break;
      case "download.finished":
      case "download.failed":
      case "download.cancelled":
      case "download.paused":
      case "download.waiting":
        this.#active.delete(event.identifier);
        break;
      case "event.finished":
        this.#active.clear();
        this.#waiting = 0;
        break;
      default:
        return;
    }
    this.#redraw();
  }

  /** Takes the line away, so that ordinary output may follow. */
  clear(): void {
    if (!this.#drawn) return;
    this.#write("\r\u001b[2K");
    this.#drawn = false;
    this.#drawnAt = 0;
  }

  #received(identifier: string, receivedBytes: number, fileSizeInBytes: number | undefined): void {
    const before = this.#active.get(identifier)?.receivedBytes ?? 0;
    this.#active.set(identifier, { receivedBytes, fileSizeInBytes });
    const now = performance.now();
    this.#speedBytes += Math.max(0, receivedBytes - before);
    if (now - this.#speedSince < 500) return;
    if (this.#speedSince > 0) this.#bytesPerSecond = (this.#speedBytes / (now - this.#speedSince)) * 1000;
    this.#speedSince = now;
    this.#speedBytes = 0;
  }

  #redraw(): void {
    const now = performance.now();
    if (this.#drawn && now - this.#drawnAt < redrawIntervalMs) return;
    if (this.#active.size === 0) {
      this.clear();
      return;
    }
    const parts = [...this.#active].slice(0, 4).map(([identifier, { receivedBytes, fileSizeInBytes }]) => {
      const share =
        fileSizeInBytes === undefined || fileSizeInBytes === 0
          ? formatBytes(receivedBytes)
          : `${Math.floor((receivedBytes / fileSizeInBytes) * 100)} %`;
      return `${shortened(printable(identifier))} ${share}`;
    });
    if (this.#active.size > parts.length) parts.push(`${this.#active.size - parts.length} more`);
    if (this.#bytesPerSecond > 0) parts.push(`${formatBytes(Math.round(this.#bytesPerSecond))}/s`);
    if (this.#waiting > 0) parts.push(`${this.#waiting} waiting`);
    const line = `  ▸ ${parts.join(" · ")}`;
    // A line that reaches the edge would be two lines, of which only one is taken away.
    this.#write(`\r\u001b[2K${line.slice(0, this.#columns() - 1)}`);
    this.#drawn = true;
    this.#drawnAt = now;
  }
}

/** The end of an identifier tells more than its start. */
function shortened(identifier: string): string {
  return identifier.length <= 24 ? identifier : `…${identifier.slice(-23)}`;
}
