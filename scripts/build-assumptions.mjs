// Writes docs/assumptions.md from the simulator's table. A test fails while the page is out of date.
import { writeFileSync } from "node:fs";
import { importSource } from "./import-source.mjs";

const { assumptionsPage } = await importSource('export { assumptionsPage } from "./test/simulator/assumptions-page";');
writeFileSync("docs/assumptions.md", assumptionsPage());
console.log("docs/assumptions.md");
