import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppAction, AppDownload } from "../../src/simulator/app-action";
import { networkPresets } from "../../src/simulator/conditions";
import type { DeviceEventOf } from "../../src/simulator/events";
import { validateAgainstSchema } from "../validate-against-schema";
import {
  assetUrl,
  configurationWith,
  identifiers,
  type TestAsset,
  TestDevice,
  type TestDeviceOptions,
} from "./simulated-device";

/** 1000 bytes at 100 bytes a second. */
function slow(id: string, rest: Partial<TestAsset> = {}): TestAsset {
  return { id, size: 1000, served: { size: 1000, bytesPerSecond: 100 }, ...rest };
}

function download(id: string, rest: Partial<AppDownload> = {}): AppDownload {
  const url = assetUrl({ id });
  return { identifier: id, url, fileSizeInBytes: 1000, priority: "default", essential: false, ...rest };
}

/** A device whose app has been installed and launched, with a server that has `slow` files. */
function launched(ids: readonly string[] = ["terrain"], options: TestDeviceOptions = {}): TestDevice {
  const device = new TestDevice(options);
  device.fire("install");
  device.fire("launch");
  device.publish(ids.map((id) => slow(id)));
  return device;
}

function perform(device: TestDevice, action: AppAction, forMs = 0): DeviceEventOf<"app.call"> | undefined {
  const before = device.of("app.call").length;
  assert.equal(device.device.perform(action), undefined);
  device.clock.runFor(forMs);
  return device.of("app.call").slice(before)[0];
}

function schedule(device: TestDevice, wanted: AppDownload, forMs = 0, by: "app" | "extension" = "app") {
  return perform(device, { kind: "schedule", by, download: wanted }, forMs);
}

function rest(device: TestDevice): void {
  device.clock.runUntilIdle();
  assert.equal(device.device.isIdle, true);
  for (const event of device.events) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
}

test("what the app schedules is downloaded, and its callback goes to the app in front", () => {
  const device = launched();
  assert.equal(schedule(device, download("terrain"))?.error, undefined);
  assert.equal(device.device.isIdle, false);
  rest(device);
  assert.equal(device.of("download.finished")[0]?.receivedBytes, 1000);
  assert.equal(device.of("extension.finished").at(-1)?.deliveredTo, "app");
  assert.equal(device.stored.assets.get("terrain")?.essential, false);
});

test("the extension is woken for it once the app has gone to the background, or has ended", () => {
  for (const kind of ["background", "terminate"] as const) {
    const device = launched();
    schedule(device, download("terrain"), 3000);
    perform(device, { kind });
    rest(device);
    assert.deepEqual(identifiers(device.events, "download.finished"), ["terrain"], "it goes on without the app");
    assert.equal(device.of("extension.finished").at(-1)?.deliveredTo, "extension", kind);
  }
});

test("higher priorities start first, whatever the order of the calls", () => {
  const device = launched(["a", "b", "c", "d"], { assumptions: { "downloads-per-host": 1 } });
  schedule(device, download("a"));
  schedule(device, download("b", { priority: "min" }));
  schedule(device, download("c"));
  schedule(device, download("d", { priority: "max" }));
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.started"), ["a", "d", "c", "b"]);
});

test("the identifier of a scheduled download is refused with 100, and is free again afterwards", () => {
  const device = launched();
  schedule(device, download("terrain"), 1000);
  assert.equal(schedule(device, download("terrain"))?.error?.code, 100);
  rest(device);
  assert.equal(schedule(device, download("terrain"))?.error, undefined);
  rest(device);
});

test("an essential download through the manager is refused with 109", () => {
  const device = launched();
  const call = schedule(device, download("terrain", { essential: true }));
  assert.equal(call?.error?.code, 109);
  assert.match(call?.error?.message ?? "", /BADownloadManager schedules no essential downloads/);
  const foreground = perform(device, {
    kind: "startForeground",
    by: "app",
    download: download("terrain", { essential: true }),
  });
  assert.equal(foreground?.error?.code, 109);
  assert.equal(device.of("download.enqueued").length, 0);
});

