import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceConditions } from "../../src/simulator/conditions";
import { configurationWith, lines, TestDevice, type TestDeviceOptions } from "./simulated-device";

function launched(options: TestDeviceOptions = {}): TestDevice {
  const device = new TestDevice(options);
  device.fire("install");
  device.fire("launch");
  return device;
}

function reasonOf(device: TestDevice, event: Parameters<TestDevice["fire"]>[0], force = false): string | undefined {
  const notRun = device.fire(event, { force, language: "de" }).find((entry) => entry.type === "event.notRun");
  return notRun?.type === "event.notRun" ? notRun.reason : undefined;
}

const rows: readonly [Partial<DeviceConditions>, string][] = [
  [{ lowPowerMode: true }, "low-power-mode"],
  [{ backgroundAppRefresh: false }, "background-app-refresh-off"],
  [{ backgroundAppRefreshForApp: false }, "background-app-refresh-off"],
  [{ forceQuit: true }, "force-quit"],
];

for (const [conditions, reason] of rows) {
  test(`a periodic check does not run: ${JSON.stringify(conditions)}; --force passes it and says so`, () => {
    const device = launched();
    device.device.setConditions(conditions);
    assert.equal(reasonOf(device, "periodic"), reason);
    assert.equal(reasonOf(device, "periodic", true), undefined);
    assert.equal(device.of("event.started").at(-1)?.forced, true);
  });
}

test("an event whose gates are open is not called forced", () => {
  const device = launched();
  device.fire("periodic", { force: true });
  assert.equal(device.of("event.started").at(-1)?.forced, undefined);
});

test("nothing is checked for before the first launch", () => {
  const device = new TestDevice();
  device.fire("install");
  assert.equal(reasonOf(device, "periodic"), "never-launched");
});

test("with In-App Content off the app is installed and can be launched, without a single request", () => {
  const device = new TestDevice({
    assets: [{ id: "core", size: 10, essential: true }],
    conditions: { inAppContent: false },
  });
  assert.equal(reasonOf(device, "install"), "in-app-content-off");
  assert.equal(device.transport.requests.length, 0);
  assert.equal(device.device.state.app?.launchable, true);
  device.fire("launch");
  device.fire("update");
  assert.deepEqual([...device.device.state.assets.keys()], ["core"], "after the launch it is downloaded");
});

test("what is impossible stays impossible with --force", () => {
  assert.equal(reasonOf(new TestDevice(), "update", true), "not-installed");
  assert.equal(
    reasonOf(new TestDevice({ configuration: { ...configurationWith(), manifestUrl: undefined } }), "install", true),
    "no-manifest-url",
  );
  const managed = { ...configurationWith(), mode: "self-hosted-managed" as const };
  assert.equal(
    reasonOf(new TestDevice({ configuration: managed, conditions: { osVersion: "18.4" } }), "install", true),
    "unsupported-os",
  );
  assert.equal(reasonOf(new TestDevice({ conditions: { osVersion: "16.0" } }), "install", true), "unsupported-os");
  assert.equal(reasonOf(launched(), "language-change", true), "unsupported-os");
  assert.equal(reasonOf(launched({ conditions: { osVersion: "27.0" } }), "language-change"), undefined);
});

test("an app that a device would kill says which key is missing, and where", () => {
  const whole = configurationWith();
  const trapped = (changes: Partial<typeof whole>) => {
    const device = new TestDevice({ configuration: { ...whole, ...changes } });
    device.fire("install", { force: true });
    const [notRun] = device.of("event.notRun");
    assert.equal(notRun?.reason, "app-would-trap");
    assert.equal(device.device.state.app, undefined);
    return [
      /[A-Z]\w+/.exec(notRun?.message.replace("BAInitialDownloadRestrictions must contain", "") ?? "")?.[0],
      notRun?.source?.range.start.line,
    ];
  };
  assert.deepEqual(trapped({ restrictions: undefined })[0], "BAInitialDownloadRestrictions");
  assert.deepEqual(trapped({ downloadAllowanceInBytes: undefined }), ["BADownloadAllowance", lines.restrictions]);
  assert.deepEqual(trapped({ essentialDownloadAllowanceInBytes: undefined }), [
    "BAEssentialDownloadAllowance",
    lines.restrictions,
  ]);
  assert.deepEqual(trapped({ domainAllowList: undefined }), ["BADownloadDomainAllowList", lines.restrictions]);
});

test("a managed app that a device would kill says what the device prints", () => {
  const message = (changes: Partial<ReturnType<typeof configurationWith>>) => {
    const configuration = { ...configurationWith(), mode: "apple-hosted" as const, ...changes };
    const device = new TestDevice({ configuration });
    device.fire("install", { force: true });
    return device.of("event.notRun")[0]?.message ?? "";
  };
  const appGroupId = { value: "group.com.example", location: { path: "/App/Info.plist", range: { start: 0, end: 1 } } };
  assert.match(
    message({}),
    /The app couldn't be validated: The bundle's info dictionary lacks a string value for the key "BAAppGroupID"/,
  );
  assert.match(
    message({ appGroupId, lacksExtension: true }),
    /The app couldn't be validated: The app lacks a Background Assets downloader extension/,
  );
  assert.equal(message({ appGroupId, lacksExtension: false }), "");
});

test("launching needs an app that is installed", () => {
  assert.equal(reasonOf(new TestDevice(), "launch"), "not-installed");
});

test("conditions that close while an event runs refuse what is enqueued after: 206 before the launch, 111 in a periodic check", () => {
  const assets = [{ id: "core", size: 10, essential: false }];
  const manifest = { size: 100, bytesPerSecond: 10 };
  const beforeLaunch = new TestDevice({ assets, manifest });
  beforeLaunch.begin("install", 1000);
  beforeLaunch.device.setConditions({ inAppContent: false });
  beforeLaunch.clock.runUntilIdle();
  assert.equal(beforeLaunch.of("download.refused")[0]?.error.code, 206);

  const afterLaunch = launched({ manifest });
  afterLaunch.publish(assets, manifest);
  afterLaunch.begin("periodic", 1000);
  afterLaunch.device.setConditions({ lowPowerMode: true });
  afterLaunch.clock.runUntilIdle();
  assert.equal(afterLaunch.of("download.refused")[0]?.error.code, 111);
});
