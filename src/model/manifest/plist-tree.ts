import type { Node, NodeType } from "jsonc-parser";
import type { PlistNode } from "../plist/syntax";

/**
 * A property list as a JSON tree with the ranges of the plist's text, so that one mapping works on both.
 * Dates and data become strings; an integer too large for a number is rounded, as `JSONDecoder` users would see it.
 */
export function plistTree(plist: PlistNode): Node {
  return convert(plist, undefined, { left: maximumNodes });
}

/** A binary property list may hold one dictionary many times over: a small file can stand for a tree without end. */
const maximumNodes = 4_000_000;

interface TreeNode {
  type: NodeType;
  offset: number;
  length: number;
  parent?: TreeNode;
  value?: unknown;
  children?: TreeNode[];
}

function convert(plist: PlistNode, parent: TreeNode | undefined, budget: { left: number }): TreeNode {
  const node: TreeNode = {
    type: "null",
    offset: plist.range.start,
    length: plist.range.end - plist.range.start,
    ...(parent !== undefined && { parent }),
  };
  if (--budget.left < 0) return node;
  switch (plist.kind) {
    case "dict":
      node.type = "object";
      node.children = plist.entries.map((entry) => {
        const property: TreeNode = {
          type: "property",
          offset: entry.range.start,
          length: entry.range.end - entry.range.start,
          parent: node,
        };
        const { range } = entry.key;
        property.children = [
          {
            type: "string",
            offset: range.start,
            length: range.end - range.start,
            value: entry.key.name,
            parent: property,
          },
        ];
        if (entry.value !== undefined) property.children.push(convert(entry.value, property, budget));
        return property;
      });
      return node;
    case "array":
      node.type = "array";
      node.children = plist.items.map((item) => convert(item, node, budget));
      return node;
    case "string":
      return scalar(node, "string", plist.value);
    case "integer":
    case "real":
      return plist.value === undefined
        ? scalar(node, "string", plist.text)
        : scalar(node, "number", Number(plist.value));
    case "boolean":
      return scalar(node, "boolean", plist.value);
    case "date":
      return scalar(node, "string", plist.text);
    case "data":
      return scalar(node, "string", "");
    case "uid":
      return scalar(node, "number", Number(plist.value));
  }
}

function scalar(node: TreeNode, type: NodeType, value: string | number | boolean): TreeNode {
  node.type = type;
  node.value = value;
  return node;
}
