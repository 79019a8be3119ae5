import assert from "node:assert/strict";
import { test } from "node:test";
import { eventsOf, identifiers, TestDevice } from "./simulated-device";

const assets = [
  { id: "music", size: 3000 },
  { id: "core", size: 1000, essential: true },
  { id: "terrain", size: 2000, essential: true },
  { id: "promo", size: 500, url: "https://promo.partner.example/promo" },
];

test("a first install downloads essential assets before the app can be launched, the others after, and refuses foreign hosts with 202", () => {
  const device = new TestDevice({ assets });
  const log = device.fire("install");
  assert.deepEqual(
    log
      .filter((event) => event.type !== "allowance.changed")
      .map((event) => `${event.type} ${event.identifier ?? ""}`.trim()),
    [
      "event.started",
      "manifest.started",
      "manifest.finished",
      "extension.launched",
      "extension.returned",
      "download.enqueued core",
      "download.enqueued terrain",
      "download.enqueued music",
      "download.refused promo",
      "download.started core",
      "download.finished core",
      "download.started terrain",
      "download.finished terrain",
      "app.launchable",
      "extension.finished",
      "download.started music",
      "download.finished music",
      "extension.finished",
      "event.finished",
    ],
  );
  const [refused] = eventsOf(log, "download.refused");
  assert.equal(refused?.error.code, 202);
  assert.equal(refused?.error.name, "sessionDownloadDisallowedByDomain");
  assert.equal(
    refused?.error.message,
    "promo.partner.example is not in BADownloadDomainAllowList (cdn.example.com); `promo` is refused until the app has been launched (202 sessionDownloadDisallowedByDomain). Add promo.partner.example to the list.",
  );
  assert.equal(refused?.source?.range.start.line, 23);
  assert.deepEqual([...device.device.state.assets.keys()].sort(), ["core", "music", "terrain"]);
  assert.equal(device.device.state.app?.launchable, true);
});

test("the extension is told what is left of both allowances, and nothing is restricted after the launch", () => {
  const device = new TestDevice({ assets });
  device.fire("install");
  device.fire("launch");
  device.publish([...assets, { id: "late", size: 5_000_000 }]);
  const update = device.fire("update");
  const [first, second] = device.of("extension.launched");
  assert.deepEqual(
    [first?.restrictedEssentialDownloadSizeRemaining, first?.restrictedDownloadSizeRemaining],
    [999_900, 1_000_000],
  );
  assert.deepEqual(
    [second?.restrictedEssentialDownloadSizeRemaining, second?.restrictedDownloadSizeRemaining],
    [null, null],
  );
  assert.deepEqual(second?.contentRequest, { name: "update", rawValue: 2 });
  assert.deepEqual(identifiers(update, "download.finished"), ["promo", "late"]);
});