test("with background activity off scheduling fails with 111, and the foreground still works", () => {
  for (const conditions of [
    { lowPowerMode: true },
    { backgroundAppRefresh: false },
    { backgroundAppRefreshForApp: false },
  ]) {
    const device = launched();
    device.device.setConditions(conditions);
    assert.equal(schedule(device, download("terrain"))?.error?.code, 111);
    const call = perform(device, { kind: "startForeground", by: "app", download: download("terrain") });
    assert.equal(call?.effect, "started");
    rest(device);
    assert.deepEqual(identifiers(device.events, "download.finished"), ["terrain"]);
  }
});

test("before the first launch the extension meets 112, 202 and 206", () => {
  const install = (conditions: object = {}) => {
    const device = new TestDevice({ configuration: configurationWith({ allowance: 1500 }), conditions });
    device.fire("install");
    device.publish([slow("a"), slow("b")]);
    return device;
  };
  const device = install();
  assert.equal(schedule(device, download("a"), 0, "extension")?.error, undefined);
  const over = schedule(device, download("b"), 0, "extension");
  assert.equal(over?.error?.code, 112);
  assert.match(over?.source?.path ?? "", /Info\.plist/);
  const foreign = download("c", { url: "https://elsewhere.example.org/c", fileSizeInBytes: 1 });
  assert.equal(schedule(device, foreign, 0, "extension")?.error?.code, 202);
  rest(device);
  assert.equal(device.of("allowance.changed").at(-1)?.chargedBytes, 1000);

  const closed = install({ inAppContent: false });
  assert.equal(schedule(closed, download("a"), 0, "extension")?.error?.code, 206);
  closed.fire("launch");
  assert.equal(schedule(closed, download("a"), 0, "extension")?.error, undefined);
  rest(closed);
});

test("startForegroundDownload: 50 for the extension, 51 for an app in the background", () => {
  const device = launched();
  const start = { kind: "startForeground", download: download("terrain") } as const;
  assert.equal(perform(device, { ...start, by: "extension" })?.error?.code, 50);
  perform(device, { kind: "background" });
  assert.equal(perform(device, { ...start, by: "app" })?.error?.code, 51);
  perform(device, { kind: "foreground" });
  assert.equal(perform(device, { ...start, by: "app" })?.effect, "started");
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.finished"), ["terrain"]);
});

test("a download under way is promoted without a byte coming twice", () => {
  const device = launched();
  const before = device.device.transferredBytes;
  schedule(device, download("terrain"), 4000);
  const call = perform(device, { kind: "startForeground", by: "app", download: "terrain" });
  assert.equal(call?.effect, "promoted");
  device.clock.runFor(1);
  assert.equal(device.of("download.paused")[0]?.receivedBytes, 400);
  assert.equal(device.of("download.resumed")[0]?.offset, 400);
  const again = perform(device, { kind: "startForeground", by: "app", download: download("terrain") });
  assert.equal(again?.effect, "already-foreground");
  rest(device);
  assert.equal(device.of("download.paused").length, 1, "promoting again changes nothing");
  assert.equal(device.device.transferredBytes - before, 1000);
});

test("a download that waits for its turn begins at once when it is promoted", () => {
  const device = launched(["a", "b", "c"], { assumptions: { "downloads-per-host": 1 } });
  for (const id of ["a", "b", "c"]) schedule(device, download(id));
  device.clock.runFor(2000);
  assert.deepEqual(identifiers(device.events, "download.started"), ["a"]);
  perform(device, { kind: "startForeground", by: "app", download: "c" }, 1000);
  assert.deepEqual(identifiers(device.events, "download.started"), ["a", "c"], "beside the one that runs");
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.finished"), ["a", "c", "b"]);
});

test("one that an event returned can be promoted before the essential ones have ended", () => {
  const device = launched([], { assumptions: { "essential-on-update-blocks": "never" } });
  device.publish([slow("core", { essential: true }), slow("music")]);
  device.begin("update", 2000);
  perform(device, { kind: "launch" });
  perform(device, { kind: "startForeground", by: "app", download: "music" }, 1000);
  assert.deepEqual(identifiers(device.events, "download.started"), ["core", "music"]);
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.finished"), ["core", "music"]);
  assert.equal(device.of("event.finished").at(-1)?.outcome, "completed");
});

test("what the app cannot promote does not exist: 113", () => {
  const device = launched();
  assert.equal(perform(device, { kind: "startForeground", by: "app", download: "terrain" })?.error?.code, 113);
});

