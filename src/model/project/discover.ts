import type { FileListing } from "../packs/file-listing";
import { publishedPacksFileName } from "../packs/published-packs";
import { mentionsBackgroundAssets } from "../swift/scan";
import { LineIndex } from "../text";
import { plistKeySettings } from "../xcode/plist-key-settings";
import { isXcodeFile } from "../xcode/xcode-files";
import { readXcodeModel, type XcodeModel } from "../xcode/xcode-model";
import { type AppParts, associate } from "./associate";
import { classifyJson, projectFileName } from "./classify";
import { readConfiguration } from "./configuration";
import { extensionsBySources } from "./downloader-sources";
import { chooseManifest, type FetchedManifest } from "./editing-manifest";
import { isLooseProfile, sideOfProfile } from "./loose-profiles";
import { ParsedSource } from "./parsed-source";
import { commonFolder, fileName } from "./paths";
import type { PlistSource } from "./plist-source";
import { noSettings, type ProjectFileReading, readProjectFile } from "./project-file";
import type {
  AppProject,
  EditingManifest,
  FileKind,
  JsonFile,
  ModelFile,
  PlistFile,
  ProjectSnapshot,
  SourceFile,
  SwiftFile,
} from "./snapshot";
import { withWrittenPlists, writtenFiles } from "./written-plists";

export { isCandidatePath, isSkippedFolder, isSwiftPath } from "./candidate-paths";
export type { FetchedManifest } from "./editing-manifest";

export interface SnapshotInput {
  /** Everything whose name makes it a candidate, and what was named. Paths are absolute with `/`. */
  readonly sources: readonly SourceFile[];
  readonly fetchedManifests?: readonly FetchedManifest[];
  /** The snapshot before: files of an unchanged version are not read again. */
  readonly previous?: ProjectSnapshot | undefined;
  /** Paths that somebody asked for, or has open: always in the snapshot, whatever they are. */
  readonly named?: readonly string[];
  /** `--manifest`: stands for every app's BAManifestURL. */
  readonly manifestOverride?: string | undefined;
  /** What is on disk for the selectors of the packaging manifests, as far as the host looked. */
  readonly listings?: readonly FileListing[];
  /** Paths that project files name, where the host looked and found no file. */
  readonly absent?: ReadonlySet<string>;
  /** The Info.plists of built apps whose bundles the host read as a whole. */
  readonly wholeApps?: ReadonlySet<string>;
  /** Now, in milliseconds since 1970: what has expired is said only where it is known. */
  readonly readAtMs?: number;
}

interface Kept {
  readonly sources: ReadonlyMap<string, ParsedSource>;
  readonly xcode: XcodeModel;
  readonly namedPaths: readonly string[];
}

const kept = new WeakMap<ProjectSnapshot, Kept>();

/**
 * Finds the apps with what belongs to them. Each version of a file is read once, over all snapshots that follow each
 * other. Files that have nothing to do with Background Assets are left out, unless they are named. Never throws.
 */
