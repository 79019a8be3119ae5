import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** The command line as people run it: bundled as for the product, in a process of its own. */
export interface Cli {
  /** The bundle. */
  readonly path: string;
  run(args: readonly string[], options?: { readonly cwd?: string }): SpawnSyncReturns<string>;
  dispose(): void;
}

export async function bundleCli(): Promise<Cli> {
  const folder = mkdtempSync(join(tmpdir(), "background-assets-cli-"));
  const path = join(folder, "cli.cjs");
  await build({
    entryPoints: ["src/cli/main.ts"],
    outfile: path,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  return {
    path,
    run: (args, options = {}) =>
      spawnSync(process.execPath, [path, ...args], {
        encoding: "utf8",
        cwd: options.cwd,
        env: { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: "", NO_COLOR: "1" },
      }),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
