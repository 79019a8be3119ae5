import type { CodeLens } from "vscode-languageserver-types";
import { keyCatalogue, requiredKeys } from "../model/key-catalogue";
import { modeName } from "../model/mode-name";
import { nodeAt } from "../model/plist/query";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import type { OffsetRange } from "../model/text";
import { declaredSize, type SizeKey } from "../rules/declared-sizes";
import { launchableEstimates } from "../rules/launchable-estimates";
import { type LaneNeed, lanesOf } from "../rules/manifest-lanes";
import { openingTag, rootDict, topEntry } from "../rules/project-facts";
import { exactBytes } from "../rules/size-values";
import { estimatesInWords } from "../simulator/launchable-estimate";
import { languageCommands } from "./commands";
import { toRange } from "./lsp-places";
import { mediaPlanLenses, type PlannedMediaSummaries } from "./media-plan-lenses";
import { packLenses } from "./pack-lenses";
import { assetUrlLenses, type CheckedUrls, hostsLens, manifestUrlLens } from "./url-lenses";

/**
 * The lenses of an app's Info.plist: its mode, the events that can be simulated, its hosts and both allowance lanes; and
 * those of its manifest: a check for each URL; and those of a media plan.
 * @param checked what the last checks said, which is shown instead of the offer alone
 * @param plannedMedia what the last planning of media plans found, by the path of the plan
 */
export function codeLenses(
  snapshot: ProjectSnapshot,
  path: string,
  checked: CheckedUrls = new Map(),
  plannedMedia: PlannedMediaSummaries = new Map(),
): readonly CodeLens[] {
  if (snapshot.files.get(path)?.kind === "media-plan") return [...mediaPlanLenses(snapshot, path, plannedMedia)];
  // A project's source may hold the Info.plists of several apps.
  const projects = snapshot.projects.filter((candidate) => candidate.app.path === path);
  if (projects.length === 0) return [...packLenses(snapshot, path), ...assetUrlLenses(snapshot, path, checked)];
  return projects.flatMap((project) => appLenses(project, checked));
}

function appLenses(project: AppProject, checked: CheckedUrls): readonly CodeLens[] {
  const isAppleHosted = project.configuration.mode === "apple-hosted";
  return [
    ...modeLens(project),
    ...manifestLenses(project),
    ...(isAppleHosted ? [] : manifestUrlLens(project, checked)),
    ...laneLenses(project),
    ...(isAppleHosted ? [] : hostsLens(project)),
  ];
}

function* modeLens(project: AppProject): Iterable<CodeLens> {
  const { mode } = project.configuration;
  const dict = rootDict(project.app);
  if (dict === undefined || mode === "none") return;
  // A dictionary is there when its children are: only what holds a value counts.
  const containers = new Set(keyCatalogue.flatMap(({ type, path }) => (type === "dictionary" ? [path.join(".")] : [])));
  const keys = requiredKeys(mode).filter((key) => !containers.has(key.path.join(".")));
  const present = keys.filter((key) => nodeAt(dict, key.path) !== undefined);
  const title = `${modeName(mode)}: ${present.length} of ${keys.length} keys`;
  yield lens(project, openingTag(dict), title, languageCommands.switchProjectMode);
}

function* manifestLenses(project: AppProject): Iterable<CodeLens> {
  const isAppleHosted = project.configuration.mode === "apple-hosted";
  const entry = topEntry(project.app, isAppleHosted ? "BAHasManagedAssetPacks" : "BAManifestURL");
  if (entry === undefined) return;
  const { range } = entry.key;
  yield lens(project, range, "Simulate install", languageCommands.simulateInstall);
  yield lens(project, range, "update", languageCommands.simulateUpdate);
  yield lens(project, range, "periodic check", languageCommands.simulatePeriodicCheck);
  // Apple's is nobody else's to fetch.
  if (project.manifest === undefined && !isAppleHosted)
    yield lens(project, range, "Fetch manifest", languageCommands.fetchManifest);
}

function* laneLenses(project: AppProject): Iterable<CodeLens> {
  const entry = topEntry(project.app, "BAInitialDownloadRestrictions");
  if (entry === undefined || project.configuration.mode === "apple-hosted") return;
  const { range } = entry.key;
  const lanes = lanesOf(project);
  const essential = laneTitle(project, "Essential", "BAEssentialDownloadAllowance", lanes?.essential);
  const other = laneTitle(project, "Non-essential", "BADownloadAllowance", lanes?.nonEssential);
  for (const title of [essential, other]) {
    if (title !== undefined) yield lens(project, range, title, languageCommands.openSimulator);
  }
  const estimates = launchableEstimates(project);
  if (estimates.length > 0) {
    yield lens(
      project,
      range,
      `Launchable after ${estimatesInWords(estimates, "names")}`,
      languageCommands.openSimulator,
    );
  }
  if (project.manifest === undefined) yield lens(project, range, "Fetch manifest", languageCommands.fetchManifest);
}

/** "Essential 412 MB of 500 MB"; with nothing known of the manifest only what is declared. */
function laneTitle(project: AppProject, name: string, key: SizeKey, need: LaneNeed | undefined): string | undefined {
  const limit = declaredSize(project, key)?.bytes;
  if (need === undefined) return limit === undefined ? undefined : `${name} up to ${formatBytes(limit)}`;
  const needed = need.neededInBytes;
  if (limit === undefined) return `${name} ${formatBytes(needed)}, no allowance`;
  const title = `${name} ${formatBytes(needed)} of ${formatBytes(limit)}`;
  return needed > limit ? `${title}, ${tooMuch(needed - limit)} too much` : title;
}

function tooMuch(bytes: number): string {
  return bytes < 1000 ? exactBytes(bytes) : formatBytes(bytes);
}

function lens(project: AppProject, range: OffsetRange, title: string, command: string): CodeLens {
  return {
    range: toRange(project.app.lines, range),
    command: { title, command, ...(command === "" ? {} : { arguments: [project.id] }) },
  };
}
