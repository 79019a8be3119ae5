// Takes every guard against hostile servers and workspaces away, one after the other, and sees whether a test notices.
//   npm run guards                    all of them (some minutes); `npm run guards -- redirect` those with a word in their name
//   npm run guards -- --write-docs    all of them, and the table in docs/reliability.md
// Works in a copy of the repository; nothing here is changed.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guards } from "./guards/list.mjs";

/** Without a guard against waiting a test may wait: that is noticed as well. */
const longestMs = 150_000;

const words = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const isForDocs = process.argv.includes("--write-docs");
const wanted = guards.filter(({ against }) => words.every((word) => against.includes(word)));
const copy = mkdtempSync(join(tmpdir(), "ba-guards-"));
try {
  for (const name of ["src", "test", "fuzz", "scripts", "schemas", "examples", "docs", "package.json", "tsconfig.json"])
    cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"), "junction");

  const sound = runTests([...new Set(wanted.map(({ test }) => test))], 600_000);
  if (sound !== "passes")
    throw new Error(`With every guard in place the tests ${sound === "fails" ? "fail" : "hang"}.`);
  /** @type {string[]} */
  const rows = [];
  let unnoticed = 0;
  for (const { against, file, guard, without, test } of wanted) {
    const path = join(copy, file);
    const text = readFileSync(path, "utf8");
    if (text.split(guard).length !== 2) throw new Error(`${file} does not have this once: ${guard}`);
    writeFileSync(
      path,
      text.replace(guard, () => without),
    );
    const outcome = runTests([test]);
    writeFileSync(path, text);
    if (outcome === "passes") unnoticed++;
    const seen = { fails: "fails", hangs: "never ends", passes: "PASSES" }[outcome];
    console.log(`${seen.padEnd(11)} ${against} (${test})`);
    rows.push(`| ${against} | \`${file}\` | \`test/${test}\` | ${seen} |`);
  }
  console.log(`${wanted.length} guards taken away, ${unnoticed} unnoticed`);
  if (isForDocs && words.length === 0) writeDocs(rows);
  process.exitCode = unnoticed === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/**
 * @param {string[]} tests
 * @param {number} [timeout]
 * @returns {"passes" | "fails" | "hangs"}
 */
function runTests(tests, timeout = longestMs) {
  const { status, error } = spawnSync(process.execPath, ["scripts/unit-tests.mjs", ...tests], {
    cwd: copy,
    stdio: "pipe",
    timeout,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 30,
  });
  if (error !== undefined) return "hangs";
  return status === 0 ? "passes" : "fails";
}

/** @param {string[]} rows */
function writeDocs(rows) {
  const path = "docs/reliability.md";
  const text = readFileSync(path, "utf8");
  const [start, end] = ["<!-- guards: written by npm run guards -->", "<!-- end of the guards -->"];
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${path} has no place for the guards.`);
  const table = ["| against | guard in | test | without the guard the test |", "|---|---|---|---|", ...rows].join("\n");
  writeFileSync(path, `${before}${start}\n${table}\n${end}${after}`);
}
