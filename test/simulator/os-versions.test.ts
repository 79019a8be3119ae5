import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPresets, parseNetwork } from "../../src/simulator/conditions";
import { applyRecord, copyDeviceState, erasedDevice } from "../../src/simulator/device-state";
import { configurationWith, identifiers, TestDevice } from "./simulated-device";

test("before iOS 16.4 the system knows no file sizes: they are charged as they come, and not compared", () => {
  const assets = [
    { id: "wrong", size: 100, served: { size: 300 } },
    { id: "late", size: 900 },
  ];
  const on = (osVersion: string) => {
    const device = new TestDevice({
      assets,
      conditions: { osVersion },
      configuration: configurationWith({ allowance: 1000 }),
      assumptions: { "downloads-per-host": 1 },
    });
    device.fire("install");
    return device;
  };
  const old = on("16.3");
  assert.equal(old.of("download.refused").length, 0);
  assert.deepEqual(identifiers(old.events, "download.finished"), ["wrong"]);
  // 100 of the manifest and 300 that came leave 600 of 1,000.
  assert.deepEqual(
    old.of("download.failed").map(({ identifier, error }) => [identifier, error.code]),
    [["late", 204]],
  );
  const notes = old.of("extension.returned")[0]?.notes?.join(" ") ?? "";
  assert.match(notes, /fileSize since iOS 16\.4/);
  assert.match(notes, /BAErrorCode is public since iOS 17\.0/);
  old.fire("launch");
  assert.equal(old.fire("update").filter(({ identifier }) => identifier === "wrong").length, 0, "it is installed");

  const recent = on("16.4");
  assert.deepEqual(identifiers(recent.events, "download.failed"), ["wrong"]);
  assert.doesNotMatch(recent.of("extension.returned")[0]?.notes?.join(" ") ?? "", /fileSize/);
  assert.equal(on("17.0").of("extension.returned")[0]?.notes, undefined);
});

test("what an older system left behind is continued without a size as well", () => {
  const download = {
    identifier: "music",
    url: "https://cdn.example.com/music",
    fileSizeInBytes: 100,
    version: undefined,
    priority: "default",
    lane: "non-essential",
    isWithoutFileSize: true,
  } as const;
  const initial = [
    { type: "app.installed", atMs: erasedDevice.nowMs, version: "1" } as const,
    { type: "app.launchable" } as const,
    { type: "download.enqueued", download } as const,
  ].reduce(applyRecord, copyDeviceState(erasedDevice));
  const device = new TestDevice({ initial, assets: [{ id: "music", size: 100, served: { size: 300 } }] });
  device.device.resumePending(() => {});
  device.clock.runUntilIdle();
  assert.deepEqual(identifiers(device.events, "download.finished"), ["music"]);
});

test("networks are presets or rates, on Wi-Fi unless they say cellular", () => {
  assert.equal(parseNetwork("edge"), networkPresets.edge);
  assert.deepEqual(parseNetwork("8mbps,80ms,cellular"), {
    name: "8mbps,80ms,cellular",
    online: true,
    cellular: true,
    bytesPerSecond: 1_000_000,
    latencyMs: 80,
  });
  assert.equal(parseNetwork("500kbps,cellular")?.cellular, true);
  assert.equal(parseNetwork("500kbps")?.cellular, false);
  for (const text of ["fast", "8mbps,cell", "0mbps", "toString"]) assert.equal(parseNetwork(text), undefined);
});

test("the first launch ends the allowance for bytes that are on their way", () => {
  const device = new TestDevice({
    assets: [{ id: "endless", served: { size: 5000, bytesPerSecond: 100 } }],
    configuration: configurationWith({ allowance: 1000 }),
  });
  device.begin("install", 5000);
  device.device.launch(() => {});
  device.clock.runUntilIdle();
  const [resumed] = device.of("download.resumed");
  assert.deepEqual([resumed?.offset, resumed?.assumptions], [500, ["launch-lifts-restrictions"]]);
  assert.equal(device.of("download.finished")[0]?.receivedBytes, 5000);
  const [refused] = [
    new TestDevice({
      assets: [{ id: "endless", served: { size: 5000, bytesPerSecond: 100 } }],
      configuration: configurationWith({ allowance: 1000 }),
    }),
  ].map((other) => {
    other.fire("install");
    return other.of("download.failed")[0];
  });
  assert.equal(refused?.error.code, 204, "without the launch it stops at the allowance");
});
