// Writes docs/error-codes.md from runs of the simulated device. A test fails while the page is out of date.
import { writeFileSync } from "node:fs";
import { importSource } from "./import-source.mjs";

const { errorCodesPage } = await importSource('export { errorCodesPage } from "./test/simulator/error-code-runs";');
writeFileSync("docs/error-codes.md", errorCodesPage());
console.log("docs/error-codes.md");
