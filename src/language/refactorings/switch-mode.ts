import { catalogueKey, type DownloadingMode, downloaderExtensionPoint } from "../../model/key-catalogue";
import { dictEntry } from "../../model/plist/query";
import type { PlistEntry } from "../../model/plist/syntax";
import type { AppProject, PlistFile, ProjectSnapshot } from "../../model/project/snapshot";
import type { FileEdit } from "../../model/text";
import { convertedToAttributes } from "../../rules/ba203-ns-extension";
import { protocolFixes, protocolOfMode } from "../../rules/ba217-protocol-and-mode";
import { restrictionKeys } from "../../rules/known-keys";
import { insertKey, removeEntries, replaceValue } from "../../rules/plist-fixes";
import { isBuildVariable, rootDict, topEntry } from "../../rules/project-facts";
import { adoptedProtocols } from "../../rules/swift-sources";
import { groupOf, shareAppGroup } from "./app-group";
import { insertMissingKeys } from "./missing-keys";
import { isEmptyValue, modeKeys, modeRestrictions } from "./mode-values";

export const downloadingModes: readonly DownloadingMode[] = [
  "apple-hosted",
  "self-hosted-managed",
  "self-hosted-unmanaged",
];

/**
 * Everything that makes a project one of another mode: the keys of the app's Info.plist, the extension point, the app group in
 * both entitlements, and the protocol in Swift where its name is all that differs. Whatever is not part of that stays byte for
 * byte. Empty where the app's Info.plist cannot be edited (a binary one).
 */
export function switchMode(project: AppProject, mode: DownloadingMode, snapshot: ProjectSnapshot): readonly FileEdit[] {
  const { app } = project;
  const dict = rootDict(app);
  if (dict === undefined || app.plist.format !== "xml") return [];
  const leaving = dict.entries.filter(({ key }) => mustLeave(key.name, mode));
  const { edits, replaced } = insertMissingKeys(project, mode, leaving);
  return [
    removeEntries(
      app,
      leaving.filter((entry) => entry !== replaced),
    ),
    ...edits,
    ...setToTrue(app, leaving, mode),
    ...fillEmptyValues(project, leaving, mode),
    ...extensionPoint(project.extension),
    ...shareAppGroup(project, groupOf(project)),
    ...swiftProtocol(project, mode, snapshot),
  ].filter((edit) => edit.edits.length > 0);
}

/** Forbidden keys, those that would say another mode, and those that nobody reads in this one. */
function mustLeave(key: string, mode: DownloadingMode): boolean {
  if (key === "BAUsesAppleHosting") return mode !== "apple-hosted";
  if (key === "BAHasManagedAssetPacks" || key === "BAAppGroupID") return mode === "self-hosted-unmanaged";
  // A restriction at the top of the file is in the wrong place; its value has gone to the right one.
  if (restrictionKeys.includes(key)) return true;
  return catalogueKey(key)?.status[mode] === "forbidden";
}

/** Keys that are there and say no. */
function setToTrue(app: PlistFile, leaving: readonly PlistEntry[], mode: DownloadingMode): readonly FileEdit[] {
  if (mode === "self-hosted-unmanaged") return [];
  return ["BAHasManagedAssetPacks", "BAUsesAppleHosting"].flatMap((key) => {
    const entry = topEntry(app, key);
    const value = entry?.value;
    if (entry === undefined || value === undefined || leaving.includes(entry)) return [];
    if (value.kind === "boolean" && value.value) return [];
    return value.kind === "string" && isBuildVariable(value.value) ? [] : [replaceValue(app, value, true)];
  });
}

/** Keys that are there and hold nothing, as forms do that nobody has filled in. */
function fillEmptyValues(
  project: AppProject,
  leaving: readonly PlistEntry[],
  mode: DownloadingMode,
): readonly FileEdit[] {
  const { app } = project;
  const restrictions = topEntry(app, "BAInitialDownloadRestrictions")?.value;
  const children = restrictions?.kind === "dict" ? restrictions : undefined;
  return [
    ...modeKeys(project, mode).map(({ key, value }) => ({ entry: topEntry(app, key), value })),
    ...modeRestrictions(project, mode).map(({ key, value }) => ({
      entry: children && dictEntry(children, key),
      value,
    })),
  ].flatMap(({ entry, value }) =>
    entry?.value === undefined || leaving.includes(entry) || !isEmptyValue(entry.value)
      ? []
      : [replaceValue(app, entry.value, value)],
  );
}

function extensionPoint(extension: PlistFile | undefined): readonly FileEdit[] {
  const dict = rootDict(extension);
  if (extension === undefined || dict === undefined) return [];
  const attributes = dictEntry(dict, "EXAppExtensionAttributes");
  const right = { EXExtensionPointIdentifier: downloaderExtensionPoint };
  if (attributes === undefined) {
    const old = dictEntry(dict, "NSExtension");
    return [
      old === undefined
        ? insertKey(extension, dict, "EXAppExtensionAttributes", right)
        : convertedToAttributes(extension, old),
    ];
  }
  if (attributes.value?.kind !== "dict") return [];
  const point = dictEntry(attributes.value, "EXExtensionPointIdentifier");
  if (point === undefined) {
    return [insertKey(extension, attributes.value, "EXExtensionPointIdentifier", downloaderExtensionPoint)];
  }
  const { value } = point;
  if (value === undefined) return [];
  const isFine = value.kind === "string" && (value.value === downloaderExtensionPoint || isBuildVariable(value.value));
  return isFine ? [] : [replaceValue(extension, value, downloaderExtensionPoint)];
}

function swiftProtocol(project: AppProject, mode: DownloadingMode, snapshot: ProjectSnapshot): readonly FileEdit[] {
  const wanted = protocolOfMode[mode];
  const adopted = adoptedProtocols(project, snapshot);
  if (adopted.some(({ conformance }) => conformance.protocol === wanted || conformance.isConditional)) return [];
  return adopted.flatMap((one) => protocolFixes(one, wanted).flatMap((fix) => fix.edits()));
}
