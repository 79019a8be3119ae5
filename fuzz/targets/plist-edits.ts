import assert from "node:assert/strict";
import { build, type PlistValue as OracleValue } from "plist";
import {
  appendItem,
  insertEntry,
  type PlistPath,
  type PlistValue,
  removeEntry,
  renameKey,
  setValue,
} from "../../src/model/plist/edit";
import { nodeAt } from "../../src/model/plist/query";
import { parsePlistText } from "../../src/model/plist/read";
import type { PlistNode } from "../../src/model/plist/syntax";
import { plistToValue } from "../../src/model/plist/value";
import { applyEdits, type TextEdit } from "../../src/model/text";
import type { SeededRandom } from "../../test/model/plist/seeded-random";
import { type FuzzTarget, textOf } from "../fuzz-target";
import { assertInside, whole } from "../places";
import { randomPlistValue, randomText } from "../values";

const between = ["", "\n", " <!-- a & <b> -->", "\r\n\t", "<!---->", "\n\n  ", " "];

/** Comments and white space between two elements, which no edit may touch. */
function withRemarks(xml: string, random: SeededRandom): string {
  return xml.replace(/></g, (tags, offset: number, all: string) => {
    const isWithinText = /<\/\w+$|<\w+\/$|<(?:dict|array|plist[^<]*)$/.test(
      all.slice(Math.max(0, offset - 80), offset),
    );
    return isWithinText ? `>${random.pick(between)}<` : tags;
  });
}

/** One edit of a sound document: what it was to change has changed, nothing else has, and the result is as sound. */
export const plistEdits: FuzzTarget = {
  name: "plist-edits",
  share: 8,
  generate: (random) => {
    const value = { a: randomPlistValue(random, 3), b: randomPlistValue(random, 2) } as OracleValue;
    return withRemarks(build(value, { pretty: random.below(2) === 0 }), random);
  },
  check(input, random) {
    const text = textOf(input);
    const document = parsePlistText(text);
    if (document.root === undefined || document.problems.length > 0 || document.format !== "xml") return;
    const path = pathIn(document.root, random);
    const value = randomPlistValue(random, 2);
    const expected = plistToValue(document.root);
    const name = `new${randomText(random)}`;
    const { edits, wanted } = chosenEdit(random);
    const changed = applyEdits(text, edits);
    for (const { range } of edits) assertInside(range, whole(text), "edit");
    const comments = (xml: string) =>
      xml.replace(/<key>[^<]*<\/key>|<string>[^<]*<\/string>/g, "").match(/<!--.*?-->/gs) ?? [];
    const after = parsePlistText(changed);
    assert.deepEqual(after.problems, []);
    assert.ok(after.root !== undefined);
    assert.deepEqual(plistToValue(after.root), wanted);
    // Whatever is not replaced as a whole keeps its remarks.
    if (edits.every(({ range }) => range.start === range.end)) assert.deepEqual(comments(changed), comments(text));

    function chosenEdit(chance: SeededRandom): { readonly edits: readonly TextEdit[]; readonly wanted: PlistValue } {
      const node = nodeAt(document.root, path);
      switch (chance.below(5)) {
        case 0:
          return { edits: setValue(document, path, value), wanted: withValueAt(expected, path, () => value) };
        case 1:
          if (node?.kind !== "dict") break;
          return {
            edits: insertEntry(document, path, name, value),
            wanted: withValueAt(expected, path, (dict) => ({ ...(dict as object), [name]: value })),
          };
        case 2:
          if (node?.kind !== "array") break;
          return {
            edits: appendItem(document, path, value),
            wanted: withValueAt(expected, path, (list) => [...(list as readonly PlistValue[]), value]),
          };
        case 3:
          if (path.length === 0) break;
          return { edits: removeEntry(document, path), wanted: withoutValueAt(expected, path) };
        default: {
          const last = path.at(-1);
          if (typeof last !== "string") break;
          const wanted = withValueAt(expected, path.slice(0, -1), (dict) =>
            Object.fromEntries(Object.entries(dict).map(([key, item]) => [key === last ? name : key, item])),
          );
          return { edits: renameKey(document, path, name), wanted };
        }
      }
      return { edits: [], wanted: expected };
    }
  },
};

function pathIn(root: PlistNode, random: SeededRandom): PlistPath {
  const path: (string | number)[] = [];
  for (let node = root; ; ) {
    if (random.below(4) === 0) return path;
    if (node.kind === "dict" && node.entries.length > 0) {
      const entry = random.pick(node.entries);
      if (entry.value === undefined) return path;
      path.push(entry.key.name);
      node = entry.value;
    } else if (node.kind === "array" && node.items.length > 0) {
      const index = random.below(node.items.length);
      path.push(index);
      const item = node.items[index];
      if (item === undefined) return path;
      node = item;
    } else return path;
  }
}

function withValueAt(value: PlistValue, path: PlistPath, change: (before: PlistValue) => PlistValue): PlistValue {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? withValueAt(item, rest, change) : item));
  const entries = Object.entries(value as { readonly [name: string]: PlistValue });
  return Object.fromEntries(entries.map(([key, item]) => [key, key === step ? withValueAt(item, rest, change) : item]));
}

function withoutValueAt(value: PlistValue, path: PlistPath): PlistValue {
  const step = path.at(-1);
  return withValueAt(value, path.slice(0, -1), (container) =>
    Array.isArray(container)
      ? container.filter((_, index) => index !== step)
      : Object.fromEntries(Object.entries(container).filter(([key]) => key !== step)),
  );
}
