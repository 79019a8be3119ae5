import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FrameLocator, Locator } from "playwright-core";
import { repositoryRoot } from "../../../scripts/vscode/paths.mjs";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

describe("an Apple-hosted project, from the first installation to the app's update", () => {
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    workbench = await openWorkbench({ example: "apple-hosted/Lanterns", viewport: { width: 1500, height: 900 } });
  });
  after(async () => workbench?.close());

  function row(identifier: string): Locator {
    return panel.getByRole("row").filter({ hasText: identifier });
  }

  it("installs: packs by their policies", async () => {
    await workbench.openFile("App/Info.plist");
    await workbench.clickCodeLens("Simulate install");
    panel = await workbench.webviewFrame("Background Assets Simulator");
    await row("Core").filter({ hasText: "finished" }).waitFor();
    await row("Harbors").filter({ hasText: "finished" }).waitFor();
    await panel.getByText(/^launchable at/).waitFor();
    await workbench.runCommand("Background Assets: Show Asset Packs");
    await workbench.page.getByRole("treeitem", { name: /^pack VoicesEN/ }).waitFor();
    for (const theme of ["light", "dark"] as const) {
      await workbench.switchTheme(theme);
      await workbench.screenshot(`managed-install-${theme}`);
    }
  });

  it("launches, and downloads the pack of the language that the person changes to", async () => {
    await panel.getByRole("button", { name: "Launch" }).click();
    await panel.getByText("Launched", { exact: false }).first().waitFor();
    await workbench.runCommand("Background Assets: Change Language…");
    await workbench.typeIntoQuickInput("de");
    await workbench.page.keyboard.press("Enter");
    await row("VoicesDE").filter({ hasText: "finished" }).waitFor();
  });

  it("updates to what the folder holds by then", async () => {
    rmSync(join(workbench.folder, "Packs", "Storms.json"));
    cpSync(resolve(repositoryRoot, "examples", "apple-hosted", "Lanterns-1.1"), workbench.folder, { recursive: true });
    await panel.getByRole("button", { name: "Update" }).click();
    await row("Festival").filter({ hasText: "finished" }).waitFor();
  });
});

describe("a self-hosted managed project, served by a host of this computer", () => {
  let host: ExampleHost;
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    host = await startExampleHost(undefined, "examples/self-hosted/server/v1");
    workbench = await openWorkbench({
      example: "self-hosted",
      prepare: (folder) => host.prepare(folder),
      env: host.env,
      viewport: { width: 1500, height: 900 },
    });
  });
  after(async () => {
    await workbench?.close();
    await host?.close();
  });

  it("installs, launches, and keeps a pack up to date in the periodic check", async () => {
    await workbench.openFile("Atlas/App/Info.plist");
    await workbench.clickCodeLens("Simulate install");
    panel = await workbench.webviewFrame("Background Assets Simulator");
    const row = (identifier: string) => panel.getByRole("row").filter({ hasText: identifier });
    await row("Base").filter({ hasText: "finished" }).waitFor();
    await row("Alps").filter({ hasText: "finished" }).waitFor();
    await panel.getByRole("button", { name: "Launch" }).click();
    await panel.getByText("Launched", { exact: false }).first().waitFor();
    const failure = await host.host.publish("examples/self-hosted/server/v2");
    if (failure !== undefined) throw new Error(failure.message);
    await panel.getByRole("button", { name: "Periodic" }).click();
    await row("Base").filter({ hasText: "finished" }).waitFor();
    await workbench.screenshot("managed-self-hosted");
  });
});

