import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clockNote } from "../../src/panel/clock-note";
import { filterLog } from "../../src/panel/filter-log";
import { readSize, sizeAsTyped } from "../../src/panel/typed-size";
import { runViewOf } from "../../src/protocol/run-model";
import { defaultConditions } from "../../src/simulator/conditions";
import { deviceEpochMs } from "../../src/simulator/events";
import { DeviceLog } from "../protocol/device-log";

const dayMs = 86_400_000;

function log() {
  return new DeviceLog()
    .runStarted()
    .add(0, { type: "event.started", event: "install" })
    .enqueued(10, "core", 4000)
    .refused(20, "promo", 500)
    .add(30, { type: "fault.applied", description: "the server answers 503" })
    .add(40, { type: "app.call", call: "fetchCurrentDownloads", by: "extension", downloads: [] })
    .add(50, { type: "condition.changed", conditions: { ...defaultConditions, lowPowerMode: true } });
}

const types = (filter: Partial<Parameters<typeof filterLog>[1]>) =>
  filterLog(log().events, { text: "", problemsOnly: false, group: undefined, ...filter }).map(({ type }) => type);

describe("the log, narrowed down", () => {
  it("by what it is about", () => {
    assert.deepEqual(types({ group: "downloads" }), ["download.enqueued", "download.refused"]);
    assert.deepEqual(types({ group: "faults" }), ["fault.applied"]);
    assert.deepEqual(types({ group: "extension" }), ["app.call"]);
    assert.deepEqual(types({ group: "app" }), []);
    assert.deepEqual(types({ group: "conditions" }), ["condition.changed"]);
  });

  it("by words that are shown, and to problems", () => {
    assert.deepEqual(types({ text: "low power" }), ["condition.changed"]);
    assert.deepEqual(types({ problemsOnly: true }), ["download.refused"]);
    assert.deepEqual(types({ problemsOnly: true, group: "faults" }), []);
    assert.equal(types({}).length, 7);
  });
});

describe("time that passed", () => {
  const passed = () =>
    log().add(8 * dayMs, {
      type: "clock.advanced",
      byMs: 7 * dayMs,
      periodicChecks: { ran: 0, notRun: 7 },
      nextPeriodicCheck: new Date(deviceEpochMs + 9 * dayMs).toISOString(),
    });

  it("says what became of the checks and why", () => {
    const events = passed().add(8 * dayMs, {
      type: "event.notRun",
      event: "periodic",
      reason: "low-power-mode",
      message: "Low Power Mode is on.",
      times: 7,
    }).events;
    assert.equal(
      clockNote(runViewOf(events)),
      "7 days passed: 7 periodic checks did not run; the next one is due in 24 h. Low Power Mode is on.",
    );
  });

  it("is no news any more once something else happened", () => {
    assert.notEqual(clockNote(runViewOf(passed().events)), undefined);
    assert.equal(clockNote(runViewOf(passed().add(8 * dayMs, { type: "app.launched", afterMs: 0 }).events)), undefined);
  });
});

describe("sizes that are typed", () => {
  it("are read in decimal units, and written so that they read the same", () => {
    assert.equal(readSize("500 MB"), 500_000_000);
    assert.equal(readSize("1.5gb"), 1_500_000_000);
    assert.equal(readSize("12"), 12);
    assert.equal(readSize("some"), undefined);
    assert.equal(readSize("-1"), undefined);
    for (const size of [0, 1, 999, 1000, 1_500_000, 123_456_789, 2_000_000_000]) {
      assert.equal(readSize(sizeAsTyped(size)), size);
    }
    assert.equal(sizeAsTyped(null), "");
  });
});
