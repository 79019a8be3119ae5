import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "../../src/model/manifest/read";
import { erasedDevice } from "../../src/simulator/device-state";
import { mappingExtension } from "../../src/simulator/mapping-extension";
import type { ExtensionResult } from "../../src/simulator/ports";
import { configurationWith } from "./simulated-device";

const mapping = { assets: "$.packs[*]", item: { identifier: "$.id", url: "$.url", fileSize: "$.size" } };

function answerTo(text: string, options: Parameters<typeof readManifest>[1]): ExtensionResult {
  let answer: ExtensionResult | undefined;
  mappingExtension.downloads(
    {
      contentRequest: { name: "install", rawValue: 1 },
      manifest: readManifest(text, options),
      manifestContent: new Uint8Array(),
      state: erasedDevice,
      configuration: configurationWith(),
      restrictedEssentialDownloadSizeRemaining: null,
      restrictedDownloadSizeRemaining: null,
      remainingRuntimeMs: 600_000,
    },
    (result) => {
      answer = result;
    },
  );
  assert.ok(answer !== undefined);
  return answer;
}

test("a manifest of which nothing can be used is a failure that says why, in whole sentences", () => {
  for (const [text, options] of [
    ['{"assets": [{"id": "a"}]}', { mapping }],
    ['{"packs": [{"id": "a"}]}', { mapping }],
    ['{"anything": {"else": 1}}', {}],
    ["", {}],
  ] as const) {
    const answer = answerTo(text, options);
    assert.equal(answer.kind, "failed", text);
    if (answer.kind === "failed") assert.doesNotMatch(answer.message, /\.\./);
  }
});

test("an empty list is an answer", () => {
  for (const [text, options] of [
    ['{"packs": []}', { mapping }],
    ['{"packs": []}', {}],
    ["[]", {}],
  ] as const) {
    const answer = answerTo(text, options);
    assert.equal(answer.kind, "returned", text);
    if (answer.kind === "returned") assert.deepEqual(answer.downloads, []);
  }
});
