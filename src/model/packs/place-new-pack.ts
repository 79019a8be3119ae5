import { folderOf, isBelow } from "../project/paths";
import type { NewPack } from "./new-pack";

/** Where `ba-package` runs for a pack that is already there. */
export interface NeighbouringPack {
  readonly manifestPath: string;
  /** Where the paths of its selectors start; absolute. */
  readonly root: string;
}

export interface SelectedPath {
  readonly kind: "file" | "directory";
  /** Absolute, with `/`. */
  readonly path: string;
}

export interface NewPackPlace {
  /** Where `ba-package` has to run. */
  readonly root: string;
  /** The folder for the packaging manifest. */
  readonly folder: string;
  readonly selected: NewPack["selected"];
}

/**
 * Where a new packaging manifest goes: beside those that are there, if what is selected lies below their root, so that all of
 * them are packaged from one folder; else into `Packs` below `base`, the folder that was opened. A text: why that is not possible.
 */
export function placeNewPack(
  selected: readonly SelectedPath[],
  neighbours: readonly NeighbouringPack[],
  base: string,
): NewPackPlace | string {
  const beside = neighbours.find(
    ({ root, manifestPath }) => isBelow(manifestPath, root) && selected.every(({ path }) => isInside(path, root)),
  );
  const root = beside?.root ?? base;
  const outside = selected.find(({ path }) => !isInside(path, root));
  if (outside !== undefined) {
    return `${outside.path} is not below ${root}: the paths of a pack lie below the folder in which ba-package runs, and are not that folder itself. Choose a folder or files inside of it.`;
  }
  return {
    root,
    folder: beside === undefined ? `${root}/Packs` : folderOf(beside.manifestPath),
    selected: selected.map(({ kind, path }) => ({ kind, path: path.slice(root.length + 1) })),
  };
}

function isInside(path: string, root: string): boolean {
  return path !== root && isBelow(path, root);
}

/** A name for a pack of these paths that every store takes: letters and digits of the only one, or of the folder of all. */
export function suggestedPackId(selected: readonly SelectedPath[]): string {
  const [first] = selected;
  if (first === undefined) return "";
  const named = selected.length === 1 ? first.path : folderOf(first.path);
  const name = named.slice(named.lastIndexOf("/") + 1).replace(first.kind === "file" ? /\.[^.]*$/ : /$^/, "");
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
