import assert from "node:assert/strict";
import { it } from "node:test";
import { runViewOf } from "../../src/protocol/run-model";
import { deviceEpochMs } from "../../src/simulator/events";
import { DeviceLog, download } from "./device-log";

it("tells what a download did when: waited, connected, was paused, had no network", () => {
  const core = download("core", 4000);
  const log = new DeviceLog()
    .runStarted()
    .add(0, { type: "event.started", event: "install" })
    .enqueued(100, "core", 4000)
    .add(500, { type: "download.started", offset: 0, connectedAfterMs: 150, ...core })
    .add(700, { type: "download.paused", receivedBytes: 900, ...core })
    .add(900, { type: "download.resumed", offset: 900, ...core })
    .add(1000, {
      type: "download.waiting",
      receivedBytes: 1200,
      reason: "offline",
      until: new Date(deviceEpochMs + 7 * 86_400_000).toISOString(),
      ...core,
    });
  const [waiting] = runViewOf(log.events).rows;
  assert.equal(waiting?.waitingFor, "offline");
  log.add(5000, { type: "download.resumed", offset: 1200, ...core });
  log.add(6000, { type: "download.finished", receivedBytes: 4000, ...core });
  const [row] = runViewOf(log.events).rows;
  assert.equal(row?.waitingFor, undefined);
  assert.deepEqual(
    row?.spans.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]),
    [
      ["waiting", 100, 350],
      ["connecting", 350, 500],
      ["downloading", 500, 700],
      ["paused", 700, 900],
      ["downloading", 900, 1000],
      ["stalled", 1000, 5000],
      ["downloading", 5000, 6000],
    ],
  );
});

it("draws nothing for what was refused", () => {
  const log = new DeviceLog().runStarted().add(0, { type: "event.started", event: "install" }).refused(10, "promo", 5);
  assert.deepEqual(runViewOf(log.events).rows[0]?.spans, []);
});
