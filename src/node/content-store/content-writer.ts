import {
  asError,
  continueFile,
  createFile,
  type DiskOperations,
  remainingChunks,
  removeFile,
  renameFile,
} from "./disk-operations";
import { type ContentOrigin, writeSidecar } from "./sidecar";

/** Contents up to here are written in one go when they are whole: a file costs four system calls, none of them waited for. */
const smallBytes = 128 * 1024;
/** From here on a killed process leaves something to continue. */
const sidecarBytes = 1024 * 1024;
/** Bytes waiting for the disk at which the network has to wait too. */
const fullBytes = 1024 * 1024;

/** Below IOV_MAX, which is 1024 on Linux and macOS. */
const buffersAtOnce = 512;

export interface ContentPaths {
  readonly final: string;
  readonly partial: string;
  readonly sidecar: string;
}

type Done = (error?: Error) => void;

/**
 * Writes one content as it comes: in memory while small, to the partial file behind that, and under its final name only when
 * `finish` says that it is whole. At most about 1 MiB waits in memory when `write`'s answer is heeded.
 */
export class ContentWriter {
  /** There is room again after `write` has answered false. */
  onDrain: () => void = () => {};
  /** The disk refused; nothing further is written. */
  onError: (error: Error) => void = () => {};
  readonly #disk: DiskOperations;
  readonly #paths: ContentPaths;
  readonly #origin: ContentOrigin;
  #descriptor: number | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writingBytes = 0;
  #bytes: number;
  #hasSidecar = false;
  #error: Error | undefined;
  /** Called when the write under way has ended. */
  #idle: (() => void) | undefined;

  private constructor(disk: DiskOperations, paths: ContentPaths, origin: ContentOrigin, bytes: number) {
    this.#disk = disk;
    this.#paths = paths;
    this.#origin = origin;
    this.#bytes = bytes;
  }

  /** From the first byte on; what was kept is gone as soon as something is written. */
  static fresh(disk: DiskOperations, paths: ContentPaths, origin: ContentOrigin): ContentWriter {
    return new ContentWriter(disk, paths, origin, 0);
  }

  /** Behind the first `offset` bytes of what was kept. Throws where that file is not there as it was. */
  static continued(disk: DiskOperations, paths: ContentPaths, origin: ContentOrigin, offset: number): ContentWriter {
    const writer = new ContentWriter(disk, paths, origin, offset);
    writer.#descriptor = continueFile(disk, paths.partial, offset);
    writer.#hasSidecar = true;
    return writer;
  }

  /** Of the whole content, written or waiting. */
  get bytes(): number {
    return this.#bytes;
  }

  /** False: wait for `onDrain` before the next. The bytes must not change afterwards. */
  write(chunk: Uint8Array): boolean {
    if (this.#error !== undefined || chunk.length === 0) return true;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#bytes += chunk.length;
    if (this.#descriptor === undefined && this.#waitingBytes <= smallBytes) return true;
    this.#pump();
    return this.#waitingBytes + this.#writingBytes < fullBytes;
  }

  /** Writes the rest and gives the file its final name. After an error nothing is left of it. */
  finish(done: Done): void {
    this.#flush((error) => {
      if (error !== undefined) {
        this.discard(() => done(error));
        return;
      }
      this.#close();
      renameFile(this.#disk, this.#paths.partial, this.#paths.final, (failure) => {
        if (failure !== undefined) {
          this.discard(() => done(failure));
          return;
        }
        try {
          if (this.#hasSidecar) removeFile(this.#disk, this.#paths.sidecar);
        } catch {
          // Beside a partial file that is not there it says nothing.
        }
        done();
      });
    });
  }

