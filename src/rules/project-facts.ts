import type { ProjectMode } from "../model/app-configuration";
import { HostAllowList, type WildcardScope } from "../model/host-allow-list";
import { dictEntry } from "../model/plist/query";
import type { PlistDict, PlistEntry, PlistNode } from "../model/plist/syntax";
import type { AppProject, PlistFile } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";

/** The dictionary that a property list is; undefined where it is something else or nothing. */
export function rootDict(file: PlistFile | undefined): PlistDict | undefined {
  const root = file?.plist.root;
  return root?.kind === "dict" ? root : undefined;
}

/** A value that Xcode puts in when it builds: it cannot be known from the file, so no rule judges it. */
export function isBuildVariable(text: string): boolean {
  return text.includes("$(") || text.includes("${");
}

/** A string as it is written, unless a build setting stands in it. */
export function literalString(node: PlistNode | undefined): string | undefined {
  return node?.kind === "string" && !isBuildVariable(node.value) ? node.value : undefined;
}

/** The entry of a key at the top of a file. */
export function topEntry(file: PlistFile | undefined, key: string): PlistEntry | undefined {
  const dict = rootDict(file);
  return dict === undefined ? undefined : dictEntry(dict, key);
}

/** Whether a key is there with `<true/>`; a build variable counts, since it may be true. */
export function isTrue(file: PlistFile | undefined, key: string): boolean {
  const value = topEntry(file, key)?.value;
  return value?.kind === "boolean" && value.value;
}

/** The keys that only a self-hosted project has. */
export const selfHostingKeys: readonly string[] = [
  "BAManifestURL",
  "BAInitialDownloadRestrictions",
  "BAMaxInstallSize",
  "BAEssentialMaxInstallSize",
];

/**
 * What the keys aim at, where that differs from what a device makes of them: BAAppGroupID alone is only read in managed
 * projects, so an app that has nothing else was meant to be one that Apple hosts. Rules that ask for missing keys go by
 * this, so that one mistake is one finding.
 */
export function intendedMode(project: AppProject): ProjectMode {
  const { mode } = project.configuration;
  if (mode !== "self-hosted-unmanaged" || topEntry(project.app, "BAAppGroupID") === undefined) return mode;
  return selfHostingKeys.some((key) => topEntry(project.app, key) !== undefined) ? mode : "apple-hosted";
}

export function isSelfHosted(project: AppProject): boolean {
  const mode = intendedMode(project);
  return mode === "self-hosted-managed" || mode === "self-hosted-unmanaged";
}

export function isManaged(project: AppProject): boolean {
  const mode = intendedMode(project);
  return mode === "self-hosted-managed" || mode === "apple-hosted";
}

/** BAInitialDownloadRestrictions where it is a dictionary. */
export interface Restrictions {
  readonly file: PlistFile;
  readonly entry: PlistEntry;
  readonly dict: PlistDict;
}

/** The app's restrictions, or those that somebody put into the extension's file by mistake (BA105 says so). */
export function restrictionsOf(project: AppProject): Restrictions | undefined {
  for (const file of [project.app, project.extension]) {
    const entry = topEntry(file, "BAInitialDownloadRestrictions");
    if (file === undefined || entry === undefined) continue;
    return entry.value?.kind === "dict" ? { file, entry, dict: entry.value } : undefined;
  }
  return undefined;
}

/**
 * Where a key is missed at the top of a file: the first of `near` that is there, else the first BA key, else the
 * dictionary's opening tag.
 */
export function placeForMissing(file: PlistFile, near: readonly string[] = []): OffsetRange {
  const dict = rootDict(file);
  if (dict === undefined) return { start: 0, end: 0 };
  for (const key of near) {
    const entry = dictEntry(dict, key);
    if (entry !== undefined) return entry.key.range;
  }
  const first = dict.entries.find((entry) => entry.key.name.startsWith("BA"));
  return first?.key.range ?? openingTag(dict);
}

/** `<dict>` itself, which is a narrower place than everything in it. */
export function openingTag(node: PlistNode): OffsetRange {
  return node.contentRange.start > node.range.start && node.contentRange.start < node.range.end
    ? { start: node.range.start, end: node.contentRange.start }
    : node.range;
}

/** The allow list as a device reads it, and whether the whole of it can be known from the file. */
export interface ListedHosts {
  readonly list: HostAllowList;
  readonly literal: boolean;
  readonly entry: PlistEntry;
}

const listedHosts = new WeakMap<AppProject, ListedHosts | undefined>();

/** The hosts of the app's BADownloadDomainAllowList; undefined where it is missing or no array. */
export function listedHostsOf(project: AppProject): ListedHosts | undefined {
  if (listedHosts.has(project)) return listedHosts.get(project);
  const made = readListedHosts(project);
  listedHosts.set(project, made);
  return made;
}

function readListedHosts(project: AppProject): ListedHosts | undefined {
  const restrictions = restrictionsOf(project);
  if (restrictions === undefined || restrictions.file !== project.app) return undefined;
  const entry = dictEntry(restrictions.dict, "BADownloadDomainAllowList");
  if (entry?.value?.kind !== "array") return undefined;
  const hosts: string[] = [];
  let literal = true;
  for (const item of entry.value.items) {
    if (item.kind !== "string") continue;
    if (isBuildVariable(item.value)) literal = false;
    else hosts.push(item.value);
  }
  return { list: new HostAllowList(hosts, wildcardScopeOf(project)), literal, entry };
}

/** The assumption `wildcard-scope` of the project, with its default where it is unset or nonsense (BA005 says so). */
function wildcardScopeOf(project: AppProject): WildcardScope {
  const value = project.settings.assumptions["wildcard-scope"];
  return value === "one-label" || value === "with-apex" ? value : "any-depth-without-apex";
}

/** The host name of a URL, in lower case and without its port; undefined where there is none. */
export function hostNameOf(url: string): string | undefined {
  const parsed = parseUrl(url);
  return parsed === undefined || parsed.hostname === "" ? undefined : parsed.hostname;
}

export function parseUrl(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
