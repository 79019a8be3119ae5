import { dictEntry } from "../model/plist/query";
import type { PlistEntry, PlistNode } from "../model/plist/syntax";
import type { AppProject, PlistFile } from "../model/project/snapshot";
import { restrictionsOf, topEntry } from "./project-facts";

export type SizeKey =
  | "BADownloadAllowance"
  | "BAEssentialDownloadAllowance"
  | "BAMaxInstallSize"
  | "BAEssentialMaxInstallSize";

export interface DeclaredSize {
  readonly file: PlistFile;
  readonly entry: PlistEntry;
  readonly node: PlistNode;
  /** Bytes: a whole number from 0 up to 2^53. */
  readonly bytes: number;
}

/** The value of a size key where it is a usable number of bytes; others are BA103's and BA120's. */
export function declaredSize(project: AppProject, key: SizeKey): DeclaredSize | undefined {
  const found = sizeEntry(project, key);
  const node = found?.entry.value;
  if (found === undefined || node === undefined) return undefined;
  if (node.kind !== "integer" && node.kind !== "real") return undefined;
  const bytes = node.value;
  if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  return { file: found.file, entry: found.entry, node, bytes };
}

/** The entry of a size key, wherever it belongs. */
export function sizeEntry(
  project: AppProject,
  key: SizeKey,
): { readonly file: PlistFile; readonly entry: PlistEntry } | undefined {
  if (key === "BAMaxInstallSize" || key === "BAEssentialMaxInstallSize") {
    const entry = topEntry(project.app, key);
    return entry === undefined ? undefined : { file: project.app, entry };
  }
  const restrictions = restrictionsOf(project);
  const entry = restrictions === undefined ? undefined : dictEntry(restrictions.dict, key);
  return restrictions === undefined || entry === undefined ? undefined : { file: restrictions.file, entry };
}
