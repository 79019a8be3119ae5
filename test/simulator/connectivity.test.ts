import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPresets } from "../../src/simulator/conditions";
import { readPatience } from "../../src/simulator/connectivity";
import type { TransferFailure } from "../../src/simulator/ports";
import { validateAgainstSchema } from "../validate-against-schema";
import { identifiers, type TestAsset, TestDevice, type TestDeviceOptions } from "./simulated-device";

const secondMs = 1000;
const dayMs = 86_400_000;

/** 1000 bytes at 100 bytes a second. */
function slow(id: string, essential = false): TestAsset {
  return { id, size: 1000, essential, served: { size: 1000, bytesPerSecond: 100 } };
}

/** Installs, and loses the network after four seconds. */
function cutOff(options: TestDeviceOptions): TestDevice {
  const device = new TestDevice(options);
  device.begin("install", 4 * secondMs);
  device.device.setConditions({ network: networkPresets.offline });
  return device;
}

test("a background download waits for a network and goes on with the bytes it has", () => {
  const device = cutOff({ assets: [slow("music")] });
  device.clock.runFor(3 * dayMs);
  const [waiting] = device.of("download.waiting");
  assert.deepEqual(
    [waiting?.identifier, waiting?.reason, waiting?.receivedBytes, waiting?.until, waiting?.assumptions],
    ["music", "offline", 400, "2026-01-08T00:00:04.000Z", ["connectivity-patience"]],
  );
  assert.deepEqual(validateAgainstSchema("event.schema.json", waiting), []);
  assert.equal(device.device.waitsForNetwork, true);
  device.device.setConditions({ network: networkPresets.wifi });
  assert.equal(device.device.waitsForNetwork, false);
  device.clock.runUntilIdle();
  assert.equal(device.of("download.finished")[0]?.receivedBytes, 1000);
  assert.equal(device.of("download.failed").length, 0);
  assert.equal(device.device.state.chargedBytes["non-essential"], 1000, "charged once");
  assert.equal(device.device.isIdle, true);
});

test("in the end it fails: after seven days", () => {
  const device = cutOff({ assets: [slow("music")] });
  device.clock.runUntilIdle();
  const [failed] = device.of("download.failed");
  assert.equal(failed?.time, "2026-01-08T00:00:04.000Z");
  assert.equal(failed?.error.domain, "NSURLErrorDomain");
  assert.equal(device.device.isIdle, true);
  assert.equal(device.device.state.pending.size, 0);
});

test("an essential download waits a few seconds only, and the app can be launched then", () => {
  const device = cutOff({ assets: [slow("core", true), slow("music")] });
  device.clock.runFor(6 * secondMs);
  assert.deepEqual(identifiers(device.events, "download.failed"), ["core"]);
  assert.equal(device.of("app.launchable")[0]?.afterMs, 9 * secondMs);
  assert.deepEqual(identifiers(device.events, "download.waiting"), ["core", "music"]);

  const back = cutOff({ assets: [slow("core", true)] });
  back.clock.runFor(2 * secondMs);
  back.device.setConditions({ network: networkPresets.wifi });
  back.clock.runUntilIdle();
  assert.deepEqual(identifiers(back.events, "download.finished"), ["core"], "back in time");
});

test("the manifest waits as an essential download does", () => {
  const manifest = { size: 100, bytesPerSecond: 10 };
  const gone = cutOff({ manifest, assets: [slow("core")] });
  gone.clock.runUntilIdle();
  assert.equal(gone.of("manifest.failed")[0]?.time, "2026-01-01T00:00:09.000Z");
  const back = cutOff({ manifest, assets: [slow("core")] });
  back.clock.runFor(2 * secondMs);
  assert.equal(back.device.waitsForNetwork, true);
  back.device.setConditions({ network: networkPresets.wifi });
  back.clock.runUntilIdle();
  assert.equal(back.of("manifest.failed").length, 0);
  assert.deepEqual(identifiers(back.events, "download.finished"), ["core"]);
});

test("pause and cancel reach what waits for a network, the manifest too", () => {
  const paused = cutOff({ assets: [slow("music")] });
  paused.clock.runFor(secondMs);
  paused.device.pause();
  const pausedAtMs = paused.clock.now();
  paused.clock.runUntilIdle();
  assert.equal(paused.clock.now(), pausedAtMs, "nothing is left that time would jump to");
  paused.clock.runFor(30 * dayMs);
  assert.equal(paused.of("download.failed").length, 0, "who paused has time");
  paused.device.setConditions({ network: networkPresets.wifi });
  paused.device.resume();
  paused.clock.runUntilIdle();
  assert.deepEqual(identifiers(paused.events, "download.finished"), ["music"]);

  for (const manifest of [undefined, { size: 100, bytesPerSecond: 10 }]) {
    const cancelled = cutOff({ assets: [slow("music")], ...(manifest === undefined ? {} : { manifest }) });
    cancelled.clock.runFor(secondMs);
    cancelled.device.cancel();
    cancelled.clock.runUntilIdle();
    assert.equal(cancelled.of("event.finished")[0]?.outcome, "cancelled");
    assert.equal(cancelled.device.isIdle, true);
  }
});

