import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type ContentPurpose, contentFileName } from "./content-name";
import { type ContentPaths, ContentWriter } from "./content-writer";
import { type DiskOperations, ownFileSize, realDisk, removeFile } from "./disk-operations";
import { type ContentOrigin, readSidecar } from "./sidecar";

/** Bytes that an earlier transfer left. */
export interface KeptBytes extends ContentOrigin {
  readonly bytes: number;
}

/** More than there are transfers at a time. */
const rememberedPaths = 500;

/**
 * The downloads of one device, flat in one folder: `NAME` is whole and has its size, `NAME.partial` is not, and
 * `NAME.partial.json` says what the partial one may be continued with. Only one process at a time may use it (the device's
 * lock).
 */
export class ContentStore {
  readonly folder: string;
  readonly #disk: DiskOperations;
  /** Each transfer asks for its paths several times, and a digest is the dearest part of them. */
  readonly #finalPaths = new Map<string, string>();

  private constructor(folder: string, disk: DiskOperations) {
    this.folder = folder;
    this.#disk = disk;
  }

  /** Creates the folder where it is not there. Throws an error with a sentence for people where it cannot be used. */
  static async open(folder: string, disk: DiskOperations = realDisk): Promise<ContentStore> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!lstatSync(folder).isDirectory()) {
      throw new Error(
        `${folder} is not a folder but a link or a file: downloads are not written through it. Remove it.`,
      );
    }
    return new ContentStore(folder, disk);
  }

  /** Where the whole content is or will be. */
  finalPath(identifier: string, purpose: ContentPurpose = "asset"): string {
    const key = `${purpose} ${identifier}`;
    const known = this.#finalPaths.get(key);
    if (known !== undefined) return known;
    const path = join(this.folder, contentFileName(identifier, purpose));
    if (this.#finalPaths.size >= rememberedPaths) this.#finalPaths.clear();
    this.#finalPaths.set(key, path);
    return path;
  }

  has(identifier: string, purpose: ContentPurpose = "asset"): boolean {
    return ownFileSize(this.finalPath(identifier, purpose)) !== undefined;
  }

  /** A whole content; only for those that fit into memory. */
  read(identifier: string, purpose: ContentPurpose = "asset"): Uint8Array {
    return readFileSync(this.finalPath(identifier, purpose));
  }

  /** What can be continued of exactly this content; undefined where there is nothing, or something else. */
  partialOf(identifier: string, purpose: ContentPurpose, contentTag: string, url: string): KeptBytes | undefined {
    const paths = this.#paths(identifier, purpose);
    const bytes = ownFileSize(paths.partial);
    if (bytes === undefined || bytes === 0) return undefined;
    const origin = readSidecar(paths.sidecar);
    if (origin?.contentTag !== contentTag || origin.url !== url) return undefined;
    if (origin.totalBytes !== undefined && bytes > origin.totalBytes) return undefined;
    return { ...origin, bytes };
  }

  /** A writer from the first byte on. */
  create(identifier: string, purpose: ContentPurpose, origin: ContentOrigin): ContentWriter {
    return ContentWriter.fresh(this.#disk, this.#paths(identifier, purpose), origin);
  }

  /** A writer behind the first `offset` kept bytes. Throws where they are not there any more. */
  continue(identifier: string, purpose: ContentPurpose, origin: ContentOrigin, offset: number): ContentWriter {
    return ContentWriter.continued(this.#disk, this.#paths(identifier, purpose), origin, offset);
  }

  /** Removes the kept bytes; a whole content of the same identifier stays. */
  removePartial(identifier: string, purpose: ContentPurpose): void {
    const { partial, sidecar } = this.#paths(identifier, purpose);
    removeFile(this.#disk, sidecar);
    removeFile(this.#disk, partial);
  }

  /** Removes an asset, whole and partial. Done when this returns; the promise is for those who wait for several. */
  async remove(identifier: string): Promise<void> {
    this.removePartial(identifier, "asset");
    removeFile(this.#disk, this.finalPath(identifier));
  }

  /** Removes everything. The folder is empty when this returns; the promise waits until the space is free again. */
  async removeAll(): Promise<void> {
    const removed = join(dirname(this.folder), `${basename(this.folder)}.removed-${process.pid}-${Date.now()}`);
    try {
      // In one step, so that a transfer that starts now is not mistaken for an old one.
      renameSync(this.folder, removed);
    } catch {
      // Windows does not move a folder that has an open file.
      for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name), { recursive: true, force: true });
      return;
    }
    mkdirSync(this.folder, { mode: 0o700 });
    await rm(removed, { recursive: true, force: true, maxRetries: 3 });
  }

  /**
   * Removes what a killed process left and nothing can use: partial files without a sidecar, and folders on their way out.
   * Only while holding the device's lock.
   */
  async removeLeftovers(): Promise<void> {
    const names = new Set(readdirSync(this.folder));
    for (const name of names) {
      const isOrphan = name.endsWith(".partial") && !names.has(`${name}.json`);
      if (isOrphan || name.endsWith(".partial.json.new")) removeFile(this.#disk, join(this.folder, name));
    }
    const parent = dirname(this.folder);
    const prefix = `${basename(this.folder)}.removed-`;
    for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix))) {
      await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /** Bytes that this user may still write to the folder's disk; undefined where the system does not say. */
  freeSpace(): number | undefined {
    try {
      const { bavail, bsize } = statfsSync(this.folder);
      return bavail * bsize;
    } catch {
      return undefined;
    }
  }

  #paths(identifier: string, purpose: ContentPurpose): ContentPaths {
    const final = this.finalPath(identifier, purpose);
    const partial = `${final}.partial`;
    return { final, partial, sidecar: `${partial}.json` };
  }
}
