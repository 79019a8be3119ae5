import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { catalogue } from "../../src/rules/catalogue";
import { rulePages } from "../../src/rules/rule-pages";

it("docs/rules is what scripts/build-rule-docs.mjs writes", () => {
  const pages = rulePages(catalogue);
  assert.deepEqual(readdirSync("docs/rules").sort(), [...pages.keys()].sort());
  for (const [name, text] of pages) {
    const written = readFileSync(`docs/rules/${name}`, "utf8").replaceAll("\r\n", "\n");
    assert.equal(written, text, `docs/rules/${name} is out of date: node scripts/build-rule-docs.mjs`);
  }
});
