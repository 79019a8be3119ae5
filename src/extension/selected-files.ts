import * as vscode from "vscode";
import type { FileListing } from "../model/packs/file-listing";
import { KnownListings, type SelectingManifest } from "../model/packs/known-listings";
import { readPackagingManifest } from "../model/packs/packaging-manifest";
import { isBelow } from "../model/project/paths";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { CorePaths } from "./core-paths";
import { workOnFiles } from "./disk-answers";

/** A build or a download writes many files one after the other. */
const diskPauseMs = 500;
const typingPauseMs = 250;

/** What is on disk for the packaging manifests of the workspace, looked up in the background. */
export class SelectedFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** There are other listings than before. */
  readonly onDidChange = this.#changed.event;
  readonly #known = new KnownListings();
  #watcher: vscode.Disposable | undefined;
  #work: Promise<void> | undefined;
  #cancellation: vscode.CancellationTokenSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(
    private readonly paths: CorePaths,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#cancellation?.cancel();
    this.#watcher?.dispose();
    this.#changed.dispose();
  }

  get listings(): readonly FileListing[] {
    return this.#known.listings;
  }

  /** Looks up what the manifests of a snapshot select; asks the disk only where one selects something else than before. */
  follow(snapshot: ProjectSnapshot): void {
    if (!this.#known.follow(this.#manifestsOf(snapshot))) return;
    // What is being listed may be what nobody selects any more.
    this.#cancellation?.cancel();
    if (!this.#known.isStale) return;
    this.#watcher ??= this.#watch();
    this.#schedule(typingPauseMs);
  }

  /** Looks at everything again. Settles when the listings of now are there. */
  async reload(): Promise<void> {
    this.#known.changedAll();
    this.#cancellation?.cancel();
    await this.#work;
    await this.#list();
  }

  *#manifestsOf(snapshot: ProjectSnapshot): Iterable<SelectingManifest> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => this.paths.pathOf(uri));
    for (const file of snapshot.files.values()) {
      if (file.kind !== "packaging-manifest" || file.root === undefined) continue;
      const ceiling = folders.find((folder) => isBelow(file.path, folder));
      yield { path: file.path, manifest: readPackagingManifest(file.root), ceiling };
    }
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher("**/*");
    const changed = (uri: vscode.Uri) => {
      const { isStale } = this.#known;
      this.#known.changed(this.paths.pathOf(uri));
      // Not put off again by the files that follow: a build may go on for minutes.
      if (this.#known.isStale && !isStale) this.#schedule(diskPauseMs);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
    );
  }

  #schedule(pauseMs: number): void {
    clearTimeout(this.#timer);
    if (this.#isDisposed) return;
    this.#timer = setTimeout(() => {
      this.#list().catch((error: unknown) => this.log.error(error instanceof Error ? error : String(error)));
    }, pauseMs);
  }

  /** One at a time: what was begun later ends later. */
  #list(): Promise<void> {
    clearTimeout(this.#timer);
    this.#work ??= this.#listStale()
      .finally(() => {
        this.#work = undefined;
      })
      .then(() => {
        // Files changed on the way, or the work was given up for that of other manifests.
        if (this.#known.isStale) this.#schedule(diskPauseMs);
      });
    return this.#work;
  }

  async #listStale(): Promise<void> {
    if (!this.#known.isStale || this.#isDisposed) return;
    const before = this.#known.listings;
    const cancellation = new vscode.CancellationTokenSource();
    this.#cancellation = cancellation;
    await workOnFiles(this.#known.listStale(), this.paths, cancellation.token);
    this.#cancellation = undefined;
    cancellation.dispose();
    if (this.#known.listings !== before && !this.#isDisposed) this.#changed.fire();
  }
}
