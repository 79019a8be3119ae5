import assert from "node:assert/strict";
import { it } from "node:test";
import { axisText, barText } from "../../src/panel/picture-in-words";
import { runViewOf } from "../../src/protocol/run-model";
import { DeviceLog, download } from "../protocol/device-log";

it("says what the picture of a run shows", () => {
  const core = download("core", 4000);
  const view = runViewOf(
    new DeviceLog()
      .runStarted()
      .add(0, { type: "event.started", event: "install" })
      .add(0, { type: "manifest.started", url: "https://cdn.example.com/m.json" })
      .add(300, { type: "manifest.finished", url: "https://cdn.example.com/m.json", receivedBytes: 20 })
      .enqueued(400, "core", 4000)
      .add(900, { type: "download.started", offset: 0, connectedAfterMs: 200, ...core })
      .add(2900, { type: "download.finished", receivedBytes: 4000, ...core })
      .add(2900, { type: "app.launchable", afterMs: 2900 })
      .add(2950, { type: "app.launched", afterMs: 2950 })
      .add(3000, { type: "event.finished", event: "install", outcome: "completed" }).events,
  );
  assert.equal(
    axisText(view, 0),
    "manifest from 0 ms to 300 ms; essential from 900 ms to 2.9 s; launchable at 2.9 s; launched at 3.0 s",
  );
  const [row] = view.rows;
  assert.ok(row);
  assert.equal(
    barText(row, view.nowMs),
    "waited for its turn for 300 ms, waited for the response for 200 ms, downloaded for 2.0 s",
  );
});
