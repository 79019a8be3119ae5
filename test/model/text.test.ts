import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits, LineIndex } from "../../src/model/text";

test("positions follow \\n, \\r\\n and a lone \\r", () => {
  const index = new LineIndex("a\nbc\r\nd\re");
  assert.deepEqual(index.positionAt(0), { line: 0, character: 0 });
  assert.deepEqual(index.positionAt(3), { line: 1, character: 1 });
  assert.deepEqual(index.positionAt(6), { line: 2, character: 0 });
  assert.deepEqual(index.positionAt(8), { line: 3, character: 0 });
  assert.equal(index.offsetAt({ line: 1, character: 99 }), 4);
  assert.equal(index.offsetAt({ line: 99, character: 0 }), 9);
});

test("edits are applied against the original text, in any order", () => {
  const edits = [
    { range: { start: 4, end: 5 }, newText: "E" },
    { range: { start: 0, end: 1 }, newText: "" },
    { range: { start: 2, end: 2 }, newText: "--" },
  ];
  assert.equal(applyEdits("abcdefg", edits), "b--cdEfg");
});

test("overlapping edits are a mistake of the caller", () => {
  const edits = [
    { range: { start: 0, end: 3 }, newText: "x" },
    { range: { start: 2, end: 4 }, newText: "y" },
  ];
  assert.throws(() => applyEdits("abcdef", edits), RangeError);
});
