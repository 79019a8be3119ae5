import assert from "node:assert/strict";
import type { FrameLocator, Locator } from "playwright-core";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import { until } from "./until";
import type { Workbench } from "./workbench";

describe("the simulator's conditions, clock and faults, used as a person would", () => {
  let example: ExampleHost;
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    // Slow enough that there is time to change something while it runs.
    const slow = { bytesPerSecond: 800_000 };
    example = await startExampleHost(({ path }) => (path.startsWith("/assets/") ? slow : undefined));
    workbench = await openWorkbench({
      example: "unmanaged",
      prepare: (folder) => example.prepare(folder),
      env: example.env,
      viewport: { width: 1160, height: 760 },
    });
    await workbench.runCommand("View: Close Primary Side Bar");
    await workbench.runCommand("Background Assets: Open Simulator");
    panel = await workbench.webviewFrame("Background Assets Simulator");
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
  });

  const button = (name: string, exact = true) => panel.getByRole("button", { name, exact });
  const row = (identifier: string): Locator => panel.getByRole("row").filter({ hasText: identifier });
  const line = (text: string | RegExp): Locator => panel.getByRole("option").filter({ hasText: text });

  async function install(): Promise<void> {
    await panel.getByRole("group", { name: "Events" }).getByRole("button", { name: "Install" }).click();
  }

  async function ended(): Promise<void> {
    await until(async () => (await button("Update").isEnabled()) || undefined, "the end of the run");
  }

  it("says before anything is downloaded how long a first launch waits on three networks", async () => {
    await panel.getByText("A new device").waitFor();
    assert.match(
      await panel.getByRole("region", { name: "Device" }).innerText(),
      /about .+ on Wi-Fi, .+ on LTE, .+ on slow 3G/,
    );
    await workbench.screenshot("panel-new-device");
  });

  it("loses its network in the middle of an installation: essential downloads give up, the others wait", async () => {
    await install();
    await row("core").filter({ hasText: /\d %/ }).waitFor();
    await panel.getByRole("combobox", { name: "Network" }).selectOption("offline");
    await row("core").filter({ hasText: "failed" }).waitFor({ timeout: 20_000 });
    await row("music").filter({ hasText: "no network" }).waitFor();
    await panel.getByText(/^launchable at/).waitFor();
    await workbench.screenshot("panel-waits-for-network");
  });

  it("lets an hour pass over the wait, and goes on when the network is back", async () => {
    await button("+ Time").click();
    await button("Advance by 1 hour").click();
    await panel.getByText(/^1 h passed\./).waitFor();
    await panel.getByRole("combobox", { name: "Network" }).selectOption("wifi");
    await row("music").filter({ hasText: "finished" }).waitFor({ timeout: 20_000 });
    await ended();
    await workbench.screenshot("panel-after-the-wait");
  });

  it("lets a download fail by a fault that begins with its URL", async () => {
    await row("music").click();
    const details = panel.getByRole("region", { name: "Details of music" });
    await details
      .getByRole("list", { name: "Requests" })
      .getByText(/GET .+music.+ → 200/)
      .first()
      .waitFor();
    await details.getByRole("button", { name: "Add Fault…" }).click();
    const editor = panel.getByRole("dialog", { name: "Faults" });
    assert.match(
      await editor.getByLabel("URL pattern").inputValue(),
      /^https:\/\/cdn\.skylands\.example\/assets\/music/,
    );
    await editor.getByLabel("What happens").selectOption("Status");
    await editor.getByRole("textbox", { name: "Status" }).fill("404");
    await editor.getByRole("button", { name: "Add Fault" }).click();
    await editor.getByRole("list", { name: "Active faults" }).getByText("the server answers 404").waitFor();
    await workbench.screenshot("panel-fault-editor");
    await workbench.page.keyboard.press("Escape");
    await button("Faults (1)").waitFor();
    await install();
    await row("music").filter({ hasText: "failed" }).waitFor({ timeout: 20_000 });
    await ended();
    await panel.getByRole("combobox", { name: "Which events" }).selectOption("Faults");
    await line("the server answers 404").first().waitFor();
    await panel.getByRole("combobox", { name: "Which events" }).selectOption("All");
  });

  it("compares with the installation before", async () => {
    await button("Compare").click();
    const compared = panel.getByRole("table", { name: "Downloads compared" });
    await compared.getByRole("row").filter({ hasText: "changed" }).filter({ hasText: "music" }).waitFor();
    const music = await compared.getByRole("row").filter({ hasText: "music" }).innerText();
    assert.match(music, /finished, 1\.4 MB.*failed/s);
    for (const theme of ["light", "dark"] as const) {
      await workbench.switchTheme(theme);
      await workbench.screenshot(`panel-compare-${theme}`);
    }
    await button("Compare").click();
    await button("Faults (1)").click();
    await button("Clear All").click();
    await workbench.page.keyboard.press("Escape");
    await button("Faults").waitFor();
  });

  it("brings a download to the front and cancels another, from their details", async () => {
    await install();
    await row("music").filter({ hasText: /\d %/ }).waitFor({ timeout: 20_000 });
    // Time to do all of it.
    const network = panel.getByRole("combobox", { name: "Network", exact: true });
    await network.selectOption("slow-3g");
    await button("Launch").click();
    await panel.getByText(/launched, app in front/).waitFor();
    await row("music").click();
    await panel.getByRole("region", { name: "Details of music" }).getByRole("button", { name: "Promote" }).click();
    await line("goes on in the foreground").waitFor();
    await row("voices").click();
    await panel
      .getByRole("region", { name: "Details of voices" })
      .getByRole("button", { name: "Cancel Download" })
      .click();
    await row("voices").filter({ hasText: "cancelled" }).waitFor();
    await network.selectOption("wifi");
    await row("music").filter({ hasText: "finished" }).waitFor({ timeout: 20_000 });
    await ended();
    await workbench.screenshot("panel-promoted-and-cancelled");
  });

  it("lets a week pass, and says what became of the periodic checks", async () => {
    await button("Launch").click();
    await panel.getByText(/launched, app in front/).waitFor();
    await button("+ Time").click();
    await button("Advance by 1 week").click();
    await panel.getByText(/^7 days passed: \d+ periodic checks ran/).waitFor({ timeout: 30_000 });
    await panel.getByText(/Next periodic check/).waitFor();
    assert.ok((await panel.getByRole("tab", { name: "Periodic Check" }).count()) > 1);
    await ended();
    await workbench.screenshot("panel-after-a-week");
  });

  it("refuses a rate that is none, and takes one that is", async () => {
    await button("More").click();
    const rate = panel.getByLabel("Network rate");
    await rate.fill("fast");
    await rate.press("Enter");
    await panel.getByRole("alert").getByText("2mbps,80ms,cellular").waitFor();
    await rate.fill("4mbps,60ms,cellular");
    await rate.press("Enter");
    const network = panel.getByRole("combobox", { name: "Network", exact: true });
    await until(async () => (await network.inputValue()) === "4mbps,60ms,cellular" || undefined, "the rate is set");
    await workbench.page.keyboard.press("Escape");
    await network.selectOption("wifi");
  });

  it("is used without a mouse: an event, a row with its details, the log", async () => {
    const { page } = workbench;
    await button("Update").focus();
    await page.keyboard.press("Enter");
    await panel.getByRole("tab", { name: "Update" }).waitFor();
    await ended();
    await panel.getByRole("tab", { selected: true }).focus();
    await page.keyboard.press("Home");
    await panel.getByRole("tab", { name: "Install", selected: true }).waitFor();
    await panel.getByRole("grid", { name: "Downloads" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    await panel.getByRole("region", { name: "Details of core" }).waitFor();
    await panel.getByRole("listbox", { name: "Event log" }).focus();
    await page.keyboard.press("Home");
    const first = panel.getByRole("option", { selected: true });
    await first.getByText("Skylands").waitFor();
    await page.keyboard.press("ArrowDown");
    await first.filter({ hasText: "Install" }).waitFor();
    await button("More Actions").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    await until(
      async () =>
        (await button("More Actions").evaluate((element) => element.ownerDocument.activeElement === element)) ||
        undefined,
      "the focus comes back to the button",
    );
  });

  it("keeps every control within 400 pixels", async () => {
    await workbench.page.setViewportSize({ width: 560, height: 900 });
    const width = await panel.locator("body").evaluate((body) => body.clientWidth);
    assert.ok(width <= 520, `the panel is ${width} px wide`);
    const overflow = await panel.locator("body").evaluate((body) => body.scrollWidth - body.clientWidth);
    assert.ok(overflow <= 0, `the panel is ${overflow} px wider than its view`);
    await button("Faults").click();
    const box = await panel.getByRole("dialog", { name: "Faults" }).boundingBox();
    assert.ok(box !== null && box.width <= width, "the popup fits");
    await workbench.screenshot("panel-narrow-popup");
    await workbench.page.keyboard.press("Escape");
  });
});

