import type { JsonProblem } from "../project/snapshot";
import { MemberNode, type TreeNode } from "./tree-node";

const none: readonly MemberNode[] = [];

/** The members whose name occurred before in the same object. */
export function repeatedMembers(children: readonly TreeNode[]): readonly MemberNode[] {
  if (children.length < 2) return none;
  // Most objects are small, and a set for each of them costs more than comparing.
  const isRepeated =
    children.length > 12 ? seenBefore() : (member: MemberNode, index: number) => occurs(member.name, children, index);
  let repeated: MemberNode[] | undefined;
  for (let index = 0; index < children.length; index++) {
    const member = children[index];
    if (!(member instanceof MemberNode) || !isRepeated(member, index)) continue;
    repeated ??= [];
    repeated.push(member);
  }
  return repeated ?? none;
}

export function duplicateKey({ name, offset, nameEnd }: MemberNode): JsonProblem {
  const message = `"${name}" occurs twice in this object: readers keep one of the two values and drop the other without a word.`;
  return { message, range: { start: offset, end: nameEnd } };
}

function seenBefore(): (member: MemberNode) => boolean {
  const seen = new Set<string>();
  return ({ name }) => {
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  };
}

function occurs(name: string, children: readonly TreeNode[], before: number): boolean {
  for (let index = 0; index < before; index++) {
    const child = children[index];
    if (child instanceof MemberNode && child.name === name) return true;
  }
  return false;
}