test("cancel: 101 for what is unknown or complete, 113 the second time, and a cancelled download can be scheduled again", () => {
  const device = launched(["terrain", "music"]);
  const cancel = { kind: "cancel", by: "app", identifier: "terrain" } as const;
  assert.equal(perform(device, cancel)?.error?.code, 101);
  schedule(device, download("terrain"), 3000);
  schedule(device, download("music"));
  assert.equal(perform(device, cancel, 1)?.error, undefined);
  assert.equal(device.of("download.cancelled")[0]?.receivedBytes, 300);
  assert.equal(perform(device, cancel)?.error?.code, 113);
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.finished"), ["music"], "others go on");
  assert.equal(perform(device, { ...cancel, identifier: "music" })?.error?.code, 101);
  assert.equal(schedule(device, download("terrain"))?.error, undefined);
  rest(device);
  assert.equal(device.of("download.started").at(-1)?.offset, 0, "its bytes were discarded");
  assert.equal(perform(device, cancel)?.error?.code, 101);
});

test("the assumption says which code a second cancel meets", () => {
  const device = launched(["terrain"], { assumptions: { "cancelled-twice": "101" } });
  schedule(device, download("terrain"), 1000);
  const cancel = { kind: "cancel", by: "extension", identifier: "terrain" } as const;
  perform(device, cancel, 1);
  const again = perform(device, cancel);
  assert.equal(again?.error?.code, 101);
  assert.deepEqual(again?.assumptions, ["cancelled-twice"]);
});

test("a download that waits is cancelled as well", () => {
  const device = launched(["a", "b"], { assumptions: { "downloads-per-host": 1 } });
  schedule(device, download("a"));
  schedule(device, download("b"), 1000);
  perform(device, { kind: "cancel", by: "app", identifier: "b" });
  assert.equal(device.of("download.cancelled")[0]?.receivedBytes, 0);
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.started"), ["a"]);
  assert.equal(device.stored.pending.size, 0);
});

test("the current downloads have states with their raw values", () => {
  const device = launched(["a", "b"], { assumptions: { "downloads-per-host": 1 } });
  const fetch = { kind: "fetchCurrent", by: "app" } as const;
  assert.deepEqual(perform(device, fetch)?.downloads, []);
  schedule(device, download("a"));
  schedule(device, download("b", { priority: "min" }), 1000);
  assert.deepEqual(perform(device, { ...fetch, by: "extension" })?.downloads, [
    { identifier: "a", state: { name: "downloading", rawValue: 2 }, isEssential: false, priority: "default" },
    { identifier: "b", state: { name: "waiting", rawValue: 1 }, isEssential: false, priority: "min" },
  ]);
  rest(device);
});

test("exclusive control: the other side waits, and gets it when the handler returns", () => {
  const device = launched();
  const control = { kind: "exclusiveControl", withinMs: undefined } as const;
  assert.equal(perform(device, { ...control, by: "app", holdForMs: 5000 })?.acquired, true);
  assert.equal(perform(device, { ...control, by: "extension", holdForMs: 1000 }), undefined, "it waits");
  rest(device);
  assert.deepEqual(
    device.of("app.call").map(({ by, acquired, waitedMs }) => [by, acquired, waitedMs]),
    [
      ["app", true, 0],
      ["extension", true, 5000],
    ],
  );
  assert.deepEqual(
    device.of("control.released").map(({ by, heldMs, reason }) => [by, heldMs, reason]),
    [
      ["app", 5000, "handler-returned"],
      ["extension", 1000, "handler-returned"],
    ],
  );
  assert.equal(device.stored.extensionRuntime.at(-1)?.durationMs, 1000, "it kept the extension running");
});

test("exclusive control before a date: now tries once, later waits until then", () => {
  const device = launched();
  perform(device, { kind: "exclusiveControl", by: "app", holdForMs: 5000, withinMs: undefined });
  const extension = { kind: "exclusiveControl", by: "extension", holdForMs: 1 } as const;
  assert.equal(perform(device, { ...extension, withinMs: 0 })?.acquired, false);
  const late = perform(device, { ...extension, withinMs: 2000 }, 2000);
  assert.deepEqual([late?.acquired, late?.waitedMs], [false, 2000]);
  const inTime = perform(device, { ...extension, withinMs: 10_000 }, 10_000);
  assert.deepEqual([inTime?.acquired, inTime?.waitedMs], [true, 3000]);
  rest(device);
});

