import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "../../src/model/manifest/read";
import { erasedDevice } from "../../src/simulator/device-state";
import { mappingExtension } from "../../src/simulator/mapping-extension";
import type { ExtensionResult } from "../../src/simulator/ports";
import { configurationWith, manifestUrl } from "./simulated-device";

const content = new TextEncoder().encode('{"assets": [{"id": "core", "url": "core.pak", "size": 10}]}');
const mapping = { assets: "$.assets[*]", item: { identifier: "$.id", url: "$.url", fileSize: "$.size" } };

function notesOf(manifest: ReturnType<typeof readManifest>): string {
  let result: ExtensionResult | undefined;
  mappingExtension.downloads(
    {
      contentRequest: { name: "install", rawValue: 1 },
      manifest,
      manifestContent: content,
      state: erasedDevice,
      configuration: configurationWith(),
      restrictedEssentialDownloadSizeRemaining: null,
      restrictedDownloadSizeRemaining: null,
      remainingRuntimeMs: 600_000,
    },
    (answer) => {
      result = answer;
    },
  );
  assert.equal(result?.kind, "returned");
  return result?.kind === "returned" ? (result.notes ?? []).join("\n") : "";
}

test("what was recognised in a manifest is shown as the project file has it, so that it can be corrected", () => {
  const notes = notesOf(readManifest(content, { manifestUrl }));
  assert.match(notes, /shape was recognised.*background-assets\.jsonc: "manifest": \{ "assets": "\$\.assets\[\*\]"/);
  assert.match(notes, /"fileSize": "\$\.size"/);
});

test("a mapping of the project's own is not repeated", () => {
  assert.equal(notesOf(readManifest(content, { manifestUrl, mapping })), "");
});
