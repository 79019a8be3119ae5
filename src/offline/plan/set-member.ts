import type { Node } from "jsonc-parser";
import { member, properties, rangeOfNode } from "../../model/json/tree";
import type { TextEdit } from "../../model/text";

/**
 * The edit that gives a member of a plan a value: in its place where it is there, else behind the last member of the
 * innermost object of its path that is there. Nothing where something else than an object is in the way.
 */
export function setMember(root: Node, path: readonly string[], value: unknown): readonly TextEdit[] {
  const [name, ...rest] = path;
  if (name === undefined) return [{ range: rangeOfNode(root), newText: JSON.stringify(value) }];
  if (root.type !== "object") return [];
  const inner = member(root, name);
  if (inner !== undefined) return setMember(inner, rest, value);
  const nested = rest.reduceRight<string>((text, one) => `{ ${JSON.stringify(one)}: ${text} }`, JSON.stringify(value));
  const text = `${JSON.stringify(name)}: ${nested}`;
  const last = properties(root).at(-1);
  const at = last === undefined ? root.offset + 1 : last.offset + last.length;
  return [{ range: { start: at, end: at }, newText: last === undefined ? ` ${text} ` : `, ${text}` }];
}
