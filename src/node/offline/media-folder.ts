import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { LocalTextFile } from "../../offline/planned-media";
import { ContentStore } from "../content-store/content-store";
import { ownFileSize } from "../content-store/disk-operations";
import { lockDevice } from "../device/device-lock";
import { reasonOf } from "../walk-project";
import { journalLine, journalText, readJournal } from "./media-journal";

const journalName = "downloaded.jsonl";
/** Partial files; gone once the download is complete. */
const partialName = ".partial";

export type MediaFolderOpening =
  | { readonly ok: true; readonly folder: MediaFolder }
  | { readonly ok: false; readonly message: string };

/**
 * The folder of one download. A file counts as whole when the journal names it with the size that it has; what is being
 * received lies in a content store beside it. `master.m3u8` is there only while everything that it leads to is.
 */
export class MediaFolder {
  readonly path: string;
  readonly store: ContentStore;
  readonly #release: () => void;
  readonly #whole: Map<string, number>;
  readonly #folders = new Set<string>();

  private constructor(path: string, store: ContentStore, release: () => void, whole: ReadonlyMap<string, number>) {
    this.path = path;
    this.store = store;
    this.#release = release;
    this.#whole = new Map(whole);
  }

  /** Creates the folder, or takes up a download that is there; refuses a folder that holds something else. */
  static async open(path: string): Promise<MediaFolderOpening> {
    try {
      const journal = join(path, journalName);
      const hasJournal = existsSync(journal);
      if (!hasJournal && existsSync(path) && readdirSync(path).length > 0) {
        return { ok: false, message: `${path} is not empty and holds no download of ours: choose another folder.` };
      }
      mkdirSync(path, { recursive: true });
      const lock = lockDevice(join(path, ".lock"));
      if (!lock.ok) {
        return {
          ok: false,
          message: `Process ${lock.pid} on ${lock.host} downloads into ${path}. Wait for it, or choose another folder.`,
        };
      }
      const whole = hasJournal ? readJournal(readFileSync(journal, "utf8")) : new Map<string, number>();
      if (whole === undefined) {
        lock.release();
        return { ok: false, message: `${journal} is not of this version: choose another folder, or remove it.` };
      }
      // Written anew: a line that was torn when the process ended would spoil the next one.
      replaceFile(journal, journalText(whole));
      const store = await ContentStore.open(join(path, partialName));
      await store.removeLeftovers();
      return { ok: true, folder: new MediaFolder(path, store, lock.release, whole) };
    } catch (error) {
      return { ok: false, message: `${path} cannot be used: ${reasonOf(error)}` };
    }
  }

  /** The size of a file that is whole; undefined: it has to be fetched. */
  wholeSize(localPath: string): number | undefined {
    const bytes = this.#whole.get(localPath);
    return bytes !== undefined && ownFileSize(join(this.path, localPath)) === bytes ? bytes : undefined;
  }

  /** Bytes of partial files. */
  partialBytes(): number {
    let bytes = 0;
    for (const name of readdirSync(this.store.folder)) {
      if (name.endsWith(".partial")) bytes += ownFileSize(join(this.store.folder, name)) ?? 0;
    }
    return bytes;
  }

  /** Gives a content that has come whole its place. Throws the file system's error. */
  keep(identifier: string, localPath: string): number {
    const from = this.store.finalPath(identifier);
    const bytes = ownFileSize(from) ?? 0;
    this.#ensureFolder(dirname(localPath));
    renameSync(from, join(this.path, localPath));
    appendFileSync(join(this.path, journalName), `${journalLine(localPath, bytes)}\n`);
    this.#whole.set(localPath, bytes);
    return bytes;
  }

  /** What plays only once everything is there. */
  markIncomplete(): void {
    rmSync(join(this.path, "master.m3u8"), { force: true });
  }

  /** Everything has come: the playlists are written, the multivariant one last, and what an earlier plan left is removed. */
  complete(localPaths: readonly string[], files: readonly LocalTextFile[]): void {
    const wanted = new Map(localPaths.map((path) => [path, this.#whole.get(path) ?? 0]));
    for (const path of this.#whole.keys()) if (!wanted.has(path)) rmSync(join(this.path, path), { force: true });
    const playlists = [...files].sort((a, b) => Number(a.path === "master.m3u8") - Number(b.path === "master.m3u8"));
    replaceFile(join(this.path, journalName), journalText(wanted));
    for (const { path, text } of playlists) {
      this.#ensureFolder(dirname(path));
      replaceFile(join(this.path, path), text);
    }
    rmSync(this.store.folder, { recursive: true, force: true });
  }

  writeText(name: string, text: string): void {
    replaceFile(join(this.path, name), text);
  }

  close(): void {
    this.#release();
  }

  /** Refuses links: files are written into this folder and nowhere else. */
  #ensureFolder(localPath: string): void {
    if (localPath === "." || this.#folders.has(localPath)) return;
    this.#ensureFolder(dirname(localPath));
    const path = join(this.path, localPath);
    mkdirSync(path, { recursive: true });
    if (!lstatSync(path).isDirectory()) throw new Error(`${path} is a link or a file, and has to be a folder`);
    this.#folders.add(localPath);
  }
}

/** Bytes that this user may write where the folder is or will be; undefined where the system does not say. */
export function freeBytesAt(folder: string): number | undefined {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      if (dirname(path) === path) return undefined;
    }
  }
}

/** In one step: there is the old text or the new one. */
function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
