// Measures the product against its peers, in turn in one run.
//   npm run bench                     everything; the table on the terminal, all figures in out/bench.json
//   npm run bench -- plist engine     only these
//   npm run bench -- --write-docs     everything, and the table of docs/performance.md
// BENCH_ROUNDS (default 5) and BENCH_SCALE (default 1; 0.1 for a quick look).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const peer = "vscode-json-languageservice";
const peerVersion = "5.7.2";

installPeer();
const outdir = `out/bench-${process.pid}`;
try {
  await build({
    bundle: true,
    entryPoints: ["bench/main.ts", "bench/our-download.ts", "bench/file-server.ts"],
    outdir,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "jsonc-parser": resolve("node_modules/jsonc-parser/lib/esm/main.js") },
    logLevel: "warning",
  });
  // Ten times the large inputs need more than Node's usual limit.
  const flags = ["--expose-gc", "--max-old-space-size=12000", ...profiling()];
  const { status } = spawnSync(process.execPath, [...flags, join(outdir, "main.mjs"), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

/** `BENCH_PROFILE=FOLDER` keeps a CPU profile there. */
function profiling() {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}

/** Into a folder of its own: it is no dependency of the product or of its tests. */
function installPeer() {
  if (existsSync(`.bench/node_modules/${peer}`)) return;
  mkdirSync(".bench", { recursive: true });
  writeFileSync(".bench/package.json", '{ "private": true }\n');
  const { status } = spawnSync(
    "npm",
    ["install", "--prefix", ".bench", "--no-audit", "--no-fund", `${peer}@${peerVersion}`],
    {
      stdio: "inherit",
      shell: process.platform === "win32",
    },
  );
  if (status !== 0) throw new Error(`${peer} ${peerVersion} could not be installed into .bench`);
}
