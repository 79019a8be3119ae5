// Writes docs/rules from the rules themselves. A test fails while the pages are out of date.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const bundle = resolve(`out/rule-docs-${process.pid}.mjs`);
try {
  await build({
    stdin: {
      contents:
        'export { catalogue } from "./src/rules/catalogue"; export { rulePages } from "./src/rules/rule-pages";',
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
  const { catalogue, rulePages } = await import(pathToFileURL(bundle).href);
  const pages = rulePages(catalogue);
  mkdirSync("docs/rules", { recursive: true });
  for (const name of readdirSync("docs/rules")) if (!pages.has(name)) rmSync(`docs/rules/${name}`);
  for (const [name, text] of pages) writeFileSync(`docs/rules/${name}`, text);
  console.log(`docs/rules: ${pages.size} pages`);
} finally {
  rmSync(bundle, { force: true });
}
