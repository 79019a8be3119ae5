import assert from "node:assert/strict";
import { test } from "node:test";
import { applyRecord, copyDeviceState, erasedDevice } from "../../src/simulator/device-state";
import { type RunResult, runEvents } from "../../src/simulator/run";
import { validateAgainstSchema } from "../validate-against-schema";
import { configurationWith, eventsOf, identifiers, type TestAsset, TestDevice } from "./simulated-device";

/** 1000 bytes at 100 bytes a second. */
function slow(id: string, essential = false): TestAsset {
  return { id, size: 1000, essential, served: { size: 1000, bytesPerSecond: 100 } };
}

test("pause keeps the bytes, resume continues from them", () => {
  const device = new TestDevice({ assets: [slow("core", true)] });
  device.begin("install", 4000);
  device.device.pause();
  device.clock.runFor(60_000);
  assert.equal(device.of("download.paused")[0]?.receivedBytes, 400);
  assert.equal(device.device.isIdle, false);
  device.device.resume();
  device.clock.runUntilIdle();
  assert.equal(device.of("download.resumed")[0]?.offset, 400);
  assert.equal(device.of("download.finished")[0]?.receivedBytes, 1000);
  assert.equal(device.device.transferredBytes, 1100, "no byte came twice");
  assert.equal(device.of("app.launchable")[0]?.afterMs, 70_000);
  assert.equal(device.device.isIdle, true);
});

test("a pause while the manifest comes holds everything, and nothing else is lost", () => {
  const device = new TestDevice({ assets: [slow("core")], manifest: { size: 100, bytesPerSecond: 100 } });
  device.begin("install", 500);
  device.device.pause();
  device.clock.runFor(10_000);
  assert.equal(device.of("manifest.finished").length, 0);
  device.device.resume();
  device.clock.runUntilIdle();
  assert.equal(device.of("download.finished").length, 1);
  assert.equal(device.device.transferredBytes, 1100);
});

test("a server that cannot continue starts over, and the charge does not double", () => {
  const core = { id: "core", size: 1000, served: { size: 1000, bytesPerSecond: 100, acceptsRanges: false } };
  const device = new TestDevice({ assets: [core] });
  device.begin("install", 4000);
  device.device.pause();
  device.clock.runFor(1000);
  device.device.resume();
  device.clock.runUntilIdle();
  assert.equal(device.of("download.started").length, 2);
  assert.equal(device.of("download.finished").length, 1);
  assert.equal(device.device.state.chargedBytes["non-essential"], 1000);
});

test("cancelling an installation discards everything, and the app is not installed", () => {
  const device = new TestDevice({ assets: [slow("core", true), slow("terrain", true), slow("music")] });
  device.begin("install", 4000);
  device.device.cancel();
  device.clock.runUntilIdle();
  assert.deepEqual([...identifiers(device.events, "download.cancelled")].sort(), ["core", "music", "terrain"]);
  assert.ok(device.of("download.cancelled").every(({ error }) => error.code === -999));
  assert.equal(device.of("event.finished")[0]?.outcome, "cancelled");
  assert.equal(device.device.state.app, undefined);
  assert.equal(device.device.state.pending.size, 0);
  assert.equal(device.removed.at(-1), "*");
  assert.equal(device.of("app.launchable").length, 0);
  device.fire("install");
  assert.equal(device.device.state.assets.size, 3, "it can be installed again");
});

test("cancelling while non-essential downloads run leaves the app, which is installed by then", () => {
  const device = new TestDevice({ assets: [{ id: "core", size: 10, essential: true }, slow("music")] });
  device.begin("install", 4000);
  device.device.cancel();
  device.clock.runUntilIdle();
  assert.deepEqual([...device.device.state.assets.keys()], ["core"]);
  assert.equal(device.device.state.app?.launchable, true);
});

test("cancel also ends what is paused, and a manifest", () => {
  const paused = new TestDevice({ assets: [slow("core")] });
  paused.begin("install", 4000);
  paused.device.pause();
  paused.clock.runFor(1);
  paused.device.cancel();
  paused.clock.runUntilIdle();
  assert.equal(paused.device.isIdle, true);
  assert.deepEqual(identifiers(paused.events, "download.cancelled"), ["core"]);

  const manifest = new TestDevice({ manifest: { size: 100, bytesPerSecond: 10 } });
  manifest.begin("install", 1000);
  manifest.device.cancel();
  manifest.clock.runUntilIdle();
  assert.equal(manifest.of("event.finished")[0]?.outcome, "cancelled");
  assert.equal(manifest.device.state.app, undefined);
});

test("a cancelled update leaves the app as it was: launchable, with the assets it had", () => {
  const core: TestAsset = { id: "core", size: 10, essential: true, version: "1" };
  const device = new TestDevice({ assets: [core] });
  device.fire("install");
  device.fire("launch");
  device.publish([{ ...slow("core", true), version: "2" }]);
  device.begin("update", 2000);
  assert.equal(device.device.state.app?.launchable, false, "an essential download is needed");
  device.device.cancel();
  device.clock.runUntilIdle();
  assert.equal(device.device.state.app?.launchable, true);
  assert.equal(device.device.state.assets.get("core")?.version, "1");
});