describe("the view of asset packs", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({
      example: "apple-hosted/Lanterns",
      prepare: (folder) => {
        writeFileSync(join(folder, "Assets", "Core", ".DS_Store"), "Bud1");
        const path = join(folder, "Packs", "Core.json");
        const selectors = '"fileSelectors": [{ "directory": "Assets/Core" }, { "file": "Assets/Core/absent.map" }]';
        writeFileSync(path, readFileSync(path, "utf8").replace(/"fileSelectors": \[[^\]]*\]/, selectors));
      },
      viewport: { width: 1300, height: 900 },
    });
  });
  after(async () => workbench?.close());

  const row = (text: string | RegExp) =>
    workbench.page.locator(".pane", { hasText: "Asset Packs" }).getByRole("treeitem").filter({ hasText: text }).first();

  const expand = (text: RegExp) => row(text).locator(".monaco-tl-twistie").click();

  it("shows what each pack holds, with what is wrong in it", async () => {
    await workbench.openFile("App/Info.plist");
    await workbench.runCommand("Background Assets: Show Asset Packs");
    await expand(/^Core/);
    await expand(/directory · 3 files/);
    await row(/\.DS_Store/)
      .filter({ hasText: "junk" })
      .waitFor();
    await row(/selects nothing/).waitFor();
    await expand(/^Totals/);
    await row(/on the App Store page/).waitFor();
    for (const theme of ["light", "dark"] as const) {
      await workbench.switchTheme(theme);
      await workbench.screenshot(`asset-packs-${theme}`);
    }
  });

  it("opens the packaging manifest at the pack's id", async () => {
    await row(/^Harbors/).click();
    await workbench.activeTab().getByText("Harbors.json").waitFor();
  });

  it("gets a new pack for a folder of the explorer, which is opened", async () => {
    const explorer = workbench.page.locator(".explorer-folders-view");
    await workbench.runCommand("File: Focus on Files Explorer");
    await explorer.getByRole("treeitem", { name: "Assets", exact: true }).click();
    await explorer.getByRole("treeitem", { name: "Harbors", exact: true }).click({ button: "right" });
    await workbench.page.getByRole("menuitem", { name: "New Asset Pack…" }).hover();
    await workbench.page.keyboard.press("Enter");
    await workbench.typeIntoQuickInput("North Coast");
    await workbench.waitForText(/Letters, digits and inner hyphens only/);
    await workbench.typeIntoQuickInput("North");
    await workbench.page.keyboard.press("Enter");
    await workbench.pick("On demand");
    await workbench.quickInput.getByRole("button", { name: "OK" }).click();
    await workbench.waitForText(/For one language only/);
    await workbench.page.keyboard.press("Enter");
    await workbench.activeTab().getByText("North.json").waitFor();
    await workbench.runCommand("Background Assets: Show Asset Packs");
    await row(/^North/)
      .filter({ hasText: "onDemand" })
      .waitFor();
  });

  it("leaves with the commands for a Mac", async () => {
    await workbench.runCommand("Background Assets: Copy Packaging Commands");
    await workbench.waitForText(/#\sUpload\sNorth/);
  });
});

describe("a new project", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({
      example: "apple-hosted/Lanterns",
      prepare: (folder) => {
        for (const name of ["App/Coast.swift", "App/Lanterns.entitlements", "Downloader", "Packs"]) {
          rmSync(join(folder, name), { recursive: true });
        }
        const path = join(folder, "App", "Info.plist");
        writeFileSync(path, readFileSync(path, "utf8").replace(/<!-- Apple[\s\S]*<\/dict>/, "</dict>"));
      },
      viewport: { width: 1300, height: 900 },
    });
  });
  after(async () => workbench?.close());

  it("is made of an app in the steps of the wizard, and shown before anything is written", async () => {
    await workbench.openFile("App/Info.plist");
    await workbench.runCommand("Background Assets: New Background Assets Project…");
    await workbench.pick("Self-hosted, managed");
    await workbench.pick("App/Info.plist");
    await workbench.waitForText(/where the manifest will be/);
    await workbench.typeIntoQuickInput("https://cdn.lanterns.example/manifest.json");
    await workbench.page.keyboard.press("Enter");
    await workbench.waitForText("The downloader extension in Swift");
    await workbench.screenshot("new-project-wizard");
    await workbench.quickInput.getByRole("button", { name: "OK" }).click();
    await workbench.page.getByRole("button", { name: "Apply" }).waitFor();
    for (const theme of ["light", "dark"] as const) {
      await workbench.switchTheme(theme);
      await workbench.screenshot(`new-project-preview-${theme}`);
    }
    assert.equal(existsSync(join(workbench.folder, "Downloader")), false);
    await workbench.page.getByRole("button", { name: "Apply" }).click();
    const files = [
      "Downloader/Info.plist",
      "Downloader/Downloader.swift",
      "Packs/Tutorial.json",
      "App/App.entitlements",
    ];
    await until(async () => files.every((name) => existsSync(join(workbench.folder, name))), "the new files");
    await workbench.codeLens(/Self-hosted, managed: \d+ of \d+ keys/).waitFor();
    await workbench.runCommand("Background Assets: Check Workspace");
    await workbench.notification(/0 errors, 0 warnings/).waitFor();
  });
});

