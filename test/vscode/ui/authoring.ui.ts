import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

describe("an Info.plist, edited as a person would", () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => {
        const path = join(folder, "Skylands", "Info.plist");
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replace(/\t<key>BAMaxInstallSize<\/key>\n\t<integer>\d+<\/integer>\n/, ""));
      },
      viewport: { width: 1200, height: 800 },
    });
    await workbench.openFile("Skylands/Info.plist");
    await workbench.codeLens(/Simulate\s+install/).waitFor();
    await workbench.switchTheme("dark");
  });
  after(() => workbench?.close());

  async function savedText(): Promise<string> {
    await workbench.page.keyboard.press("Control+S");
    await workbench.page.locator(".tab.dirty").waitFor({ state: "detached" });
    return readFileSync(join(workbench.folder, "Skylands", "Info.plist"), "utf8");
  }

  it("offers the key that is missing, and writes it where the person types", async () => {
    assert.match((await workbench.problems("BAMaxInstallSize")).join("\n"), /BAMaxInstallSize is missing/);
    await workbench.runCommand("View: Hide Panel");
    await workbench.openFile("Skylands/Info.plist");
    await workbench.goTo(23);
    await workbench.page.keyboard.press("Control+Space");
    const suggestion = workbench.page
      .locator(".suggest-widget .monaco-list-row")
      .filter({ hasText: "BAMaxInstallSize" });
    await suggestion.waitFor();
    await workbench.screenshot("authoring-completion");
    await suggestion.click();
    await workbench.page.keyboard.press("Escape");
    await until(
      async () => (/\n\t<key>BAMaxInstallSize<\/key>\n\t<integer>/.test(await savedText()) ? true : undefined),
      "that the key is in the file",
    );
  });

  it("explains a key in the project's mode, with the size for people", async () => {
    await workbench.openFile("Skylands/Info.plist");
    const line = readFileSync(join(workbench.folder, "Skylands", "Info.plist"), "utf8")
      .split("\n")
      .findIndex((text) => text.includes("BAEssentialDownloadAllowance"));
    await workbench.goTo(line + 1, 12);
    await workbench.runCommand("Show or Focus Hover");
    const hover = workbench.page.locator(".monaco-hover").filter({ hasText: "BAEssentialDownloadAllowance" }).first();
    await hover.waitFor();
    assert.match((await hover.textContent()) ?? "", /2\.2 MB/);
    await workbench.screenshot("authoring-hover");
    await workbench.page.keyboard.press("Escape");
  });

  it("says in lenses what the project is, what both lanes take and which host is missing", async () => {
    await workbench.openFile("Skylands/Info.plist");
    await workbench.goTo(1);
    await workbench.codeLens(/6 of 6 keys/).waitFor();
    const lenses = (await workbench.codeLensTexts()).join("\n");
    for (const part of [
      /Self-hosted, unmanaged: 6 of 6 keys/,
      /Simulate install/,
      /Check URL/,
      /Essential 2\.1 MB of 2\.2 MB/,
      /Non-essential 2\.4 MB of 2\.5 MB/,
      /promo\.partner\.example is missing/,
    ]) {
      assert.match(lenses, part);
    }
    await workbench.screenshot("authoring-lenses");
    await workbench.switchTheme("light");
    await workbench.screenshot("authoring-lenses-light");
    await workbench.switchTheme("dark");
  });

  it("adds the host that is missing with a quick fix, and the problem goes", async () => {
    const line = readFileSync(join(workbench.folder, "Skylands", "Info.plist"), "utf8")
      .split("\n")
      .findIndex((text) => text.includes("BADownloadDomainAllowList"));
    await workbench.goTo(line + 1, 12);
    await workbench.page.keyboard.press("Control+.");
    const fix = workbench.page
      .locator(".action-widget .monaco-list-row")
      .filter({ hasText: "promo.partner.example" })
      .first();
    await fix.waitFor();
    await workbench.screenshot("authoring-fix");
    await workbench.page.keyboard.press("Enter");
    await until(
      async () => ((await savedText()).includes("<string>promo.partner.example</string>") ? true : undefined),
      "that the host is in the list",
    );
    await workbench.untilNoProblem("promo.partner.example");
  });
});
