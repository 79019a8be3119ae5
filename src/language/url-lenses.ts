import type { CodeLens } from "vscode-languageserver-types";
import { laneTotals } from "../model/manifest/lane-totals";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { placeOf } from "../rules/manifest-assets";
import { listedHostsOf, topEntry } from "../rules/project-facts";
import { counted, namedFew } from "../rules/size-values";
import { languageCommands } from "./commands";
import { toRange } from "./lsp-places";

/** What the last checks said, in a few words, by `checkedUrlKey`; the host keeps them. */
export type CheckedUrls = ReadonlyMap<string, string>;

/** With another declared size the check would say something else. */
export function checkedUrlKey(url: string, declaredSizeInBytes: number | undefined): string {
  return `${declaredSizeInBytes ?? ""} ${url}`;
}

/** A lens for every line is of use while a person can read the file; beyond this the first ones have one. */
const assetLimit = 500;

/** "Check URL" at the assets of the manifest that stands for a project's BAManifestURL. */
export function* assetUrlLenses(snapshot: ProjectSnapshot, path: string, checked: CheckedUrls): Iterable<CodeLens> {
  const project = snapshot.projects.find(({ manifest }) => manifest?.path === path);
  const lines = snapshot.files.get(path)?.lines;
  if (project?.manifest === undefined || lines === undefined) return;
  for (const asset of project.manifest.reading.assets.slice(0, assetLimit)) {
    if (!URL.canParse(asset.url)) continue;
    const range = toRange(lines, placeOf(asset, "url"));
    yield checkLens(project, range, asset.url, asset.fileSizeInBytes, checked);
  }
}

export function* manifestUrlLens(project: AppProject, checked: CheckedUrls): Iterable<CodeLens> {
  const entry = topEntry(project.app, "BAManifestURL");
  const url = project.configuration.manifestUrl?.value;
  if (entry === undefined || url === undefined || !URL.canParse(url)) return;
  yield checkLens(project, toRange(project.app.lines, entry.key.range), url, undefined, checked);
}

/** How many hosts the manifest's assets come from, and which of them, or of the manifest itself, the list does not allow. */
export function* hostsLens(project: AppProject): Iterable<CodeLens> {
  const listed = listedHostsOf(project);
  const reading = project.manifest?.reading;
  if (listed === undefined || reading === undefined || reading.format === "unreadable") return;
  const used = [...laneTotals(reading).hosts.keys()];
  // A host that is only known in Xcode may be any of them.
  const missing = listed.literal ? used.filter((host) => !listed.list.allows(host)) : [];
  const verb = missing.length === 1 ? "is" : "are";
  const few = namedFew(missing, 2).replaceAll("`", "");
  const rest = missing.length === 0 ? "" : `; ${few} ${verb} missing`;
  yield information(project, listed.entry.key.range, `${counted(used.length, "host")} in the manifest${rest}`);
}

function checkLens(
  project: AppProject,
  range: CodeLens["range"],
  url: string,
  declaredSizeInBytes: number | undefined,
  checked: CheckedUrls,
): CodeLens {
  const result = checked.get(checkedUrlKey(url, declaredSizeInBytes));
  const title = result === undefined ? "Check URL" : `Check URL: ${result}`;
  const command = languageCommands.checkUrl;
  return { range, command: { title, command, arguments: [project.id, url, declaredSizeInBytes] } };
}

function information(project: AppProject, range: OffsetRange, title: string): CodeLens {
  return { range: toRange(project.app.lines, range), command: { title, command: "" } };
}
