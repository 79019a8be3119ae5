import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";

/**
 * A file may be written twice within one tick of the file system's clock. Its tag is only remembered when its last change is
 * older than any such tick (2 s on FAT).
 */
const CLOCK_TICK_MS = 2000;

/**
 * Strong entity tags from the content, so that a download can be resumed after the same bytes were published again from
 * another folder. A file is read through once; size, time and file number tell whether it has to be read again.
 */
export class EntityTags {
  readonly #known = new Map<string, { readonly version: string; readonly tag: Promise<string> }>();

  /** `path` is the real path of the open `file`, and `stats` are its own. */
  async tagOf(path: string, file: FileHandle, stats: BigIntStats): Promise<string> {
    const version = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
    const known = this.#known.get(path);
    if (known?.version === version) return known.tag;
    const tag = hashOf(file);
    const entry = { version, tag };
    this.#known.set(path, entry);
    try {
      const value = await tag;
      const { size, mtimeNs } = await file.stat({ bigint: true });
      const changedMeanwhile = size !== stats.size || mtimeNs !== stats.mtimeNs;
      if (changedMeanwhile || Date.now() - Number(stats.mtimeMs) < CLOCK_TICK_MS) this.#forget(path, entry);
      return value;
    } catch (error) {
      this.#forget(path, entry);
      throw error;
    }
  }

  #forget(path: string, entry: { readonly version: string }): void {
    if (this.#known.get(path) === entry) this.#known.delete(path);
  }
}

async function hashOf(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(1024 * 1024);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read({ buffer, position });
    if (bytesRead === 0) return `"${hash.digest("base64url")}"`;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
