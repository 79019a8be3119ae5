import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { laneFigures } from "../../src/panel/lane-figures";
import type { LaneView } from "../../src/protocol/run-view";

const figuresOf = (lane: LaneView, declaredBytes: number | undefined) =>
  laneFigures(lane, declaredBytes, "self-hosted-unmanaged");

describe("an allowance", () => {
  it("says what is used and what is left", () => {
    const figures = figuresOf({ limitInBytes: 500e6, chargedBytes: 212e6, neededBytes: 412e6 }, undefined);
    assert.equal(figures.used, "212 MB of 500 MB");
    assert.equal(figures.rest, "288 MB left");
    assert.equal(figures.limitShare, 1);
    assert.equal(figures.neededShare, 0.824);
  });

  it("leaves what was refused or cancelled to the next event", () => {
    const figures = figuresOf({ limitInBytes: 2_200_000, chargedBytes: 300, neededBytes: 2_100_000 }, undefined);
    assert.equal(figures.used, "300 bytes of 2.2 MB");
    assert.equal(figures.rest, "2.2 MB left");
    assert.equal(figures.tooMuchBytes, 0);
  });

  it("says how much is too much, with the limit inside the bar", () => {
    const figures = figuresOf({ limitInBytes: 1000e6, chargedBytes: 1000e6, neededBytes: 1250e6 }, undefined);
    assert.equal(figures.rest, "needs 1.3 GB, 250 MB too much");
    assert.equal(figures.tooMuchBytes, 250e6);
    assert.equal(figures.limitShare, 0.8);
  });

  it("is what Info.plist declares before the first run", () => {
    const figures = figuresOf({ limitInBytes: undefined, chargedBytes: 0, neededBytes: 0 }, 500e6);
    assert.equal(figures.used, "0 bytes of 500 MB");
    assert.equal(figures.rest, "500 MB left");
  });

  it("is no limit after the launch, and missing where nothing declares it", () => {
    const charged = { chargedBytes: 7, neededBytes: 200e6 };
    assert.equal(figuresOf({ limitInBytes: null, ...charged }, 500e6).rest, "unrestricted since the first launch");
    assert.equal(figuresOf({ limitInBytes: null, ...charged }, 500e6).used, "200 MB asked for");
    assert.equal(figuresOf({ limitInBytes: undefined, ...charged }, undefined).rest, "no allowance in Info.plist");
    const ofApple = laneFigures({ limitInBytes: null, ...charged }, undefined, "apple-hosted");
    assert.equal(ofApple.rest, "no allowance limits what Apple hosts");
  });

  it("of zero bytes is full at once and never divides by nothing", () => {
    const figures = figuresOf({ limitInBytes: 0, chargedBytes: 0, neededBytes: 0 }, undefined);
    assert.deepEqual([figures.chargedShare, figures.limitShare, figures.tooMuchBytes], [0, 0, 0]);
    assert.equal(figuresOf({ limitInBytes: 0, chargedBytes: 0, neededBytes: 10 }, undefined).tooMuchBytes, 10);
  });
});
