import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gapMarks, shareOf, ticks, timeScale } from "../../src/panel/timeline-scale";
import { runViewOf } from "../../src/protocol/run-model";
import { deviceEpochMs } from "../../src/simulator/events";
import { DeviceLog, download } from "../protocol/device-log";

const hour = 3_600_000;
const core = download("core", 4000);

/** Two seconds of work before and after six hours without a network. */
function waited(): DeviceLog {
  return new DeviceLog()
    .runStarted()
    .add(0, { type: "event.started", event: "install" })
    .enqueued(500, "core", 4000)
    .add(500, { type: "download.started", offset: 0, ...core })
    .add(2000, {
      type: "download.waiting",
      receivedBytes: 900,
      reason: "offline",
      until: new Date(deviceEpochMs + 7 * 24 * hour).toISOString(),
      ...core,
    })
    .add(6 * hour, { type: "download.resumed", offset: 900, ...core })
    .add(6 * hour + 2000, { type: "download.finished", receivedBytes: 4000, ...core })
    .add(6 * hour + 2000, { type: "event.finished", event: "install", outcome: "completed" });
}

describe("a long wait on the time axis", () => {
  it("is drawn short, so that what happened before and after can be seen", () => {
    const scale = timeScale(runViewOf(waited().events), 0);
    assert.deepEqual(scale.gaps, [{ fromMs: 2000, toMs: 6 * hour }]);
    assert.ok(shareOf(scale, 2000) > 0.4, "the first two seconds have room");
    assert.ok(shareOf(scale, 6 * hour) - shareOf(scale, 2000) < 0.1);
    assert.equal(shareOf(scale, 6 * hour + 2000), 1);
    assert.equal(gapMarks(scale)[0]?.label, "6 h");
    assert.ok(ticks(scale, 6).length > 1);
  });

  it("leaves an axis alone on which something happened all the time", () => {
    const log = new DeviceLog()
      .runStarted()
      .add(0, { type: "event.started", event: "install" })
      .enqueued(10, "core", 4000)
      .add(20, { type: "download.started", offset: 0, ...core })
      .add(2 * hour, { type: "download.finished", receivedBytes: 4000, ...core })
      .add(2 * hour, { type: "event.finished", event: "install", outcome: "completed" });
    assert.equal(timeScale(runViewOf(log.events), 0).gaps, undefined);
  });
});
