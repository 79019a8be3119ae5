import type { Node } from "jsonc-parser";
import { closest } from "../model/closest-name";
import { member, properties, property, propertyName } from "../model/json/tree";
import { isHomemadePack } from "../model/manifest/recognise";
import type { JsonFile, ModelFile, ProjectSnapshot } from "../model/project/snapshot";
import { intendedMode } from "./project-facts";
import { projectForFile } from "./project-lookup";

/** The file as a packaging manifest that could be read, or undefined. */
export function packagingManifest(file: ModelFile): (JsonFile & { readonly root: Node }) | undefined {
  if (file.kind !== "packaging-manifest" || file.root?.type !== "object") return undefined;
  return file as JsonFile & { readonly root: Node };
}

export interface PackId {
  readonly node: Node;
  readonly id: string;
}

export function packIdOf(root: Node): PackId | undefined {
  const node = member(root, "assetPackID");
  return node?.type === "string" ? { node, id: node.value as string } : undefined;
}

/** Who hosts the packs of this manifest, as far as the project around it says; undefined where there is none, or no managed one. */
export function hostingOf(snapshot: ProjectSnapshot, path: string): "apple" | "self" | undefined {
  const project = projectForFile(snapshot, path);
  switch (project === undefined ? undefined : intendedMode(project)) {
    case "apple-hosted":
      return "apple";
    case "self-hosted-managed":
    case "self-hosted-unmanaged":
      return "self";
    default:
      return undefined;
  }
}

/** Whether a file is another kind of manifest than `ba-package` reads: BA319 says so, and its members are judged by nobody. */
export function isOtherKind(root: Node): boolean {
  const isList = member(root, "assetPacks") !== undefined && member(root, "assetPackID") === undefined;
  return isList || isHomemadePack(root);
}

/** The members of a packaging manifest. */
export const packagingMembers: readonly string[] = [
  "assetPackID",
  "downloadPolicy",
  "fileSelectors",
  "platforms",
  "language",
  "sourceRoot",
  "userInfo",
];

/** The member that is missing under its name and there under one that is nearly the same. */
export function misspelledMember(root: Node, name: string): Node | undefined {
  if (property(root, name) !== undefined) return undefined;
  return properties(root).find((child) => {
    const written = propertyName(child);
    return !packagingMembers.includes(written) && closest(written, packagingMembers) === name;
  });
}