test("launching while non-essential downloads run lifts the restrictions for what is under way", () => {
  const foreign: TestAsset = {
    id: "late",
    size: 100,
    served: { redirectTo: "https://bucket.other.com/late", latencyMs: 5000 },
  };
  const endless: TestAsset = { id: "endless", served: { size: 3000, bytesPerSecond: 100 } };
  const device = new TestDevice({
    assets: [{ id: "core", size: 10, essential: true }, endless, foreign],
    configuration: configurationWith({ allowance: 1000 }),
  });
  device.addContent("https://bucket.other.com/late", { size: 100 });
  device.begin("install", 3000);
  assert.equal(device.device.state.app?.launchable, true);
  device.device.launch(() => {});
  device.clock.runUntilIdle();
  assert.deepEqual(
    device
      .of("allowance.changed")
      .slice(-2)
      .map(({ lane, limitInBytes, assumptions }) => [lane, limitInBytes, assumptions]),
    [
      ["essential", null, ["launch-lifts-restrictions"]],
      ["non-essential", null, ["launch-lifts-restrictions"]],
    ],
  );
  assert.deepEqual([...identifiers(device.events, "download.finished")].sort(), ["core", "endless", "late"]);
  assert.equal(device.of("download.resumed")[0]?.offset, 300, "it goes on from where it was");
  assert.deepEqual(
    device.of("extension.finished").map(({ deliveredTo }) => deliveredTo),
    ["extension", "app", "app"],
    "callbacks go to the app once it runs",
  );
  const launched = device.of("app.launched")[0];
  assert.deepEqual([launched?.event, launched?.afterMs], ["launch", 3000]);
});

test("an app cannot be launched while its essential downloads run", () => {
  const device = new TestDevice({ assets: [slow("core", true)] });
  device.begin("install", 4000);
  device.device.launch(() => {});
  assert.equal(device.of("event.notRun")[0]?.reason, "not-launchable");
  device.clock.runUntilIdle();
  assert.equal(device.device.state.app?.firstLaunchedAtMs, undefined);
});

test("an update downloads only what changed, and a periodic check that finds nothing downloads nothing", () => {
  const core: TestAsset = { id: "core", size: 10, essential: true, version: "1" };
  const music: TestAsset = { id: "music", size: 20, version: "1" };
  const device = new TestDevice({ assets: [core, music] });
  device.fire("install");
  device.fire("launch");
  device.publish([core, { ...music, version: "2" }, { id: "new", size: 5 }]);
  assert.deepEqual(identifiers(device.fire("update"), "download.finished"), ["music", "new"]);
  assert.deepEqual(identifiers(device.fire("periodic"), "download.enqueued"), []);
  assert.equal(device.transport.requests.filter(({ identifier }) => identifier === "core").length, 1);
});

test("the default extension returns essential assets as non-essential to a periodic check, and says so", () => {
  const core: TestAsset = { id: "core", size: 10, essential: true, version: "1" };
  const device = new TestDevice({ assets: [core] });
  device.fire("install");
  device.fire("launch");
  device.publish([{ ...core, version: "2" }]);
  const log = device.fire("periodic");
  assert.deepEqual(
    eventsOf(log, "download.finished").map(({ identifier, lane }) => [identifier, lane]),
    [["core", "non-essential"]],
  );
  assert.match(
    eventsOf(log, "extension.returned")[0]?.notes?.join() ?? "",
    /1 essential asset was returned as non-essential/,
  );
  assert.equal(eventsOf(log, "app.launchable").length, 0);
});

test("a failed essential download is skipped: the app can be launched without it", () => {
  const device = new TestDevice({
    assets: [
      { id: "gone", size: 10, essential: true, served: { status: 404 } },
      { id: "core", size: 10, essential: true },
    ],
  });
  device.fire("install");
  assert.equal(device.of("app.launchable").length, 1);
  assert.deepEqual(
    device.of("extension.finished").map(({ finished, failed }) => [finished, failed]),
    [[1, 1]],
  );
  assert.deepEqual(identifiers(device.fire("update"), "download.failed"), ["gone"], "it is asked for again");
});

test("downloads start by priority, essential ones first, and in the order of the manifest among equals", () => {
  const device = new TestDevice({
    assumptions: { "downloads-per-host": 1 },
    assets: [
      { id: "n-min", size: 1, priority: "min" },
      { id: "n-1", size: 1 },
      { id: "n-2", size: 1 },
      { id: "n-max", size: 1, priority: "max" },
      { id: "e-min", size: 1, priority: "min", essential: true },
      { id: "e-1", size: 1, essential: true },
    ],
  });
  device.fire("install");
  assert.deepEqual(identifiers(device.events, "download.started"), ["e-1", "e-min", "n-max", "n-1", "n-2", "n-min"]);
});

