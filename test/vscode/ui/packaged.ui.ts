import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePackages } from "../../../scripts/package.mjs";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import type { Workbench } from "./workbench";

describe("the packaged extension, installed", () => {
  let folder: string;
  let example: ExampleHost;
  let workbench: Workbench;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "ba-vsix-"));
    const { vsix } = await makePackages({ folder });
    example = await startExampleHost();
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (copy) => example.prepare(copy),
      env: example.env,
      vsix,
    });
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds problems and simulates an install, with its worker, panel and icons", async () => {
    await workbench.openFile("Skylands/Info.plist");
    await workbench.clickCodeLens("Simulate install");
    const panel = await workbench.webviewFrame("Background Assets Simulator");
    await panel.getByRole("row").filter({ hasText: "music" }).filter({ hasText: "finished" }).waitFor();
    await panel.getByRole("row").filter({ hasText: "launch-promo" }).filter({ hasText: "refused" }).waitFor();
    await workbench.screenshot("packaged");
  });
});
