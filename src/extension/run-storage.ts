import { createHash } from "node:crypto";
import * as vscode from "vscode";
import type { PanelConditions } from "../protocol/panel-messages";
import type { RunDigest } from "../protocol/run-digest";
import type { DeviceEvent } from "../simulator/events";

/** A run that is shown again after the window was reloaded. */
export interface StoredRun {
  readonly version: 1;
  readonly conditions: PanelConditions;
  readonly events: readonly DeviceEvent[];
  /** What the events before the last installation came to; absent in what an older version kept. */
  readonly previous?: readonly RunDigest[];
}

/** A few megabytes; what is left out of a larger run is its detail. */
export const storedEvents = 20_000;

/** Keeps what the panel shows of each app below VS Code's storage of the workspace. */
export class RunStorage {
  /** One writing after the other, so that the last one wins. */
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly folder: vscode.Uri) {}

  async load(infoPlistPath: string): Promise<StoredRun | undefined> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#uriOf(infoPlistPath));
      const run = JSON.parse(new TextDecoder().decode(bytes)) as StoredRun;
      return run.version === 1 && Array.isArray(run.events) ? run : undefined;
    } catch {
      // Nothing was kept, or an older version of the extension kept it.
      return undefined;
    }
  }

  save(infoPlistPath: string, run: StoredRun): Promise<void> {
    const write = async () => {
      await vscode.workspace.fs.createDirectory(this.folder);
      await vscode.workspace.fs.writeFile(this.#uriOf(infoPlistPath), new TextEncoder().encode(JSON.stringify(run)));
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  #uriOf(infoPlistPath: string): vscode.Uri {
    const digest = createHash("sha256").update(infoPlistPath).digest("hex").slice(0, 24);
    return vscode.Uri.joinPath(this.folder, `${digest}.json`);
  }
}
