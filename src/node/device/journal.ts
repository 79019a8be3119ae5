import * as fs from "node:fs";
import { crc32 } from "node:zlib";

/** What the journal does with the disk; tests replace operations by failing ones. */
export type JournalDisk = Pick<
  typeof fs,
  "openSync" | "closeSync" | "writeSync" | "ftruncateSync" | "truncateSync" | "fsyncSync" | "fsync" | "renameSync"
>;

const diskFullCodes = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** While the disk is full, an attempt now and then: each costs a system call, and a run may have 100,000 records. */
const retryIntervalMs = 500;
/**
 * Between two syncs. A file system that is always syncing lets everybody who creates a file wait; what a power failure takes
 * of the last second is verified or fetched again.
 */
const syncIntervalMs = 1000;

/**
 * An append-only file of JSON records, one a line, each behind the CRC-32 of its text. A record has reached the operating
 * system when `append` returns, so that the death of this process loses nothing; an fsync at most once a second carries what
 * came meanwhile to the disk.
 */
export class Journal<T> {
  readonly #path: string;
  readonly #disk: JournalDisk;
  #descriptor: number;
  /** Whole records that are in the file. */
  #soundBytes: number;
  /** Records that the full disk did not take. */
  #waiting = "";
  #retryAt = 0;
  #syncing = false;
  #syncWanted = false;
  #syncTimer: NodeJS.Timeout | undefined;

  private constructor(path: string, disk: JournalDisk, soundBytes: number) {
    this.#path = path;
    this.#disk = disk;
    this.#descriptor = disk.openSync(path, "a", 0o600);
    this.#soundBytes = soundBytes;
  }

  /**
   * Opens the journal, creating it where there is none. A torn or damaged end (a crash while writing) is cut off: what
   * stands before it counts, and `damagedBytes` says how much was dropped.
   */
  static open<T>(path: string, disk: JournalDisk = fs): { journal: Journal<T>; records: T[]; damagedBytes: number } {
    const { records, soundBytes, totalBytes } = readRecords<T>(path);
    if (soundBytes < totalBytes) disk.truncateSync(path, soundBytes);
    return { journal: new Journal<T>(path, disk, soundBytes), records, damagedBytes: totalBytes - soundBytes };
  }

  /** The sound records, for looking only: nothing is repaired, opened for writing or locked. None where there is no journal. */
  static read<T>(path: string): readonly T[] {
    return readRecords<T>(path).records;
  }

  /** Whether records wait for room on the disk: they are lost if there is none before the process ends. */
  get isBehind(): boolean {
    return this.#waiting !== "";
  }

  append(record: T): void {
    const isBehind = this.isBehind;
    this.#waiting += encode(record);
    if (isBehind && performance.now() < this.#retryAt) return;
    if (this.#writeWaiting()) this.#sync();
  }

  /**
   * Replaces everything by `records`, in one step: after a crash there is either the old journal or the new one. Where the
   * disk is too full for both, the old one stays and goes on.
   */
  compact(records: readonly T[]): void {
    const temporary = `${this.#path}.new`;
    let bytes = 0;
    try {
      const descriptor = this.#disk.openSync(temporary, "w", 0o600);
      try {
        for (let start = 0; start < records.length; start += 1000) {
          const lines = records.slice(start, start + 1000).map(encode);
          bytes += this.#writeWhole(descriptor, Buffer.from(lines.join("")));
        }
        this.#disk.fsyncSync(descriptor);
      } finally {
        this.#disk.closeSync(descriptor);
      }
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      if (!isDiskFull(error)) throw error;
      return;
    }
    // Windows does not replace a file that is open.
    this.#disk.closeSync(this.#descriptor);
    try {
      this.#disk.renameSync(temporary, this.#path);
      this.#soundBytes = bytes;
      this.#waiting = "";
    } finally {
      this.#descriptor = this.#disk.openSync(this.#path, "a", 0o600);
    }
  }

  /** Writes what waits, if there is room for it; see `isBehind`. */
  close(): void {
    clearTimeout(this.#syncTimer);
    if (this.isBehind) this.#writeWaiting();
    this.#disk.fsyncSync(this.#descriptor);
    this.#disk.closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #writeWaiting(): boolean {
    const bytes = Buffer.from(this.#waiting);
    try {
      this.#soundBytes += this.#writeWhole(this.#descriptor, bytes);
      this.#waiting = "";
      return true;
    } catch (error) {
      // Half a record in the middle would end the journal there.
      this.#disk.ftruncateSync(this.#descriptor, this.#soundBytes);
      if (!isDiskFull(error)) throw error;
      this.#retryAt = performance.now() + retryIntervalMs;
      return false;
    }
  }

  /** A disk that is about to be full takes a part, and says so with the next call only. */
  #writeWhole(descriptor: number, bytes: Uint8Array): number {
    for (let offset = 0; offset < bytes.length; ) {
      offset += this.#disk.writeSync(descriptor, bytes, offset, bytes.length - offset);
    }
    return bytes.length;
  }

  #sync(): void {
    if (this.#syncing) {
      this.#syncWanted = true;
      return;
    }
    this.#syncing = true;
    // An error here means that the descriptor was replaced or closed meanwhile, and both of those sync themselves.
    this.#disk.fsync(this.#descriptor, () => {
      if (this.#descriptor === -1) return;
      // It keeps no process alive: closing the journal syncs.
      this.#syncTimer = setTimeout(() => this.#syncAgain(), syncIntervalMs).unref();
    });
  }

  #syncAgain(): void {
    this.#syncing = false;
    if (!this.#syncWanted || this.#descriptor === -1) return;
    this.#syncWanted = false;
    this.#sync();
  }
}

function isDiskFull(error: unknown): boolean {
  return diskFullCodes.has((error as NodeJS.ErrnoException).code ?? "");
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
    return fs.readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
