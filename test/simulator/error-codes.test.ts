import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { baErrorCodes } from "../../src/simulator/error-codes";
import { validateAgainstSchema } from "../validate-against-schema";
import { arrivalOf, errorCodeCases, errorCodesPage } from "./error-code-runs";

for (const one of errorCodeCases) {
  test(`${baErrorCodes[one.name].code} ${one.name}: ${one.trigger}`, () => {
    const arrival = arrivalOf(one);
    assert.ok(arrival !== undefined, "the code comes");
    assert.notEqual(arrival.where, "nowhere", "and somebody hears of it");
    for (const event of one.run()) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
  });
}

test("every BAErrorCode is reached, those without a known trigger by a fault only", () => {
  const reached = new Set(errorCodeCases.map(({ name }) => name));
  assert.deepEqual([...reached].sort(), Object.keys(baErrorCodes).sort());
  for (const { name, evidence } of errorCodeCases) {
    assert.equal(evidence === "trigger not documented", baErrorCodes[name].trigger === "not documented", name);
  }
});

test("calls throw what is theirs, and failed downloads reach a callback", () => {
  const where = errorCodeCases.map((one) => [baErrorCodes[one.name].code, arrivalOf(one)?.where] as const);
  for (const [code, place] of where) {
    if ([50, 51, 101, 113].includes(code)) assert.match(place ?? "", /^thrown by/, String(code));
    if ([203, 204, 0, 55, 56, 102, 103].includes(code)) assert.match(place ?? "", /^`backgroundDownload/, String(code));
  }
});

test("while the app is in front, its own callback hears of failures", () => {
  const places = errorCodeCases
    .filter(({ name }) => name === "downloadFailedToStart")
    .map((one) => arrivalOf(one)?.where);
  assert.deepEqual(places, [
    "`backgroundDownload(_:failedWithError:)` of the extension",
    "`backgroundDownload(_:failedWithError:)` of the app",
  ]);
});

test("docs/error-codes.md is what the runs give", () => {
  const page = readFileSync("docs/error-codes.md", "utf8").replaceAll("\r\n", "\n");
  assert.equal(page, errorCodesPage(), "out of date: run npm run generate");
});
