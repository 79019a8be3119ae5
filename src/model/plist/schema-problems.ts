import type { SchemaValidator } from "../schema-validators.generated";
import { nodeAt, type PlistPath } from "./query";
import type { PlistDict, PlistNode } from "./syntax";

/** One value that a schema refuses, and where it stands. */
export interface PlistSchemaProblem {
  /** The keyword of the schema: `type`, `minimum`, `minItems`, `pattern`… */
  readonly keyword: string;
  readonly path: PlistPath;
  readonly node: PlistNode;
}

/**
 * What a schema finds wrong in a property list, at most one problem for each value, in the order of the schema.
 * @param names The entries at the top that the schema knows: the others are not even looked at.
 * @param depth How many levels below the top the schema goes; what is deeper counts as empty.
 */
export function plistSchemaProblems(
  validate: SchemaValidator,
  root: PlistDict,
  names: ReadonlySet<string>,
  depth: number,
): readonly PlistSchemaProblem[] {
  if (validate(jsonOfDict(root, depth, names))) return [];
  const problems = new Map<string, PlistSchemaProblem>();
  for (const { instancePath, keyword } of validate.errors ?? []) {
    if (problems.has(instancePath)) continue;
    const path = pathOf(instancePath, root);
    const node = nodeAt(root, path);
    if (node !== undefined) problems.set(instancePath, { keyword, path, node });
  }
  return [...problems.values()];
}

type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** The largest double below 2^63: what is still within 64 bits must not become 2^63 by rounding. */
const largestDoubleOfInt64 = 2 ** 63 - 1024;
const largestInt64 = 9_223_372_036_854_775_807n;

/** As JSON; undefined for a number whose text cannot be read, which is a mistake of the writing. */
function jsonOf(node: PlistNode, depth: number): JsonValue | undefined {
  switch (node.kind) {
    case "dict":
      return depth === 0 ? {} : jsonOfDict(node, depth);
    case "array":
      return depth === 0 ? [] : node.items.map((item) => jsonOf(item, depth - 1) ?? null);
    case "string":
    case "boolean":
    case "real":
      return node.value;
    case "integer":
      if (typeof node.value !== "bigint") return node.value;
      return node.value > largestInt64 ? Number(node.value) : Math.min(Number(node.value), largestDoubleOfInt64);
    // JSON has none of these: null is of no type that a schema of ours asks for.
    case "date":
    case "data":
    case "uid":
      return null;
  }
}

/** Of two entries with one name the first counts, as for `dictEntry`; an entry without a value is still being typed. */
function jsonOfDict(dict: PlistDict, depth: number, names?: ReadonlySet<string>): Record<string, JsonValue> {
  const object: Record<string, JsonValue> = Object.create(null);
  const seen = new Set<string>();
  for (const { key, value } of dict.entries) {
    if (names?.has(key.name) === false || seen.has(key.name)) continue;
    seen.add(key.name);
    const converted = value === undefined ? undefined : jsonOf(value, depth - 1);
    if (converted !== undefined) object[key.name] = converted;
  }
  return object;
}

/** The JSON pointer as steps: only the property list tells an index from a name. */
function pathOf(pointer: string, root: PlistNode): PlistPath {
  const path: (string | number)[] = [];
  for (const part of pointer.split("/").slice(1)) {
    const isItem = nodeAt(root, path)?.kind === "array";
    path.push(isItem ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return path;
}
