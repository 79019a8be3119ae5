import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

const downloaderEntitlements = join("SkylandsDownloader", "SkylandsDownloader.entitlements");

describe("a project, looked at and rewritten as a whole", () => {
  let example: ExampleHost;
  let workbench: Workbench;

  before(async () => {
    example = await startExampleHost();
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: async (folder) => {
        await example.prepare(folder);
        const entitlements = join(folder, downloaderEntitlements);
        const text = readFileSync(entitlements, "utf8");
        writeFileSync(entitlements, text.replace(/\s*<string>group\.[^<]*<\/string>/, ""));
      },
      env: example.env,
      viewport: { width: 1300, height: 900 },
    });
    await workbench.openFile("Skylands/Info.plist");
    await workbench.codeLens(/Simulate\s+install/).waitFor();
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
  });

  it("asks the server what the manifest's URL answers, when the person clicks, and shows it in the lens", async () => {
    assert.equal(example.host.requests.length, 0, "nothing is asked on its own");
    await workbench.clickCodeLens("Check URL");
    await workbench.codeLens(/^Check\s+URL:\s+200,\s+[\d.]+\s+\w+,\s+ranges$/).waitFor();
    assert.deepEqual(
      example.host.requests.map(({ method, path }) => `${method} ${path}`),
      ["HEAD /manifest.json"],
    );
    await workbench.codeLens(/^2\s+hosts\s+in\s+the\s+manifest;\s+promo\.partner\.example\s+is\s+missing$/).waitFor();
    await workbench.screenshot("check-url");
  });

  it("compares what the manifest declares with what the server has", async () => {
    const path = join(workbench.folder, "server", "v1", "manifest.json");
    const text = readFileSync(path, "utf8");
    const sizes = [...text.matchAll(/"size": (\d+)/g)].map(([, size]) => Number(size));
    writeFileSync(path, text.replace(`"size": ${sizes[0]}`, `"size": ${(sizes[0] ?? 0) + 100_000}`));
    await workbench.openFile("server/v1/manifest.json");
    await workbench.clickCodeLens("Check URL");
    await workbench
      .codeLens(/^Check\s+URL:\s+200,\s+[\d.]+\s+MB\s+instead\s+of\s+[\d.]+\s+MB\s+declared,\s+ranges$/)
      .waitFor();
    await workbench.screenshot("check-url-manifest");
    writeFileSync(path, text);
    await workbench.runCommand("View: Close Editor");
    await workbench.codeLens(/Simulate\s+install/).waitFor();
  });

  it("switches the mode over all files, after a preview of the edits", async () => {
    const path = join(workbench.folder, "Skylands", "Info.plist");
    await workbench.runCommand("Background Assets: Switch Project Mode");
    await workbench.pick("Apple-hosted");
    const apply = workbench.page.getByRole("button", { name: "Apply", exact: true });
    await apply.waitFor();
    await workbench.screenshot("switch-mode-preview");
    await apply.click();
    await workbench.codeLens(/Apple-hosted:\s+3\s+of\s+3\s+keys/).waitFor();
    await workbench.runCommand("File: Save All Files");
    const text = await until(async () => {
      const saved = readFileSync(path, "utf8");
      return saved.includes("BAUsesAppleHosting") ? saved : undefined;
    }, "that the Info.plist is saved");
    assert.doesNotMatch(text, /BAManifestURL|BAInitialDownloadRestrictions|MaxInstallSize/);
    assert.match(text, /<key>BAAppGroupID<\/key>\n\t<string>group\./);
    await until(async () => {
      const entitlements = readFileSync(join(workbench.folder, downloaderEntitlements), "utf8");
      return entitlements.includes("<string>group.com.example.skylands</string>") ? true : undefined;
    }, "that the extension has the group");
    assert.match(text, /<!-- Bytes on disk, shown on the product page\. -->/, "comments stay");
    await workbench.screenshot("switch-mode");
  });
});
