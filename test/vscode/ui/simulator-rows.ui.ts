import assert from "node:assert/strict";
import type { FrameLocator } from "playwright-core";
import { openWorkbench } from "./open-workbench";
import type { Workbench } from "./workbench";

const downloads = 10_000;

describe("the simulator with ten thousand downloads", () => {
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    workbench = await openWorkbench({ example: "unmanaged", viewport: { width: 1160, height: 760 } });
    await workbench.runCommand("View: Close Primary Side Bar");
    await workbench.runCommand("Background Assets: Open Simulator");
    panel = await workbench.webviewFrame("Background Assets Simulator");
    await panel.getByText("A new device").waitFor();
  });
  after(() => workbench?.close());

  it("has only the rows in the document that are seen, and scrolls through all of them without a pause", async () => {
    const fed = await panel.locator("body").evaluate((body, count) => {
      const view = body.ownerDocument.defaultView;
      if (view === null) throw new Error("a webview has a window");
      const epochMs = Date.UTC(2026, 0, 1);
      let seq = 0;
      const event = (atMs: number, rest: object) => ({
        version: 1,
        seq: ++seq,
        time: new Date(epochMs + atMs).toISOString(),
        event: "install",
        ...rest,
      });
      const download = (index: number) => ({
        identifier: `pack-${String(index).padStart(5, "0")}`,
        lane: index % 3 === 0 ? "essential" : "non-essential",
        url: `https://cdn.skylands.example/assets/pack-${index}.pak`,
        fileSizeInBytes: 1000 + index,
      });
      const events = [event(0, { type: "event.started" })];
      for (let index = 0; index < count; index++) {
        events.push(event(10, { type: "download.enqueued", ...download(index) }));
      }
      for (let index = 0; index < count; index++) {
        events.push(event(20 + index, { type: "download.started", offset: 0, ...download(index) }));
        const end = { receivedBytes: 1000 + index, ...download(index) };
        events.push(event(30 + index, { type: "download.finished", ...end }));
      }
      view.postMessage({ type: "events", events }, "*");
      return events.length;
    }, downloads);
    await panel.getByRole("row").filter({ hasText: "pack-00000" }).waitFor();
    const grid = panel.getByRole("grid", { name: "Downloads" });
    assert.equal(await grid.getAttribute("aria-rowcount"), String(downloads + 1));
    assert.ok((await panel.getByRole("row").count()) < 100, "rows out of sight are not in the document");

    const frames = await panel.locator(".downloads").evaluate(async (scroller) => {
      const view = scroller.ownerDocument.defaultView;
      if (view === null) throw new Error("a webview has a window");
      const frame = () => new Promise<number>((done) => view.requestAnimationFrame(done));
      const times: number[] = [];
      let before = await frame();
      for (let step = 1; step <= 120; step++) {
        // As a wheel does.
        scroller.scrollTop = step * 100;
        const now = await frame();
        times.push(now - before);
        before = now;
      }
      scroller.scrollTop = scroller.scrollHeight;
      return times.toSorted((a, b) => a - b);
    });
    const median = frames[frames.length >> 1] ?? Number.POSITIVE_INFINITY;
    const slowest = frames.at(-1) ?? Number.POSITIVE_INFINITY;
    console.log(`  ${fed} events; a frame takes ${median.toFixed(1)} ms, the slowest ${slowest.toFixed(1)} ms`);
    await panel.getByRole("row").filter({ hasText: "pack-09999" }).waitFor();
    // Not a measure of this computer: a list that draws every row takes seconds for a frame.
    assert.ok(median < 250, `a frame takes ${median} ms`);
  });

  it("goes through the log of all its events by keyboard", async () => {
    const log = panel.getByRole("listbox", { name: "Event log" });
    await log.focus();
    await workbench.page.keyboard.press("Home");
    await workbench.page.keyboard.press("End");
    await panel.getByRole("option", { selected: true }).filter({ hasText: "pack-09999" }).waitFor();
    assert.ok((await panel.getByRole("option").count()) < 60, "lines out of sight are not in the document");
    await panel.getByRole("searchbox", { name: "Filter events" }).fill("pack-04711");
    await panel.getByText(/^3 of \d+$/).waitFor();
    await workbench.screenshot("panel-ten-thousand");
  });
});
