import type { Node } from "jsonc-parser";
import { items, member } from "../model/json/tree";
import type { ModelFile, ProjectSnapshot } from "../model/project/snapshot";

/** The entries of a download manifest; empty for any other file. */
export function downloadPacks(file: ModelFile): readonly Node[] {
  return file.kind === "download-manifest" ? items(member(file.root, "assetPacks")) : [];
}

/** Whether a file stands for a project's BAManifestURL, so that the rules of its assets look at it already. */
export function isProjectManifest(snapshot: ProjectSnapshot, path: string): boolean {
  return snapshot.projects.some(({ manifest }) => manifest?.path === path);
}
