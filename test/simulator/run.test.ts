import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceEvent, LifecycleEventName } from "../../src/simulator/events";
import type { DownloaderExtension } from "../../src/simulator/ports";
import { type RunResult, runEvents } from "../../src/simulator/run";
import { eventsOf, type TestAsset, TestDevice, type TestDeviceOptions } from "./simulated-device";

function run(
  events: readonly LifecycleEventName[],
  options: TestDeviceOptions = {},
): { result: RunResult; log: readonly DeviceEvent[] } {
  const device = new TestDevice(options);
  let result: RunResult | undefined;
  runEvents(device.device, events, { simulator: "test 1" }, (finished) => {
    result = finished;
  });
  device.clock.runUntilIdle();
  assert.ok(result !== undefined, "the run comes to its end");
  return { result, log: device.events };
}

const assets: readonly TestAsset[] = [
  { id: "core", size: 1000, essential: true, served: { size: 1000, bytesPerSecond: 500 } },
  { id: "music", size: 3000 },
];

test("a run in which all went as it should has exit code 0 and a summary", () => {
  const { result, log } = run(["install", "launch", "update", "periodic"], { assets });
  assert.deepEqual(result, {
    exitCode: 0,
    summary: {
      finished: 2,
      failed: 0,
      refused: 0,
      cancelled: 0,
      notRun: 0,
      receivedBytes: 4300,
      launchableAfterMs: 2000,
      assumptions: ["manifest-charge", "launch-lifts-restrictions"],
    },
  });
  assert.deepEqual(log[0]?.type === "run.started" && log[0].project, {
    name: "Skylands",
    version: "1.0",
    mode: "self-hosted-unmanaged",
    infoPlist: "/App/Info.plist",
  });
  assert.equal(log.at(-1)?.type, "run.finished");
});

test("numbers have no gaps, and every event has the device's time", () => {
  const { log } = run(["install", "launch"], { assets });
  assert.deepEqual(
    log.map(({ seq }) => seq),
    log.map((_, index) => index + 1),
  );
  assert.equal(log[0]?.time, "2026-01-01T00:00:00.000Z");
  assert.ok(log.every(({ version }) => version === 1));
});

test("whatever was refused, failed or did not run makes exit code 1", () => {
  const wrong: readonly [readonly LifecycleEventName[], TestDeviceOptions][] = [
    [["install"], { assets: [{ id: "promo", size: 1, url: "https://foreign.example.org/p" }] }],
    [["install"], { assets: [{ id: "gone", size: 1, served: { status: 404 } }] }],
    [["install"], { manifest: { status: 500 } }],
    [["install", "periodic"], {}],
    [["install"], { extension: { downloads: (_, done) => done({ kind: "failed", message: "", runtimeMs: 0 }) } }],
  ];
  for (const [events, options] of wrong) assert.equal(run(events, options).result.exitCode, 1);
});

test("the same inputs write the same log", () => {
  const options: TestDeviceOptions = {
    assets: [
      ...assets,
      {
        id: "broken",
        size: 10,
        served: { size: 10, failure: { atByte: 3, failure: { kind: "timeout", detail: "" } } },
      },
      { id: "promo", size: 1, url: "https://foreign.example.org/p" },
    ],
  };
  const events: readonly LifecycleEventName[] = ["install", "launch", "update", "periodic"];
  assert.deepEqual(run(events, options).log, run(events, options).log);
});

test("a hundred thousand assets are installed, each once", () => {
  const many: TestAsset[] = Array.from({ length: 100_000 }, (_, index) => ({
    id: `asset-${index}`,
    size: 10,
    essential: index % 10 === 0,
    url: `https://cdn${index % 50}.example.com/${index}`,
  }));
  const device = new TestDevice({
    assets: many,
    configuration: {
      ...new TestDevice().device.configuration,
      domainAllowList: {
        location: { path: "/App/Info.plist", range: { start: 0, end: 1 } },
        hosts: [{ value: "*.example.com", location: { path: "/App/Info.plist", range: { start: 0, end: 1 } } }],
      },
    },
  });
  const log = device.fire("install");
  assert.equal(eventsOf(log, "download.finished").length, 100_000);
  assert.equal(device.device.state.assets.size, 100_000);
  assert.equal(device.transport.requests.length, 100_001);
  assert.equal(device.device.state.chargedBytes.essential, 100 + 100_000);
});

test("an extension that fails is counted in the summary", () => {
  const extension: DownloaderExtension = {
    downloads: (_, done) => done({ kind: "failed", message: "out of memory", runtimeMs: 5 }),
  };
  const { result } = run(["install"], { assets, extension });
  assert.equal(result.summary.extensionFailed, 1);
  assert.equal(result.exitCode, 1);
});
