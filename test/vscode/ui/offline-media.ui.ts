import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ExampleHost, startExampleHost } from "./example-host";
import { openWorkbench } from "./open-workbench";
import { servePlain } from "./plain-server";
import { until } from "./until";
import type { Workbench } from "./workbench";

describe("offline media, used as a person would", () => {
  let example: ExampleHost;
  let workbench: Workbench;
  let isSlow = true;

  before(async () => {
    example = await startExampleHost(
      ({ path }) => (isSlow && path.endsWith(".ts") ? { bytesPerSecond: 20_000 } : undefined),
      "examples/offline-media/server",
    );
    workbench = await openWorkbench({
      example: "offline-media",
      // In place of the plan's own host, so that the test sees its requests.
      prepare: (folder) => {
        const hosts = { "https://media.harbour.example": example.host.origin };
        writeFileSync(join(folder, "background-assets.jsonc"), JSON.stringify({ version: 1, hosts }));
      },
      env: example.env,
    });
  });
  after(async () => {
    await workbench?.close();
    await example?.close();
  });

  it("plans from the lens, and shows which variant is taken and why", async () => {
    await workbench.openFile("harbour.media-plan.jsonc");
    assert.ok((await workbench.codeLensTexts()).includes("Plan | Download"));
    await workbench.clickCodeLens("Plan");
    const panel = await workbench.webviewFrame("Offline Media");
    const taken = panel.getByRole("listitem").filter({ hasText: "960x540" }).filter({ hasText: "taken" });
    await taken.filter({ hasText: "It satisfies qualifier 2" }).waitFor();
    await panel.getByText("Planned: about").waitFor();
    assert.equal(example.host.requests.filter(({ method, path }) => method === "GET" && /ts$/.test(path)).length, 0);
    await until(async () => {
      const lenses = await workbench.codeLensTexts();
      return (
        lenses.some((text) => /^Plan \| Download \(about 3\d\d KB\)$/.test(text)) &&
        lenses.some((text) => text.startsWith("Takes 960x540"))
      );
    }, "The lenses say what is taken");
    for (const theme of ["light", "dark", "hc"] as const) {
      await workbench.switchTheme(theme);
      await workbench.screenshot(`offline-media-${theme}`);
    }
    await workbench.switchTheme("dark");
  });

  it("downloads from the lens, keeps the bytes when it is cancelled, and continues", async () => {
    await workbench.clickCodeLens(/^Download/);
    const panel = await workbench.webviewFrame("Offline Media");
    await panel.getByRole("progressbar", { name: "Downloading" }).waitFor();
    await until(
      async () => example.host.requests.some(({ path }) => path.endsWith("audio-en/segment-0.m4s")),
      "Segments come",
    );
    await workbench.screenshot("offline-media-progress");
    await panel.getByRole("button", { name: "Cancel" }).click();
    await panel.getByText(/Interrupted: \d+ of 12 files/).waitFor();
    assert.match((await workbench.problems(/BA545|not complete/)).join("\n"), /The download is not complete/);
    isSlow = false;
    await panel.getByRole("button", { name: "Continue Download" }).click();
    await panel.getByText("Complete: 12 of 12 files, 385 KB").waitFor();
    await workbench.untilNoProblem(/The download is not complete/);
    await workbench.screenshot("offline-media-complete");
  });

  it("leaves a folder that a player plays from start to end", async function () {
    const panel = await workbench.webviewFrame("Offline Media");
    await panel.getByRole("button", { name: "Show Folder" }).click();
    const message = workbench.page.getByText(/^The download is in /).first();
    const folder = (await message.innerText()).replace(/^The download is in /, "");
    const server = await servePlain(folder);
    const page = await workbench.page.context().newPage();
    try {
      await page.goto(server.origin);
      const played = await page.locator("video").evaluate(async (element) => {
        const video = element as HTMLVideoElement;
        if (video.canPlayType("application/vnd.apple.mpegurl") === "") return undefined;
        const ended = new Promise<string>((done) => {
          video.onended = () => done("ended");
          video.onerror = () => done(video.error?.message ?? "error");
        });
        video.src = "master.m3u8";
        await video.play();
        return { end: await ended, height: video.videoHeight, seconds: Math.round(video.currentTime) };
      });
      // Not every Chromium has a player for HLS.
      if (played === undefined) this.skip();
      assert.deepEqual(played, { end: "ended", height: 540, seconds: 6 });
    } finally {
      await page.close();
      server.close();
    }
  });

  it("downloads what DownloadToGo would as well", async () => {
    await workbench.openFile("harbour-dtg.media-plan.jsonc");
    await workbench.runCommand("Background Assets: Download Offline Media");
    const panel = await workbench.webviewFrame("Offline Media");
    await panel.getByText("Complete: 10 of 10 files, 533 KB").waitFor();
    await workbench.screenshot("offline-media-dtg-complete");
  });

  it("forgets what it found as soon as the plan's text changes", async () => {
    await workbench.openFile("harbour-dtg.media-plan.jsonc");
    await workbench.runCommand("Background Assets: Plan Offline Media");
    assert.match((await workbench.problems(/EXT-X-MAP/)).join("\n"), /DownloadToGo does not resolve/);
    const panel = await workbench.webviewFrame("Offline Media");
    await panel.getByText("It has DRM data, and the device does not play FairPlay offline.").waitFor();
    await workbench.screenshot("offline-media-dtg");
    await panel
      .getByRole("button", { name: /^BA532/ })
      .first()
      .click();
    await workbench.untilCursorIsAt({ line: 6 });
    await workbench.page.keyboard.type(" ");
    await workbench.untilNoProblem(/EXT-X-MAP/);
    await panel.getByText("The plan's text has changed since it was planned").waitFor();
  });
});
