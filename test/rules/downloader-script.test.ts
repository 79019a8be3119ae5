import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildSnapshot, pathsNamedByProjectFiles } from "../../src/model/project/discover";
import { diagnose } from "../../src/rules/engine";

const path = "/project/background-assets.jsonc";

function findings(downloader: string, absent: readonly string[] = []): readonly string[] {
  const content = JSON.stringify({ version: 1, downloader });
  const snapshot = buildSnapshot({ sources: [{ path, version: 1, content }], absent: new Set(absent) });
  return (diagnose(snapshot).get(path) ?? []).map(({ code, message, range }) => {
    assert.equal(content.slice(range.start, range.end), JSON.stringify(downloader));
    return `${code} ${message}`;
  });
}

describe("the downloader script that a project file names", () => {
  it("is a file that hosts look for", () => {
    const content = '{"version": 1, "downloader": "scripts/downloader.mjs"}';
    assert.deepEqual(pathsNamedByProjectFiles(buildSnapshot({ sources: [{ path, version: 1, content }] })), [
      "/project/scripts/downloader.mjs",
    ]);
  });

  it("BA008 says where it is not there, leads out of the folder, or is no module", () => {
    assert.deepEqual(findings("downloader.mjs"), []);
    assert.deepEqual(findings("./scripts/downloader.mts"), []);
    assert.match(findings("downloader.mjs", ["/project/downloader.mjs"]).join(), /^BA008 .*there is no such file/);
    assert.match(findings("../downloader.mjs").join(), /^BA008 .*leads out of the folder/);
    assert.match(findings("/etc/downloader.mjs").join(), /^BA008 .*leads out of the folder/);
    assert.match(findings("downloader.py").join(), /^BA008 .*is no ES module/);
    assert.match(findings("downloader.cjs").join(), /^BA008 .*is no ES module/);
  });
});
