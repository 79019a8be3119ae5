import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault, FaultEffect } from "../../../src/simulator/faults";
import { type TestAsset, TestDevice } from "../../simulator/simulated-device";
import { bytesOf, faultyDevice } from "./faulty-device";
import { heapInUse } from "./heap";

/** What strikes a third of the downloads, by the name that they begin with; the others are `good`. */
const effects: Readonly<Record<string, FaultEffect>> = {
  gone: { kind: "status", status: 404 },
  torn: { kind: "cut", at: { percent: 50 } },
  short: { kind: "truncated", at: { bytes: 10 } },
  page: { kind: "html" },
  unknown: { kind: "dns" },
  code: { kind: "code", code: 103 },
};
/** What ends well all the same. */
const harmless: Readonly<Record<string, Fault>> = {
  late: { url: "**/late-*", effect: { kind: "delay", delayMs: 5 } },
};
const names = [...Object.keys(effects), ...Object.keys(harmless)];
const faults: readonly Fault[] = [
  ...Object.entries(effects).map(([name, effect]) => ({ url: `**/${name}-*`, effect })),
  ...Object.values(harmless),
];

function nameOf(index: number): string {
  return index % 3 === 0 ? `${names[(index / 3) % names.length]}-${index}` : `good-${index}`;
}

function endsWell(identifier: string): boolean {
  return !Object.keys(effects).some((name) => identifier.startsWith(`${name}-`));
}

test("600 real downloads with faults on a third of them end with exactly the expected set, and then with all", async (t) => {
  const assets = Array.from({ length: 600 }, (_, index) => ({ id: nameOf(index), sizeInBytes: 200 + index }));
  const device = await faultyDevice(t, { assets });
  device.device.setFaults(faults);
  await device.fire("install");
  const expected = assets.filter(({ id }) => endsWell(id));
  assert.ok(expected.length > 400 && expected.length < 450);
  for (const asset of assets) {
    const content = device.content(asset.id);
    assert.equal(content?.equals(bytesOf(asset)), endsWell(asset.id) ? true : undefined, asset.id);
  }
  assert.deepEqual([...device.device.state.assets.keys()].sort(), expected.map(({ id }) => id).sort());

  device.device.setFaults([]);
  const before = device.requests.length;
  await device.fire("update");
  for (const asset of assets) assert.ok(device.content(asset.id)?.equals(bytesOf(asset)), asset.id);
  // What broke in the middle was continued, what had come was not asked for again.
  const again = device.requests.slice(before);
  assert.equal(again.length, 1 + assets.length - expected.length);
  assert.ok(again.filter((request) => request.startsWith("torn-")).every((request) => / bytes=\d+-$/.test(request)));
});

test("real downloads under faults leave nothing behind in memory", async (t) => {
  const assets = Array.from({ length: 90 }, (_, index) => ({ id: nameOf(index), sizeInBytes: 400 }));
  const device = await faultyDevice(t, { assets });
  device.device.setFaults(faults);
  const heaps: number[] = [];
  for (let round = 0; round < 6; round++) {
    await device.fire("install");
    device.events.length = 0;
    heaps.push(heapInUse());
  }
  assert.ok(growth(heaps) < 1_500_000, `${heaps}`);
});

test("10,000 downloads under faults, again and again, leave nothing behind in memory", () => {
  const assets = Array.from({ length: 10_000 }, (_, index): TestAsset => ({ id: nameOf(index), size: 90 }));
  const device = new TestDevice({ assets, assumptions: { "background-retries": 0 } });
  device.device.setFaults(faults);
  const heaps: number[] = [];
  for (let round = 0; round < 5; round++) {
    device.fire("install");
    const installed = [...device.stored.assets.keys()].sort();
    const expected = assets.map(({ id }) => id).filter(endsWell);
    assert.deepEqual(installed, expected.sort());
    device.events.length = 0;
    device.removed.length = 0;
    // The transport of tests remembers every request.
    (device.transport.requests as unknown[]).length = 0;
    heaps.push(heapInUse());
  }
  assert.ok(growth(heaps) < 2_000_000, `${heaps}`);
});

/** From the second round on: the first one fills caches. */
function growth(heaps: readonly number[]): number {
  return (heaps.at(-1) ?? 0) - (heaps[1] ?? 0);
}
