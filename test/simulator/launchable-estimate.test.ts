import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNetwork } from "../../src/simulator/conditions";
import { estimateLaunchable } from "../../src/simulator/launchable-estimate";
import { type TestAsset, TestDevice } from "./simulated-device";

const network = { network: "test", title: "test", bytesPerSecond: 1_000_000, latencyMs: 100 };

function essential(count: number, sizeInBytes: number | undefined, host = "cdn.example.com") {
  return Array.from({ length: count }, (_, index) => ({ url: `https://${host}/${index}`, sizeInBytes }));
}

test("bytes share the rate, requests wait for their latency, four at a time for each host", () => {
  const after = (...downloads: ReturnType<typeof essential>[]) =>
    estimateLaunchable({ manifestBytes: 0, essential: downloads.flat() }, 4, [network])[0]?.afterMs;
  assert.equal(after([]), 100, "the manifest alone");
  assert.equal(after(essential(1, 2_000_000)), 2200);
  assert.equal(after(essential(4, 500_000)), 2200);
  assert.equal(after(essential(5, 400_000)), 2300, "the fifth waits for a place");
  assert.equal(after(essential(4, 250_000), essential(4, 250_000, "other.example.com")), 2200, "hosts do not wait");
});

test("an unknown size makes it a lower bound", () => {
  const needs = { manifestBytes: 1000, essential: [...essential(1, 1000), ...essential(1, undefined)] };
  assert.deepEqual(
    estimateLaunchable(needs, 4).map(({ network: name, isAtLeast }) => [name, isAtLeast]),
    [
      ["wifi", true],
      ["lte", true],
      ["slow-3g", true],
    ],
  );
});

test("it is what the simulated device measures for downloads of one size", () => {
  const assets: TestAsset[] = Array.from({ length: 8 }, (_, index) => ({
    id: `a${index}`,
    size: 500,
    essential: true,
  }));
  const conditions = { network: parseNetwork("8kbps,100ms") ?? assert.fail() };
  const tested = new TestDevice({ assets, conditions });
  tested.device.fire("install", {}, () => {});
  tested.clock.runUntilIdle();
  const measured = tested.of("app.launchable")[0]?.afterMs ?? 0;
  const manifestBytes = tested.of("manifest.finished")[0]?.receivedBytes ?? 0;
  const [estimate] = estimateLaunchable({ manifestBytes, essential: essential(8, 500) }, 4, [
    { network: "slow", title: "slow", bytesPerSecond: 1000, latencyMs: 100 },
  ]);
  assert.ok(Math.abs(measured - (estimate?.afterMs ?? 0)) < 60, `${measured} measured, ${estimate?.afterMs} estimated`);
});
