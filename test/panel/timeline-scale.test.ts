import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shareOf, ticks, timeScale } from "../../src/panel/timeline-scale";
import { runViewOf } from "../../src/protocol/run-model";
import { DeviceLog } from "../protocol/device-log";

const running = () => new DeviceLog().runStarted().add(1000, { type: "event.started", event: "install" });

describe("the time axis", () => {
  it("has a round end with room while the event goes on, so that bars do not shrink with each batch", () => {
    const ends = [5_200, 5_900, 6_000].map((atMs) => {
      const view = runViewOf(running().add(1000 + atMs, { type: "fault.applied", description: "" }).events);
      return timeScale(view, 0).endMs;
    });
    assert.deepEqual(ends, [7_000, 7_000, 7_000]);
  });

  it("ends with the event, and belongs to that event alone", () => {
    const log = running()
      .add(6_200, { type: "event.finished", event: "install", outcome: "completed" })
      .add(86_400_000, { type: "event.started", event: "update" });
    const view = runViewOf(log.events);
    assert.deepEqual(timeScale(view, 0), { startMs: 1000, endMs: 6200, isOpen: false });
    assert.equal(timeScale(view, 1).startMs, 86_400_000);
    assert.equal(timeScale(view, 1).isOpen, true);
  });

  it("puts a time where it belongs and nothing outside", () => {
    const scale = { startMs: 1000, endMs: 5000, isOpen: false };
    assert.equal(shareOf(scale, 2000), 0.25);
    assert.equal(shareOf(scale, 0), 0);
    assert.equal(shareOf(scale, 9000), 1);
  });

  it("has a few round ticks from the start on", () => {
    const labels = (spanMs: number) => ticks({ startMs: 0, endMs: spanMs, isOpen: false }, 6).map(({ label }) => label);
    assert.deepEqual(labels(9_900), ["0 s", "2 s", "4 s", "6 s", "8 s"]);
    assert.deepEqual(labels(1), ["0 s"]);
    for (const span of [37, 950, 5_200, 61_000, 3_700_000, 90_000_000]) {
      const found = ticks({ startMs: 0, endMs: span, isOpen: false }, 6);
      assert.ok(found.length >= 3 && found.length <= 7, `${found.length} ticks for ${span} ms`);
      assert.equal(found[0]?.share, 0);
    }
  });
});
