import type { AppProject, PlistFile } from "../../model/project/snapshot";
import type { FileEdit } from "../../model/text";
import { appGroupsKey, groupsOf } from "../../rules/app-groups";
import { appendItems, insertKey, replaceValue } from "../../rules/plist-fixes";
import { isBuildVariable, rootDict, topEntry } from "../../rules/project-facts";

/** Stands where no group is known yet. */
const placeholderGroup = "group.com.example.app";

/**
 * The app group that a project means: the one of BAAppGroupID, else one that both targets have, else the first of either, if
 * need be with the variables that it is written with, else one that is made from the bundle identifier.
 */
export function groupOf(project: AppProject): string {
  for (const file of [project.app, project.extension]) {
    const declared = topEntry(file, "BAAppGroupID")?.value;
    if (declared?.kind === "string" && declared.value !== "") return declared.value;
  }
  const app = groupsOf(project.appEntitlements)?.names ?? [];
  const extension = groupsOf(project.extensionEntitlements)?.names ?? [];
  const known = app.find((name) => extension.includes(name)) ?? app[0] ?? extension[0];
  if (known !== undefined) return known;
  // $(TeamIdentifierPrefix) and the app's own settings mean in its Info.plist what they mean in its entitlements.
  const written = writtenGroup(project.appEntitlements) ?? writtenGroup(project.extensionEntitlements);
  if (written !== undefined) return written;
  const bundle = project.configuration.bundleIdentifier ?? "";
  return bundle === "" || isBuildVariable(bundle) ? placeholderGroup : `group.${bundle}`;
}

function writtenGroup(file: PlistFile | undefined): string | undefined {
  // In a project's source a variable may stand for what is computed there.
  if (file === undefined || file.plist.format === "project-source") return undefined;
  const items = groupsOf(file)?.items ?? [];
  for (const item of items) if (item.kind === "string" && isBuildVariable(item.value)) return item.value;
  return undefined;
}

/** Puts the group into the entitlements of the app and of the extension, where there are such files and it is not in them. */
export function shareAppGroup(project: AppProject, group: string): readonly FileEdit[] {
  // What a build setting makes of it is only known in Xcode.
  if (isBuildVariable(group)) return [];
  const files = new Set([project.appEntitlements, project.extensionEntitlements]);
  return [...files].flatMap((file) => (file === undefined ? [] : shareIn(file, group)));
}

function shareIn(file: PlistFile, group: string): readonly FileEdit[] {
  const dict = rootDict(file);
  const groups = groupsOf(file);
  if (dict === undefined || groups?.hasVariables || groups?.names.includes(group)) return [];
  if (groups === undefined) return [insertKey(file, dict, appGroupsKey, [group])];
  if (groups.array !== undefined) return [appendItems(file, groups.array, [group])];
  const { value } = groups.entry;
  return value === undefined ? [] : [replaceValue(file, value, [group])];
}
