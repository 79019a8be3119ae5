import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPresets } from "../../src/simulator/conditions";
import { nextCheckMs, readCadence } from "../../src/simulator/periodic-cadence";
import type { DownloaderExtension } from "../../src/simulator/ports";
import { validateAgainstSchema } from "../validate-against-schema";
import { eventsOf, TestDevice, type TestDeviceOptions } from "./simulated-device";

const dayMs = 86_400_000;

function launched(options: TestDeviceOptions = {}): TestDevice {
  const device = new TestDevice(options);
  device.fire("install");
  device.fire("launch");
  return device;
}

/** Lets days pass with the checks that the device would make. */
function pass(device: TestDevice, days: number) {
  const before = device.events.length;
  let isDone = false;
  device.device.advance(days * dayMs, { periodicChecks: true }, () => {
    isDone = true;
  });
  device.clock.runUntilIdle();
  assert.equal(isDone, true);
  const events = device.events.slice(before);
  for (const event of events) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
  return {
    checkedOnDays: eventsOf(events, "event.started").map(
      ({ time }) => (Date.parse(time) - Date.UTC(2026, 0, 1)) / dayMs,
    ),
    notRun: eventsOf(events, "event.notRun").map(({ reason, times }) => [reason, times]),
    advanced: eventsOf(events, "clock.advanced")[0],
    downloaded: eventsOf(events, "download.finished").map(({ identifier }) => identifier),
  };
}

test("an app that was launched once is checked for daily for a week, then weekly up to four weeks, then never", () => {
  const device = launched();
  const first = pass(device, 28);
  assert.deepEqual(first.checkedOnDays, [1, 2, 3, 4, 5, 6, 7, 14, 21, 28]);
  assert.deepEqual(first.notRun, []);
  assert.deepEqual(first.advanced?.periodicChecks, { ran: 10, notRun: 0 });
  assert.deepEqual(first.advanced?.assumptions, ["periodic-cadence"]);

  const second = pass(device, 14);
  assert.deepEqual(second.checkedOnDays, []);
  assert.deepEqual(second.notRun, [["rarely-launched", 1]]);
  assert.match(device.of("event.notRun")[0]?.message ?? "", /launched 42 days ago.*after 28 days without a launch/);

  device.fire("launch");
  assert.deepEqual(
    pass(device, 2).checkedOnDays,
    [42, 43, 44],
    "a launch brings the checks back, the late one at once",
  );
});

test("a check that a gate keeps back is told of once, however the time is cut into pieces", () => {
  const device = launched();
  device.device.setConditions({ lowPowerMode: true });
  assert.deepEqual(pass(device, 3).notRun, [["low-power-mode", 3]]);
  assert.deepEqual(pass(device, 3).notRun, [["low-power-mode", 3]], "the one from before is not told again");
  assert.deepEqual(pass(device, 0.5).notRun, [["low-power-mode", 1]], "where it is the only one, it is");
});

test("what was published is downloaded by the check that comes next, with its own events", () => {
  const device = launched({ assets: [{ id: "core", size: 10 }] });
  device.publish([
    { id: "core", size: 10 },
    { id: "news", size: 20 },
  ]);
  const { downloaded, checkedOnDays, advanced } = pass(device, 1.5);
  assert.deepEqual(downloaded, ["news"]);
  assert.deepEqual(checkedOnDays, [1]);
  assert.equal(advanced?.byMs, 1.5 * dayMs);
  assert.equal(advanced?.nextPeriodicCheck, "2026-01-03T00:00:00.000Z");
});

test("a month in Low Power Mode is one explanation, not twenty-eight", () => {
  const device = launched({ assumptions: { "periodic-cadence": "daily-60" } });
  device.device.setConditions({ lowPowerMode: true });
  const month = pass(device, 30);
  assert.deepEqual(month.checkedOnDays, []);
  assert.deepEqual(month.notRun, [["low-power-mode", 30]]);
  assert.deepEqual(month.advanced?.periodicChecks, { ran: 0, notRun: 30 });
  device.device.setConditions({ lowPowerMode: false });
  assert.deepEqual(pass(device, 1).checkedOnDays, [30, 31], "the check that is late comes at once");
});

