// Writes docs/rules from the rules themselves. A test fails while the pages are out of date.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { importSource } from "./import-source.mjs";

const { catalogue, rulePages } = await importSource(
  'export { catalogue } from "./src/rules/catalogue"; export { rulePages } from "./src/rules/rule-pages";',
);
const pages = rulePages(catalogue);
mkdirSync("docs/rules", { recursive: true });
for (const name of readdirSync("docs/rules")) if (!pages.has(name)) rmSync(`docs/rules/${name}`);
for (const [name, text] of pages) writeFileSync(`docs/rules/${name}`, text);
console.log(`docs/rules: ${pages.size} pages`);
