import type { Node } from "jsonc-parser";
import { nodeAt, property, rangeOfNode } from "../../model/json/tree";
import type { OffsetRange } from "../../model/text";

export type PlanPath = readonly (string | number)[];

/** The value at a path of the plan; of the nearest container that is there, the name or the bracket alone. */
export function placeOf(root: Node, path: PlanPath): OffsetRange {
  const node = nodeAt(root, path);
  if (node !== undefined)
    return node.type === "object" || node.type === "array" ? opening(root, path, node) : rangeOfNode(node);
  return path.length === 0 ? rangeOfNode(root) : placeOf(root, path.slice(0, -1));
}

/** The first of the paths that is there. */
export function firstPlace(root: Node, ...paths: readonly PlanPath[]): OffsetRange {
  const there = paths.find((path) => nodeAt(root, path) !== undefined);
  return placeOf(root, there ?? paths[0] ?? []);
}

/** A whole object underlined says nothing: its name does, or its bracket. */
function opening(root: Node, path: PlanPath, node: Node): OffsetRange {
  const name = path.at(-1);
  const container = nodeAt(root, path.slice(0, -1));
  const key = typeof name === "string" ? property(container, name)?.children?.[0] : undefined;
  return key === undefined ? { start: node.offset, end: node.offset + 1 } : rangeOfNode(key);
}
