import type { Node } from "jsonc-parser";
import { properties, propertyName, rangeOfNode } from "../json/tree";
import type { OffsetRange } from "../text";

/** A string of a manifest with its place, quotes included. */
export interface ManifestString {
  readonly value: string;
  readonly range: OffsetRange;
}

/**
 * One element of `fileSelectors`. Xcode 26 knows `file` and `directory`; Xcode 27 adds patterns, renaming and exclusion.
 * `range` is the whole object.
 */
export type FileSelector =
  | { readonly kind: "file"; readonly path: ManifestString; readonly range: OffsetRange }
  | { readonly kind: "directory"; readonly path: ManifestString; readonly range: OffsetRange }
  | { readonly kind: "pattern"; readonly pattern: ManifestString; readonly range: OffsetRange }
  | {
      readonly kind: "renamed-file" | "renamed-directory";
      readonly path: ManifestString;
      readonly destination: ManifestString;
      readonly range: OffsetRange;
    }
  | { readonly kind: "exclusion"; readonly pattern: ManifestString; readonly range: OffsetRange };

/** The members of each shape, as `ba-package` decodes them. */
export const selectorShapes: readonly (readonly string[])[] = [
  ["file"],
  ["directory"],
  ["filePattern"],
  ["fileSource", "fileDestination"],
  ["directorySource", "directoryDestination"],
  ["fileExclusion"],
];

export const selectorMembers: readonly string[] = selectorShapes.flat();

/** Reads one element of `fileSelectors`; undefined where it has none of the six shapes, or a value that is no string. */
export function readSelector(node: Node): FileSelector | undefined {
  const values = new Map<string, ManifestString>();
  for (const child of properties(node)) {
    const value = child.children?.[1];
    if (value?.type !== "string") return undefined;
    values.set(propertyName(child), { value: value.value as string, range: rangeOfNode(value) });
  }
  const range = rangeOfNode(node);
  const [first, second, third] = [...values.keys()];
  if (first === undefined || third !== undefined) return undefined;
  const one = (name: string) => (second === undefined ? values.get(name) : undefined);
  const file = one("file");
  if (file !== undefined) return { kind: "file", path: file, range };
  const directory = one("directory");
  if (directory !== undefined) return { kind: "directory", path: directory, range };
  const pattern = one("filePattern");
  if (pattern !== undefined) return { kind: "pattern", pattern, range };
  const exclusion = one("fileExclusion");
  if (exclusion !== undefined) return { kind: "exclusion", pattern: exclusion, range };
  for (const [kind, source, target] of [
    ["renamed-file", "fileSource", "fileDestination"],
    ["renamed-directory", "directorySource", "directoryDestination"],
  ] as const) {
    const path = values.get(source);
    const destination = values.get(target);
    if (path !== undefined && destination !== undefined) return { kind, path, destination, range };
  }
  return undefined;
}

/** The paths and patterns that a selector names on the side of the sources. */
export function sourceOf(selector: FileSelector): ManifestString {
  return "pattern" in selector ? selector.pattern : selector.path;
}
