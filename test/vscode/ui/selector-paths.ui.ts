import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

const manifest = (selector: string) => `{
  "assetPackID": "Atlas",
  "downloadPolicy": { "onDemand": {} },
  "fileSelectors": [
    ${selector}
  ],
  "platforms": ["iOS"]
}
`;

describe("a selector's path, written as a person would", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => {
        mkdirSync(join(folder, "Atlas", "Deep Sea"), { recursive: true });
        writeFileSync(join(folder, "Atlas", "Deep Sea", "trench one.map"), "map");
        writeFileSync(join(folder, "Atlas", "Deep Sea", "trench two.map"), "another map");
        writeFileSync(join(folder, "Atlas", "atlas.json"), manifest('{ "file": "" }'));
      },
      viewport: { width: 1200, height: 800 },
    });
    await workbench.openFile("Atlas/atlas.json");
  });
  after(() => workbench?.close());

  const suggestion = (text: string) =>
    workbench.page.locator(".suggest-widget .monaco-list-row").filter({ hasText: text });

  it("is chosen folder by folder: what is in the folder comes by itself", async () => {
    await workbench.goTo(5, 16);
    await workbench.page.keyboard.press("Control+Space");
    await suggestion("Deep Sea/").first().click();
    await suggestion("trench two.map").first().waitFor();
    await workbench.switchTheme("light");
    await workbench.page.keyboard.press("Control+Space");
    await suggestion("trench two.map").first().waitFor();
    await workbench.screenshot("selector-paths");
    assert.equal(await suggestion("trench two.map").count(), 1);
    await suggestion("trench two.map").first().click();
    await workbench.page.keyboard.press("Control+S");
    const path = join(workbench.folder, "Atlas", "atlas.json");
    await until(
      async () => readFileSync(path, "utf8") === manifest('{ "file": "Deep Sea/trench two.map" }'),
      "that the path is in the file",
    );
  });

  it("a slash that is typed asks for what is in the folder, and the link opens the file", async () => {
    const path = join(workbench.folder, "Atlas", "atlas.json");
    const link = workbench.page.locator(".detected-link").filter({ hasText: "trench" });
    await link.first().waitFor();
    await link.first().click({ modifiers: ["ControlOrMeta"] });
    await workbench.page.locator(".tab.active").filter({ hasText: "trench two.map" }).waitFor();
    await workbench.openFile("Atlas/atlas.json");
    const column = (readFileSync(path, "utf8").split("\n")[4] ?? "").indexOf("/trench two.map") + 1;
    await workbench.goTo(5, column);
    for (let length = "/trench two.map".length; length > 0; length--) await workbench.page.keyboard.press("Delete");
    await workbench.page.keyboard.type("/");
    await suggestion("trench one.map").first().waitFor();
    await workbench.page.keyboard.press("Escape");
  });
});
