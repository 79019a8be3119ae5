import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceEvent } from "../../../src/simulator/events";
import type { Fault } from "../../../src/simulator/faults";
import { assetSize, type FaultCase, faultCases } from "../../simulator/fault-cases";
import { TestDevice } from "../../simulator/simulated-device";
import { bytesOf, type FaultyAsset, faultyDevice, manifestOf, noRetries } from "./faulty-device";

function assetOf({ isSizeUndeclared }: FaultCase): FaultyAsset {
  const asset = { id: "asset", sizeInBytes: assetSize };
  return isSizeUndeclared === true ? { ...asset, declaredSizeInBytes: undefined } : asset;
}

function endOf(events: readonly DeviceEvent[]): string {
  const end = events.find(({ type }) => type === "download.finished" || type === "download.failed");
  if (end?.error === undefined) return end?.type === "download.finished" ? "finished" : "nothing";
  return `${end.error.domain.replace("ErrorDomain", "")} ${end.error.code}`;
}

for (const given of faultCases) {
  const asset = assetOf(given);
  const whole = bytesOf(asset);
  const fault: Fault = { url: "**/asset", effect: given.effect };

  test(`${given.name}: ends as on a device, and the next try goes on from what is there`, async (t) => {
    const real = await faultyDevice(t, { assets: [asset] });
    real.device.setFaults([fault]);
    const events = await real.fire("install");
    assert.equal(endOf(events), given.ends);

    if (given.ends === "finished") {
      const content = real.content("asset");
      assert.ok(content !== undefined);
      const wrong = [...content].filter((byte, index) => byte !== whole[index]).length;
      if (given.content === "html") assert.match(content.toString(), /^<!doctype html>/);
      else if (given.content === "half") assert.ok(content.equals(whole.subarray(0, assetSize / 2)));
      else assert.deepEqual([content.length, wrong], [assetSize, given.content === "one-byte" ? 1 : 0]);
      return;
    }
    assert.equal(real.content("asset"), undefined, "nothing that looks whole is left behind");
    const failed = real.of("download.failed")[0];
    assert.doesNotMatch(JSON.stringify(events), /SECRET/);
    if (given.effect.kind === "code") assert.match(failed?.error.message ?? "", /trigger is not documented/);

    real.device.setFaults([]);
    const before = real.requests.length;
    const again = await real.fire("update");
    assert.equal(endOf(again), "finished");
    assert.ok(real.content("asset")?.equals(whole), "the content is the server's");
    const ranges = given.kept === undefined ? ["asset"] : [`asset bytes=${given.kept}-`];
    if (given.kept === assetSize) ranges.push("asset");
    assert.deepEqual(real.requests.slice(before), ["manifest.json", ...ranges]);
  });

  test(`${given.name}: the same log in memory and over the wire`, async (t) => {
    const real = await faultyDevice(t, { assets: [asset] });
    const virtual = virtualDevice(asset);
    for (const device of [real, virtual]) device.device.setFaults([fault]);
    assert.deepEqual(comparable(await real.fire("install")), comparable(virtual.fire("install")));
    for (const device of [real, virtual]) device.device.setFaults([]);
    assert.deepEqual(comparable(await real.fire("update")), comparable(virtual.fire("update")));
  });
}

function virtualDevice(asset: FaultyAsset): TestDevice {
  const bytes = bytesOf(asset);
  const size = "declaredSizeInBytes" in asset ? asset.declaredSizeInBytes : asset.sizeInBytes;
  return new TestDevice({
    assets: [{ id: asset.id, size, version: "1", served: { bytes } }],
    manifest: { size: manifestOf([asset]).length },
    assumptions: noRetries,
  });
}

/** Without what differs from run to run: times, and how long a device of a test waits. */
function comparable(events: readonly DeviceEvent[]): readonly object[] {
  return events
    .filter(({ type }) => type !== "download.progress")
    .map((event) => {
      const { seq, time, source, ...rest } = event;
      const text = JSON.stringify(rest, (name, value) => {
        if (name === "connectedAfterMs") return undefined;
        return name === "runtimeMs" || name === "afterMs" ? 0 : value;
      });
      return JSON.parse(text.replace(/for [\d.]+ s\b/g, "for a while"));
    });
}
