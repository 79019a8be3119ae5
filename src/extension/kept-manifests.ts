import * as vscode from "vscode";
import type { FetchedManifest } from "../model/project/discover";

interface Kept {
  readonly manifestUrl: string;
  readonly path: string;
  readonly fetchedAtMs: number;
}

const key = "keptManifests";

/** Of more than these the oldest are forgotten: a URL that was edited often has left a copy for each of its versions. */
const mostKept = 50;

/** Where the manifests lie that runs and "Fetch Manifest" kept; remembered here, so that editing starts no worker. */
export class KeptManifests implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** What was read, by path, with what the disk said of the file then. */
  readonly #read = new Map<string, { readonly mark: string; readonly file: FetchedManifest }>();

  constructor(private readonly state: vscode.Memento) {}

  dispose(): void {
    this.#changed.dispose();
  }

  async remember(manifest: Kept): Promise<void> {
    const others = this.#all().filter(
      ({ manifestUrl, path }) => manifestUrl !== manifest.manifestUrl || path !== manifest.path,
    );
    await this.state.update(key, [...others, manifest].slice(-mostKept));
    this.#changed.fire();
  }

  /**
   * Forgets the copies that are gone: with their device, or replaced by a newer one.
   * @param nextVersion for the file's version in the snapshot; a file that is as it was keeps its own
   */
  async read(nextVersion: () => number): Promise<readonly FetchedManifest[]> {
    const kept = this.#all();
    const gone = new Set<Kept>();
    const result: FetchedManifest[] = [];
    for (const manifest of kept) {
      try {
        result.push(await this.#file(manifest, nextVersion));
      } catch (error) {
        this.#read.delete(manifest.path);
        if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") gone.add(manifest);
      }
    }
    if (gone.size > 0) {
      // Something may have been remembered meanwhile.
      const isGone = ({ manifestUrl, path, fetchedAtMs }: Kept) =>
        [...gone].some((g) => g.manifestUrl === manifestUrl && g.path === path && g.fetchedAtMs === fetchedAtMs);
      await this.state.update(
        key,
        this.#all().filter((manifest) => !isGone(manifest)),
      );
    }
    return result;
  }

  async #file({ manifestUrl, path, fetchedAtMs }: Kept, nextVersion: () => number): Promise<FetchedManifest> {
    const uri = vscode.Uri.file(path);
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    const mark = `${mtime} ${size} ${fetchedAtMs} ${manifestUrl}`;
    const known = this.#read.get(path);
    if (known?.mark === mark) return known.file;
    const content = await vscode.workspace.fs.readFile(uri);
    const file = { manifestUrl, path: path.replaceAll("\\", "/"), version: nextVersion(), content, fetchedAtMs };
    this.#read.set(path, { mark, file });
    return file;
  }

  #all(): readonly Kept[] {
    return this.state.get<Kept[]>(key, []);
  }
}
