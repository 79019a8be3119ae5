import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assumptionsPage } from "./assumptions-page";

function textOf(path: string): string {
  return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
}

test("docs/assumptions.md is what the table of the simulator says", () => {
  assert.equal(textOf("docs/assumptions.md"), assumptionsPage(), "out of date: run npm run generate");
});

test("docs/event-log.md has every type of event", () => {
  const page = textOf("docs/event-log.md");
  const { properties } = JSON.parse(textOf("schemas/event.schema.json"));
  const missing = properties.type.enum.filter((type: string) => !page.includes(`\`${type}\``));
  assert.deepEqual(missing, []);
});