export function buildSnapshot(input: SnapshotInput): ProjectSnapshot {
  const before = input.previous === undefined ? undefined : kept.get(input.previous);
  const sources = new Map<string, ParsedSource>();
  for (const source of input.sources) sources.set(source.path, parsed(source, before?.sources));
  const fetched = (input.fetchedManifests ?? []).map((manifest) => ({
    manifest,
    source: parsed(manifest, before?.sources),
  }));
  const named = new Set(input.named);
  const projectFiles = readProjectFiles(sources);

  const xcode = currentModel(sources, before) ?? readXcodeModel(sources);
  const plists = withWrittenPlists(
    [...sources.values()].filter((source) => source.isPlist),
    xcode,
    sources,
  );
  const association = associate(plists, projectFiles, named, xcode, extensionsBySources(plists, sources));
  const appPaths = association.apps.map((parts) => parts.app.path);
  const previousProjects = new Map(input.previous?.projects.map((project) => [project.id, project]));

  const manifestKinds = new Map<string, FileKind>();
  const projects = association.apps.map((parts) => {
    const app = parts.app.file("app-info-plist") as PlistFile;
    const previous = previousProjects.get(parts.app.path);
    const configuration =
      previous?.app === app && previous.build?.app === parts.build?.app
        ? previous.configuration
        : readConfiguration(app.path, app.plist, parts.build?.app, parts.app.path);
    const manifest = chooseManifest({
      configuration,
      mapping: parts.entry?.manifest,
      configuredPath: input.manifestOverride ?? parts.entry?.manifestFile?.path,
      sources,
      appPaths,
      fetched,
      previousPath: previous?.manifest?.path,
    });
    if (manifest !== undefined && manifest.origin !== "fetched")
      manifestKinds.set(manifest.path, manifestKind(manifest));
    return makeProject(parts, app, configuration, manifest, previous);
  });

  const files = new Map<string, ModelFile>();
  for (const source of sources.values()) {
    const kind = manifestKinds.get(source.path) ?? association.kinds.get(source.path);
    const file = kind === undefined ? otherFile(source, named.has(source.path)) : source.file(kind);
    if (file !== undefined) files.set(source.path, file);
  }
  for (const { source } of fetched) {
    const used = projects.find((project) => project.manifest?.path === source.path);
    if (used?.manifest !== undefined) files.set(source.path, source.file(manifestKind(used.manifest)));
  }
  for (const path of buildFiles(projects, xcode)) {
    const source = sources.get(path);
    if (source !== undefined && !files.has(path)) files.set(path, source.file("other"));
  }
  // A profile of somebody else's bundle is nobody's here.
  for (const source of sources.values()) {
    if (!isLooseProfile(source.path) || files.has(source.path)) continue;
    const profile = source.file("entitlements") as PlistFile;
    if (projects.some((project) => sideOfProfile(project, profile) !== undefined)) files.set(source.path, profile);
  }
  // What was published, where there are packs to compare with it.
  const hasPacks = [...files.values()].some(({ kind }) => kind === "packaging-manifest");
  for (const source of hasPacks ? sources.values() : []) {
    if (fileName(source.path) === publishedPacksFileName) files.set(source.path, source.file("other"));
  }
  const snapshot: ProjectSnapshot = {
    files,
    written: writtenFiles(plists, association.kinds),
    projects,
    xcode,
    swift: [...files.values()].filter((file): file is SwiftFile => "swift" in file),
    listings: new Map((input.listings ?? []).map((listing) => [listing.manifestPath, listing])),
    absent: input.absent ?? new Set(),
    wholeApps: input.wholeApps,
    readAtMs: input.readAtMs,
  };
  const all = new Map(sources);
  for (const { source } of fetched) all.set(source.path, source);
  const paths = [...projectFiles.flatMap(namedPaths), ...xcode.missing];
  kept.set(snapshot, { sources: all, namedPaths: paths, xcode });
  return snapshot;
}

/**
 * The paths that the workspace's project files name. A host adds those that it has not read yet to the sources, and
 * builds the snapshot again.
 */
export function pathsNamedByProjectFiles(snapshot: ProjectSnapshot): readonly string[] {
  return kept.get(snapshot)?.namedPaths ?? [];
}

function parsed(
  source: { path: string; version: number; content: Uint8Array | string },
  before: ReadonlyMap<string, ParsedSource> | undefined,
): ParsedSource {
  const known = before?.get(source.path);
  return known?.version === source.version ? known : new ParsedSource(source);
}

/** What the project files said before, where none of them has changed, come or gone. */
function currentModel(sources: ReadonlyMap<string, ParsedSource>, before: Kept | undefined): XcodeModel | undefined {
  if (before === undefined) return undefined;
  const { xcode } = before;
  const read = new Set(xcode.projects.flatMap((project) => xcode.filesOf(project)));
  for (const all of [sources, before.sources]) for (const path of all.keys()) if (isXcodeFile(path)) read.add(path);
  const isSame = [...read].every((path) => sources.get(path) === before.sources.get(path));
  return isSame && !xcode.missing.some((path) => sources.has(path)) ? xcode : undefined;
}

/** The files of the builds of apps, and of those that set keys of Background Assets as build settings. */
function* buildFiles(projects: readonly AppProject[], xcode: XcodeModel): Iterable<string> {
  for (const project of projects) yield* project.build?.files ?? [];
  for (const project of xcode.projects) {
    if (plistKeySettings(xcode, project).length > 0) yield* xcode.filesOf(project);
  }
}

function readProjectFiles(sources: ReadonlyMap<string, ParsedSource>): readonly ProjectFileReading[] {
  return [...sources.values()]
    .filter((source) => fileName(source.path).toLowerCase() === projectFileName)
    .map((source) => readProjectFile(source.file("project-file") as JsonFile));
}

