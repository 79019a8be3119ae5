import * as vscode from "vscode";
import type { FetchedManifest } from "../model/project/discover";

interface Kept {
  readonly manifestUrl: string;
  readonly path: string;
  readonly fetchedAtMs: number;
}

const key = "keptManifests";

/** Where the manifests lie that runs and "Fetch Manifest" kept; remembered here, so that editing starts no worker. */
export class KeptManifests implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly state: vscode.Memento) {}

  dispose(): void {
    this.#changed.dispose();
  }

  async remember(manifest: Kept): Promise<void> {
    const others = this.#all().filter(
      ({ manifestUrl, path }) => manifestUrl !== manifest.manifestUrl || path !== manifest.path,
    );
    await this.state.update(key, [...others, manifest]);
    this.#changed.fire();
  }

  /** @param nextVersion for the file's version in the snapshot */
  async read(nextVersion: () => number): Promise<readonly FetchedManifest[]> {
    const result: FetchedManifest[] = [];
    for (const { manifestUrl, path, fetchedAtMs } of this.#all()) {
      try {
        const content = await vscode.workspace.fs.readFile(vscode.Uri.file(path));
        const corePath = path.replaceAll("\\", "/");
        result.push({ manifestUrl, path: corePath, version: nextVersion(), content, fetchedAtMs });
      } catch {
        // The device was erased since.
      }
    }
    return result;
  }

  #all(): readonly Kept[] {
    return this.state.get<Kept[]>(key, []);
  }
}
