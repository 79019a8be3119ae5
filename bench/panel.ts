import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import { configurationWith, TestDevice } from "../test/simulator/simulated-device";
import { type Line, median, milliseconds } from "./measure";
import type { Settings } from "./settings";

const fullSize = 10_000;
/** The extension sends at most ten batches a second. */
const batches = 30;
const batchIntervalMs = 100;
/** Two frames of 60 Hz that did not come. */
const droppedMs = 50;

/** A run of 10,000 downloads arrives in the panel within three seconds; an idle page beside it shows what the machine itself drops. */
export async function panelLines({ rounds, scale }: Settings): Promise<readonly Line[]> {
  if (!existsSync(".vscode-test")) {
    console.log("panel: no Chromium in .vscode-test (`npm test` brings one): left out");
    return [];
  }
  const install = (await import(pathToFileURL(resolve("scripts/vscode/install-workbench.mjs")).href)) as {
    installChromium(): Promise<{ executablePath: string; env?: Record<string, string> }>;
  };
  const { executablePath, env } = await install.installChromium();
  const browser = await chromium.launch({
    executablePath,
    env: { ...(process.env as Record<string, string>), ...env },
  });
  try {
    const count = fullSize * scale;
    const events = eventsOf(count);
    const frames: number[] = [];
    const idleFrames: number[] = [];
    for (let round = 0; round <= Math.min(rounds, 3); round++) {
      const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
      await page.setContent('<!DOCTYPE html><html><body><div id="panel"></div></body></html>');
      const idle = await measure(page, []);
      await page.addStyleTag({ content: readFileSync("dist/panel.css", "utf8") });
      await page.evaluate("window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} })");
      await page.addScriptTag({ content: readFileSync("dist/panel.js", "utf8") });
      await page.evaluate((message) => window.postMessage(message), {
        type: "snapshot",
        snapshot: { ...state, events: [] },
      });
      const ours = await measure(page, events);
      const shown = await page.locator("body").innerText();
      if (!shown.includes("asset-")) throw new Error("The panel shows none of the downloads");
      await page.close();
      if (round === 0) continue;
      frames.push(...ours);
      idleFrames.push(...idle);
    }
    const [dropped, idleDropped] = [frames, idleFrames].map((list) => list.filter((ms) => ms > droppedMs).length);
    return [
      {
        name: "panel",
        work: `${count} downloads (${events.length} events) arrive in the panel in ${batches} batches`,
        ours: `median frame ${milliseconds(median(frames))}, longest ${milliseconds(Math.max(...frames))}`,
        peer: `an empty page ${milliseconds(median(idleFrames))}, longest ${milliseconds(Math.max(...idleFrames))}`,
        ratio: undefined,
        goal: `no frame above ${droppedMs} ms more often than in the empty page`,
        met: (dropped ?? 0) <= (idleDropped ?? 0),
        notes: `${dropped} of ${frames.length} frames above ${droppedMs} ms, ${idleDropped} of ${idleFrames.length} in the empty page; Chromium without a window`,
        samples: { frames, idleFrames },
      },
    ];
  } finally {
    await browser.close();
  }
}

/** Milliseconds between frames while `events` arrive. */
function measure(page: Page, events: readonly unknown[]): Promise<number[]> {
  const size = Math.ceil(events.length / batches);
  const messages = Array.from({ length: batches }, (_, index) => events.slice(index * size, (index + 1) * size));
  return page.evaluate(
    async ([messages, intervalMs]) => {
      const deltas: number[] = [];
      let last = performance.now();
      let isOver = false;
      const frame = () => {
        const now = performance.now();
        deltas.push(now - last);
        last = now;
        if (!isOver) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
      for (const events of messages) {
        if (events.length > 0) window.postMessage({ type: "events", events });
        await new Promise((resolve) => setTimeout(resolve, intervalMs));
      }
      isOver = true;
      return deltas.slice(1);
    },
    [messages, batchIntervalMs] as const,
  );
}

function eventsOf(count: number): readonly unknown[] {
  const allowance = 1_000_000_000_000;
  const device = new TestDevice({
    assets: Array.from({ length: count }, (_, index) => ({
      id: `asset-${index}`,
      size: 1000 + index,
      essential: index % 4 === 0,
    })),
    configuration: configurationWith({ allowance, essentialAllowance: allowance }),
  });
  device.fire("install");
  return device.events;
}

const project = { infoPlistPath: "/App/Info.plist", name: "App", infoPlist: "App/Info.plist" };
const state = {
  project: {
    ...project,
    version: "1.0",
    mode: "unmanaged",
    manifestUrl: "https://assets.example.com/manifest.json",
    mappedHosts: [],
    allowances: {},
    launchable: [],
    packIds: [],
  },
  projects: [project],
  trusted: true,
  status: "running",
  conditions: {
    network: "wifi",
    lowPowerMode: false,
    backgroundAppRefresh: true,
    backgroundAppRefreshForApp: true,
    inAppContent: true,
    forceQuit: false,
    freeDiskSpaceInBytes: null,
    osVersion: "26.4",
    preferredLanguage: null,
  },
  faults: [],
};
