import assert from "node:assert/strict";
import { test } from "node:test";
import { fileUri } from "../../src/language/lsp-places";
import { percentEncoded } from "../../src/model/percent-encoding";

test("any text is encoded, halves of surrogate pairs too", () => {
  assert.equal(percentEncoded("a b/😀"), "a%20b%2F%F0%9F%98%80");
  assert.equal(percentEncoded("a\ud800b"), "a%EF%BF%BDb");
  assert.equal(fileUri("/w/\udc00"), "file:///w/%EF%BF%BD");
});
