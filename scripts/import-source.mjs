import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * Imports TypeScript of ours into a script: bundles it into a file that is gone afterwards.
 * @param {string} contents the exports that are wanted, from the project's root: `export { x } from "./src/y";`
 * @returns {Promise<any>} the module
 */
export async function importSource(contents) {
  const bundle = resolve(`out/source-${process.pid}.mjs`);
  try {
    await build({
      stdin: { contents, resolveDir: ".", loader: "ts" },
      bundle: true,
      format: "esm",
      platform: "node",
      mainFields: ["module", "main"],
      outfile: bundle,
      logLevel: "warning",
    });
    return await import(pathToFileURL(bundle).href);
  } finally {
    rmSync(bundle, { force: true });
  }
}
