import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Line } from "./measure";

/** What is shipped, from a production build. */
export async function sizeLines(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "ba-bench-"));
  try {
    const packaging = (await import(pathToFileURL(resolve("scripts/package.mjs")).href)) as {
      makePackages(options: { folder: string }): Promise<{ vsix: string }>;
    };
    const { vsix } = await packaging.makePackages({ folder });
    return [
      sizeLine("read at activation (dist/extension.js)", "dist/extension.js", 120_000),
      sizeLine("the core, read with the first document (dist/core.js)", "dist/core.js", 600_000),
      sizeLine("worker, started with the first simulation (dist/node-worker.js)", "dist/node-worker.js", undefined),
      sizeLine("panel (dist/panel.js)", "dist/panel.js", 110_000),
      sizeLine("panel of media plans (dist/media-panel.js)", "dist/media-panel.js", undefined),
      sizeLine("VSIX", vsix, 1_000_000),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeLine(work: string, path: string, budget: number | undefined): Line {
  const { size } = statSync(path);
  return {
    name: "sizes",
    work,
    ours: `${(size / 1000).toFixed(0)} KB`,
    peer: undefined,
    ratio: undefined,
    goal: budget === undefined ? "" : `at most ${budget / 1000} KB`,
    met: budget === undefined ? undefined : size <= budget,
    notes: "production build, minified",
    samples: { bytes: [size] },
  };
}
