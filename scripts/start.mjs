// The main job on the bundled example: builds, then lets install, launch, update and periodic check happen.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

const build = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
mkdirSync("out", { recursive: true });
const scenario = "examples/unmanaged/first-light.ba-scenario.jsonc";
const args = [
  "dist/cli.js",
  "simulate",
  "--scenario",
  scenario,
  "--report",
  "out/first-light.html",
  ...process.argv.slice(2),
];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
