// Started by scripts/bench.mjs:  main.mjs [NAME]... [--write-docs]
import { mkdirSync, writeFileSync } from "node:fs";
import { activationLines } from "./activation";
import { keystrokeLines, linearLines, manifestLines, plistLines } from "./checking";
import { downloadLines } from "./downloads";
import { engineLines } from "./engine";
import type { Line } from "./measure";
import { panelLines } from "./panel";
import { machine, resultTable, writeDocument } from "./result-table";
import { type Settings, settingsFrom } from "./settings";
import { sizeLines } from "./sizes";

const benchmarks: Readonly<Record<string, (settings: Settings) => Promise<readonly Line[]>>> = {
  plist: plistLines,
  manifest: manifestLines,
  keystroke: keystrokeLines,
  engine: engineLines,
  downloads: downloadLines,
  linear: linearLines,
  sizes: sizeLines,
  panel: panelLines,
  activation: activationLines,
};

const args = process.argv.slice(2);
const writesDocs = args.includes("--write-docs");
const names = args.filter((arg) => arg !== "--write-docs");
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
const settings = settingsFrom(process.env);
if (unknown.length > 0) {
  console.error(`Unknown benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}.`);
  process.exit(2);
}
if (writesDocs && names.length > 0) {
  console.error("--write-docs writes the whole table: without names.");
  process.exit(2);
}

const lines: Line[] = [];
for (const [name, run] of Object.entries(benchmarks)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`${name} ...`);
  try {
    lines.push(...(await run(settings)));
  } catch (error) {
    // The others are worth their minutes.
    console.error(`${name} could not be measured:`, error);
    process.exitCode = 1;
  }
}
mkdirSync("out", { recursive: true });
const result = { measuredAt: new Date().toISOString(), machine: machine(), ...settings, lines };
writeFileSync("out/bench.json", `${JSON.stringify(result, undefined, 2)}\n`);
console.log(`\n${machine()}; ${settings.rounds} rounds${settings.scale === 1 ? "" : `, scale ${settings.scale}`}\n`);
console.log(resultTable(lines));
if (writesDocs) writeDocument(lines, settings);
