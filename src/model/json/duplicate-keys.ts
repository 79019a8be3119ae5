import type { JsonProblem } from "../project/snapshot";
import type { TreeNode } from "./tree-node";

const none: readonly TreeNode[] = [];

/** The names of members whose name occurred before in the same object. */
export function repeatedKeys(properties: readonly TreeNode[]): readonly TreeNode[] {
  // Most objects are small, and a set for each of them costs more than comparing.
  const isRepeated =
    properties.length > 12 ? seenBefore() : (key: TreeNode, index: number) => occurs(key, properties, index);
  let repeated: TreeNode[] | undefined;
  for (let index = 0; index < properties.length; index++) {
    const key = properties[index]?.children?.[0];
    if (key === undefined || !isRepeated(key, index)) continue;
    repeated ??= [];
    repeated.push(key);
  }
  return repeated ?? none;
}

export function duplicateKey(key: TreeNode): JsonProblem {
  const message = `"${String(key.value)}" occurs twice in this object: readers keep one of the two values and drop the other without a word.`;
  return { message, range: { start: key.offset, end: key.offset + key.length } };
}

function seenBefore(): (key: TreeNode) => boolean {
  const seen = new Set<unknown>();
  return (key) => {
    if (seen.has(key.value)) return true;
    seen.add(key.value);
    return false;
  };
}

function occurs(key: TreeNode, properties: readonly TreeNode[], before: number): boolean {
  for (let index = 0; index < before; index++) {
    if (properties[index]?.children?.[0]?.value === key.value) return true;
  }
  return false;
}
