import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPresets } from "../../src/simulator/conditions";
import type { DownloaderExtension, RequestedDownload } from "../../src/simulator/ports";
import {
  configurationWith,
  identifiers,
  manifestAsset,
  type TestAsset,
  TestDevice,
  type TestDeviceOptions,
} from "./simulated-device";

/** Installs under one value of an assumption. */
function install(assumptions: Record<string, unknown>, options: TestDeviceOptions): TestDevice {
  const device = new TestDevice({ ...options, assumptions });
  device.fire("install");
  return device;
}

function returning(assets: readonly TestAsset[]): DownloaderExtension {
  return {
    downloads: (_, done) => done({ kind: "returned", downloads: assets.map(manifestAsset), runtimeMs: 5 }),
  };
}

test("manifest-charge", () => {
  const lanesOf = (value: string) =>
    install({ "manifest-charge": value }, {})
      .of("allowance.changed")
      .flatMap(({ lane, chargedBytes }) => (chargedBytes > 0 ? lane : []));
  assert.deepEqual(lanesOf("essential-then-non-essential"), ["essential"]);
  assert.deepEqual(lanesOf("essential"), ["essential"]);
  assert.deepEqual(lanesOf("non-essential"), ["non-essential"]);
  assert.deepEqual(lanesOf("none"), []);
  const configuration = configurationWith({ allowance: 0, essentialAllowance: 0 });
  assert.equal(install({ "manifest-charge": "none" }, { configuration }).of("manifest.finished").length, 1);
  const essentialOnly = configurationWith({ allowance: 1000, essentialAllowance: 99 });
  assert.equal(
    install({ "manifest-charge": "essential" }, { configuration: essentialOnly }).of("manifest.failed")[0]?.error.code,
    203,
  );
});

test("size-mismatch-fails", () => {
  const assets = [
    { id: "core", size: 10, essential: true, served: { size: 20 } },
    { id: "music", size: 10, served: { size: 20 } },
  ];
  assert.deepEqual(identifiers(install({}, { assets }).events, "download.failed"), ["core", "music"]);
  const lenient = install({ "size-mismatch-fails": "essential-only" }, { assets });
  assert.deepEqual(identifiers(lenient.events, "download.failed"), ["core"]);
  assert.deepEqual(lenient.of("download.finished")[0]?.assumptions, ["size-mismatch-fails"]);
  assert.equal(lenient.device.state.chargedBytes["non-essential"], 20, "what came is what is charged");
});

test("wildcard-scope", () => {
  const assets = ["https://a.example.com/1", "https://a.b.example.com/2", "https://example.com/3"].map(
    (url, index) => ({
      id: String(index + 1),
      size: 1,
      url,
    }),
  );
  const configuration = configurationWith({ hosts: ["*.example.com"] });
  const refused = (value: string) =>
    identifiers(install({ "wildcard-scope": value }, { assets, configuration }).events, "download.refused");
  assert.deepEqual(refused("any-depth-without-apex"), ["3"]);
  assert.deepEqual(refused("one-label"), ["2", "3"]);
  assert.deepEqual(refused("with-apex"), []);
  const [apex] = install({}, { assets, configuration }).of("download.refused");
  assert.deepEqual(apex?.assumptions, ["wildcard-scope"]);
});

test("manifest-host-listed", () => {
  const configuration = configurationWith({ hosts: ["other.example.com"] });
  assert.equal(install({}, { configuration }).of("manifest.failed")[0]?.error.code, 202);
  assert.equal(
    install({ "manifest-host-listed": "not-required" }, { configuration }).of("manifest.finished").length,
    1,
  );
});

test("redirect-hops-listed", () => {
  const assets = [{ id: "core", size: 10, served: { redirectTo: "https://bucket.other.com/core" } }];
  const outcome = (value: string) => {
    const device = new TestDevice({ assets, assumptions: { "redirect-hops-listed": value } });
    device.addContent("https://bucket.other.com/core", { size: 10 });
    device.fire("install");
    return device.of("download.finished").length;
  };
  assert.equal(outcome("required"), 0);
  assert.equal(outcome("not-required"), 1);
});

test("allowance-codes", () => {
  const assets = [{ id: "big", size: 2000 }];
  const configuration = configurationWith({ allowance: 1000 });
  assert.equal(install({}, { assets, configuration }).of("download.refused")[0]?.error.code, 112);
  const atStart = install({ "allowance-codes": "203-at-start" }, { assets, configuration });
  assert.equal(atStart.of("download.refused").length, 0);
  assert.equal(atStart.of("download.enqueued").length, 1);
  assert.equal(atStart.of("download.failed")[0]?.error.code, 203);
  assert.equal(atStart.transport.requests.length, 1, "only the manifest was asked for");
});

test("refusal-delivery", () => {
  const assets = [{ id: "promo", size: 1, url: "https://foreign.example.org/promo" }];
  const delivered = (value: string) =>
    install({ "refusal-delivery": value }, { assets })
      .of("extension.finished")
      .map(({ failed }) => failed);
  assert.deepEqual(delivered("failed-callback"), [1]);
  assert.deepEqual(delivered("silent"), []);
});