test("exclusive control is free when the process that has it ends", () => {
  const device = launched();
  perform(device, { kind: "exclusiveControl", by: "app", holdForMs: 3_600_000, withinMs: undefined }, 1000);
  perform(device, { kind: "exclusiveControl", by: "extension", holdForMs: 0, withinMs: undefined });
  perform(device, { kind: "terminate" });
  assert.equal(device.of("control.released")[0]?.reason, "process-ended");
  assert.equal(device.of("app.call").at(-1)?.acquired, true);
  rest(device);

  const greedy = launched([], { assumptions: { "daily-runtime": 1 } });
  perform(greedy, { kind: "exclusiveControl", by: "extension", holdForMs: 600_000, withinMs: undefined });
  rest(greedy);
  const [released] = greedy.of("control.released");
  assert.deepEqual([released?.heldMs, released?.reason], [60_000, "process-ended"]);
  assert.deepEqual(released?.assumptions, ["daily-runtime"]);
});

test("a failed essential download is scheduled again without being essential, also by the next process", () => {
  const gone: TestAsset = slow("core", { essential: true, served: { status: 404 } });
  const install = new TestDevice({ assets: [gone] });
  install.fire("install");
  assert.equal(install.stored.failedEssential.has("core"), true);
  const device = new TestDevice({ assets: [slow("core", { essential: true })], initial: install.stored });
  const call = perform(device, { kind: "removingEssential", by: "extension", identifier: "core" });
  assert.deepEqual([call?.call, call?.removingEssential], ["scheduleDownload", true]);
  rest(device);
  assert.deepEqual(
    device.of("download.finished").map(({ identifier, lane }) => [identifier, lane]),
    [["core", "non-essential"]],
  );
  assert.equal(device.stored.failedEssential.size, 0);
});

test("a finished file that nobody moves is deleted, and asked for again", () => {
  const core: TestAsset = { id: "core", size: 10, essential: true };
  const device = new TestDevice({ assets: [core, { id: "music", size: 20 }] });
  perform(device, { kind: "moved", moved: false, by: "extension" });
  device.fire("install");
  assert.deepEqual(
    device
      .of("file.lost")
      .map(({ identifier, deliveredTo, sizeOnDiskInBytes }) => [identifier, deliveredTo, sizeOnDiskInBytes]),
    [
      ["core", "extension", 10],
      ["music", "extension", 20],
    ],
  );
  assert.deepEqual(device.removed.slice(-2), ["core", "music"]);
  assert.deepEqual([device.stored.assets.size, [...device.stored.lostFiles.keys()]], [0, ["core", "music"]]);
  device.fire("launch");
  perform(device, { kind: "moved", moved: true, by: undefined });
  assert.deepEqual(identifiers(device.fire("update"), "download.finished"), ["core", "music"]);
  assert.equal(device.stored.lostFiles.size, 0);
  rest(device);
});

test("nobody is there to call: an app that is not installed, not running, or has nothing to re-enqueue", () => {
  const device = new TestDevice({ assets: [slow("core")] });
  const fetch = { kind: "fetchCurrent", by: "app" } as const;
  assert.match(device.device.perform(fetch) ?? "", /not installed/);
  device.fire("install");
  assert.match(device.device.perform(fetch) ?? "", /not running.*"by": "extension"/);
  assert.equal(device.device.perform({ ...fetch, by: "extension" }), undefined);
  device.fire("launch");
  device.device.setConditions({ forceQuit: true });
  assert.match(device.device.perform(fetch) ?? "", /not running/);
  const removing = { kind: "removingEssential", by: "extension", identifier: "core" } as const;
  assert.match(device.device.perform(removing) ?? "", /quit in the app switcher: its extension is not woken/);
  device.fire("launch");
  assert.match(device.device.perform(removing) ?? "", /No essential download `core` has failed/);
  assert.equal(device.of("app.call").length, 1);

  const tired = launched([], { assumptions: { "daily-runtime": 1 } });
  perform(tired, { kind: "exclusiveControl", by: "extension", holdForMs: 60_000, withinMs: undefined }, 60_000);
  assert.match(
    tired.device.perform({ ...fetch, by: "extension" }) ?? "",
    /used up its runtime of 1 min within 24 hours/,
  );
});