function namedPaths(reading: ProjectFileReading): readonly string[] {
  const entries = reading.projects.flatMap((entry) => [
    entry.app,
    entry.extension,
    entry.appEntitlements,
    entry.extensionEntitlements,
    entry.manifestFile,
  ]);
  const { downloader } = reading.settings;
  const paths = entries.filter((named) => named !== undefined).map((named) => named?.path ?? "");
  return downloader === undefined ? paths : [...paths, downloader];
}

function makeProject(
  parts: AppParts,
  app: PlistFile,
  configuration: AppProject["configuration"],
  manifest: EditingManifest | undefined,
  previous: AppProject | undefined,
): AppProject {
  const plistFile = (source: PlistSource | undefined, kind: PlistFile["kind"]) =>
    source === undefined ? undefined : (source.file(kind) as PlistFile);
  const extension = plistFile(parts.extension, "extension-info-plist");
  const appEntitlements = plistFile(parts.appEntitlements, "entitlements");
  const extensionEntitlements = plistFile(parts.extensionEntitlements, "entitlements");
  const settings =
    parts.projectFile === undefined ? noSettings : { ...parts.projectFile.settings, manifest: parts.entry?.manifest };
  // The same object while nothing has changed: what is worked out for a project is kept with it.
  if (
    previous !== undefined &&
    previous.app === app &&
    previous.extension === extension &&
    previous.appEntitlements === appEntitlements &&
    previous.extensionEntitlements === extensionEntitlements &&
    isSameBuild(previous.build, parts.build) &&
    previous.manifest?.reading === manifest?.reading &&
    previous.manifest?.path === manifest?.path &&
    previous.manifest?.fetchedAtMs === manifest?.fetchedAtMs &&
    previous.settings.rules === settings.rules &&
    previous.settings.manifest === settings.manifest
  ) {
    return previous;
  }
  const paths = [app, extension, appEntitlements, extensionEntitlements].filter((file) => file !== undefined);
  return {
    id: parts.app.path,
    folder: commonFolder(paths.map((file) => file?.path ?? app.path)),
    configuration,
    app,
    extension,
    appEntitlements,
    extensionEntitlements,
    manifest,
    settings,
    build: parts.build,
  };
}

/** Targets keep their objects while the project files stay as they are; a link may change with a property list. */
function isSameBuild(one: AppProject["build"], other: AppProject["build"]): boolean {
  return one?.app === other?.app && one?.extension === other?.extension && one?.embedding === other?.embedding;
}

function manifestKind(manifest: EditingManifest): FileKind {
  return manifest.reading.format === "download-manifest" ? "download-manifest" : "unmanaged-manifest";
}

/** Files that are no part of an app: what stands for itself, and what was named. */
function otherFile(source: ParsedSource, isNamed: boolean): ModelFile | undefined {
  const isBuildFile = isXcodeFile(source.path) && !/\.json$/i.test(source.path);
  if (source.isPlist || isBuildFile) return isNamed ? source.file("other") : undefined;
  if (source.isSwift) return isNamed || mentionsBackgroundAssets(source.text) ? source.file("other") : undefined;
  const byName = classifyJson(source.path, undefined);
  if (byName !== "other") return source.file(byName);
  if (!isNamed && !source.mayBeAssetPackManifest) return undefined;
  const isJson = /\.jsonc?$/i.test(source.path) || /^\s*[[{]/.test(source.text);
  if (!isJson)
    return source.file("other", isOpenStep(source) ? undefined : "This is neither a property list nor JSON.");
  const kind = source.jsonKind;
  if (kind === "packaging-manifest" || kind === "download-manifest") return source.file(kind);
  if (!isNamed) return undefined;
  if (kind !== "other") return source.file(kind);
  return source.file("other", problemOf(source));
}

/**
 * NeXT's form has no sign of its own: a named file is in it if it can be read so. A lone word would be a string in that
 * form; nobody means it.
 */
function isOpenStep({ plist: { root, problems } }: ParsedSource): boolean {
  return problems.length === 0 && (root?.kind === "dict" || root?.kind === "array");
}

function problemOf(source: ParsedSource): string | undefined {
  const problem = source.json.problems[0];
  if (problem === undefined || isOpenStep(source)) return undefined;
  const { line, character } = new LineIndex(source.text).positionAt(problem.range.start);
  return `Not valid JSON (line ${line + 1}, column ${character + 1}): ${problem.message}`;
}
