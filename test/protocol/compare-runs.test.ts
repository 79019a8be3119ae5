import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareRuns, comparisonSummary, comparisonText } from "../../src/protocol/compare-runs";
import { digestOf, newestDigest } from "../../src/protocol/run-digest";
import { runViewOf } from "../../src/protocol/run-model";
import { DeviceLog, download } from "./device-log";

/** An installation of packs, each with the size that came; `launchableMs` where it blocked. */
function installation(packs: Readonly<Record<string, number>>, launchableMs = 900): DeviceLog {
  const log = new DeviceLog().runStarted().add(0, { type: "event.started", event: "install" });
  for (const [identifier, size] of Object.entries(packs)) log.enqueued(10, identifier, size);
  for (const [identifier, size] of Object.entries(packs)) {
    log.add(20, { type: "download.started", offset: 0, ...download(identifier, size) });
    log.add(800, { type: "download.finished", receivedBytes: size, ...download(identifier, size) });
  }
  return log
    .add(launchableMs, { type: "app.launchable", afterMs: launchableMs })
    .add(1000, { type: "event.finished", event: "install", outcome: "completed" });
}

const digest = (log: DeviceLog) => {
  const found = digestOf(runViewOf(log.events), 0);
  assert.ok(found);
  return found;
};

describe("a run beside the one before", () => {
  it("tells what is new, gone, and of another size, and leaves the rest at the end", () => {
    const before = digest(installation({ core: 4000, music: 1000, old: 10 }));
    const after = digest(installation({ core: 5000, music: 1000, fresh: 20 }, 600));
    const comparison = compareRuns(before, after);
    assert.deepEqual(
      comparison.downloads.map(({ identifier, change }) => [identifier, change]),
      [
        ["core", "changed"],
        ["fresh", "new"],
        ["old", "gone"],
        ["music", "same"],
      ],
    );
    assert.equal(comparisonSummary(comparison), "1 changed, 1 new, 1 gone, 1 as before");
    assert.equal(
      comparisonText(comparison),
      [
        "1 changed, 1 new, 1 gone, 1 as before",
        "Launchable after: 900 ms → 600 ms",
        "Ended after: 1 s → 1 s",
        "Network at the start: Wi-Fi → Wi-Fi",
        "Downloaded: 3 of 3, 5 KB → 3 of 3, 6 KB",
        "changed core: finished, 4 KB, 790 ms → finished, 5 KB, 790 ms",
        "new fresh: finished, 20 bytes, 790 ms",
        "gone old: finished, 10 bytes, 790 ms",
      ].join("\n"),
    );
  });

  it("does not take another duration for a change", () => {
    const before = digest(installation({ core: 4000 }));
    const slower = { ...before, downloads: before.downloads.map((one) => ({ ...one, durationMs: 5000 })) };
    assert.deepEqual(compareRuns(before, slower).counts, { new: 0, gone: 0, changed: 0, same: 1 });
  });

  it("takes the newest event of the name that ran", () => {
    const log = installation({ core: 4000 })
      .add(2000, { type: "event.started", event: "periodic" })
      .add(2100, { type: "event.finished", event: "periodic", outcome: "completed" })
      .add(3000, {
        type: "event.notRun",
        event: "periodic",
        reason: "low-power-mode",
        message: "Low Power Mode is on.",
      });
    const view = runViewOf(log.events);
    assert.equal(newestDigest(view, "periodic")?.durationMs, 100);
    assert.equal(newestDigest(view, "periodic", 1), undefined);
    assert.equal(digestOf(view, 2), undefined, "what did not run cannot be compared");
  });
});