test("budget-order", () => {
  const assets = [
    { id: "low", size: 600, priority: "min" as const },
    { id: "high", size: 600, priority: "max" as const },
  ];
  const configuration = configurationWith({ allowance: 1000 });
  const refused = (value: string) =>
    identifiers(install({ "budget-order": value }, { assets, configuration }).events, "download.refused");
  assert.deepEqual(refused("essential-priority-manifest"), ["low"]);
  assert.deepEqual(refused("manifest-order"), ["high"]);
});

test("essential-in-periodic: a script that returns essential downloads all the same", () => {
  const asset = { id: "core", size: 10, essential: true };
  const periodic = (value: string) => {
    const device = new TestDevice({
      assets: [asset],
      extension: returning([asset]),
      assumptions: { "essential-in-periodic": value },
    });
    device.fire("install");
    device.fire("launch");
    return device.fire("periodic");
  };
  const refused = periodic("fails-109").find((event) => event.type === "download.refused");
  assert.equal(refused?.error?.code, 109);
  assert.deepEqual(refused?.assumptions, ["essential-in-periodic"]);
  const enqueued = periodic("demoted").find((event) => event.type === "download.enqueued");
  assert.equal(enqueued?.type === "download.enqueued" && enqueued.lane, "non-essential");
  assert.deepEqual(enqueued?.assumptions, ["essential-in-periodic"]);
});

test("manifest-failure", () => {
  const manifest = { status: 500 };
  const open = install({}, { manifest });
  assert.deepEqual(open.of("app.launchable")[0]?.assumptions, ["manifest-failure"]);
  assert.deepEqual(open.of("extension.finished")[0]?.failed, 1);
  const blocked = install({ "manifest-failure": "blocks" }, { manifest });
  assert.equal(blocked.device.state.app?.launchable, false);
  const launch = blocked.fire("launch");
  assert.equal(launch[0]?.type === "event.notRun" && launch[0].reason, "not-launchable");
});

test("restricted-until: an update before the first launch", () => {
  const assets = [{ id: "promo", size: 1, url: "https://foreign.example.org/promo" }];
  const update = (value: string) => {
    const device = install({ "restricted-until": value }, { assets });
    return device.fire("update");
  };
  assert.deepEqual(identifiers(update("first-launch"), "download.refused"), ["promo"]);
  assert.deepEqual(identifiers(update("install-event"), "download.finished"), ["promo"]);
  const launched = update("first-launch").find((event) => event.type === "extension.launched");
  assert.deepEqual(launched?.assumptions, ["restricted-until"]);
});

test("daily-runtime", () => {
  const slow: DownloaderExtension = {
    downloads: (_, done) => done({ kind: "returned", downloads: [], runtimeMs: 6 * 60_000 }),
  };
  const reasons = (minutes: number) => {
    const device = new TestDevice({ extension: slow, assumptions: { "daily-runtime": minutes } });
    device.fire("install");
    device.fire("launch");
    device.fire("periodic");
    device.fire("periodic");
    return device;
  };
  const device = reasons(10);
  assert.deepEqual(
    device.of("event.notRun").map(({ reason, assumptions }) => [reason, assumptions]),
    [["runtime-exhausted", ["daily-runtime"]]],
  );
  assert.equal(reasons(30).of("event.notRun").length, 0);
  device.device.advance(25 * 3_600_000);
  device.clock.runUntilIdle();
  assert.equal(
    device.fire("periodic").some((event) => event.type === "event.notRun"),
    false,
    "a day later it runs again",
  );
});

test("cellular-before-launch", () => {
  const conditions = { network: networkPresets.lte };
  assert.equal(install({}, { conditions }).of("event.notRun").length, 0);
  const refused = install({ "cellular-before-launch": "refused" }, { conditions });
  assert.equal(refused.of("event.notRun")[0]?.reason, "cellular-before-launch");
  assert.equal(refused.device.state.app?.launchable, true);
});

test("allowances-limit-packs", () => {
  const configuration = {
    ...configurationWith({ allowance: 150, essentialAllowance: 0 }),
    mode: "self-hosted-managed" as const,
    appGroupId: { value: "group.x", location: { path: "/App/Info.plist", range: { start: 0, end: 1 } } },
  };
  const assets = [{ id: "pack", size: 1000 }];
  assert.equal(install({}, { configuration, assets }).of("download.refused")[0]?.error.code, 112);
  const free = install({ "allowances-limit-packs": "no" }, { configuration, assets });
  assert.equal(free.of("download.finished").length, 1);
});

test("unknown-file-size", () => {
  const assets = [{ id: "core", size: 0, essential: true, served: { size: 10 } }];
  const refused = install({}, { assets }).of("download.refused")[0];
  assert.equal(refused?.error.name, "fileSizeUnknown");
  assert.equal(install({ "unknown-file-size": "allowed" }, { assets }).of("download.finished").length, 1);
});

