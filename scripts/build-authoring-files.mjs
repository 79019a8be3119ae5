// Writes what is generated from the key catalogue: the schema of Info.plist and the grammar that colours its keys.
// A test fails while they are out of date.
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** @returns {Promise<ReadonlyMap<string, string>>} the files' texts by path */
async function generate() {
  const bundle = resolve(`out/authoring-files-${process.pid}.mjs`);
  try {
    await build({
      stdin: {
        contents:
          'export { infoPlistSchema } from "./src/language/generated-files/info-plist-schema"; export { plistGrammar } from "./src/language/generated-files/plist-grammar";',
        resolveDir: ".",
        loader: "ts",
      },
      bundle: true,
      format: "esm",
      platform: "node",
      mainFields: ["module", "main"],
      outfile: bundle,
      logLevel: "warning",
    });
    const { infoPlistSchema, plistGrammar } = await import(pathToFileURL(bundle).href);
    const values = {
      "schemas/info-plist-background-assets.schema.json": infoPlistSchema(),
      "syntaxes/plist-background-assets.tmLanguage.json": plistGrammar(),
    };
    return new Map(Object.entries(values).map(([path, value]) => [path, formatted(path, value)]));
  } finally {
    rmSync(bundle, { force: true });
  }
}

/**
 * As the formatter of all other files has it.
 * @param {string} path
 * @param {unknown} value
 */
function formatted(path, value) {
  const biome = resolve("node_modules/@biomejs/biome/bin/biome");
  const input = JSON.stringify(value);
  return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${path}`], { input, encoding: "utf8" });
}

for (const [path, text] of await generate()) writeFileSync(path, text);
