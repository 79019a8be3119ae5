import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RunHistory } from "../../src/protocol/run-history";
import { runViewOf } from "../../src/protocol/run-model";
import { DeviceLog, download } from "./device-log";

function longLog(): DeviceLog {
  const log = new DeviceLog().runStarted().add(0, { type: "event.started", event: "install" });
  for (let index = 0; index < 50; index++) {
    log.enqueued(10, `a${index}`, 100).add(20, { type: "download.started", offset: 0, ...download(`a${index}`, 100) });
    for (let bytes = 10; bytes < 60; bytes += 10) {
      log.add(20 + bytes, { type: "download.progress", receivedBytes: bytes, ...download(`a${index}`, 100) });
    }
    if (index % 2 === 0) log.add(90, { type: "download.finished", receivedBytes: 100, ...download(`a${index}`, 100) });
  }
  return log.refused(95, "promo", 5);
}

describe("the history that a panel is replayed from", () => {
  it("gives the same rows with a fraction of the events", () => {
    const { events } = longLog();
    const history = new RunHistory();
    for (let from = 0; from < events.length; from += 7) history.add(events.slice(from, from + 7));
    const replayed = runViewOf(history.events());
    const withoutSpeed = (view: typeof replayed) => view.rows.map((row) => ({ ...row, bytesPerSecond: 0 }));
    assert.deepEqual(withoutSpeed(replayed), withoutSpeed(runViewOf(events)));
    assert.ok(history.events().length < events.length / 2);
  });

  it("is bounded on disk and keeps the refusals", () => {
    const history = new RunHistory();
    history.add(longLog().events);
    for (const limit of [60, 20]) {
      const bounded = history.bounded(limit);
      assert.ok(bounded.length <= limit, `${bounded.length} events instead of ${limit}`);
      assert.equal(bounded[0]?.type, "run.started");
      assert.ok(bounded.some(({ type }) => type === "download.refused"));
    }
    assert.equal(history.bounded(1000).length, history.events().length);
  });

  it("forgets when it is cleared", () => {
    const history = new RunHistory();
    history.add(longLog().events);
    history.clear();
    assert.deepEqual(history.events(), []);
  });
});
