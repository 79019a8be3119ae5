import { dictEntry } from "../model/plist/query";
import type { PlistArray, PlistEntry, PlistNode } from "../model/plist/syntax";
import type { PlistFile } from "../model/project/snapshot";
import { isBuildVariable, rootDict } from "./project-facts";

export const appGroupsKey = "com.apple.security.application-groups";

export interface AppGroups {
  readonly entry: PlistEntry;
  /** Where groups can be added. */
  readonly array: PlistArray | undefined;
  /** The groups that are written out. */
  readonly names: readonly string[];
  readonly items: readonly PlistNode[];
  /** A group stands there that is only known when Xcode builds. */
  readonly hasVariables: boolean;
}

/** The app groups that an entitlements file lists; undefined without the file or without the key. */
export function groupsOf(file: PlistFile | undefined): AppGroups | undefined {
  const dict = rootDict(file);
  const entry = dict === undefined ? undefined : dictEntry(dict, appGroupsKey);
  if (entry === undefined) return undefined;
  const array = entry.value?.kind === "array" ? entry.value : undefined;
  const names: string[] = [];
  let hasVariables = entry.value?.kind === "string" && isBuildVariable(entry.value.value);
  for (const item of array?.items ?? []) {
    if (item.kind !== "string") continue;
    if (isBuildVariable(item.value)) hasVariables = true;
    else if (item.value !== "") names.push(item.value);
  }
  return { entry, array, names, items: array?.items ?? [], hasVariables };
}
