import type { PlistDict, PlistNode } from "./syntax";

/**
 * A property list as plain JavaScript. Whole numbers and bigints are integers, other numbers reals; a Date has no
 * fraction of a second when written.
 */
export type PlistValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | readonly PlistValue[]
  | { readonly [name: string]: PlistValue };

/**
 * The value of a node, for schema validation and tests. Of two entries with one name the first counts, as for `dictEntry`; entries
 * without a value are left out; a number or date that cannot be read is its text; a UID is `{CF$UID: number}`, as in Apple's XML.
 * Nodes that a binary file shares give shared values.
 */
export function plistToValue(node: PlistNode): PlistValue {
  return convert(node, new Map());
}

function convert(node: PlistNode, done: Map<PlistNode, PlistValue>): PlistValue {
  switch (node.kind) {
    case "dict":
    case "array": {
      const known = done.get(node);
      if (known !== undefined) return known;
      const value = node.kind === "array" ? node.items.map((item) => convert(item, done)) : plainDict(node, done);
      done.set(node, value);
      return value;
    }
    case "string":
    case "boolean":
      return node.value;
    case "integer":
    case "real":
      return node.value ?? node.text;
    case "date":
      return node.value === undefined ? node.text : new Date(node.value);
    case "data":
      return node.value ?? new Uint8Array();
    case "uid":
      return { CF$UID: node.value };
  }
}

function plainDict(dict: PlistDict, done: Map<PlistNode, PlistValue>): PlistValue {
  const object: Record<string, PlistValue> = {};
  for (const { key, value } of dict.entries) {
    if (value === undefined || Object.hasOwn(object, key.name)) continue;
    // Not an assignment: a key called "__proto__" must become a key.
    Object.defineProperty(object, key.name, {
      value: convert(value, done),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}