test("a foreground download goes on in the background when the app ends, and keeps its bytes", () => {
  const device = launched(["a", "b"], { assumptions: { "downloads-per-host": 1 } });
  schedule(device, download("a"));
  perform(device, { kind: "startForeground", by: "app", download: download("b") }, 3000);
  perform(device, { kind: "terminate" }, 1000);
  perform(device, { kind: "launch" });
  const call = perform(device, { kind: "startForeground", by: "app", download: "b" });
  assert.equal(call?.effect, "promoted", "the manager had disconnected");
  rest(device);
  assert.deepEqual([...identifiers(device.events, "download.finished")].sort(), ["a", "b"]);
});

test("a killed process's downloads are continued when the app makes its next call", () => {
  const killed = launched();
  schedule(killed, download("terrain"), 4000);
  const device = new TestDevice({ assets: [slow("terrain")], initial: killed.stored });
  assert.equal(schedule(device, download("terrain"))?.error?.code, 100);
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.finished"), ["terrain"]);
});

test("cancelling what is under way ends the app's downloads and its exclusive control", () => {
  const device = launched();
  schedule(device, download("terrain"), 2000);
  perform(device, { kind: "exclusiveControl", by: "app", holdForMs: 3_600_000, withinMs: undefined });
  device.device.cancel();
  device.clock.runFor(1);
  assert.equal(device.device.isIdle, true);
  assert.deepEqual(identifiers(device.events, "download.cancelled"), ["terrain"]);
});

test("an event ends when what the app scheduled meanwhile has ended", () => {
  const device = launched(["terrain"]);
  device.publish([slow("music", { size: 100, served: { size: 100, bytesPerSecond: 100 } }), slow("terrain")]);
  device.begin("periodic", 500);
  perform(device, { kind: "foreground" });
  perform(device, { kind: "cancel", by: "app", identifier: "terrain" });
  perform(device, { kind: "schedule", by: "app", download: download("terrain") });
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.finished"), ["music", "terrain"]);
  assert.equal(device.of("download.finished").at(-1)?.event, "periodic");
  assert.equal(device.events.at(-1)?.type, "event.finished");
});

test("a download that waits for a network fails at once when it is promoted, as foreground downloads do", () => {
  const device = launched();
  schedule(device, download("terrain"), 2000);
  device.device.setConditions({ network: networkPresets.offline });
  device.clock.runFor(60_000);
  assert.equal(device.of("download.waiting").length, 1);
  assert.equal(perform(device, { kind: "fetchCurrent", by: "app" })?.downloads?.[0]?.state.rawValue, 1);
  const promote = { kind: "startForeground", by: "app", download: "terrain" } as const;
  assert.equal(device.device.perform(promote), undefined);
  assert.equal(perform(device, promote)?.effect, "already-foreground", "and nothing of it is forgotten");
  const promotedAtMs = device.clock.now();
  rest(device);
  const [failed] = device.of("download.failed");
  assert.equal(failed?.error.domain, "NSURLErrorDomain");
  assert.ok(Date.parse(failed?.time ?? "") - promotedAtMs < 10_000, "its patience is that of the foreground");
});

test("a download that waits for a network is cancelled like any other", () => {
  const device = launched();
  schedule(device, download("terrain"), 2000);
  device.device.setConditions({ network: networkPresets.offline });
  device.clock.runFor(60_000);
  assert.equal(perform(device, { kind: "cancel", by: "app", identifier: "terrain" })?.error, undefined);
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.cancelled"), ["terrain"]);
});

test("a download that is promoted and cancelled in one moment keeps nothing", () => {
  const device = launched();
  schedule(device, download("terrain"), 2000);
  device.device.perform({ kind: "startForeground", by: "app", download: "terrain" });
  perform(device, { kind: "cancel", by: "app", identifier: "terrain" });
  rest(device);
  assert.deepEqual(identifiers(device.events, "download.cancelled"), ["terrain"]);
  assert.equal(device.removed.at(-1), "terrain");
});
