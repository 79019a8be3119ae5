import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

const script = `import { readFileSync } from "node:fs";
export default {
  downloads(request, manifestURL) {
    const { assets } = JSON.parse(readFileSync(manifestURL, "utf8"));
    const core = assets.find(({ id }) => id === "core");
    return [{ identifier: "core-by-script", url: new URL(core.url, "https://cdn.skylands.example/"), fileSize: core.size }];
  },
};
`;

describe("a downloader script, used as a person would", () => {
  let example: ExampleHost;
  let workbench: Workbench;

  before(async () => {
    example = await startExampleHost();
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: async (folder) => {
        await example.prepare(folder);
        const projectFile = join(folder, "background-assets.jsonc");
        const text = readFileSync(projectFile, "utf8");
        writeFileSync(projectFile, text.replace('"version": 1,', '"version": 1,\n  "downloader": "scripts.mjs",'));
      },
      env: example.env,
    });
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
  });

  it("is said where it is not there, until the command writes one", async () => {
    await workbench.openFile("background-assets.jsonc");
    assert.match((await workbench.problems(/there is no such file/)).join("\n"), /scripts\.mjs/);
    await workbench.runCommand("Background Assets: Write a Downloader Script");
    await until(
      async () => (await workbench.page.locator(".tab").allTextContents()).some((tab) => tab.includes("scripts.mjs")),
      "the script is opened",
    );
    await workbench.untilNoProblem(/there is no such file/);
    assert.match(
      readFileSync(join(workbench.folder, "background-assets-downloader.d.ts"), "utf8"),
      /interface Downloader/,
    );
    await workbench.screenshot("downloader-script");
  });

  it("runs only after a yes, and is asked about once", async () => {
    writeFileSync(join(workbench.folder, "scripts.mjs"), script);
    await workbench.openFile("Skylands/Info.plist");
    await workbench.clickCodeLens("Simulate install");
    await workbench.dialog.getByText("Run the downloader script of Skylands?").waitFor();
    await workbench.screenshot("downloader-consent");
    await workbench.clickDialogButton("Cancel");
    await example.host.settled();
    assert.equal(example.host.requests.length, 0, "nothing happens after a no");
    await workbench.runCommand("Background Assets: Simulate Install");
    await workbench.dialog.getByText("Run the downloader script of Skylands?").waitFor();
    await workbench.clickDialogButton("Run Script");
    const panel = await workbench.webviewFrame("Background Assets Simulator");
    await panel.getByRole("row").filter({ hasText: "core-by-script" }).filter({ hasText: "finished" }).waitFor();
    await workbench.runCommand("Background Assets: Simulate Update");
    await panel
      .getByText(/Update/)
      .first()
      .waitFor();
    assert.equal(await workbench.dialog.isVisible(), false, "asked once");
  });

  it("has a counterpart in Swift, opened and not saved", async () => {
    await workbench.runCommand("Background Assets: Write the Downloader Extension in Swift");
    await workbench.waitForText("struct DownloaderExtension");
    await workbench.screenshot("swift-extension");
  });
});
