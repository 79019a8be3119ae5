import assert from "node:assert/strict";
import { test } from "node:test";
import { validateAgainstSchema } from "../validate-against-schema";
import { configurationWith, identifiers, type TestAsset, TestDevice } from "./simulated-device";

/** At 100 bytes a second. */
function slow(id: string, size: number): TestAsset {
  return { id, size, served: { size, bytesPerSecond: 100 } };
}

test("the free space shrinks while downloads run: those that do not fit any more fail, the others go on", () => {
  const device = new TestDevice({ assets: [slow("first", 1000), slow("second", 3000)] });
  device.begin("install", 5000);
  // 500 and 2,500 bytes are to come.
  device.device.setConditions({ freeDiskSpaceInBytes: 600 });
  device.clock.runUntilIdle();
  assert.deepEqual(identifiers(device.events, "download.finished"), ["first"]);
  const [failed] = device.of("download.failed");
  assert.deepEqual(
    [failed?.identifier, failed?.error.domain, failed?.error.code, failed?.receivedBytes],
    ["second", "NSPOSIXErrorDomain", 28, 500],
  );
  assert.equal(device.of("download.cancelled").length, 0);
});

test("free space that is given back by a failure serves the next download", () => {
  const device = new TestDevice({
    assets: [slow("first", 1000), slow("second", 1000), slow("third", 500)],
    assumptions: { "downloads-per-host": 1 },
  });
  device.begin("install", 5000);
  device.device.setConditions({ freeDiskSpaceInBytes: 100 });
  device.clock.runUntilIdle();
  // The 500 bytes of the first are deleted with it: 600 are free.
  assert.deepEqual(identifiers(device.events, "download.failed"), ["first", "second"]);
  assert.deepEqual(identifiers(device.events, "download.finished"), ["third"]);
});

test("a download without a declared size stops where the disk ends now", () => {
  const endless: TestAsset = { id: "endless", served: { size: 5000, bytesPerSecond: 100 } };
  const device = new TestDevice({ assets: [endless] });
  device.fire("install", {});
  const other = new TestDevice({ assets: [endless] });
  other.begin("install", 5000);
  other.device.setConditions({ freeDiskSpaceInBytes: 700 });
  other.clock.runUntilIdle();
  assert.equal(other.of("download.failed")[0]?.error.code, 28);
  assert.equal(other.of("download.failed")[0]?.receivedBytes, 1200, "500 had come, and 700 found room");
  assert.equal(device.of("download.finished").length, 1);
});

test("purged files are gone, and the next check downloads them again", () => {
  const device = new TestDevice({
    assets: [
      { id: "core", size: 100, essential: true },
      { id: "music", size: 200 },
      { id: "voices", size: 300 },
    ],
    conditions: { freeDiskSpaceInBytes: 1000 },
  });
  device.fire("install");
  device.fire("launch");
  assert.equal(device.device.purge(["music", "voices"]), undefined);
  assert.deepEqual(
    device.of("file.purged").map(({ identifier, sizeOnDiskInBytes }) => [identifier, sizeOnDiskInBytes]),
    [
      ["music", 200],
      ["voices", 300],
    ],
  );
  for (const event of device.of("file.purged")) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
  assert.deepEqual([...device.device.state.assets.keys()], ["core"]);
  assert.deepEqual(device.removed.slice(-2), ["music", "voices"]);
  assert.deepEqual([...device.stored.assets.keys()], ["core"]);
  device.fire("periodic");
  assert.deepEqual([...device.device.state.assets.keys()].sort(), ["core", "music", "voices"]);
  device.device.purge(undefined);
  assert.equal(device.device.state.assets.size, 0);
});

test("what is not there cannot be purged, and asset packs are kept", () => {
  const device = new TestDevice({ assets: [{ id: "core", size: 100 }] });
  device.fire("install");
  assert.match(device.device.purge(["other"]) ?? "", /`other` is not on the device/);
  assert.equal(device.device.state.assets.size, 1);
  const configuration = {
    ...configurationWith(),
    mode: "self-hosted-managed" as const,
    appGroupId: { value: "group.x", location: { path: "/App/Info.plist", range: { start: 0, end: 1 } } },
  };
  const managed = new TestDevice({ configuration, assets: [{ id: "pack", size: 100 }] });
  managed.fire("install");
  assert.match(managed.device.purge(undefined) ?? "", /not purged/);
  assert.equal(managed.device.state.assets.size, 1);
});
