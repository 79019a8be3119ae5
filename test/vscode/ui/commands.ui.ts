import assert from "node:assert/strict";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import type { Workbench } from "./workbench";

describe("the commands of the palette", () => {
  let example: ExampleHost;
  let workbench: Workbench;

  before(async () => {
    example = await startExampleHost();
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => example.prepare(folder),
      env: example.env,
    });
    await workbench.openFile("Skylands/Info.plist");
    await workbench.codeLens(/Simulate\s+install/).waitFor();
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
  });

  it("fetches the manifest once, when asked", async () => {
    assert.equal(example.host.requests.length, 0, "nothing is fetched unasked");
    await workbench.runCommand("Background Assets: Fetch Manifest");
    await workbench.waitForText("772 bytes");
    await example.host.settled();
    assert.deepEqual(
      example.host.requests.map(({ path }) => path),
      ["/manifest.json"],
    );
  });

  it("simulates, says where the downloads are, deletes them and erases the device", async () => {
    await workbench.runCommand("Background Assets: Simulate Install");
    const panel = await workbench.webviewFrame("Background Assets Simulator");
    await panel.getByRole("row").filter({ hasText: "music" }).filter({ hasText: "finished" }).waitFor();
    await workbench.runCommand("Background Assets: Reveal Downloads");
    await workbench.notification("The downloads are in").waitFor();
    await workbench.runCommand("Background Assets: Delete Downloads");
    await workbench.clickDialogButton("Delete");
    await workbench.notification("Deleted 4 files, 4.2 MB").waitFor();
    await workbench.runCommand("Background Assets: Erase Device");
    await workbench.clickDialogButton("Erase");
    await panel.getByRole("button", { name: "Update" }).and(panel.locator(":disabled")).waitFor();
  });

  it("checks the whole workspace", async () => {
    await workbench.runCommand("Background Assets: Check Workspace");
    // It ends in the Problems view.
    await workbench.page.locator(".markers-panel").waitFor();
    assert.match((await workbench.problems("BADownloadDomainAllowList")).join("\n"), /promo\.partner\.example/);
  });
});
