import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RunModel, runViewOf } from "../../src/protocol/run-model";
import { DeviceLog, download } from "./device-log";

function installLog(): DeviceLog {
  return new DeviceLog()
    .runStarted()
    .add(0, { type: "event.started", event: "install" })
    .add(0, { type: "allowance.changed", lane: "essential", limitInBytes: 5000, chargedBytes: 0 })
    .add(0, { type: "allowance.changed", lane: "non-essential", limitInBytes: 3000, chargedBytes: 0 })
    .add(10, { type: "manifest.started", url: "https://cdn.example.com/manifest.json" })
    .add(40, { type: "manifest.finished", url: "https://cdn.example.com/manifest.json", receivedBytes: 300 })
    .add(40, { type: "allowance.changed", lane: "essential", limitInBytes: 5000, chargedBytes: 300 })
    .add(50, {
      type: "extension.launched",
      contentRequest: { name: "install", rawValue: 1 },
      restrictedEssentialDownloadSizeRemaining: 4700,
      restrictedDownloadSizeRemaining: 3000,
    })
    .add(60, { type: "extension.returned", downloads: 3, runtimeMs: 10 })
    .enqueued(60, "core", 4000)
    .enqueued(60, "music", 1000, "non-essential")
    .refused(60, "promo", 2500)
    .add(70, { type: "download.started", offset: 0, ...download("core", 4000) });
}