test("connectivity-patience", () => {
  const failedAt = (patience: string) => {
    const device = cutOff({ assets: [slow("music")], assumptions: { "connectivity-patience": patience } });
    device.clock.runUntilIdle();
    return device.of("download.failed")[0]?.time;
  };
  assert.equal(failedAt("background-1h"), "2026-01-01T01:00:04.000Z");
  assert.equal(failedAt("essential-1h"), "2026-01-01T00:00:04.000Z", "what is not named does not wait");
  assert.equal(failedAt("forever"), "2026-01-08T00:00:04.000Z", "nonsense leaves the default");
  assert.deepEqual(readPatience("background-2m,essential-3s"), { foreground: 0, essential: 3000, background: 120_000 });
});

test("background-retries: a background download is tried again where the connection fails, essential ones are not", () => {
  const broken = (failure: TransferFailure): TestAsset => ({
    id: "music",
    size: 1000,
    served: { size: 1000, failure: { atByte: 0, failure } },
  });
  const run = (asset: TestAsset, retries?: number) => {
    const device = new TestDevice({ assets: [asset], assumptions: { "background-retries": retries } });
    device.fire("install");
    const requests = device.transport.requests.filter(({ purpose }) => purpose === "asset").length;
    return { device, requests };
  };
  const { device, requests } = run(broken({ kind: "connect", detail: "" }));
  assert.equal(requests, 4);
  assert.deepEqual(
    device.of("download.waiting").map(({ reason, time, assumptions }) => [reason, time.slice(14, 19), assumptions]),
    [
      ["connect", "00:00", ["background-retries"]],
      ["connect", "01:00", ["background-retries"]],
      ["connect", "03:00", ["background-retries"]],
    ],
  );
  assert.equal(device.of("download.failed")[0]?.error.code, -1004);
  assert.equal(run(broken({ kind: "connect", detail: "" }), 0).requests, 1);
  assert.equal(run({ ...broken({ kind: "dns", detail: "" }), essential: true }).requests, 1);
  assert.equal(run(broken({ kind: "http-status", status: 503, detail: "" })).requests, 1, "an answer is an answer");
});

test("a server that comes back between two attempts costs nothing but time", () => {
  const device = new TestDevice({
    assets: [
      { id: "music", size: 10, served: { size: 10, failure: { atByte: 0, failure: { kind: "connect", detail: "" } } } },
    ],
  });
  device.begin("install", 90 * secondMs);
  device.publish([{ id: "music", size: 10 }]);
  device.clock.runUntilIdle();
  assert.deepEqual(identifiers(device.events, "download.finished"), ["music"]);
  assert.equal(
    device.of("extension.finished").reduce((sum, { failed }) => sum + failed, 0),
    0,
  );
});

test("where only Wi-Fi will do before the first launch, downloads wait for it, or for the launch", () => {
  const start = () => {
    const device = new TestDevice({
      assets: [{ id: "core", size: 10, essential: true }, slow("music"), slow("voices")],
      assumptions: { "cellular-before-launch": "refused", "downloads-per-host": 1 },
    });
    device.begin("install", 4 * secondMs);
    device.device.setConditions({ network: networkPresets.lte });
    device.clock.runFor(secondMs);
    assert.deepEqual(
      device.of("download.waiting").map(({ identifier, reason }) => [identifier, reason]),
      [
        ["music", "wifi-only"],
        ["voices", "wifi-only"],
      ],
    );
    return device;
  };
  const wifi = start();
  wifi.device.setConditions({ network: networkPresets.wifi });
  wifi.clock.runUntilIdle();
  assert.deepEqual(identifiers(wifi.events, "download.finished"), ["core", "music", "voices"]);
  const launched = start();
  launched.device.launch(() => {});
  launched.clock.runUntilIdle();
  assert.deepEqual(identifiers(launched.events, "download.finished"), ["core", "music", "voices"]);
});

test("ten thousand downloads wait for a network, and all of them come", () => {
  const assets = Array.from({ length: 10_000 }, (_, index) => ({
    id: `a${index}`,
    size: 10,
    served: { size: 10, bytesPerSecond: 1 },
  }));
  const device = new TestDevice({ assets });
  device.begin("install", secondMs);
  device.device.setConditions({ network: networkPresets.offline });
  device.clock.runFor(dayMs);
  assert.equal(device.of("download.waiting").length, 10_000);
  assert.equal(device.device.waitsForNetwork, true);
  device.device.setConditions({ network: networkPresets.wifi });
  device.clock.runUntilIdle();
  assert.equal(device.of("download.finished").length, 10_000);
  assert.equal(device.device.isIdle, true);
});
