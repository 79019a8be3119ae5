import type { Node } from "jsonc-parser";
import { parseJson } from "../json/parse-json";
import { LineIndex } from "../text";
import { excerpt, ProblemList } from "./problem-list";
import { readInteger } from "./scalars";
import type { PlistDocument, PlistEntry, PlistNode } from "./syntax";

/**
 * Reads a property list written as JSON, as `plutil -convert json` does: strict JSON without comments, no null. Never throws.
 * Numbers without fraction and exponent are integers.
 */
export function parseJsonPlist(text: string): PlistDocument {
  const problems = new ProblemList();
  return { format: "json", text, lines: new LineIndex(text), root: read(text, problems), problems: problems.sorted() };
}

function read(text: string, problems: ProblemList): PlistNode | undefined {
  // JSON has no byte order mark; a space in its place keeps all offsets.
  const json = parseJson(text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text);
  if (json.root === undefined && text.trim() === "")
    problems.report("empty-file", "The file holds no property list.", 0, text.length);
  else
    for (const { message, range } of json.problems) problems.report("malformed-json", message, range.start, range.end);
  if (json.notStrictAt !== undefined) {
    const message = "A property list in JSON has neither comments nor trailing commas. Remove this.";
    problems.report("malformed-json", message, json.notStrictAt.start, json.notStrictAt.end);
  }
  for (const { message, range } of json.duplicateKeys)
    problems.report("duplicate-key", message, range.start, range.end);
  return json.root === undefined ? undefined : nodeOf(text, json.root, problems);
}

function nodeOf(text: string, tree: Node, problems: ProblemList): PlistNode | undefined {
  const end = tree.offset + tree.length;
  const range = { start: tree.offset, end };
  const places = { range, contentRange: range };
  const inside = { range, contentRange: { start: tree.offset + 1, end: Math.max(end - 1, tree.offset + 1) } };
  const written = text.slice(tree.offset, end);
  switch (tree.type) {
    case "object":
      return { kind: "dict", ...inside, entries: entriesOf(text, tree, problems) };
    case "array":
      return {
        kind: "array",
        ...inside,
        items: (tree.children ?? []).flatMap((child) => nodeOf(text, child, problems) ?? []),
      };
    case "string":
      return { kind: "string", ...inside, value: String(tree.value) };
    case "number": {
      if (/[.eE]/.test(written)) return { kind: "real", ...places, text: written, value: Number(written) };
      const value = readInteger(written);
      if (value === undefined)
        problems.report("bad-integer", `"${excerpt(written)}" does not fit into 64 bits.`, range.start, range.end);
      return { kind: "integer", ...places, text: written, value };
    }
    case "boolean":
      return { kind: "boolean", ...places, value: tree.value === true };
    default:
      problems.report("malformed-json", "A property list cannot hold null. Remove it.", range.start, range.end);
      return undefined;
  }
}

function entriesOf(text: string, object: Node, problems: ProblemList): PlistEntry[] {
  return (object.children ?? []).flatMap((property) => {
    const [keyNode, valueNode] = property.children ?? [];
    if (keyNode === undefined) return [];
    const start = keyNode.offset;
    const end = start + keyNode.length;
    const name = String(keyNode.value);
    const value = valueNode === undefined ? undefined : nodeOf(text, valueNode, problems);
    const key = { name, range: { start, end }, contentRange: { start: start + 1, end: Math.max(end - 1, start + 1) } };
    return [{ key, value, range: { start, end: value?.range.end ?? end } }];
  });
}
