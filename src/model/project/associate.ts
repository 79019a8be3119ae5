import { appGroupsEntitlement } from "../entitlements";
import { type LinkedApp, type ProjectBuild, TargetLinks } from "../xcode/project-build";
import type { XcodeModel } from "../xcode/xcode-model";
import { classifyPlist, type PlistClass } from "./classify";
import { isLooseProfile } from "./loose-profiles";
import { type EntitlementsCandidate, findEntitlements, readEntitlementsCandidate } from "./pair-entitlements";
import { pairExtensions } from "./pair-extensions";
import { folderOf, foldersAbove } from "./paths";
import type { PlistSource } from "./plist-source";
import { entryAt, literals } from "./plist-values";
import type { ProjectEntry, ProjectFileReading } from "./project-file";
import type { PlistFileKind } from "./snapshot";
import { readTarget, type TargetPlist } from "./targets";

/** One app with what belongs to it, as far as it was found or configured. */
export interface AppParts {
  readonly app: PlistSource;
  readonly extension: PlistSource | undefined;
  readonly appEntitlements: PlistSource | undefined;
  readonly extensionEntitlements: PlistSource | undefined;
  readonly projectFile: ProjectFileReading | undefined;
  readonly entry: ProjectEntry | undefined;
  readonly build: ProjectBuild | undefined;
}

export interface Association {
  readonly apps: readonly AppParts[];
  /** Kinds of the property lists that belong in the snapshot. */
  readonly kinds: ReadonlyMap<string, PlistFileKind>;
}

interface ClassifiedPlist {
  readonly class: PlistClass;
  readonly target: TargetPlist;
}

/** By the version of the file that it was read from. */
const classified = new WeakMap<PlistSource, ClassifiedPlist>();

function classOf(source: PlistSource): ClassifiedPlist {
  const known = classified.get(source);
  if (known !== undefined) return known;
  const plistClass = classifyPlist(source.path, source.plist);
  const made = { class: plistClass, target: readTarget(source.path, source.plist, plistClass.app) };
  classified.set(source, made);
  return made;
}

/**
 * Finds which property lists belong together. What a project file of ours says wins, then what Xcode's or XcodeGen's
 * says; what they leave out is found by content, names and folders.
 * @param downloaders extensions that only their Swift sources tell to be downloaders
 */
export function associate(
  plists: readonly PlistSource[],
  projectFiles: readonly ProjectFileReading[],
  named: ReadonlySet<string>,
  xcode: XcodeModel,
  downloaders: ReadonlySet<string>,
): Association {
  const byPath = new Map(plists.map((source) => [source.path, source]));
  const forced = new Map<string, PlistFileKind>([...downloaders].map((path) => [path, "extension-info-plist"]));
  for (const [path, kind] of configuredKinds(projectFiles, byPath)) forced.set(path, kind);
  const kindOf = (source: PlistSource) => forced.get(source.path) ?? classOf(source).class.kind;
  const manifests = new Set(projectFiles.flatMap((file) => file.projects.map((entry) => entry.manifestFile?.path)));
  const own = plists.filter((source) => !manifests.has(source.path));

  const extensions = own
    .filter((source) => kindOf(source) === "extension-info-plist")
    .map((source) => classOf(source).target);
  const links = new TargetLinks(xcode, new Set(own.map(({ path }) => path)), (path) => {
    const source = byPath.get(path);
    return source !== undefined && kindOf(source) === "extension-info-plist" ? "downloader" : "other";
  });
  const linkedPaths = new Set(links.appPaths);
  const isLinked = (source: PlistSource) => linkedPaths.has(source.path) && /info-plist$|^other$/.test(kindOf(source));
  const appTargets = own
    .filter(
      (source) =>
        forced.get(source.path) === "app-info-plist" ||
        (!forced.has(source.path) &&
          kindOf(source) !== "extension-info-plist" &&
          (classOf(source).class.app !== "no" || isLinked(source))),
    )
    .map((source) => classOf(source).target);
  const linked = linkedApps(links, appTargets);
  const pairs = linkedPairs(
    links,
    linked,
    extensions,
    pairExtensions(
      extensions.map((target) => ({ ...target, app: "no" as const })),
      appTargets,
    ),
  );
  const entitlements = own
    .filter((source) => kindOf(source) === "entitlements" && !isLooseProfile(source.path))
    .map(entitlementsCandidate);
  const isApp = (target: TargetPlist) =>
    target.app === "certain" ||
    pairs.has(target.path) ||
    forced.has(target.path) ||
    (named.has(target.path) && target.app === "likely");
  const apps = appTargets.filter(isApp);
  const entries = entriesOf(projectFiles, apps);
  const allTargets = [...extensions, ...apps];

  const parts = apps.map((target): AppParts => {
    const { entry, projectFile } = entries.get(target.path) ?? {
      entry: undefined,
      projectFile: nearest(projectFiles, target.path),
    };
    const configured = (path: string | undefined) => (path === undefined ? undefined : byPath.get(path));
    const extension = configured(entry?.extension?.path) ?? configured(pairs.get(target.path)?.path);
    const extensionTarget = extension === undefined ? undefined : { ...classOf(extension).target, app: "no" as const };
    const build = linked.get(target.path)?.build;
    const entitlementsOf = (owner: TargetPlist | undefined, ownBuild: ProjectBuild["extension"]) => {
      const said = ownBuild === undefined ? "undecided" : links.entitlements(ownBuild);
      if (said !== "undecided") return configured(said);
      return owner === undefined ? undefined : configured(findEntitlements(owner, entitlements, allTargets)?.path);
    };
    const appEntitlements = configured(entry?.appEntitlements?.path) ?? entitlementsOf(target, build?.app);
    const extensionEntitlements =
      configured(entry?.extensionEntitlements?.path) ?? entitlementsOf(extensionTarget, build?.extension);
    return {
      app: byPath.get(target.path) as PlistSource,
      extension,
      appEntitlements,
      // One file for both targets only where somebody says so.
      extensionEntitlements:
        extensionEntitlements === appEntitlements && entry?.extensionEntitlements === undefined
          ? undefined
          : extensionEntitlements,
      projectFile,
      entry,
      build,
    };
  });
  return { apps: parts, kinds: keptKinds(own, parts, kindOf, named) };
}

