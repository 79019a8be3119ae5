import type { CompletionItem } from "vscode-languageserver-types";
import type { ProjectMode } from "../../model/app-configuration";
import { fileName } from "../../model/project/paths";
import type { AppProject, PlistFile, ProjectSnapshot } from "../../model/project/snapshot";
import { intendedMode } from "../../rules/project-facts";
import { projectForFile } from "../../rules/project-lookup";
import { emptyPlistItems } from "./empty-plist-items";
import { entitlementItems } from "./entitlement-items";
import { keyItems } from "./key-items";
import { plistCursor } from "./plist-cursor";
import { valueItems } from "./value-items";

/** Completions in an Info.plist or an entitlements file, at an offset of its text. */
export function completePlist(
  snapshot: ProjectSnapshot,
  file: PlistFile,
  offset: number,
  triggerCharacter: string | undefined,
): readonly CompletionItem[] {
  const project = projectForFile(snapshot, file.path);
  if (file.text.trim() === "") return isTargetPlist(file) ? emptyPlistItems(file, project) : [];
  const cursor = plistCursor(file.plist, offset);
  if (cursor === undefined) return [];
  const { node } = cursor.container;
  if (cursor.kind === "value-text") return valueItems(file, cursor, project);
  if (node.kind === "array") return cursor.kind === "element" ? valueItems(file, cursor, project) : [];
  if (cursor.kind === "element" && cursor.owner !== undefined) return valueItems(file, cursor, project);
  // A tag was just finished: the next key belongs on a line of its own, and nobody asked for it yet.
  if (cursor.kind === "element" && triggerCharacter === ">") return [];
  if (!isTargetPlist(file)) return [];
  const place = { file, cursor, dict: node, mode: modeFor(file, project), project };
  return file.kind === "entitlements" ? entitlementItems(place) : keyItems(place);
}

/** A plist that only lies near an app is no part of it: its mode is its own. */
function modeFor(file: PlistFile, project: AppProject | undefined): ProjectMode {
  if (project === undefined || (project.app !== file && project.extension !== file)) return "none";
  return intendedMode(project);
}

/** Whether a property list belongs to a target as far as can be told: other lists of settings have no such keys. */
function isTargetPlist(file: PlistFile): boolean {
  if (file.kind !== "info-plist") return true;
  const name = fileName(file.path);
  // Firebase's settings are no Info.plist, whatever they are called.
  if (/(^|[-_. ])info([-_. ].*)?\.plist$/i.test(name) && !/^google/i.test(name)) return true;
  const { root } = file.plist;
  const keys = root?.kind === "dict" ? root.entries : [];
  return keys.some(({ key }) => /^(CFBundle|EXAppExtensionAttributes$|NSExtension$)/.test(key.name));
}
