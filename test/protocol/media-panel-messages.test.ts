import assert from "node:assert/strict";
import { test } from "node:test";
import { readFromMediaPanel } from "../../src/protocol/media-panel-messages";

test("the panel of media plans may say these things, and nothing else", () => {
  for (const type of ["ready", "plan", "download", "cancel", "manageTrust", "revealFolder"]) {
    assert.deepEqual(readFromMediaPanel({ type, more: "dropped" }), { type });
  }
  const reveal = { type: "reveal", line: 3, column: 1 };
  assert.deepEqual(readFromMediaPanel(reveal), reveal);
  for (const wrong of [
    undefined,
    "plan",
    [],
    { type: "run" },
    { type: "reveal", line: "3", column: 1 },
    { ...reveal, line: -1 },
  ]) {
    assert.equal(readFromMediaPanel(wrong), undefined, JSON.stringify(wrong));
  }
});