function linkedApps(links: TargetLinks, apps: readonly TargetPlist[]): ReadonlyMap<string, LinkedApp> {
  return new Map(
    apps.flatMap(({ path }) => {
      const app = links.app(path);
      return app === undefined ? [] : [[path, app] as const];
    }),
  );
}

/** The extension that an app's target embeds, in place of what names and folders made likely. */
function linkedPairs(
  links: TargetLinks,
  linked: ReadonlyMap<string, LinkedApp>,
  extensions: readonly TargetPlist[],
  guessed: ReadonlyMap<string, TargetPlist>,
): ReadonlyMap<string, TargetPlist> {
  const pairs = new Map(guessed);
  for (const [path, { build, extensionPath }] of linked) {
    const embedded = extensions.find((extension) => extension.path === extensionPath);
    const guess = pairs.get(path);
    if (embedded !== undefined) pairs.set(path, embedded);
    else if (build.embedding === "none" && guess !== undefined && links.isKnownBeside(path, guess.path)) {
      pairs.delete(path);
    }
  }
  return pairs;
}

/** What a project file calls an app's plist is one, whatever it holds. */
function configuredKinds(
  projectFiles: readonly ProjectFileReading[],
  plists: ReadonlyMap<string, PlistSource>,
): ReadonlyMap<string, PlistFileKind> {
  const kinds = new Map<string, PlistFileKind>();
  const set = (path: string | undefined, kind: PlistFileKind) => {
    if (path !== undefined && plists.has(path)) kinds.set(path, kind);
  };
  for (const entry of projectFiles.flatMap((file) => file.projects)) {
    set(entry.extension?.path, "extension-info-plist");
    set(entry.appEntitlements?.path, "entitlements");
    set(entry.extensionEntitlements?.path, "entitlements");
    set(entry.app?.path, "app-info-plist");
  }
  return kinds;
}

interface Entry {
  readonly entry: ProjectEntry | undefined;
  readonly projectFile: ProjectFileReading | undefined;
}

/** The entry of each app: the one that names it, or the only one without a name where there is only one app. */
function entriesOf(
  projectFiles: readonly ProjectFileReading[],
  apps: readonly TargetPlist[],
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const projectFile of projectFiles) {
    const below = apps.filter((app) => nearest(projectFiles, app.path) === projectFile);
    for (const entry of projectFile.projects) {
      const [only, second] = below;
      const path = entry.app?.path ?? (only !== undefined && second === undefined ? only.path : undefined);
      if (path !== undefined && !entries.has(path)) entries.set(path, { entry, projectFile });
    }
  }
  return entries;
}

function nearest(projectFiles: readonly ProjectFileReading[], path: string): ProjectFileReading | undefined {
  for (const folder of foldersAbove(path)) {
    const found = projectFiles.find((file) => folderOf(file.path) === folder);
    if (found !== undefined) return found;
  }
  return undefined;
}

function entitlementsCandidate(source: PlistSource): EntitlementsCandidate {
  const groups = literals(entryAt(source.plist, appGroupsEntitlement)?.value);
  return readEntitlementsCandidate(source.path, folderOf(source.path), groups);
}

function keptKinds(
  plists: readonly PlistSource[],
  apps: readonly AppParts[],
  kindOf: (source: PlistSource) => PlistClass["kind"],
  named: ReadonlySet<string>,
): ReadonlyMap<string, PlistFileKind> {
  const kinds = new Map<string, PlistFileKind>();
  for (const source of plists) {
    const kind = kindOf(source);
    const isNamed = named.has(source.path);
    if (kind === "extension-info-plist") kinds.set(source.path, kind);
    else if (isNamed && kind !== "other") kinds.set(source.path, kind);
    // A property list that cannot be read at all is shown as one, with what is wrong in it.
    else if (isNamed && (source.plist.root === undefined || source.plist.problems.length > 0))
      kinds.set(source.path, "info-plist");
  }
  for (const parts of apps) {
    kinds.set(parts.app.path, "app-info-plist");
    if (parts.extension !== undefined) kinds.set(parts.extension.path, "extension-info-plist");
    for (const source of [parts.appEntitlements, parts.extensionEntitlements]) {
      if (source !== undefined) kinds.set(source.path, "entitlements");
    }
  }
  return kinds;
}
