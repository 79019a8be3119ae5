import type { Node } from "jsonc-parser";
import type { OffsetRange } from "../text";
import { MemberNode } from "./tree-node";

/** The value of an object's member; of duplicates the last one, as `JSON.parse` has it. */
export function member(object: Node | undefined, name: string): Node | undefined {
  return memberValue(property(object, name));
}

/** The value of an object's member where it is a string. */
export function memberString(object: Node | undefined, name: string): string | undefined {
  const found = property(object, name);
  if (!(found instanceof MemberNode)) return stringValue(memberValue(found));
  const { literal } = found;
  return typeof literal === "string" ? literal : undefined;
}

/** The value of a member; undefined for one that is half typed. */
export function memberValue(member: Node | undefined): Node | undefined {
  return member instanceof MemberNode ? (member.valueNode as Node | undefined) : member?.children?.[1];
}

/** The member itself: its name and its value. */
export function property(object: Node | undefined, name: string): Node | undefined {
  if (object?.type !== "object") return undefined;
  const children = object.children ?? [];
  for (let index = children.length - 1; index >= 0; index--) {
    const child = children[index];
    if (child instanceof MemberNode ? child.name === name : child?.children?.[0]?.value === name) return child;
  }
  return undefined;
}

/** The members of an object; half-typed ones without a value included. Empty for anything else. */
export function properties(object: Node | undefined): readonly Node[] {
  return object?.type === "object" ? (object.children ?? []) : [];
}

export function propertyName(node: Node): string {
  if (node instanceof MemberNode) return node.name;
  const name: unknown = node.children?.[0]?.value;
  return typeof name === "string" ? name : "";
}

/** The items of an array; empty for anything else. */
export function items(array: Node | undefined): readonly Node[] {
  return array?.type === "array" ? (array.children ?? []) : [];
}

export function stringValue(node: Node | undefined): string | undefined {
  return node?.type === "string" ? (node.value as string) : undefined;
}

export function rangeOfNode(node: Node): OffsetRange {
  return { start: node.offset, end: node.offset + node.length };
}

/** The plain value, as `JSON.parse` would give it. Safe for the depth that `parseJson` lets through. */
export function toValue(node: Node | undefined): unknown {
  switch (node?.type) {
    case "object": {
      const value: Record<string, unknown> = {};
      for (const child of node.children ?? []) {
        // A plain assignment to "__proto__" would change the object's prototype.
        Object.defineProperty(value, propertyName(child), {
          value: toValue(memberValue(child)),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return value;
    }
    case "array":
      return (node.children ?? []).map(toValue);
    case undefined:
      return undefined;
    default:
      return node?.value as unknown;
  }
}

/** The node under a path of member names and indices. */
export function nodeAt(root: Node | undefined, path: readonly (string | number)[]): Node | undefined {
  let node = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    if (node.type === "array") node = node.children?.[Number(step)];
    else node = member(node, String(step));
  }
  return node;
}
