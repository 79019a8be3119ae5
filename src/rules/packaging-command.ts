import { packageCommand } from "../model/packs/packaging-commands";
import { folderOf, isBelow } from "../model/project/paths";
import type { KnownPack } from "./packs";

/**
 * The command that packs a manifest again, ready to be pasted, with absolute paths: `ba-package` changes its folder and
 * overwrites nothing. Undefined where a path is not known, or is on no disk.
 * @param archivePath absolute; default: beside the manifest, or, where that is among the assets, beside them
 */
export function repackingCommand(pack: KnownPack, archivePath?: string): string | undefined {
  const { file, listing, manifest } = pack;
  const id = manifest.id?.value;
  if (listing === undefined || id === undefined || !isOnDisk(file.path)) return undefined;
  const { root } = listing;
  const folder = folderOf(file.path);
  const isAmongAssets = folder === root || isBelow(folder, root);
  return packageCommand({
    manifestPath: file.path,
    root,
    hasSourceRoot: manifest.sourceRoot !== undefined,
    archivePath: archivePath ?? `${isAmongAssets ? folderOf(root) : folder}/${id}.aar`.replace(/^\/\//, "/"),
  });
}

/** Paths of virtual workspaces begin with their scheme. */
function isOnDisk(path: string): boolean {
  return !/^\/[a-z][a-z0-9+.-]+:/i.test(path);
}
