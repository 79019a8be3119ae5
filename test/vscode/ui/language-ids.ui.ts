import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

const infoPlist = (folder: string) => join(folder, "Skylands", "Info.plist");

/** The example without one of its keys, and without the line by which VS Code takes a file for XML. */
function prepare(folder: string): void {
  const path = infoPlist(folder);
  const text = readFileSync(path, "utf8");
  const withoutKey = text.replace(/\t<key>BAMaxInstallSize<\/key>\n\t<integer>\d+<\/integer>\n/, "");
  writeFileSync(path, withoutKey.replace(/^<\?xml.*\n/, ""));
}

/** Other extensions give property lists other names; which one, must not matter. */
for (const { besides, language } of [
  { besides: "plist-language", language: "Property List" },
  { besides: "xml-for-plists", language: "XML" },
]) {
  describe(`an Info.plist that another extension calls ${language}`, () => {
    let workbench: Workbench;
    before(async () => {
      workbench = await openWorkbench({ example: "unmanaged", besides: [besides], prepare });
      await workbench.openFile("Skylands/Info.plist");
    });
    after(() => workbench?.close());

    it("has its lenses once, and its findings", async () => {
      await workbench.codeLens(/Simulate\s+install/).waitFor();
      const name = workbench.page.locator("[id='status.editor.mode']");
      assert.equal(((await name.textContent()) ?? "").trim(), language);
      const lenses = await workbench.codeLensTexts();
      assert.equal(lenses.filter((text) => /Simulate\s+install/.test(text)).length, 1, lenses.join("\n"));
      const rows = await workbench.problems("BAMaxInstallSize");
      assert.equal(rows.filter((row) => row.includes("BAMaxInstallSize is missing")).length, 1, rows.join("\n"));
      await workbench.runCommand("View: Hide Panel");
    });

    it("offers the missing key once, and writes it", async () => {
      await workbench.openFile("Skylands/Info.plist");
      const lines = readFileSync(infoPlist(workbench.folder), "utf8").split("\n");
      await workbench.goTo(lines.findIndex((line) => line.includes("<key>BAInitialDownloadRestrictions")) + 1);
      await workbench.page.keyboard.press("Control+Space");
      const rows = workbench.page.locator(".suggest-widget .monaco-list-row").filter({ hasText: "BAMaxInstallSize" });
      await rows.first().waitFor();
      assert.equal(await rows.count(), 1);
      await rows.first().click();
      await workbench.page.keyboard.press("Escape");
      await workbench.page.keyboard.press("Control+S");
      await until(
        async () =>
          /<key>BAMaxInstallSize<\/key>\n\t<integer>/.test(readFileSync(infoPlist(workbench.folder), "utf8")) ||
          undefined,
        "that the key is in the file",
      );
      await workbench.untilNoProblem("BAMaxInstallSize is missing");
    });

    it("explains a key once, and offers the fix of a finding once", async () => {
      await workbench.openFile("Skylands/Info.plist");
      const lines = readFileSync(infoPlist(workbench.folder), "utf8").split("\n");
      await workbench.goTo(lines.findIndex((line) => line.includes("BADownloadDomainAllowList")) + 1, 12);
      await workbench.runCommand("Show or Focus Hover");
      const hover = workbench.page.locator(".monaco-hover").filter({ hasText: "array of strings" }).first();
      await hover.waitFor();
      assert.equal(((await hover.textContent()) ?? "").split("(array of strings)").length, 2);
      await workbench.page.keyboard.press("Escape");
      await workbench.page.keyboard.press("Control+.");
      const fix = workbench.page
        .locator(".action-widget .monaco-list-row")
        .filter({ hasText: "Add promo.partner.example" });
      await fix.first().waitFor();
      assert.equal(await fix.count(), 1);
      await workbench.page.keyboard.press("Enter");
      await workbench.page.keyboard.press("Control+S");
      await workbench.untilNoProblem("promo.partner.example");
    });
  });
}

describe("an Info.plist that another extension opens in an editor of its own", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ example: "unmanaged", besides: ["plist-editor"], prepare });
  });
  after(() => workbench?.close());

  it("is checked all the same, once", async () => {
    await workbench.quickOpen("Skylands/Info.plist");
    const editor = workbench.page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
    await editor.getByText(/Property list of \d+ lines/).waitFor();
    const rows = await workbench.problems("BAMaxInstallSize");
    assert.equal(rows.filter((row) => row.includes("BAMaxInstallSize is missing")).length, 1, rows.join("\n"));
    assert.ok(!rows.some((row) => row.includes("plist-text")), "the other extension's own document is none of ours");
  });
});
