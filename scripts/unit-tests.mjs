// Compiles the tests outside VS Code and runs them with Node's own runner.
//   node scripts/unit-tests.mjs [PART OF A PATH]...     only the files whose path has one of the parts
// Exports the run, so that `npm test` can count.
import { readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve, sep } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * @param {string[]} filters
 * @returns {Promise<{passed: number, failed: number, skipped: number}>}
 */
export async function runUnitTests(filters = []) {
  const entryPoints = readdirSync("test", { recursive: true })
    .map((name) => join("test", String(name)).split(sep).join("/"))
    .filter((name) => /\.test\.tsx?$/.test(name) && !name.startsWith("test/vscode/"))
    .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  if (entryPoints.length === 0) throw new Error(`No test file matches ${filters.join(", ") || "test/**/*.test.ts"}`);

  // A folder of its own for each run: several runs at a time do not disturb each other.
  const outdir = `out/tests-${process.pid}`;
  try {
    await build({
      bundle: true,
      entryPoints,
      outbase: ".",
      outdir,
      outExtension: { ".js": ".mjs" },
      platform: "node",
      target: "node20",
      format: "esm",
      splitting: true,
      packages: "external",
      // Its `main` is UMD, whose names Node cannot see; the ES module is bundled instead.
      alias: {
        "jsonc-parser": resolve("node_modules/jsonc-parser/lib/esm/main.js"),
        vscode: resolve("test/extension/fake-vscode.ts"),
      },
      sourcemap: "inline",
      logLevel: "warning",
      // The stand-in for `vscode` has what tests reach, not what the bundled modules name.
      logOverride: { "import-is-undefined": "silent" },
      jsx: "automatic",
      jsxImportSource: "preact",
    });
    const files = entryPoints.map((name) => resolve(outdir, name.replace(/\.tsx?$/, ".mjs")));
    const counts = { passed: 0, failed: 0, skipped: 0 };
    // Most tests wait for processes and sockets: as many files at a time as there are processors, and at least two.
    const stream = run({ files, concurrency: Math.max(2, availableParallelism()) });
    const count = (/** @type {"passed" | "failed"} */ kind) => (/** @type {any} */ data) => {
      if (data.details?.type === "suite") return;
      if (data.skip !== undefined) counts.skipped++;
      else counts[kind]++;
    };
    stream.on("test:pass", count("passed"));
    stream.on("test:fail", count("failed"));
    await new Promise((done, fail) => {
      stream.compose(new spec()).on("error", fail).on("end", done).pipe(process.stdout, { end: false });
    });
    return counts;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.env.NODE_OPTIONS = "--enable-source-maps";
  const counts = await runUnitTests(process.argv.slice(2));
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
