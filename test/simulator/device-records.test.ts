import assert from "node:assert/strict";
import { test } from "node:test";
import { recordsOf } from "../../src/simulator/device-records";
import { applyRecord, copyDeviceState, type DeviceState, erasedDevice } from "../../src/simulator/device-state";

test("the records of a state give that state again", () => {
  const asset = {
    identifier: "core",
    url: "https://cdn.example.com/core",
    fileSizeInBytes: 10,
    sizeOnDiskInBytes: 10,
    version: "2",
    essential: true,
    installedAtMs: 5,
  };
  const state: DeviceState = {
    nowMs: 9000,
    app: {
      version: "1.0",
      installedAtMs: 1000,
      firstLaunchedAtMs: 2000,
      lastLaunchedAtMs: 3000,
      launchable: true,
      activity: "background",
    },
    assets: new Map([["core", asset]]),
    pending: new Map([
      [
        "music",
        {
          identifier: "music",
          url: "https://cdn.example.com/music",
          fileSizeInBytes: undefined,
          version: undefined,
          priority: "max",
          lane: "non-essential",
        },
      ],
    ]),
    failedEssential: new Map([
      [
        "terrain",
        {
          identifier: "terrain",
          url: "https://cdn.example.com/terrain",
          fileSizeInBytes: 7,
          version: "1",
          priority: "default",
          lane: "essential",
        },
      ],
    ]),
    lostFiles: new Map([["voices", 2500]]),
    chargedBytes: { essential: 12, "non-essential": 3 },
    extensionRuntime: [{ startedAtMs: 4000, durationMs: 50 }],
    lastPeriodicCheckAtMs: 3500,
  };
  assert.deepEqual(recordsOf(state).reduce(applyRecord, copyDeviceState(erasedDevice)), state);
  assert.deepEqual(recordsOf(erasedDevice).reduce(applyRecord, copyDeviceState(erasedDevice)), erasedDevice);
});