describe("the picture of a run", () => {
  it("has a row for each download, with its host and where it stands", () => {
    const view = runViewOf(installLog().events);
    assert.deepEqual(
      view.rows.map(({ identifier, host, state, lane, eventIndex }) => ({ identifier, host, state, lane, eventIndex })),
      [
        { identifier: "core", host: "cdn.example.com:8443", state: "downloading", lane: "essential", eventIndex: 0 },
        { identifier: "music", host: "cdn.example.com:8443", state: "waiting", lane: "non-essential", eventIndex: 0 },
        { identifier: "promo", host: "cdn.example.com:8443", state: "refused", lane: "non-essential", eventIndex: 0 },
      ],
    );
    const promo = view.rows[2];
    assert.equal(promo?.error?.code, 202);
    assert.equal(promo?.source?.range.start.line, 31);
  });

  it("says what each allowance would have to be: manifest, enqueued and refused downloads", () => {
    const { lanes } = runViewOf(installLog().events);
    assert.deepEqual(lanes.essential, { limitInBytes: 5000, chargedBytes: 300, neededBytes: 4300 });
    assert.deepEqual(lanes["non-essential"], { limitInBytes: 3000, chargedBytes: 0, neededBytes: 3500 });
  });

  it("marks the moment the app can be launched and the phases around it", () => {
    const log = installLog()
      .add(970, { type: "download.finished", receivedBytes: 4000, ...download("core", 4000) })
      .add(1000, { type: "app.launchable", afterMs: 1000 })
      .add(1000, { type: "download.started", offset: 0, ...download("music", 1000, "non-essential") });
    const running = runViewOf(log.events);
    assert.deepEqual(running.launchableAtMs, [{ event: "install", eventIndex: 0, atMs: 1000, afterMs: 1000 }]);
    assert.deepEqual(
      running.phases.map(({ kind, startedAtMs, endedAtMs }) => [kind, startedAtMs, endedAtMs]),
      [
        ["manifest", 10, 40],
        ["extension", 50, 60],
        ["essential", 70, 970],
        ["non-essential", 1000, undefined],
      ],
    );
    log.add(1500, { type: "event.finished", event: "install", outcome: "completed" });
    assert.equal(runViewOf(log.events).phases.at(-1)?.endedAtMs, 1500);
  });

  it("keeps one phase while downloads follow each other", () => {
    const log = installLog()
      .enqueued(100, "terrain", 10)
      .add(200, { type: "download.finished", receivedBytes: 4000, ...download("core", 4000) })
      .add(210, { type: "download.started", offset: 0, ...download("terrain", 10) });
    const essential = runViewOf(log.events).phases.filter(({ kind }) => kind === "essential");
    assert.deepEqual(
      essential.map(({ startedAtMs, endedAtMs }) => [startedAtMs, endedAtMs]),
      [[70, undefined]],
    );
  });

  it("measures the speed of late while bytes flow, and the average at the end", () => {
    const log = installLog()
      .add(570, { type: "download.progress", receivedBytes: 1000, ...download("core", 4000) })
      .add(620, { type: "download.progress", receivedBytes: 3000, ...download("core", 4000) });
    assert.equal(runViewOf(log.events).rows[0]?.bytesPerSecond, 2000);
    log.add(2070, { type: "download.finished", receivedBytes: 4000, ...download("core", 4000) });
    assert.equal(runViewOf(log.events).rows[0]?.bytesPerSecond, 2000);
    assert.equal(runViewOf(log.events).rows[0]?.endedAtMs, 2070);
  });

  it("goes on where a paused download stopped", () => {
    const log = installLog()
      .add(100, { type: "download.paused", receivedBytes: 900, ...download("core", 4000) })
      .add(400, { type: "download.resumed", offset: 900, ...download("core", 4000) });
    const row = runViewOf(log.events).rows[0];
    assert.deepEqual([row?.state, row?.receivedBytes, row?.startedAtMs], ["downloading", 900, 70]);
  });

  it("keeps the allowances of an install after the launch lifted them", () => {
    const log = installLog()
      .add(500, { type: "event.finished", event: "install", outcome: "completed" })
      .add(600, { type: "event.started", event: "launch" })
      .add(600, { type: "allowance.changed", lane: "essential", limitInBytes: null, chargedBytes: 300 })
      .add(600, { type: "app.launched", afterMs: 0 });
    const view = runViewOf(log.events);
    assert.equal(view.lanes.essential.limitInBytes, null);
    assert.equal(view.events[0]?.lanes.essential.limitInBytes, 5000);
    assert.equal(view.launchedAtMs, 600);
  });

  it("keeps what an earlier run did, with its own row for the same identifier", () => {
    const model = new RunModel();
    model.apply(
      installLog().add(900, { type: "download.finished", receivedBytes: 4000, ...download("core", 4000) }).events,
    );
    const update = new DeviceLog()
      .runStarted(86_400_000)
      .add(86_400_000, { type: "event.started", event: "update" })
      .enqueued(86_400_050, "core", 5000);
    model.apply(update.events);
    const view = model.view();
    assert.deepEqual(
      view.rows.filter(({ identifier }) => identifier === "core").map(({ state, event }) => [state, event]),
      [
        ["finished", "install"],
        ["waiting", "update"],
      ],
    );
    assert.equal(view.lanes.essential.neededBytes, 5000);
    model.clear();
    assert.equal(model.view().rows.length, 0);
  });

  it("shows an event that a closed gate kept from running", () => {
    const log = new DeviceLog()
      .runStarted()
      .add(5, { type: "event.notRun", event: "periodic", reason: "low-power-mode", message: "Low Power Mode is on." });
    assert.deepEqual(
      runViewOf(log.events).events.map(({ event, outcome, notRun }) => [event, outcome, notRun?.message]),
      [["periodic", "low-power-mode", "Low Power Mode is on."]],
    );
  });

  it("keeps the identity of what did not change, and makes no new picture without a change", () => {
    const model = new RunModel();
    model.apply(installLog().events);
    const before = model.view();
    assert.equal(model.view(), before);
    model.apply([
      ...new DeviceLog().add(200, { type: "download.progress", receivedBytes: 5, ...download("core", 4000) }).events,
    ]);
    const after = model.view();
    assert.notEqual(after.rows[0], before.rows[0]);
    assert.equal(after.rows[1], before.rows[1]);
    assert.equal(before.rows[0]?.receivedBytes, 0);
  });

  it("applies ten thousand downloads with ten events each", () => {
    const log = new DeviceLog().runStarted().add(0, { type: "event.started", event: "install" });
    const names = Array.from({ length: 10_000 }, (_, index) => `asset-${index}`);
    for (const name of names) log.enqueued(1, name, 800);
    for (const name of names) {
      log.add(2, { type: "download.started", offset: 0, ...download(name, 800) });
      for (let step = 1; step <= 7; step++) {
        log.add(2 + step, { type: "download.progress", receivedBytes: step * 100, ...download(name, 800) });
      }
      log.add(10, { type: "download.finished", receivedBytes: 800, ...download(name, 800) });
    }
    const model = new RunModel();
    for (let from = 0; from < log.events.length; from += 500) {
      model.apply(log.events.slice(from, from + 500));
      model.view();
    }
    const view = model.view();
    assert.equal(view.rows.length, 10_000);
    assert.ok(view.rows.every(({ state, receivedBytes }) => state === "finished" && receivedBytes === 800));
    assert.equal(view.lanes.essential.neededBytes, 8_000_000);
  });
});
