import { catalogueKey, type DownloadingMode, requiredKeys } from "../../model/key-catalogue";
import { dictEntry } from "../../model/plist/query";
import type { PlistNode } from "../../model/plist/syntax";
import { type PlistValue, plistToValue } from "../../model/plist/value";
import type { AppProject } from "../../model/project/snapshot";
import { allHosts, lanesOf } from "../../rules/manifest-lanes";
import { hostNameOf, literalString, topEntry } from "../../rules/project-facts";
import { knownManifestUrls, knownSizes } from "../completion/known-values";
import { groupOf } from "./app-group";

/** Stands where nothing says where the manifest is. */
export const placeholderManifestUrl = "https://assets.example.com/manifest.json";

const restrictionsKey = "BAInitialDownloadRestrictions";

/** A key at the top of the app's Info.plist that a mode requires, with what it should say as far as the project tells. */
export interface ModeKey {
  readonly key: string;
  readonly value: PlistValue;
}

/** In the order of insertion. What nothing is known of gets a placeholder: 0 bytes, a manifest on an example host. */
export function modeKeys(project: AppProject, mode: DownloadingMode): readonly ModeKey[] {
  return requiredKeys(mode)
    .filter(({ path }) => path.length === 1)
    .map(({ path: [key = ""] }) => ({ key, value: misplaced(project, key) ?? bestValue(project, mode, key) }));
}

/** The children of BAInitialDownloadRestrictions that a mode requires. */
export function modeRestrictions(project: AppProject, mode: DownloadingMode): readonly ModeKey[] {
  return requiredKeys(mode)
    .filter(({ path }) => path.length === 2)
    .map(({ path: [, key = ""] }) => ({ key, value: misplaced(project, key) ?? bestValue(project, mode, key) }));
}

/** What somebody wrote at a place where nobody reads it. */
function misplaced(project: AppProject, key: string): PlistValue | undefined {
  // Its children are looked for one by one: some of them may be missing there too.
  if (key === restrictionsKey) return undefined;
  const isInside = catalogueKey(key) === undefined;
  const elsewhere = topEntry(project.extension, restrictionsKey)?.value;
  const places = [
    ...(isInside && elsewhere?.kind === "dict" ? [dictEntry(elsewhere, key)] : []),
    ...(isInside ? [topEntry(project.app, key)] : []),
    topEntry(project.extension, key),
  ];
  const value = places.find((entry) => entry?.value !== undefined && !isEmptyValue(entry.value))?.value;
  return value && plistToValue(value);
}

/** An empty text or list: a form that nobody has filled in. */
export function isEmptyValue(value: PlistNode): boolean {
  if (value.kind === "string") return value.value.trim() === "";
  return value.kind === "array" && value.items.length === 0;
}

function bestValue(project: AppProject, mode: DownloadingMode, key: string): PlistValue {
  switch (key) {
    case "BAHasManagedAssetPacks":
    case "BAUsesAppleHosting":
      return true;
    case "BAAppGroupID":
      return groupOf(project);
    case "BAManifestURL":
      return manifestUrl(project);
    case "BADownloadDomainAllowList":
      return hosts(project);
    case restrictionsKey:
      return Object.fromEntries(modeRestrictions(project, mode).map(({ key: name, value }) => [name, value]));
    case "BADownloadAllowance":
      return lanesOf(project)?.nonEssential.neededInBytes ?? 0;
    case "BAEssentialDownloadAllowance":
      return lanesOf(project)?.essential.neededInBytes ?? 0;
    default:
      return knownSizes(project, key)[0]?.value ?? 0;
  }
}

function manifestUrl(project: AppProject): string {
  const known = knownManifestUrls(project)[0]?.value;
  if (known !== undefined) return known;
  // A list in the wrong place says where the assets are, too.
  const listed = misplaced(project, "BADownloadDomainAllowList");
  const host = Array.isArray(listed)
    ? listed.find((item) => typeof item === "string" && /^[\w.-]+$/.test(item))
    : undefined;
  return host === undefined ? placeholderManifestUrl : `https://${String(host)}/manifest.json`;
}

/** An empty list allows nothing: the manifest's host is always in it. */
function hosts(project: AppProject): readonly string[] {
  const written = literalString(topEntry(project.app, "BAManifestURL")?.value) ?? "";
  const host = hostNameOf(written === "" ? manifestUrl(project) : written);
  return [...new Set([...(host === undefined ? [] : [host]), ...allHosts(project)])];
}
