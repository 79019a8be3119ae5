import { closeSync, fsync, fsyncSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

/**
 * An append-only file of JSON records, one a line, each behind the CRC-32 of its text. A record has reached the operating
 * system when `append` returns, so that the death of this process loses nothing; one fsync per batch carries it to the disk.
 */
export class Journal<T> {
  readonly #path: string;
  #descriptor: number;
  #syncing = false;
  #syncWanted = false;

  private constructor(path: string, descriptor: number) {
    this.#path = path;
    this.#descriptor = descriptor;
  }

  /**
   * Opens the journal, creating it where there is none. A torn or damaged end (a crash while writing) is cut off: what
   * stands before it counts, and `damagedBytes` says how much was dropped.
   */
  static open<T>(path: string): { journal: Journal<T>; records: T[]; damagedBytes: number } {
    const { records, soundBytes, totalBytes } = readRecords<T>(path);
    if (soundBytes < totalBytes) truncateSync(path, soundBytes);
    return {
      journal: new Journal<T>(path, openSync(path, "a", 0o600)),
      records,
      damagedBytes: totalBytes - soundBytes,
    };
  }

  append(record: T): void {
    writeSync(this.#descriptor, encode(record));
    this.#sync();
  }

  /** Replaces everything by `records`, in one step: after a crash there is either the old journal or the new one. */
  compact(records: readonly T[]): void {
    const temporary = `${this.#path}.new`;
    const descriptor = openSync(temporary, "w", 0o600);
    try {
      for (let start = 0; start < records.length; start += 1000) {
        writeSync(
          descriptor,
          records
            .slice(start, start + 1000)
            .map(encode)
            .join(""),
        );
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // Windows does not replace a file that is open.
    closeSync(this.#descriptor);
    renameSync(temporary, this.#path);
    this.#descriptor = openSync(this.#path, "a", 0o600);
  }

  close(): void {
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #sync(): void {
    if (this.#syncing) {
      this.#syncWanted = true;
      return;
    }
    this.#syncing = true;
    // An error here means that the descriptor was replaced or closed meanwhile, and both of those sync themselves.
    fsync(this.#descriptor, () => {
      this.#syncing = false;
      if (!this.#syncWanted || this.#descriptor === -1) return;
      this.#syncWanted = false;
      this.#sync();
    });
  }
}

function encode(record: unknown): string {
  const json = JSON.stringify(record);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

function readRecords<T>(path: string): { records: T[]; soundBytes: number; totalBytes: number } {
  const bytes = readIfPresent(path);
  const records: T[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(10, offset);
    if (end === -1) break;
    const line = bytes.toString("utf8", offset, end);
    const json = line.slice(9);
    if (line[8] !== " " || Number.parseInt(line.slice(0, 8), 16) !== crc32(json)) break;
    records.push(JSON.parse(json) as T);
    offset = end + 1;
  }
  return { records, soundBytes: offset, totalBytes: bytes.length };
}

function readIfPresent(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
