// Bundles the product into dist/. `--watch` rebuilds on change, `--production` minifies and leaves source maps out.
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build, context } from "esbuild";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  logLevel: "warning",
  // jsonc-parser's `main` is UMD and dies in a bundle; its `module` does not.
  mainFields: ["module", "main"],
  metafile: true,
  legalComments: "none",
};

/** @type {import("esbuild").BuildOptions[]} */
const bundles = [
  {
    ...common,
    entryPoints: { extension: "src/extension/main.ts" },
    outdir: "dist",
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode"],
  },
  {
    ...common,
    entryPoints: { "node-worker": "src/node/worker.ts" },
    outdir: "dist",
    platform: "node",
    target: "node22",
    format: "cjs",
  },
  {
    ...common,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: "dist",
    platform: "node",
    target: "node20",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
  },
  {
    ...common,
    entryPoints: { panel: "src/panel/main.tsx" },
    outdir: "dist",
    platform: "browser",
    target: "chrome128",
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".ttf": "file" },
    tsconfig: "src/panel/tsconfig.json",
  },
];

if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const results = await Promise.all(bundles.map((options) => build(options)));
  removeStale(
    new Set(results.flatMap(({ metafile }) => Object.keys(metafile?.outputs ?? {}).map((path) => basename(path)))),
  );
}

/**
 * What an earlier build left and this one did not write. Afterwards, so that VS Code never finds an empty folder.
 * @param {ReadonlySet<string>} current
 */
function removeStale(current) {
  for (const name of readdirSync("dist")) {
    if (!current.has(name)) rmSync(join("dist", name), { recursive: true, force: true });
  }
}
