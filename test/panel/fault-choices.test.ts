import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultChoices } from "../../src/panel/fault-choices";
import { readFaults } from "../../src/protocol/read-faults";
import { describeEffect } from "../../src/simulator/faults";

const choice = (kind: string) => {
  const found = faultChoices.find((one) => one.kind === kind);
  assert.ok(found, kind);
  return found;
};

describe("the editor of faults", () => {
  it("makes of every choice, as it comes, a fault that the extension takes", () => {
    for (const { name, value, effect } of faultChoices) {
      const made = effect(value?.initial ?? "");
      assert.ok(made, name);
      assert.notEqual(readFaults([{ url: "https://**", effect: made }]), undefined, name);
      assert.notEqual(describeEffect(made), "");
    }
    assert.equal(new Set(faultChoices.map(({ kind }) => kind)).size, 15, "every kind of fault has a choice");
  });

  it("takes shares and sizes for places, and says no to what is neither", () => {
    assert.deepEqual(choice("cut").effect("80 %"), { kind: "cut", at: { percent: 80 } });
    assert.deepEqual(choice("stall").effect("1.5 MB"), { kind: "stall", after: { bytes: 1_500_000 } });
    assert.deepEqual(choice("wrong-length").effect("150%"), { kind: "wrong-length", announced: { percent: 150 } });
    assert.equal(choice("cut").effect("150 %"), undefined);
    assert.equal(choice("cut").effect("much"), undefined);
    assert.equal(choice("status").effect("99"), undefined);
    assert.equal(choice("redirect").effect("example.com"), undefined);
    assert.deepEqual(choice("delay").effect("2min"), { kind: "delay", delayMs: 120_000 });
  });
});
