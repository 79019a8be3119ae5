import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPresets, parseNetwork } from "../../src/simulator/conditions";
import { DownloadQueue } from "../../src/simulator/download-queue";
import { VirtualClock } from "../../src/simulator/virtual-clock";
import { TestDevice } from "./simulated-device";

test("timers fire by time, those of one moment in the order in which they were set, and not once cancelled", () => {
  const clock = new VirtualClock(0);
  const fired: string[] = [];
  clock.after(20, () => fired.push(`late at ${clock.now()}`));
  clock.after(10, () => {
    fired.push(`first at ${clock.now()}`);
    clock.after(0, () => fired.push(`nested at ${clock.now()}`));
  });
  clock.after(10, () => fired.push(`second at ${clock.now()}`));
  clock.after(15, () => fired.push("never")).cancel();
  clock.runFor(12);
  assert.deepEqual([fired.length, clock.now()], [3, 12]);
  clock.runUntilIdle();
  assert.deepEqual(fired, ["first at 10", "second at 10", "nested at 10", "late at 20"]);
});

test("transfers share the network's rate", () => {
  const network = parseNetwork("8kbps,100ms");
  assert.ok(network !== undefined);
  const device = new TestDevice({
    assets: [
      { id: "a", size: 1000, essential: true },
      { id: "b", size: 1000, essential: true },
    ],
    conditions: { network },
  });
  device.fire("install");
  const started = Date.parse(device.of("event.started")[0]?.time ?? "");
  const finishedAfter = device.of("download.finished").map(({ time }) => Date.parse(time) - started);
  // 100 ms and 100 bytes of manifest, 100 ms again, then 2000 bytes at 1000 a second.
  assert.deepEqual(finishedAfter, [2300, 2300]);
  assert.equal(device.of("app.launchable")[0]?.afterMs, 2300);
});

test("another network takes over for what is under way", () => {
  const device = new TestDevice({
    assets: [{ id: "a", size: 100_000 }],
    conditions: { network: networkPresets["slow-3g"] },
  });
  device.begin("install", 1800);
  device.device.setConditions({ network: networkPresets.wifi });
  device.clock.runUntilIdle();
  const [finished] = device.of("download.finished");
  assert.equal(Date.parse(finished?.time ?? "") - Date.UTC(2026, 0, 1), 1800);
  assert.equal(device.of("condition.changed").length, 1);
});

test("progress comes at most four times a second, and a hundred times for a long download", () => {
  const progress = (bytesPerSecond: number) => {
    const device = new TestDevice({ assets: [{ id: "a", size: 10_000, served: { size: 10_000, bytesPerSecond } }] });
    device.fire("install");
    return device.of("download.progress").length;
  };
  assert.equal(progress(10_000), 3);
  assert.ok(progress(10) <= 100);
});

test("hosts wait for their own downloads only", () => {
  const queue = new DownloadQueue(1);
  const download = (host: string, order: number) => ({ host, order, lane: "essential", priority: "default" }) as const;
  const [a1, a2, b1] = [download("a", 1), download("a", 2), download("b", 3)];
  for (const item of [b1, a2, a1]) queue.add(item);
  assert.deepEqual(queue.takeStartable(), [a1, b1]);
  assert.deepEqual(queue.takeStartable(), []);
  queue.release("b");
  assert.deepEqual(queue.takeStartable(), []);
  queue.release("a");
  assert.deepEqual(queue.takeStartable(), [a2]);
});
