import assert from "node:assert/strict";
import type { FrameLocator, Locator } from "playwright-core";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

describe("the simulator, used as a person would", () => {
  let example: ExampleHost;
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    // Slow enough that there is something to see and to cancel.
    const slow = { bytesPerSecond: 800_000 };
    example = await startExampleHost(({ path }) => (path.startsWith("/assets/") ? slow : undefined));
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => example.prepare(folder),
      env: example.env,
      viewport: { width: 1500, height: 900 },
    });
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
  });

  function row(identifier: string): Locator {
    return panel.getByRole("row").filter({ hasText: identifier });
  }

  async function waitForStates(expected: Readonly<Record<string, string>>): Promise<void> {
    for (const [identifier, state] of Object.entries(expected)) {
      await row(identifier).filter({ hasText: state }).waitFor({ timeout: 20_000 });
    }
  }

  it("installs from the code lens: essential assets first, one refused with 202, and says when the app could be launched", async () => {
    await workbench.openFile("Skylands/Info.plist");
    await workbench.clickCodeLens("Simulate install");
    panel = await workbench.webviewFrame("Background Assets Simulator");
    await row("core").filter({ hasText: /\d %/ }).waitFor();
    assert.equal(await panel.getByRole("button", { name: "Pause" }).isEnabled(), true);
    assert.equal(await panel.getByRole("button", { name: "Install" }).isEnabled(), false);
    await waitForStates({ core: "finished", terrain: "finished", music: "finished", voices: "finished" });
    await waitForStates({ "launch-promo": "refused" });
    await panel.getByText(/^launchable at/).waitFor();
    await panel.getByText(/2\.1 MB of 2\.2 MB/).waitFor();
    await workbench.runCommand("View: Close Primary Side Bar");
    for (const theme of ["light", "dark", "hc", "hc-light"] as const) {
      await workbench.switchTheme(theme);
      // In high contrast the lines would be as strong as the bars.
      await until(
        async () => (await panel.locator(".grid-line").first().isVisible()) !== theme.startsWith("hc") || undefined,
        `the grid lines of ${theme}`,
      );
      await workbench.screenshot(`simulator-${theme}`);
    }
    await workbench.switchTheme("dark");
  });

  it("leads from a refusal to the line that caused it", async () => {
    await workbench.goTo(1);
    await row("launch-promo").getByRole("button", { name: "Info.plist:34" }).click();
    await workbench.untilCursorIsAt({ line: 34 });
  });

  it("launches, and downloads only what changed at the update", async () => {
    await panel.getByRole("button", { name: "Launch" }).click();
    await panel.getByText("Launched", { exact: false }).first().waitFor();
    await example.publish("v2");
    const before = example.host.requests.length;
    await panel.getByRole("button", { name: "Update" }).click();
    await waitForStates({ festival: "finished" });
    await example.host.settled();
    const requested = example.host.requests.slice(before).map(({ path }) => path);
    assert.deepEqual(requested.toSorted(), ["/assets/festival-1.pak", "/assets/terrain-2.pak", "/manifest.json"]);
  });

  it("shows the last run again after the window was reloaded", async () => {
    await workbench.reloadWindow();
    panel = await workbench.webviewFrame("Background Assets Simulator");
    await waitForStates({ festival: "finished" });
  });

  it("pauses, continues and cancels: a cancelled installation leaves no app behind", async () => {
    await panel.getByRole("button", { name: "Install" }).click();
    await row("core").filter({ hasText: /\d %/ }).waitFor();
    await panel.getByRole("button", { name: "Pause" }).click();
    await row("core").filter({ hasText: "paused" }).waitFor();
    await panel.getByRole("button", { name: "Resume" }).click();
    await row("core").filter({ hasText: /\d %/ }).waitFor();
    await panel.getByRole("button", { name: "Cancel" }).click();
    await row("core").filter({ hasText: "cancelled" }).waitFor();
    await until(
      async () => (await panel.getByRole("button", { name: "Update" }).isDisabled()) || undefined,
      "that nothing is installed",
    );
  });

  it("stays usable at 400 pixels", async () => {
    await workbench.page.setViewportSize({ width: 1000, height: 800 });
    await workbench.screenshot("simulator-narrow");
    await panel.getByRole("button", { name: "Install" }).waitFor();
    const overflow = await panel.locator("body").evaluate((body) => body.scrollWidth - body.clientWidth);
    assert.ok(overflow <= 0, `the panel is ${overflow} px wider than its view`);
  });
});

