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