describe("an update that breaks an installed version of the app", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ example: "apple-hosted/Lanterns", viewport: { width: 1300, height: 900 } });
  });
  after(async () => workbench?.close());

  it("is seen in the view, against what was recorded", async () => {
    await workbench.openFile("App/Info.plist");
    await workbench.runCommand("Background Assets: Compare with Published Packs");
    await workbench.clickNotificationButton(/Nothing is recorded/, "Record Published Packs");
    await workbench.notification(/Recorded 5 packs with app 1\.0/).waitFor();
    rmSync(join(workbench.folder, "Packs", "Storms.json"));
    await workbench.runCommand("Background Assets: Check Workspace");
    // It opens the Problems view, which takes the focus.
    await workbench.notification(/2 errors/).waitFor();
    await workbench.runCommand("Background Assets: Compare with Published Packs");
    const view = workbench.page.locator(".pane", { hasText: "Asset Packs" });
    await view.getByRole("treeitem", { name: /^Since the last publication, 2 breaking/ }).waitFor();
    await view.getByRole("treeitem", { name: /^Assets\/Storms\/gale\.fx, App 1\.0 reads/ }).click();
    await workbench.activeTab().getByText("background-assets.published.json").waitFor();
    for (const theme of ["light", "dark"] as const) {
      await workbench.switchTheme(theme);
      await workbench.screenshot(`published-changes-${theme}`);
    }
  });
});

describe("serving packs from the window", () => {
  let workbench: Workbench;
  let stateFolder: string;
  const busy = createServer();
  before(async () => {
    stateFolder = mkdtempSync(join(tmpdir(), "ba-state-"));
    // Whoever has the port: it is named, and another one is offered.
    await new Promise<void>((done) => busy.once("error", () => done()).listen(8443, "127.0.0.1", () => done()));
    workbench = await openWorkbench({
      example: "apple-hosted/Lanterns",
      env: { BACKGROUND_ASSETS_STATE: stateFolder },
      viewport: { width: 1300, height: 900 },
    });
  });
  after(async () => {
    await workbench?.close();
    busy.close();
    rmSync(stateFolder, { recursive: true, force: true });
  });

  it("names who has the port, takes another one, logs each request, and stops", async () => {
    await workbench.openFile("App/Info.plist");
    await workbench.runCommand("Background Assets: Serve Assets on the Local Network…");
    await workbench.pick("Packs of Lanterns");
    await workbench.pick("This computer only");
    await workbench.clickNotificationButton(/Port 8443 is already in use/, "Use Another Port");
    const item = workbench.page.locator("[id$='backgroundAssets.serving']");
    await item.getByText(/Assets: \d+/).waitFor();
    const port = Number(/\d+/.exec(await item.innerText())?.[0]);
    const manifest = await getText(`https://localhost:${port}/manifest?platform=ios`);
    assert.match(manifest, /"id": "Harbors"/);
    await item.click();
    await workbench.pick(/Show Requests/);
    // Its lines are written by a native module that the browser workbench does not have.
    await workbench.page.getByRole("tab", { name: /^Output/ }).waitFor();
    await workbench.screenshot("serving");
    await workbench.runCommand("Background Assets: Stop Serving");
    await item.waitFor({ state: "hidden" });
    await assert.rejects(getText(`https://localhost:${port}/manifest`));
  });
});

/** What a host of this computer answers, whoever has signed its certificate. */
function getText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () => resolve(Buffer.concat(chunks).toString()));
    }).once("error", reject);
  });
}
