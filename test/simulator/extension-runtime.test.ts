import assert from "node:assert/strict";
import { test } from "node:test";
import type { DownloaderExtension } from "../../src/simulator/ports";
import { type TestAsset, TestDevice } from "./simulated-device";

const assets: readonly TestAsset[] = [
  { id: "core", size: 10 },
  { id: "music", size: 10, served: { size: 10, latencyMs: 1000 } },
];

/** Takes some time for each call. */
function slowExtension(downloadsMs: number, deliverMs: number): DownloaderExtension {
  return {
    downloads: ({ manifest }, done) =>
      done({
        kind: "returned",
        runtimeMs: downloadsMs,
        downloads: manifest.assets.map((asset) => ({ ...asset, essential: false })),
      }),
    deliver: (_, done) => done({ runtimeMs: deliverMs, notes: [], failures: [], notMoved: [], scheduled: [] }),
  };
}

test("callbacks cost running time too, and a call of more than a minute says what is left of the day", () => {
  const device = new TestDevice({ assets, extension: slowExtension(30_000, 90_000) });
  device.fire("install");
  assert.equal(device.of("extension.returned")[0]?.notes, undefined);
  assert.deepEqual(
    device.of("extension.finished").map(({ notes }) => notes?.[0]),
    [
      "The extension ran 90 s; the system grants it only minutes a day, and 8 min are left of these 24 hours.",
      "The extension ran 90 s; the system grants it only minutes a day, and 6.5 min are left of these 24 hours.",
    ],
  );
});

test("used up, the extension is not woken for results, and a day later it is", () => {
  const device = new TestDevice({ assets, extension: slowExtension(60_000, 600_000) });
  device.fire("install");
  // The first result takes more than what is left of ten minutes; the second finds nothing left.
  assert.deepEqual(
    device.of("extension.failed").map(({ error, assumptions }) => [error.name, assumptions]),
    [["extensionRanTooLong", ["daily-runtime"]]],
  );
  assert.equal(device.of("extension.finished").length, 1);
  assert.equal(device.device.state.assets.size, 2, "the downloads themselves do not need it");
  device.fire("launch");
  device.fire("periodic");
  assert.equal(device.of("event.notRun")[0]?.reason, "runtime-exhausted");
  device.device.advance(86_400_000 + 700_000);
  device.clock.runUntilIdle();
  const before = device.of("event.notRun").length;
  device.fire("periodic");
  assert.equal(device.of("event.notRun").length, before);
});
