import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clockText, durationText, exactBytes, placeText, receivedOf, speedText } from "../../src/panel/format";
import { deviceEpochMs } from "../../src/simulator/events";

describe("numbers for people", () => {
  it("durations are as precise as anybody reads them", () => {
    const texts = [
      0, 430, 999.6, 5_204, 59_949, 59_951, 65_000, 120_000, 3_599_600, 7_380_000, 86_400_000, 259_200_000,
    ];
    assert.deepEqual(texts.map(durationText), [
      "0 ms",
      "430 ms",
      "1.0 s",
      "5.2 s",
      "59.9 s",
      "1 min",
      "1 min 5 s",
      "2 min",
      "1 h",
      "2 h 3 min",
      "1 day",
      "3 days",
    ]);
  });

  it("sizes say what is there and what is to come", () => {
    assert.equal(receivedOf(0, 212_000_000), "212 MB");
    assert.equal(receivedOf(31_000_000, 212_000_000), "31 MB of 212 MB");
    assert.equal(receivedOf(212_000_000, 212_000_000), "212 MB");
    assert.equal(receivedOf(0, undefined), "?");
    assert.equal(receivedOf(500, undefined), "500 bytes of ?");
  });

  it("exact bytes are there to rest on", () => {
    assert.equal(exactBytes(1_420_000), "1,420,000 bytes");
    assert.equal(exactBytes(1), "1 byte");
    assert.equal(exactBytes(undefined), "The manifest does not say the size");
  });

  it("a speed that is not known yet is not shown", () => {
    assert.equal(speedText(34_000_000.4), "34 MB/s");
    assert.equal(speedText(undefined), "");
  });

  it("the device's clock counts days from its first start", () => {
    assert.equal(clockText("2026-01-01T00:00:05.204Z", deviceEpochMs), "00:00:05.204");
    assert.equal(clockText("2026-01-03T14:02:11.000Z", deviceEpochMs), "+2d 14:02:11.000");
  });

  it("a place in a file is named as editors count", () => {
    assert.equal(placeText("/app/Info.plist", 30), "Info.plist:31");
  });
});
