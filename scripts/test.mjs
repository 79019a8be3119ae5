// Runs everything that has to hold, and ends with the line `N passed, N failed`.
//   npm test                     types, lint, unused code, unit and command line, packages, VS Code
//   npm test -- unit vscode      only those parts
import { spawnSync } from "node:child_process";
import { runUnitTests } from "./unit-tests.mjs";
import { runVsCodeTests } from "./vscode/run.mjs";

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

/** @type {Record<string, () => Counts | Promise<Counts>>} */
const parts = {
  types: () => both(command("tsc", ["-p", "."]), command("tsc", ["-p", "src/panel"])),
  lint: () => command("biome", ["ci", "--error-on-warnings", "."]),
  unused: () => command("knip", []),
  build: () => command("node", ["scripts/build.mjs", "--production"]),
  unit: () => runUnitTests(),
  vscode: () => runVsCodeTests(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, "--enable-source-maps"].filter(Boolean).join(" ");
/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const started = performance.now();
  const counts = await attempt(name, run);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`── ${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/**
 * A part that cannot even run has failed; the others still say what they have to say.
 * @param {string} name
 * @param {() => Counts | Promise<Counts>} run
 */
async function attempt(name, run) {
  try {
    return await run();
  } catch (error) {
    console.error(`${name} could not run:`, error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Counts}
 */
function command(name, args) {
  const [program, first] = name === "node" ? [process.execPath, []] : ["npx", ["--no-install", name]];
  const result = spawnSync(program, [...first, ...args], { stdio: "inherit", shell: process.platform === "win32" });
  return result.status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * @param {Counts} first
 * @param {Counts} second
 * @returns {Counts}
 */
function both(first, second) {
  return { passed: first.passed + second.passed, failed: first.failed + second.failed, skipped: 0 };
}
