import assert from "node:assert/strict";
import { test } from "node:test";
import { validateAgainstSchema } from "../validate-against-schema";
import { identifiers, type TestAsset, TestDevice, type TestDeviceOptions } from "./simulated-device";

/** 1000 bytes at 100 bytes a second. */
const music: TestAsset = { id: "music", size: 1000, served: { size: 1000, bytesPerSecond: 100 } };
const voices: TestAsset = { id: "voices", size: 1000, served: { status: 503 } };

/** An app that was launched, and whose update has downloads under way. */
function updating(options: TestDeviceOptions = {}): TestDevice {
  const device = new TestDevice(options);
  device.fire("install");
  device.fire("launch");
  device.device.perform({ kind: "background" });
  device.publish([music, voices]);
  device.begin("update", 2000);
  return device;
}

function deliveries(device: TestDevice): readonly (readonly unknown[])[] {
  return device.of("extension.finished").map(({ deliveredTo, finished, failed }) => [deliveredTo, finished, failed]);
}

test("who has quit the app in the app switcher: its downloads go on, and nobody hears of their end", () => {
  const device = updating();
  const before = deliveries(device).length;
  device.device.setConditions({ forceQuit: true });
  device.clock.runUntilIdle();
  assert.deepEqual(identifiers(device.events, "download.finished"), ["music"]);
  assert.deepEqual(deliveries(device).slice(before), [["nobody", 1, 0]]);
  const [delivery] = device.of("extension.finished").slice(-1);
  assert.deepEqual(delivery?.assumptions, ["force-quit-stops-background"]);
  assert.match(delivery?.notes?.[0] ?? "", /was quit in the app switcher/);
  assert.deepEqual(validateAgainstSchema("event.schema.json", delivery), []);
  assert.deepEqual([...device.stored.assets.keys()], ["music"], "the file stays");
});

test("what the installation left running ends unheard too, once the app was launched and quit", () => {
  const device = new TestDevice({ assets: [music] });
  device.begin("install", 2000);
  device.device.launch(() => {});
  device.device.setConditions({ forceQuit: true });
  device.clock.runUntilIdle();
  assert.deepEqual(deliveries(device), [["nobody", 1, 0]]);
});

test("with the assumption switched off the extension is woken all the same", () => {
  const device = updating({ assumptions: { "force-quit-stops-background": "no" } });
  device.device.setConditions({ forceQuit: true });
  device.clock.runUntilIdle();
  assert.deepEqual(deliveries(device).at(-1), ["extension", 1, 0]);
});

test("Low Power Mode keeps the extension from results only where it gates everything", () => {
  for (const [gates, deliveredTo] of [
    ["periodic", "extension"],
    ["all", "nobody"],
  ] as const) {
    const device = updating({ assumptions: { "low-power-gates": gates } });
    device.device.setConditions({ lowPowerMode: true });
    device.clock.runUntilIdle();
    assert.deepEqual(deliveries(device).at(-1), [deliveredTo, 1, 0], gates);
    assert.deepEqual(identifiers(device.events, "download.finished"), ["music"], "what runs goes on");
  }
});

test("an event that was forced through a closed gate hears of its downloads", () => {
  const device = new TestDevice({ assets: [music] });
  device.fire("install");
  device.fire("launch");
  device.device.setConditions({ forceQuit: true });
  device.publish([{ ...music, id: "other" }]);
  device.fire("update", { force: true });
  assert.deepEqual(deliveries(device).at(-1), ["extension", 1, 0]);
});

test("only the first launch of a restricted app lifts restrictions", () => {
  const device = new TestDevice();
  device.fire("install");
  device.fire("launch");
  device.fire("launch");
  const launches = device.of("app.launched");
  assert.deepEqual(
    launches.map(({ restrictionsLifted }) => restrictionsLifted),
    [true, undefined],
  );
  assert.deepEqual(validateAgainstSchema("event.schema.json", launches[0]), []);
});
