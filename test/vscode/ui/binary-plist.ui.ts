import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

describe("a binary Info.plist in the window", () => {
  let workbench: Workbench;
  let binary: Uint8Array;

  before(async () => {
    const { buildBinary, parse } = await import("plist");
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => {
        const path = join(folder, "Skylands", "Info.plist");
        const value = parse(readFileSync(path, "utf8")) as Parameters<typeof buildBinary>[0];
        binary = buildBinary(value);
        writeFileSync(path, binary);
      },
      viewport: { width: 1200, height: 800 },
    });
  });
  after(() => workbench?.close());

  it("is opened as XML by the button above it", async () => {
    await openBinaryFile();
    await workbench.page.locator(".editor-group-container.active .editor-actions [aria-label*='Open as XML']").click();
    await assertXml();
  });

  it("is opened as XML by the link of what Problems says", async () => {
    await workbench.runCommand("View: Close All Editors");
    await workbench.problems("Binary property list: read for checking");
    await workbench.page.locator(".markers-panel a").filter({ hasText: "Open as XML" }).first().click();
    await assertXml();
  });

  it("opened as text all the same, it is still read from its bytes, and a lens leads to the XML", async () => {
    await workbench.runCommand("View: Close All Editors");
    await openBinaryFile();
    await workbench.page.getByRole("button", { name: "Open Anyway" }).click();
    await workbench.pick("Text Editor");
    await workbench.clickCodeLens(/Binary property list: read for checking/);
    await assertXml();
    const problems = (await workbench.problems("Binary property list")).join("\n");
    assert.doesNotMatch(problems, /BA00[12]/);
  });

  async function openBinaryFile(): Promise<void> {
    await workbench.page.keyboard.press("ControlOrMeta+P");
    await workbench.typeIntoQuickInput("Skylands/Info.plist");
    await workbench.quickPickRows("Info.plist").first().click();
    await workbench.activeTab().filter({ hasText: "Info.plist" }).waitFor();
  }

  async function assertXml(): Promise<void> {
    await workbench.activeTab().filter({ hasText: "Info.plist.xml" }).waitFor();
    const lines = workbench.page.locator(".editor-group-container.active .view-line");
    await until(
      async () => ((await lines.allInnerTexts()).join("\n").includes("BAManifestURL") ? true : undefined),
      "the key in the XML",
    );
    const file = join(workbench.folder, "Skylands", "Info.plist");
    assert.deepEqual([...readFileSync(file)], [...binary], "the file is as it was");
  }
});
