// The main job on a bundled example: builds, then lets install, launch, update and periodic check happen.
//   node scripts/start.mjs [EXAMPLE] [OPTIONS of simulate]     an example of examples/; default: unmanaged
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [first = "", ...rest] = process.argv.slice(2);
const isExample = first !== "" && !first.startsWith("-") && existsSync(join("examples", first));
const example = isExample ? first : "unmanaged";
const options = isExample ? rest : process.argv.slice(2);

const build = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
mkdirSync("out", { recursive: true });
const folder = join("examples", example);
const scenario = readdirSync(folder).find((name) => name.endsWith(".ba-scenario.jsonc"));
if (scenario === undefined) throw new Error(`${folder} has no scenario to run`);
const report = join("out", `${scenario.replace(".ba-scenario.jsonc", "")}.html`);
const args = ["dist/cli.js", "simulate", "--scenario", join(folder, scenario), "--report", report, ...options];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
