import assert from "node:assert/strict";
import { it } from "node:test";
import { formatBytes } from "../../src/model/sizes";

it("formatBytes writes sizes as Apple's systems show them", () => {
  const expected: readonly (readonly [number | bigint, string])[] = [
    [0, "0 bytes"],
    [1, "1 byte"],
    [596, "596 bytes"],
    [1000, "1 KB"],
    [2950, "3 KB"],
    [9940, "9.9 KB"],
    [12_500, "13 KB"],
    [999_499, "999 KB"],
    [999_950, "1 MB"],
    [412_003_000, "412 MB"],
    [1_250_000_000, "1.3 GB"],
    [12_500_000_000, "12.5 GB"],
    [123_400_000_000, "123 GB"],
    [9_223_372_036_854_775_807n, "9.2 EB"],
  ];
  for (const [size, text] of expected) assert.equal(formatBytes(size), text);
});
