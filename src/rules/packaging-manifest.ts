import type { Node } from "jsonc-parser";
import { member } from "../model/json/tree";
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
