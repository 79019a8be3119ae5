import assert from "node:assert/strict";
import { test } from "node:test";
import { idMessage } from "../../src/extension/new-asset-pack";

test("an identifier that nobody takes stops, one that not everybody takes is said, one that all take is not", () => {
  const taken = new Set(["Core"]);
  assert.match(String(idMessage("Core", taken)), /There is a pack Core already/);
  assert.match(String(idMessage("", taken)), /needs an identifier/);
  assert.match(String(idMessage("North Coast", taken)), /Letters, digits and inner hyphens/);
  for (const [id, severity, message] of [
    ["north.coast", 2, /self-hosted packs only/],
    ["north_coast", 2, /underscore/],
    ["north-coast", 1, /Google Play/],
  ] as const) {
    const said = idMessage(id, taken);
    assert.ok(typeof said === "object");
    assert.equal(said.severity, severity);
    assert.match(said.message, message);
  }
  assert.equal(idMessage("NorthCoast", taken), undefined);
});
