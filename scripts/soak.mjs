// Simulated traffic in a real VS Code, for long: does memory or the number of handles grow? Not part of the tests.
//   npm run soak                       an hour
//   npm run soak -- --minutes 10
//   npm run soak -- --oldest           in the oldest version of VS Code that is supported
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildSoak } from "./vscode/build-suites.mjs";
import { runHostSuite } from "./vscode/host-suite.mjs";
import { oldestWorkbench } from "./vscode/install-workbench.mjs";
import { repositoryRoot } from "./vscode/paths.mjs";

/** @typedef {import("../test/vscode/soak/soak-in-extension-host").SoakSample} SoakSample */

const { values } = parseArgs({ options: { minutes: { type: "string", default: "60" }, oldest: { type: "boolean" } } });
const build = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: repositoryRoot, stdio: "inherit" });
if (build.status !== 0) process.exit(1);

/** @type {SoakSample[]} */
const samples = [];
console.log("  minutes  rounds  scenarios  not passed  heap MB  resident MB  handles  open files");
const incomplete = await runHostSuite(
  {
    runtime: "browser",
    extensionDevelopmentPath: repositoryRoot,
    extensionTestsPath: await buildSoak(),
    workspace: join(repositoryRoot, "examples", "unmanaged"),
    env: { BACKGROUND_ASSETS_SOAK_MINUTES: values.minutes },
    ...(values.oldest === true ? { version: oldestWorkbench } : {}),
  },
  (record) => take(/** @type {SoakSample} */ (/** @type {unknown} */ (record))),
);
process.exitCode = verdict() && incomplete === undefined ? 0 : 1;
if (incomplete !== undefined) console.error(incomplete);

/** @param {SoakSample} sample */
function take(sample) {
  samples.push(sample);
  const { atMs, rounds, scenarios, notPassed, heapInBytes, residentInBytes, handles, openFiles } = sample;
  const figures = [atMs / 60_000, rounds, scenarios, notPassed, heapInBytes / 1e6, residentInBytes / 1e6, handles];
  const widths = [9, 8, 11, 12, 9, 13, 9];
  const digits = [1, 0, 0, 0, 1, 0, 0];
  const columns = figures.map((figure, index) => figure.toFixed(digits[index] ?? 0).padStart(widths[index] ?? 0));
  console.log(`${columns.join("")}${String(openFiles ?? "?").padStart(12)}`);
}

/** The last third beside the second: the first one is warming up. */
function verdict() {
  if (samples.length < 6) {
    console.error(`Only ${samples.length} rounds: too few for a verdict.`);
    return false;
  }
  const third = Math.floor(samples.length / 3);
  const middle = samples.slice(third, 2 * third);
  const last = samples.slice(2 * third);
  const minutes = ((last.at(-1)?.atMs ?? 0) - (middle[0]?.atMs ?? 0)) / 120_000;
  let isSteady = true;
  for (const { name, of, allowed, unit } of [
    { name: "heap", of: (/** @type {SoakSample} */ one) => one.heapInBytes / 1e6, allowed: 5, unit: "MB" },
    { name: "resident", of: (/** @type {SoakSample} */ one) => one.residentInBytes / 1e6, allowed: 50, unit: "MB" },
    { name: "handles", of: (/** @type {SoakSample} */ one) => one.handles, allowed: 5, unit: "" },
    { name: "open files", of: (/** @type {SoakSample} */ one) => one.openFiles ?? 0, allowed: 5, unit: "" },
  ]) {
    const [from, to] = [median(middle.map(of)), median(last.map(of))];
    const grows = to - from > allowed;
    isSteady &&= !grows;
    console.log(
      `${name}: ${from.toFixed(1)} ${unit} in the middle third, ${to.toFixed(1)} ${unit} in the last, ${minutes.toFixed(1)} minutes later${grows ? ": GROWS" : ""}`,
    );
  }
  const notPassed = samples.at(-1)?.notPassed ?? 0;
  console.log(isSteady && notPassed === 0 ? "Steady." : `Not steady, or ${notPassed} scenarios did not pass.`);
  return isSteady && notPassed === 0;
}

/** @param {number[]} figures */
function median(figures) {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}
