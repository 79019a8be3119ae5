import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { logLine } from "../../src/panel/log-line";
import { announcement, runStatus } from "../../src/panel/run-status";
import { newestEvent } from "../../src/panel/shown-event";
import { runViewOf } from "../../src/protocol/run-model";
import { defaultConditions, networkPresets } from "../../src/simulator/conditions";
import { DeviceLog, download } from "../protocol/device-log";

function install(): DeviceLog {
  return new DeviceLog()
    .runStarted()
    .add(0, { type: "event.started", event: "install" })
    .enqueued(10, "core", 4000)
    .enqueued(10, "music", 1000, "non-essential")
    .refused(10, "promo", 500)
    .add(20, { type: "download.started", offset: 0, ...download("core", 4000) })
    .add(900, { type: "download.finished", receivedBytes: 4000, ...download("core", 4000) });
}

describe("how it goes, in words", () => {
  it("counts while it runs and says so when it is paused", () => {
    const view = runViewOf(install().events);
    assert.equal(runStatus(view, 0, "running"), "Running: 2 of 3 downloads, 4 KB");
    assert.equal(runStatus(view, 0, "paused"), "Paused: 2 of 3 downloads, 4 KB");
  });

  it("sums up at the end", () => {
    const log = install()
      .add(950, {
        type: "download.cancelled",
        receivedBytes: 0,
        error: { domain: "NSURLErrorDomain", code: -999, name: "NSURLErrorCancelled", message: "cancelled" },
        ...download("music", 1000, "non-essential"),
      })
      .add(990, { type: "event.finished", event: "install", outcome: "cancelled" });
    assert.equal(runStatus(runViewOf(log.events), 0, "idle"), "Cancelled, 1 downloaded, 1 refused, 1 cancelled, 4 KB");
  });

  it("tells a listener when the app can be launched, once", () => {
    const before = announcement(runViewOf(install().events), 0, "running");
    const log = install().add(901, { type: "app.launchable", afterMs: 901 });
    const after = announcement(runViewOf(log.events), 0, "running");
    log.add(950, { type: "download.started", offset: 0, ...download("music", 1000, "non-essential") });
    assert.equal(before, "Install is running");
    assert.equal(after, "Install: the app can be launched");
    assert.equal(announcement(runViewOf(log.events), 0, "running"), after);
  });

  it("keeps the downloads in view when the app is launched amid them", () => {
    const log = install().add(950, { type: "event.started", event: "launch" });
    assert.equal(newestEvent(runViewOf(log.events)), 0);
    log.add(86_400_000, { type: "event.started", event: "update" });
    assert.equal(newestEvent(runViewOf(log.events)), 2);
  });
});

describe("a line of the event log", () => {
  it("says of a refusal the code, its name and the sentence", () => {
    const refused = install().events.find(({ type }) => type === "download.refused");
    assert.ok(refused);
    assert.deepEqual(logLine(refused), {
      word: "refused",
      subject: "promo",
      detail: "BAErrorDomain 202 sessionDownloadDisallowedByDomain: promo.example is not in BADownloadDomainAllowList.",
      tone: "bad",
    });
  });

  it("says of a redirect where it leads and whether that is allowed", () => {
    const { events } = new DeviceLog().add(0, {
      type: "download.redirected",
      from: "https://cdn.example.com/a",
      to: "https://bucket.other.com/b?sig=1",
      allowed: false,
      ...download("promo", 1),
    });
    const [redirect] = events;
    assert.ok(redirect);
    assert.equal(logLine(redirect).detail, "cdn.example.com → bucket.other.com (not in the list)");
  });

  it("says which conditions changed, and only those", () => {
    const log = new DeviceLog()
      .runStarted()
      .add(1, { type: "condition.changed", conditions: { ...defaultConditions, preferredLanguage: "de" } })
      .add(2, {
        type: "condition.changed",
        conditions: { ...defaultConditions, preferredLanguage: "de", lowPowerMode: true, inAppContent: false },
      })
      .add(3, {
        type: "condition.changed",
        conditions: { ...defaultConditions, lowPowerMode: true, inAppContent: false, network: networkPresets.lte },
      });
    assert.deepEqual(
      log.events.slice(1).map((event) => logLine(event, log.events).detail),
      ["language de", "Low Power Mode on, In-App Content off", "network lte, language unset"],
    );
  });

  it("does not praise an event that came to its end", () => {
    const finished = new DeviceLog().add(0, { type: "event.finished", event: "install", outcome: "completed" });
    const failed = new DeviceLog().add(0, { type: "event.finished", event: "install", outcome: "manifest-failed" });
    assert.equal(finished.events.map((event) => logLine(event).subject).join(), "Install ended");
    assert.equal(failed.events.map((event) => logLine(event).subject).join(), "Install ended without a manifest");
  });
});
