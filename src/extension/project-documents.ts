import * as vscode from "vscode";
import { buildSnapshot, type FetchedManifest, isSwiftPath, pathsNamedByProjectFiles } from "../model/project/discover";
import type { ProjectSnapshot, SourceFile } from "../model/project/snapshot";
import { mentionsBackgroundAssets } from "../model/swift/scan";
import { isBinaryText } from "./binary-property-lists";
import type { CorePaths } from "./core-paths";
import type { KeptManifests } from "./kept-manifests";
import { messageOf } from "./log";
import { SelectedFiles } from "./selected-files";
import {
  candidatePattern,
  findCandidates,
  findSwiftFiles,
  isCandidate,
  mostJsonFiles,
  readFiles,
  swiftPattern,
} from "./source-files";

/** Typing is waited out; opening and saving are not. */
const typingPauseMs = 250;

/**
 * The project as it stands: what is typed wins over what is on disk. Every version of a file is parsed once, for all
 * features together; nothing is read before the first feature asks.
 */
export class ProjectDocuments implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ProjectSnapshot>();
  /** A new snapshot is there. */
  readonly onDidChange = this.#changed.event;
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly #onDisk = new Map<string, SourceFile>();
  readonly #open = new Map<string, { readonly document: vscode.TextDocument; source: SourceFile }>();
  readonly #selected: SelectedFiles;
  readonly #cancellation = new vscode.CancellationTokenSource();
  #swift: Promise<void> | undefined;
  #fetched: readonly FetchedManifest[] = [];
  #snapshot: ProjectSnapshot | undefined;
  #started: Promise<void> | undefined;
  #isStale = true;
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly paths: CorePaths,
    private readonly keptManifests: KeptManifests,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#selected = new SelectedFiles(paths, log);
    this.#disposables.push(
      this.#selected,
      this.#selected.onDidChange(() => this.#invalidate(0)),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#cancellation.cancel();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** The snapshot of this moment: what was typed until now is in it. */
  async current(): Promise<ProjectSnapshot> {
    this.#started ??= this.#start();
    await this.#started;
    return this.#update();
  }

  /** The newest snapshot that somebody asked for, if any. */
  get latest(): ProjectSnapshot | undefined {
    return this.#snapshot;
  }

  /** Reads everything on disk again. */
  async reload(): Promise<ProjectSnapshot> {
    if (this.#started === undefined) return this.current();
    await this.#started;
    await this.#scan();
    const before = this.#swift;
    const snapshot = this.#update();
    await (before === undefined ? this.#swift : this.#readSwift(snapshot));
    this.#update();
    await this.#selected.reload();
    return this.#update();
  }

  #watch(pattern: vscode.GlobPattern): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    this.#disposables.push(
      watcher,
      watcher.onDidCreate((uri) => this.#readAgain([uri])),
      watcher.onDidChange((uri) => this.#readAgain([uri])),
      watcher.onDidDelete((uri) => this.#forget(uri)),
    );
  }

  async #start(): Promise<void> {
    this.#watch(candidatePattern);
    this.#disposables.push(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      vscode.workspace.onDidSaveTextDocument(() => this.#publishIfStale()),
      vscode.workspace.onDidCloseTextDocument((document) => this.#closed(document)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#run(this.reload())),
      this.keptManifests.onDidChange(() => this.#run(this.#readFetched())),
    );
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
    await this.#scan();
  }

  async #scan(): Promise<void> {
    const before = new Set([...this.#onDisk.keys()].filter((path) => !isSwiftPath(path)));
    const found = await findCandidates();
    const json = found.filter(({ path }) => /\.jsonc?$/i.test(path));
    const isTooMuch = json.length > mostJsonFiles;
    if (isTooMuch) this.log.warn(`${json.length} JSON files: only those that a project names are read`);
    await this.#read(isTooMuch ? found.filter(({ path }) => !/\.json$/i.test(path)) : found, before);
    for (const gone of before) this.#onDisk.delete(gone);
    if (isTooMuch) await this.#readManifestsNamedLikeUrls(json);
    await this.#readFetched();
    this.#invalidate(0);
  }

  /** The Swift sources, once there is something that they can be compared with; most workspaces have no such thing. */
  #lookThroughSwift(snapshot: ProjectSnapshot): void {
    if (this.#swift !== undefined || !mayHaveSwift(snapshot)) return;
    this.#watch(swiftPattern);
    this.#swift = this.#readSwift(snapshot);
    this.#run(this.#swift.then(() => this.#publishIfStale()));
  }

  async #readSwift(snapshot: ProjectSnapshot): Promise<void> {
    if (!mayHaveSwift(snapshot)) return;
    const before = new Set([...this.#onDisk.keys()].filter(isSwiftPath));
    await this.#read(await findSwiftFiles(this.#cancellation.token), before);
    for (const gone of before) if (this.#onDisk.delete(gone)) this.#isStale = true;
  }

  async #readManifestsNamedLikeUrls(json: readonly vscode.Uri[]): Promise<void> {
    const urls = this.#update().projects.map(({ configuration }) => configuration.manifestUrl?.value ?? "");
    await this.#read(
      json.filter(({ path }) => urls.some((url) => url.includes(path.slice(path.lastIndexOf("/"))))),
      new Set(),
    );
  }

  async #read(uris: readonly vscode.Uri[], notFoundYet: Set<string>): Promise<void> {
    const version = ++this.#version;
    const files = await readFiles(uris, this.paths, (uri, error) =>
      this.log.warn(`${vscode.workspace.asRelativePath(uri)}: ${messageOf(error)}`),
    );
    for (const { path, content } of files) {
      notFoundYet.delete(path);
      const known = this.#onDisk.get(path);
      if (content === undefined) {
        if (known !== undefined && known.version <= version && this.#onDisk.delete(path)) this.#isStale = true;
        continue;
      }
      // What was read later counts, and what did not change keeps its version.
      if (known !== undefined && (known.version > version || isSame(known.content, content))) continue;
      this.#onDisk.set(path, { path, version, content });
      this.#isStale = true;
    }
  }

  async #readFetched(): Promise<void> {
    this.#fetched = await this.keptManifests.read(() => ++this.#version);
    this.#invalidate(0);
  }

  #readAgain(uris: readonly vscode.Uri[]): void {
    const candidates = uris.filter((uri) => {
      const path = this.paths.pathOf(uri);
      return isCandidate(uri) || this.#onDisk.has(path) || this.#missing.has(path);
    });
    if (candidates.length === 0) return;
    this.#run(this.#read(candidates, new Set()).then(() => this.#invalidate(typingPauseMs)));
  }

  #forget(uri: vscode.Uri): void {
    if (this.#onDisk.delete(this.paths.pathOf(uri))) this.#invalidate(typingPauseMs);
  }

  #opened(document: vscode.TextDocument): void {
    if (!isReadable(document) || !isCandidate(document.uri) || isBinaryText(document)) return;
    this.#open.set(this.paths.pathOf(document.uri), { document, source: this.#sourceOf(document) });
    this.#invalidate(0);
  }

  #typed(document: vscode.TextDocument): void {
    const open = this.#open.get(this.paths.pathOf(document.uri));
    if (open === undefined) return;
    // Of the many other Swift sources a letter typed means nothing.
    if (isSwiftPath(open.source.path) && !isOurs(open.source.content) && !isOurs(document.getText())) return;
    open.source = { ...open.source, version: 0 };
    this.#invalidate(typingPauseMs);
  }

  #closed(document: vscode.TextDocument): void {
    if (!this.#open.delete(this.paths.pathOf(document.uri))) return;
    // What was typed and thrown away is gone: the file on disk counts again.
    this.#readAgain([document.uri]);
    this.#invalidate(0);
  }

  #sourceOf(document: vscode.TextDocument): SourceFile {
    return { path: this.paths.pathOf(document.uri), version: ++this.#version, content: document.getText() };
  }

  #invalidate(pauseMs: number): void {
    this.#isStale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#publishIfStale(), pauseMs);
  }

  #publishIfStale(): void {
    if (this.#isStale && this.#started !== undefined) this.#run(this.current());
  }

  #update(): ProjectSnapshot {
    if (this.#snapshot !== undefined && !this.#isStale) return this.#snapshot;
    clearTimeout(this.#timer);
    this.#isStale = false;
    for (const open of this.#open.values()) {
      if (open.source.version === 0) open.source = this.#sourceOf(open.document);
    }
    const sources = new Map(this.#onDisk);
    for (const [path, { source }] of this.#open) sources.set(path, source);
    const snapshot = buildSnapshot({
      sources: [...sources.values()],
      fetchedManifests: this.#fetched,
      previous: this.#snapshot,
      listings: this.#selected.listings,
      absent: new Set([...this.#lookedFor].filter((path) => !sources.has(path))),
      readAtMs: Date.now(),
      named: [...this.#open.keys()].filter((path) => /(Info\.plist|\.entitlements)$/i.test(path)),
    });
    this.#snapshot = snapshot;
    this.#changed.fire(snapshot);
    this.#readNamed(snapshot, sources);
    this.#selected.follow(snapshot);
    this.#lookThroughSwift(snapshot);
    return snapshot;
  }

  /** Files that a project file names, whatever they are called. */
  #readNamed(snapshot: ProjectSnapshot, sources: ReadonlyMap<string, SourceFile>): void {
    const missing = pathsNamedByProjectFiles(snapshot).filter((path) => !sources.has(path) && !this.#missing.has(path));
    if (missing.length === 0) return;
    for (const path of missing) this.#missing.add(path);
    const uris = missing.map((path) => this.paths.uriOf(path));
    this.#run(
      this.#read(uris, new Set()).then(() => {
        for (const path of missing) this.#lookedFor.add(path);
        this.#invalidate(0);
      }),
    );
    // A script has a name that is looked for nowhere else.
    for (const uri of uris.filter((uri) => !isCandidate(uri))) {
      const folder = uri.with({ path: uri.path.slice(0, uri.path.lastIndexOf("/")) });
      this.#watch(new vscode.RelativePattern(folder, uri.path.slice(uri.path.lastIndexOf("/") + 1)));
    }
  }
  /** Named, and not there when it was looked for: asked for once, then the watcher tells. */
  readonly #missing = new Set<string>();
  /** Of those the ones that have been looked for by now. */
  readonly #lookedFor = new Set<string>();

  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.log.error(error instanceof Error ? error : String(error)));
  }
}

/** A diff's or a git extension's old version of a file is no part of the project. */
function isReadable(document: vscode.TextDocument): boolean {
  const { scheme } = document.uri;
  if (scheme === "file") return true;
  return vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
}

function isOurs(content: Uint8Array | string): boolean {
  return typeof content !== "string" || mentionsBackgroundAssets(content);
}

/** Without an app and without packs no rule looks at Swift. */
function mayHaveSwift({ projects, files }: ProjectSnapshot): boolean {
  if (projects.length > 0) return true;
  return [...files.values()].some(({ kind }) => kind === "packaging-manifest" || kind === "download-manifest");
}

function isSame(one: Uint8Array | string, other: Uint8Array): boolean {
  if (typeof one === "string" || one.length !== other.length) return false;
  return one.every((byte, index) => byte === other[index]);
}