test("essential-on-update-blocks", () => {
  const update = (value: string, changed: boolean) => {
    const device = install(
      { "essential-on-update-blocks": value },
      {
        assets: [{ id: "core", size: 10, essential: true, version: "1" }],
      },
    );
    device.fire("launch");
    if (changed) device.publish([{ id: "core", size: 10, essential: true, version: "2" }]);
    return device.fire("update").filter((event) => event.type === "app.launchable").length;
  };
  assert.deepEqual([update("when-needed", true), update("when-needed", false)], [1, 0]);
  assert.deepEqual([update("always", true), update("always", false)], [1, 1]);
  assert.deepEqual([update("never", true), update("never", false)], [0, 0]);
});

test("low-power-gates", () => {
  const conditions = { lowPowerMode: true };
  assert.equal(install({}, { conditions }).of("event.notRun").length, 0);
  const gated = install({ "low-power-gates": "all" }, { conditions }).of("event.notRun")[0];
  assert.deepEqual([gated?.reason, gated?.assumptions], ["low-power-mode", ["low-power-gates"]]);
});

test("downloads-per-host", () => {
  const assets = ["a", "b", "c", "d", "e", "f"].map((id) => ({
    id,
    size: 100,
    served: { size: 100, bytesPerSecond: 10 },
  }));
  const most = (value: number) => {
    let running = 0;
    let highest = 0;
    for (const event of install({ "downloads-per-host": value }, { assets }).events) {
      if (event.type === "download.started") highest = Math.max(highest, ++running);
      if (event.type === "download.finished") running--;
    }
    return highest;
  };
  assert.deepEqual([most(4), most(2), most(100)], [4, 2, 6]);
});

test("failed-stays-charged", () => {
  const failure = { kind: "connection-lost", detail: "" } as const;
  const assets = [{ id: "core", size: 1000, served: { size: 1000, failure: { atByte: 400, failure } } }];
  const charged = (value: string) =>
    install({ "failed-stays-charged": value }, { assets }).device.state.chargedBytes["non-essential"];
  assert.equal(charged("yes"), 400);
  assert.equal(charged("no"), 0);
});

test("force-quit-stops-background", () => {
  const update = (value: string) => {
    const device = install({ "force-quit-stops-background": value }, {});
    device.fire("launch");
    device.device.setConditions({ forceQuit: true });
    return device.fire("update").find((event) => event.type === "event.notRun");
  };
  const stopped = update("yes");
  assert.equal(stopped?.type === "event.notRun" && stopped.reason, "force-quit");
  assert.equal(update("no"), undefined);
});

test("allowance-boundary", () => {
  const assets = [{ id: "exact", size: 1000 }];
  const configuration = configurationWith({ allowance: 1000 });
  const inclusive = install({}, { assets, configuration });
  assert.equal(inclusive.of("download.finished").length, 1);
  assert.deepEqual(inclusive.of("download.enqueued")[0]?.assumptions, ["allowance-boundary"]);
  const exclusive = install({ "allowance-boundary": "exclusive" }, { assets, configuration });
  assert.equal(exclusive.of("download.refused")[0]?.error.code, 112);
  assert.match(exclusive.of("download.refused")[0]?.error.message ?? "", /at least 1001 /);
});

test("nothing that a script returns stops the others", () => {
  const nonsense = [
    null,
    7,
    {},
    { identifier: "", url: "https://cdn.example.com/x" },
    { identifier: "no-url" },
    { identifier: "bad-url", url: "::::" },
    { identifier: "http", url: "http://cdn.example.com/x", fileSizeInBytes: 1 },
    { identifier: "size", url: "https://cdn.example.com/x", fileSizeInBytes: -1 },
    { identifier: "fraction", url: "https://cdn.example.com/x", fileSizeInBytes: 1.5 },
    manifestAsset({ id: "good", size: 10 }),
    manifestAsset({ id: "good", size: 10 }),
  ] as unknown as RequestedDownload[];
  const device = install(
    {},
    {
      assets: [{ id: "good", size: 10 }],
      extension: { downloads: (_, done) => done({ kind: "returned", downloads: nonsense, runtimeMs: 0 }) },
    },
  );
  assert.deepEqual(
    device.of("download.refused").map(({ error }) => error.code),
    [3, 3, 3, 3, 3, 3, -1022, 3, 3, 100],
  );
  assert.deepEqual([...device.device.state.assets.keys()], ["good"]);
});

test("an extension that fails, or returns no list, leaves an app that can be launched", () => {
  for (const result of [
    { kind: "failed", message: "It threw.", runtimeMs: 3 },
    { kind: "returned", downloads: "nonsense", runtimeMs: 3 },
  ]) {
    const device = install(
      {},
      {
        extension: { downloads: (_, done) => done(result as Parameters<typeof done>[0]) },
      },
    );
    assert.equal(device.of("extension.failed")[0]?.error.name, "extensionFailed");
    assert.equal(device.of("event.finished")[0]?.outcome, "extension-failed");
    assert.equal(device.device.state.app?.launchable, true);
  }
});