  /** Writes the rest and keeps it under the partial name, for a later transfer to continue. */
  keep(done: Done): void {
    this.#flush((error) => {
      const descriptor = this.#descriptor;
      if (error !== undefined || descriptor === undefined || this.#bytes === 0) {
        this.discard(() => done(error));
        return;
      }
      const finish = (failure: Error | undefined, synced: boolean) => {
        try {
          if (failure !== undefined) throw failure;
          this.#close();
          writeSidecar(this.#disk, this.#paths.sidecar, this.#origin, synced);
          done();
        } catch (cause) {
          this.discard(() => done(asError(cause)));
        }
      };
      if (this.#bytes < sidecarBytes) finish(undefined, false);
      else this.#disk.fsync(descriptor, (failure) => finish(failure ?? undefined, true));
    });
  }

  /** Removes what was written of it. */
  discard(done: () => void): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#whenIdle(() => {
      try {
        this.#close();
        removeFile(this.#disk, this.#paths.sidecar);
        removeFile(this.#disk, this.#paths.partial);
      } catch {
        // What cannot be removed is replaced by the next transfer, and counts for nothing without its sidecar.
      }
      done();
    });
  }

  #flush(done: Done): void {
    this.#whenIdle(() => {
      if (this.#error !== undefined) {
        done(this.#error);
        return;
      }
      if (this.#descriptor === undefined || this.#waitingBytes <= smallBytes) {
        try {
          this.#writeNow();
          done();
        } catch (error) {
          done(asError(error));
        }
        return;
      }
      this.#pump();
      this.#flush(done);
    });
  }

  #whenIdle(then: () => void): void {
    if (this.#writingBytes === 0) then();
    else this.#idle = then;
  }

  #writeNow(): void {
    const descriptor = this.#open();
    let rest = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    while (rest.length > 0) {
      const written = this.#disk.writevSync(descriptor, rest.slice(0, buffersAtOnce));
      rest = remainingChunks(rest, written);
    }
  }

  #open(): number {
    if (this.#descriptor === undefined) {
      // The sidecar first: beside new bytes it would vouch for the wrong ones.
      removeFile(this.#disk, this.#paths.sidecar);
      this.#descriptor = createFile(this.#disk, this.#paths.partial);
    }
    return this.#descriptor;
  }

  /** Starts the next write unless one is under way: chunks that came meanwhile go out together. */
  #pump(): void {
    if (this.#writingBytes > 0 || this.#waitingBytes === 0 || this.#error !== undefined) return;
    let descriptor: number;
    try {
      descriptor = this.#open();
      if (!this.#hasSidecar && this.#bytes >= sidecarBytes) {
        this.#hasSidecar = true;
        writeSidecar(this.#disk, this.#paths.sidecar, this.#origin, false);
      }
    } catch (error) {
      this.#fail(asError(error));
      return;
    }
    this.#writingBytes = this.#waitingBytes;
    this.#waitingBytes = 0;
    const chunks = this.#waiting;
    this.#waiting = [];
    this.#write(descriptor, chunks);
  }

  #write(descriptor: number, chunks: Uint8Array[]): void {
    this.#disk.writev(descriptor, chunks.slice(0, buffersAtOnce), (error, written) => {
      let failure = error;
      try {
        const rest = failure ? [] : remainingChunks(chunks, written);
        if (rest.length > 0) {
          this.#write(descriptor, rest);
          return;
        }
      } catch (cause) {
        failure = asError(cause);
      }
      const wasFull = this.#waitingBytes + this.#writingBytes >= fullBytes;
      this.#writingBytes = 0;
      if (failure) this.#error = failure;
      const idle = this.#idle;
      this.#idle = undefined;
      if (idle !== undefined) {
        idle();
        return;
      }
      if (failure) {
        this.onError(failure);
        return;
      }
      this.#pump();
      if (wasFull) this.onDrain();
    });
  }

  #fail(error: Error): void {
    this.#error = error;
    // Not from within `write`.
    queueMicrotask(() => this.onError(error));
  }

  #close(): void {
    if (this.#descriptor === undefined) return;
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    this.#disk.closeSync(descriptor);
  }
}