describe("the simulator with room to spare", () => {
  let example: ExampleHost;
  let workbench: Workbench;

  before(async () => {
    example = await startExampleHost(({ path }) =>
      path.startsWith("/assets/") ? { bytesPerSecond: 800_000 } : undefined,
    );
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => example.prepare(folder),
      env: example.env,
      viewport: { width: 1160, height: 720 },
    });
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
  });

  it("shows host and speed of each download, and the way to the refused line, without scrolling", async () => {
    await workbench.runCommand("View: Close Primary Side Bar");
    await workbench.runCommand("Background Assets: Simulate Install");
    const panel = await workbench.webviewFrame("Background Assets Simulator");
    const row = (identifier: string) => panel.getByRole("row").filter({ hasText: identifier });
    await row("music").filter({ hasText: "finished" }).waitFor();
    await row("core").getByText("cdn.skylands.example").waitFor();
    await row("core")
      .getByText(/[KM]B\/s/)
      .waitFor();
    await row("launch-promo").getByText("sessionDownloadDisallowedByDomain").waitFor();
    for (const theme of ["dark", "light"] as const) {
      await workbench.switchTheme(theme);
      await workbench.screenshot(`simulator-wide-${theme}`);
    }
  });

  it("says why a download was refused in full, over no line, in half the width", async () => {
    await workbench.page.setViewportSize({ width: 800, height: 720 });
    const panel = await workbench.webviewFrame("Background Assets Simulator");
    const note = panel.locator(".error-note");
    await note.waitFor();
    await workbench.screenshot("simulator-half");
    const hidden = await note.locator(".error-name").evaluate((name) => name.scrollWidth - name.clientWidth);
    assert.ok(hidden <= 0, `${hidden} px of the error's name are cut off`);
    const isOpaque = await note.evaluate(
      (element) =>
        !/^rgba\(.*, 0\)$/.test(element.ownerDocument.defaultView?.getComputedStyle(element).backgroundColor ?? ""),
    );
    assert.equal(isOpaque, true);
  });
});

describe("the simulator in a folder that is not trusted", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ example: "unmanaged", workspaceTrust: true });
  });
  after(() => workbench?.close());

  it("checks files, and says why it does not simulate", async () => {
    await workbench.openFile("Skylands/Info.plist");
    assert.match((await workbench.problems("BADownloadDomainAllowList")).join("\n"), /promo\.partner\.example/);
    await workbench.runCommand("Background Assets: Open Simulator");
    const panel = await workbench.webviewFrame("Background Assets Simulator");
    await panel.getByRole("button", { name: /trust/i }).waitFor();
    assert.equal(await panel.getByRole("combobox", { name: "Network" }).isDisabled(), true);
    assert.equal(await panel.getByRole("checkbox", { name: "Low Power" }).isDisabled(), true);
    await workbench.screenshot("simulator-untrusted");
  });
});

describe("the simulator with a host that is mapped to nothing", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ example: "unmanaged", prepare: removeMapping });
  });
  after(() => workbench?.close());

  it("asks before it connects, and does nothing when the person declines", async () => {
    await workbench.openFile("Skylands/Info.plist");
    await workbench.clickCodeLens("Simulate install");
    await workbench.dialog.filter({ hasText: "cdn.skylands.example" }).waitFor();
    await workbench.screenshot("simulator-consent");
    await workbench.clickDialogButton("Cancel");
    await workbench.dialog.waitFor({ state: "detached" });
  });
});

async function removeMapping(folder: string): Promise<void> {
  const { readFileSync, writeFileSync } = await import("node:fs");
  const path = `${folder}/background-assets.jsonc`;
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    `${text.slice(0, text.indexOf("  // These hosts do not exist")).trimEnd().replace(/,$/, "")}\n}\n`,
  );
}
