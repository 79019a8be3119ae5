import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rowForKey, scrollTopFor, virtualWindow } from "../../src/panel/virtual-window";

describe("a long list", () => {
  it("draws what is in sight and a little more", () => {
    const { first, end } = virtualWindow(24 * 5000, 360, 24, 10_000);
    assert.ok(first <= 5000 && end >= 5015, `rows ${first} to ${end} do not cover what is seen`);
    assert.ok(end - first < 60, `${end - first} rows are drawn for 15 that are seen`);
  });

  it("never asks for a row that is not there", () => {
    assert.deepEqual(virtualWindow(0, 360, 24, 3), { first: 0, end: 3 });
    assert.deepEqual(virtualWindow(0, 360, 24, 0), { first: 0, end: 0 });
    // The list became shorter than where it was scrolled to.
    const { first, end } = virtualWindow(24 * 900, 360, 24, 10);
    assert.ok(first <= end && end <= 10);
    assert.deepEqual(virtualWindow(-50, 48, 24, 100).first, 0);
  });

  it("scrolls no further than a row needs to be seen", () => {
    assert.equal(scrollTopFor(3, 0, 240, 24), 0);
    assert.equal(scrollTopFor(10, 0, 240, 24), 24);
    assert.equal(scrollTopFor(2, 240, 240, 24), 48);
  });

  it("is walked through with the keyboard", () => {
    assert.equal(rowForKey("ArrowDown", -1, 10, 5), 0);
    assert.equal(rowForKey("ArrowDown", 9, 10, 5), 9);
    assert.equal(rowForKey("ArrowUp", 0, 10, 5), 0);
    assert.equal(rowForKey("ArrowUp", -1, 10, 5), 9);
    assert.equal(rowForKey("PageDown", 7, 10, 5), 9);
    assert.equal(rowForKey("PageUp", 7, 10, 5), 2);
    assert.equal(rowForKey("Home", 7, 10, 5), 0);
    assert.equal(rowForKey("End", 0, 10, 5), 9);
    assert.equal(rowForKey("a", 0, 10, 5), undefined);
    assert.equal(rowForKey("ArrowDown", -1, 0, 5), undefined);
  });
});