test("what a killed process left behind is continued by the next event", () => {
  const killed = new TestDevice({ assets: [slow("core", true), slow("music")] });
  killed.begin("install", 4000);
  assert.equal(killed.stored.pending.size, 2);

  const restarted = new TestDevice({ assets: [slow("core", true), slow("music")], initial: killed.stored });
  const log = restarted.fire("launch");
  assert.deepEqual(identifiers(log, "download.finished"), ["core", "music"]);
  assert.equal(eventsOf(log, "app.launchable").length, 1);
  assert.equal(eventsOf(log, "app.launched").length, 1);
  assert.equal(restarted.stored.pending.size, 0);
  assert.equal(restarted.stored.assets.size, 2);
});

test("an installation begins from an erased app", () => {
  const device = new TestDevice({ assets: [{ id: "old", size: 10 }] });
  device.fire("install");
  device.fire("launch");
  device.publish([{ id: "new", size: 10 }]);
  device.fire("install");
  assert.deepEqual([...device.device.state.assets.keys()], ["new"]);
  assert.equal(device.device.state.app?.firstLaunchedAtMs, undefined);
  assert.equal(device.of("extension.launched").at(-1)?.restrictedDownloadSizeRemaining, 1_000_000, "restricted again");
});

test("time passes without downloads, and the log says so", () => {
  const device = new TestDevice();
  device.device.advance(7 * 24 * 3_600_000);
  device.clock.runUntilIdle();
  const [advanced] = device.of("clock.advanced");
  assert.equal(advanced?.time, "2026-01-08T00:00:00.000Z");
  assert.equal(device.stored.nowMs, Date.UTC(2026, 0, 8));
});

test("what the store was told is what the device remembers", () => {
  const device = new TestDevice({ assets: [slow("core", true), slow("music")] });
  device.fire("install");
  device.fire("launch");
  assert.deepEqual(device.stored, device.device.state);
});

test("records never change the erased device that everything starts from", () => {
  const first = applyRecord(erasedDevice, {
    type: "download.enqueued",
    download: { identifier: "a", url: "", fileSizeInBytes: 1, version: undefined, priority: "min", lane: "essential" },
  });
  assert.equal(first.pending.size, 1);
  assert.equal(erasedDevice.pending.size, 0);
  assert.notEqual(copyDeviceState(first).pending, first.pending);
});

test("an event does not start while another is under way", () => {
  const device = new TestDevice({ assets: [slow("core")] });
  device.begin("install", 1000);
  assert.throws(() => device.device.fire("update", {}, () => {}), /busy/);
});

test("an interrupted run ends its event and itself in the log, with exit code 1, and starts nothing more", () => {
  const device = new TestDevice({ assets: [slow("core", true), slow("music")] });
  const run = runEvents(device.device, ["install", "update"], { simulator: "test 1" }, () => {
    assert.fail("the run does not come to its own end");
  });
  device.clock.runFor(4000);
  device.device.interrupt();
  device.clock.runFor(60_000);
  run.finishInterrupted();
  device.clock.runUntilIdle();
  assert.deepEqual(
    device.events.slice(-3).map(({ type }) => type),
    ["download.paused", "event.finished", "run.finished"],
  );
  assert.equal(device.of("event.finished")[0]?.outcome, "interrupted");
  assert.equal(device.of("run.finished")[0]?.exitCode, 1);
  for (const event of device.events) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
  assert.deepEqual([...device.stored.pending.keys()], ["core", "music"], "the next run continues them");
});

test("an interruption after the run's own end adds nothing to its log", () => {
  const device = new TestDevice({ assets: [] });
  const run = runEvents(device.device, ["install"], { simulator: "test 1" }, () => {});
  device.clock.runUntilIdle();
  const before = device.events.length;
  device.device.interrupt();
  run.finishInterrupted();
  assert.equal(device.events.length, before);
});

test("cancelling while leftovers come ends the event that waits for them, and nothing of it happens", () => {
  const first = new TestDevice({ assets: [slow("core", true), slow("music")] });
  first.begin("install", 12_000);
  const device = new TestDevice({ assets: [slow("core", true), slow("music")], initial: first.stored });
  let result: RunResult | undefined;
  runEvents(device.device, ["update"], { simulator: "test 1", appVersion: "2.0" }, (finished) => {
    result = finished;
  });
  device.clock.runFor(3000);
  device.device.cancel();
  device.clock.runUntilIdle();
  assert.deepEqual(identifiers(device.events, "download.cancelled"), ["music"]);
  assert.equal(device.of("event.finished")[0]?.outcome, "cancelled");
  assert.deepEqual(device.of("manifest.started"), []);
  assert.equal(device.device.state.app?.version, "1.0", "the new version was not installed");
  assert.equal(device.device.isIdle, true);
  assert.equal(result?.exitCode, 1);
  assert.equal(result?.summary.cancelledEvents, 1);
  for (const event of device.events) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
});
