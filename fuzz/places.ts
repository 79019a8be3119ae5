import assert from "node:assert/strict";
import type { Node } from "jsonc-parser";
import type { PlistDocument, PlistNode } from "../src/model/plist/syntax";
import { plistToValue } from "../src/model/plist/value";
import { applyEdits, type OffsetRange } from "../src/model/text";

/** That a place is one, and lies within another. */
export function assertInside(inner: OffsetRange, outer: OffsetRange, what: string): void {
  const isInside = inner.start <= inner.end && inner.start >= outer.start && inner.end <= outer.end;
  assert.ok(isInside, `${what} at ${inner.start}-${inner.end} is not within ${outer.start}-${outer.end}`);
}

export function whole(text: string): OffsetRange {
  return { start: 0, end: text.length };
}

export function assertPlaces(problems: readonly { readonly range: OffsetRange }[], text: string): void {
  for (const { range } of problems) assertInside(range, whole(text), "problem");
}

export function assertJsonTree(node: Node, around: OffsetRange): void {
  const range = { start: node.offset, end: node.offset + node.length };
  assertInside(range, around, node.type);
  let end = range.start;
  for (const child of node.children ?? []) {
    assert.ok(child.offset >= end, "children are in the order of the text");
    end = child.offset + child.length;
    assertJsonTree(child, range);
  }
}

/** Places of nodes and problems, order of problems, and that each fix changes something. */
export function assertPlist(document: PlistDocument): void {
  let previous = 0;
  for (const { range, fix } of document.problems) {
    assertInside(range, whole(document.text), "problem");
    assert.ok(range.start >= previous, "problems are in the order of the file");
    previous = range.start;
    if (fix === undefined) continue;
    assertInside(fix.range, whole(document.text), "fix");
    assert.notEqual(applyEdits(document.text, [fix]), document.text);
  }
  if (document.root === undefined) {
    assert.ok(document.problems.length > 0, "nothing read and nothing said");
    return;
  }
  plistToValue(document.root);
  if (document.format !== "binary") assertPlistTree(document.root, whole(document.text));
}

function assertPlistTree(node: PlistNode, around: OffsetRange): void {
  assertInside(node.range, around, node.kind);
  assertInside(node.contentRange, node.range, `content of ${node.kind}`);
  if (node.kind === "array") for (const item of node.items) assertPlistTree(item, node.range);
  if (node.kind !== "dict") return;
  for (const { key, value, range } of node.entries) {
    assertInside(range, node.range, "entry");
    assertInside(key.range, range, "key");
    assertInside(key.contentRange, key.range, "content of key");
    if (value !== undefined) assertPlistTree(value, range);
  }
}