for (const [conditions, reason] of [
  [{ backgroundAppRefresh: false }, "background-app-refresh-off"],
  [{ backgroundAppRefreshForApp: false }, "background-app-refresh-off"],
  [{ forceQuit: true }, "force-quit"],
  [{ network: networkPresets.offline }, "offline"],
] as const) {
  test(`while time passes: ${JSON.stringify(conditions)} keeps periodic checks from running`, () => {
    const device = launched();
    device.device.setConditions(conditions);
    const { checkedOnDays, notRun } = pass(device, 3);
    assert.deepEqual([checkedOnDays, notRun], [[], [[reason, 3]]]);
  });
}

test("an app that was never launched is not checked for; with In-App Content off the first check follows the launch", () => {
  const device = new TestDevice({
    assets: [{ id: "core", size: 10, essential: true }],
    conditions: { inAppContent: false },
  });
  device.fire("install");
  assert.deepEqual(pass(device, 0.5).notRun, [], "too early for any check");
  assert.deepEqual(pass(device, 7).notRun, [["never-launched", 1]]);
  assert.equal(device.transport.requests.length, 0);
  device.fire("launch");
  assert.deepEqual(pass(device, 1).downloaded, ["core"]);
});

test("nothing is checked for while no app is installed, and a plain passage of time checks nothing", () => {
  const empty = new TestDevice();
  assert.deepEqual(pass(empty, 400).notRun, []);
  const device = launched();
  device.device.advance(28 * dayMs);
  device.clock.runUntilIdle();
  assert.equal(device.of("event.started").length, 2);
  assert.equal(device.of("clock.advanced")[0]?.periodicChecks, undefined);
});

test("a script that uses up its minutes is refused until a day has passed since", () => {
  const slow: DownloaderExtension = {
    downloads: (_, done) => done({ kind: "returned", downloads: [], runtimeMs: 6 * 60_000 }),
  };
  const device = launched({ extension: slow, assumptions: { "periodic-cadence": "6h-7" } });
  const { checkedOnDays, notRun } = pass(device, 2);
  // Two calls of six minutes are more than ten: the next is possible once the oldest is a day old.
  assert.deepEqual(checkedOnDays, [0.25, 1.25, 1.5]);
  assert.deepEqual(notRun, [["runtime-exhausted", 5]]);
});

test("cancelling ends the check under way, and no more time passes", () => {
  const device = launched();
  device.publish([{ id: "news", size: 1000, served: { size: 1000, bytesPerSecond: 1 } }]);
  device.device.advance(28 * dayMs, { periodicChecks: true });
  device.clock.runFor(dayMs + 60_000);
  device.device.cancel();
  device.clock.runUntilIdle();
  assert.equal(device.device.isIdle, true);
  assert.deepEqual(device.of("clock.advanced")[0]?.byMs, dayMs + 60_000);
  assert.equal(device.of("event.finished").at(-1)?.outcome, "cancelled");
});

test("a year of daily checks that find nothing takes less than a second, and the state does not grow", () => {
  const device = launched({ assumptions: { "periodic-cadence": "daily-400" } });
  const startedAt = performance.now();
  device.device.advance(365 * dayMs, { periodicChecks: true });
  device.clock.runUntilIdle();
  const elapsedMs = performance.now() - startedAt;
  assert.equal(device.of("clock.advanced")[0]?.periodicChecks?.ran, 365);
  assert.ok(elapsedMs < 1000, `${elapsedMs} ms`);
  assert.ok(device.device.state.extensionRuntime.length <= 2);
});

test("the cadence is read as the assumption is written", () => {
  const dayRules = readCadence("weekly-28,daily-7");
  assert.deepEqual(
    dayRules.map(({ intervalMs, idleUpToMs }) => [intervalMs / dayMs, idleUpToMs / dayMs]),
    [
      [1, 7],
      [7, 28],
    ],
  );
  assert.equal(readCadence("12h-3")[0]?.intervalMs, dayMs / 2);
  for (const nothing of ["never", "often", "daily", "daily-7;weekly-28", "0h-3"])
    assert.deepEqual(readCadence(nothing), []);
  assert.equal(nextCheckMs(dayRules, { lastCheckMs: 0, lastLaunchedMs: 20 * dayMs }), dayMs);
  assert.equal(nextCheckMs([], { lastCheckMs: 0, lastLaunchedMs: 0 }), undefined);
});

test("an interruption ends the time that passes, and nothing is remembered after it", () => {
  for (const periodicChecks of [true, false]) {
    const device = launched();
    device.device.advance(dayMs / 2, { periodicChecks });
    const { stored } = device;
    const count = device.events.length;
    device.device.interrupt();
    device.clock.runUntilIdle();
    assert.equal(device.stored, stored);
    assert.equal(device.events.length, count);
  }
});