describe("the simulator of an app whose packs Apple hosts", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ example: "apple-hosted", viewport: { width: 1160, height: 760 } });
  });
  after(() => workbench?.close());

  it("asks AssetPackManager as the app would, and the log has its answers", async () => {
    await workbench.runCommand("View: Close Primary Side Bar");
    await workbench.openFile("Lanterns/App/Info.plist");
    await workbench.runCommand("Background Assets: Simulate Install");
    const panel = await workbench.webviewFrame("Background Assets Simulator");
    const line = (text: string | RegExp) => panel.getByRole("option").filter({ hasText: text });
    const button = (name: string) => panel.getByRole("button", { name, exact: true });
    await line("Install ended").waitFor({ timeout: 30_000 });
    await until(async () => (await button("Update").isEnabled()) || undefined, "the end of the installation");
    await button("Launch").click();
    await panel.getByText(/launched, app in front/).waitFor();
    await button("Packs").click();
    const packs = panel.getByRole("dialog", { name: "Asset Packs" });
    const pack = await packs.getByLabel("Pack", { exact: true }).inputValue();
    assert.notEqual(pack, "", "a pack of the workspace is suggested");
    await packs.getByRole("button", { name: /^ensureLocalAvailability/ }).click();
    await line(`ensureLocalAvailability ${pack}`)
      .or(line(/^.*ensureLocalAvailability.*$/))
      .first()
      .waitFor();
    await until(async () => (await button("Update").isEnabled()) || undefined, "the end of the call");
    await button("Packs").click();
    await packs.getByRole("button", { name: "checkForUpdates()" }).click();
    await line("checkForUpdates").first().waitFor();
    await workbench.screenshot("panel-asset-packs");
  });
});
