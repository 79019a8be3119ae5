import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openWorkbench } from "./open-workbench";
import type { Workbench } from "./workbench";

const failing = `{
  "version": 1,
  "name": "Fails on purpose",
  "project": "Skylands/Info.plist",
  "host": { "origins": ["https://cdn.skylands.example", "https://promo.partner.example"], "folder": "server/v1" },
  "steps": [
    { "event": "install" },
    { "expect": { "downloaded": ["core", "terrain", "weather"] } }
  ]
}
`;

describe("scenarios as a person sees them", () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => writeFile(join(folder, "fails.ba-scenario.jsonc"), failing),
    });
  });
  after(async () => workbench?.close());

  it("stand in the Testing view by name, and a failing expectation shows what differs at its line", async () => {
    await workbench.openFile("fails.ba-scenario.jsonc");
    await workbench.runCommand("Testing: Focus on Test Explorer View");
    const tree = workbench.page.locator(".test-explorer");
    await tree.getByText("Fails on purpose").waitFor();
    await tree.getByText("First light: install, launch, update and periodic check").waitFor();
    await workbench.openFile("fails.ba-scenario.jsonc");
    await workbench.runCommand("Test: Run Tests in Current File");
    await workbench.waitForText(/but downloaded: .*missing: weather; unexpected: /);
    await workbench.waitForText(/0 of 1 expectations hold/);
    if (process.env.SCENARIO_PICTURE !== undefined) {
      await workbench.page.screenshot({ path: process.env.SCENARIO_PICTURE });
    }
  });

  it("a new one is written from the manifest, opened, and runs", async () => {
    await workbench.runCommand("Background Assets: New Scenario…");
    await workbench.pick(/In-App Content off/);
    await workbench.waitForText("The configured hosts answer");
    await workbench.runCommand("Test: Run Tests in Current File");
    await workbench.page.locator(".test-explorer").getByText("In-App Content off").first().waitFor();
  });
});
