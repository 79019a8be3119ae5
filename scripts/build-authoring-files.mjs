// Writes what is generated from the key catalogue: the schema of Info.plist and the grammar that colours its keys.
// A test fails while they are out of date.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { importSource } from "./import-source.mjs";

const { infoPlistSchema, plistGrammar } = await importSource(
  'export { infoPlistSchema } from "./src/language/generated-files/info-plist-schema"; export { plistGrammar } from "./src/language/generated-files/plist-grammar";',
);
const values = {
  "schemas/info-plist-background-assets.schema.json": infoPlistSchema(),
  "syntaxes/plist-background-assets.tmLanguage.json": plistGrammar(),
};
for (const [path, value] of Object.entries(values)) writeFileSync(path, formatted(path, value));

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
