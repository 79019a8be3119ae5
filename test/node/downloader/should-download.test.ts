import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { AssetPack } from "../../../src/model/packs/asset-pack";
import { ScriptExtension } from "../../../src/node/downloader/script-extension";
import type { ShouldDownloadAnswer } from "../../../src/simulator/managed/managed-extension";
import { folderWith, temporaryFolder } from "../asset-host/served-folder";

const pack = (id: string, downloadSizeInBytes: number, language?: string): AssetPack => ({
  id,
  url: `https://cdn.example.com/${id}`,
  version: 3,
  downloadSizeInBytes,
  policy: "prefetch",
  installationEventTypes: ["firstInstallation"],
  language,
  range: { start: 0, end: 0 },
});

async function answer(t: TestContext, script: string, remainingRuntimeMs = 60_000): Promise<ShouldDownloadAnswer> {
  const projectFolder = await folderWith(t, { "downloader.mjs": script });
  const extension = new ScriptExtension({
    script: join(projectFolder, "downloader.mjs"),
    projectFolder,
    folder: join(await temporaryFolder(t), "extension"),
    contentPath: () => "",
    isDryRun: false,
    notice: () => {},
  });
  t.after(() => extension.close());
  const packs = [pack("Core", 1000), pack("Movies", 5_000_000), pack("VoicesDE", 1000, "de")];
  return new Promise((done) => extension.shouldDownload({ packs, remainingRuntimeMs }, done));
}

test("shouldDownload is asked about each pack, with what the download manifest tells of it", async (t) => {
  const large = await answer(t, "export default { shouldDownload: ({ downloadSize }) => downloadSize < 1_000_000 };");
  assert.deepEqual(large.kind === "answered" && [...large.declined], ["Movies"]);
  const german = await answer(
    t,
    'export default { shouldDownload: ({ id, version, language }) => version === 3 && (language !== "de" || id === "Core") };',
  );
  assert.deepEqual(german.kind === "answered" && [...german.declined], ["VoicesDE"]);
});

test("without the method nothing is left out, as without it in Swift", async (t) => {
  const without = await answer(t, "export default { backgroundDownloadDidReceiveChallenge() {} };");
  assert.deepEqual(without.kind === "answered" && [...without.declined], []);
});

test("what is thrown, or is neither true nor false, is a result with the reason", async (t) => {
  const thrown = await answer(t, 'export default { shouldDownload() { throw new Error("no settings"); } };');
  assert.match(thrown.kind === "failed" ? thrown.message : "", /shouldDownload failed\. Error: no settings/);
  const promised = await answer(t, "export default { async shouldDownload() { return true; } };");
  assert.match(promised.kind === "failed" ? promised.message : "", /returned a Promise for Core; .* true or false/);
});

test("a script that does not return is ended when the running time is over", async (t) => {
  const hanging = await answer(t, "export default { shouldDownload() { for (;;); } };", 200);
  assert.equal(hanging.kind === "failed" && hanging.errorName, "extensionRanTooLong");
});
