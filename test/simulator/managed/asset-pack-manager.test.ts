import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AppConfiguration } from "../../../src/model/app-configuration";
import type { DeviceConditions } from "../../../src/simulator/conditions";
import { defaultExtension } from "../../../src/simulator/default-extension";
import type { DeviceEventOf } from "../../../src/simulator/events";
import type { PackCall } from "../../../src/simulator/managed/pack-call";
import type { PackFiles } from "../../../src/simulator/managed/pack-files";
import type { MemoryContent } from "../../../src/simulator/memory-content";
import { configurationWith, manifestUrl, TestDevice } from "../simulated-device";

interface Published {
  readonly id: string;
  readonly version?: number;
  readonly policy?: object;
  readonly served?: MemoryContent;
}

const first = { prefetch: { installationEventTypes: ["firstInstallation"] } };
const size = 1000;
const groupId = { value: "group.com.example", location: { path: "/App/Info.plist", range: { start: 1, end: 2 } } };

function contents(packs: readonly Published[]): ReadonlyMap<string, MemoryContent> {
  const manifest = {
    assetPacks: packs.map(({ id, version = 1, policy = { onDemand: {} } }) => ({
      id,
      url: `https://cdn.example.com/${id}`,
      version,
      downloadSize: size,
      downloadPolicy: policy,
      host: { thirdParty: {} },
    })),
  };
  return new Map<string, MemoryContent>([
    [manifestUrl, { bytes: new TextEncoder().encode(JSON.stringify(manifest)) }],
    ...packs.map(({ id, served }): [string, MemoryContent] => [`https://cdn.example.com/${id}`, served ?? { size }]),
  ]);
}

/** A launched app of a managed project. */
class ManagedApp extends TestDevice {
  constructor(
    packs: readonly Published[],
    options: {
      readonly conditions?: Partial<DeviceConditions>;
      readonly packFiles?: PackFiles;
      readonly configuration?: Partial<AppConfiguration>;
      readonly launched?: boolean;
    } = {},
  ) {
    super({
      configuration: {
        ...configurationWith(),
        mode: "self-hosted-managed",
        appGroupId: groupId,
        ...options.configuration,
      },
      conditions: { osVersion: "27.0", ...options.conditions },
      extension: defaultExtension(() => ({
        osVersion: this.device.conditions.osVersion,
        preferredLanguage: undefined,
        primaryLanguage: "en",
      })),
      packFiles: options.packFiles,
    });
    this.transport.publish(contents(packs));
    this.fire("install");
    if (options.launched !== false) this.fire("launch");
  }

  offer(packs: readonly Published[]): void {
    this.transport.publish(contents(packs));
  }

  /** Makes a call, runs to rest, and gives back what it returned. */
  call(call: PackCall): DeviceEventOf<"app.call"> {
    const before = this.of("app.call").length;
    assert.equal(this.device.perform({ kind: "assetPacks", call }), undefined);
    this.clock.runUntilIdle();
    const [result, second] = this.of("app.call").slice(before);
    assert.ok(result !== undefined && second === undefined, "one result for each call");
    return result;
  }

  get packs(): readonly string[] {
    return [...this.device.state.assets.values()].map(({ identifier, version }) => `${identifier} ${version}`);
  }
}

const ensure = (packIds: readonly string[], requireLatestVersion = false): PackCall => ({
  name: "ensureLocalAvailability",
  packIds,
  requireLatestVersion,
});

describe("AssetPackManager", () => {
  it("ensureLocalAvailability downloads what is missing, and asks nobody for what is there", () => {
    const app = new ManagedApp([{ id: "maps" }]);
    assert.equal(app.call(ensure(["maps"])).effect, "downloaded");
    assert.deepEqual(app.packs, ["maps 1"]);
    const requests = app.transport.requests.length;
    assert.equal(app.call(ensure(["maps"])).effect, "already-local");
    assert.equal(app.transport.requests.length, requests);
  });

  it("with requireLatestVersion it waits for a newer version, without it the old one will do", () => {
    const app = new ManagedApp([{ id: "maps" }]);
    app.call(ensure(["maps"]));
    app.offer([{ id: "maps", version: 2 }]);
    assert.equal(app.call(ensure(["maps"])).effect, "already-local");
    assert.deepEqual(app.packs, ["maps 1"]);
    assert.equal(app.call(ensure(["maps"], true)).effect, "downloaded");
    assert.deepEqual(app.packs, ["maps 2"]);
  });

  it("waits for a pack that is on its way, and does not download it twice", () => {
    const slow = { size, bytesPerSecond: 100 };
    const app = new ManagedApp([{ id: "music", policy: first, served: slow }], { launched: false });
    const other = new ManagedApp([], { launched: false });
    other.offer([{ id: "music", policy: first, served: slow }]);
    other.begin("install", 2000);
    other.device.launch(() => {});
    const result = other.call(ensure(["music"]));
    assert.equal(result.effect, "downloaded");
    assert.equal(other.transport.requests.filter(({ url }) => url.endsWith("/music")).length, 1);
    assert.deepEqual(app.packs, ["music 1"]);
  });

  it("throws assetPackNotFound for an identifier that the server does not offer", () => {
    const { error } = new ManagedApp([{ id: "maps" }]).call(ensure(["Maps"]));
    assert.equal(error?.domain, "BAManagedErrorDomain");
    assert.equal(error?.code, 0);
    assert.match(error?.message ?? "", /no asset pack `Maps`.*It offers maps/);
  });

  it("throws LocalAvailabilityError where some of several packs fail; the others are there", () => {
    const app = new ManagedApp([{ id: "maps" }, { id: "music", served: { status: 404 } }]);
    const { error } = app.call(ensure(["maps", "music", "none"]));
    assert.deepEqual([error?.code, error?.name], [2, "localAvailabilityFailure"]);
    assert.match(error?.message ?? "", /^2 of 3 packs/);
    assert.deepEqual(app.packs, ["maps 1"]);
  });

  it("checkForUpdates updates what is outdated, removes what is obsolete, and tells which", () => {
    const app = new ManagedApp([{ id: "maps" }, { id: "old" }, { id: "other" }]);
    app.call(ensure(["maps", "old"]));
    app.offer([
      { id: "maps", version: 2 },
      { id: "other", version: 5 },
    ]);
    const { updatingIDs, removedIDs } = app.call({ name: "checkForUpdates" });
    assert.deepEqual([updatingIDs, removedIDs], [["maps"], ["old"]]);
    assert.deepEqual(app.packs, ["maps 2"]);
    assert.ok(app.removed.includes("old"));
  });

  it("remove takes a pack away, and it can be downloaded again", () => {
    const app = new ManagedApp([{ id: "maps" }]);
    app.call(ensure(["maps"]));
    app.call({ name: "remove", packId: "maps" });
    assert.deepEqual(app.packs, []);
    assert.deepEqual(app.call({ name: "localStatus", packId: "maps" }).status?.names, []);
    app.call(ensure(["maps"]));
    assert.deepEqual(app.packs, ["maps 1"]);
  });

  it("contents finds a path in the packs of the device: shared, missing, elsewhere, unknown", () => {
    const files: Readonly<Record<string, readonly string[]>> = {
      maps: ["a.map", "both"],
      more: ["both"],
      later: ["c"],
    };
    const packFiles: PackFiles = (id) => files[id];
    const offered = [{ id: "maps" }, { id: "more" }, { id: "later" }, { id: "foreign" }];
    const app = new ManagedApp(offered, { packFiles });
    app.call(ensure(["maps", "more"]));
    const at = (path: string, packId?: string) => app.call({ name: "contents", path, packId });
    assert.equal(at("a.map").identifier, "maps");
    assert.match(at("both").note ?? "", /more has the same path: which one is read is undefined/);
    assert.equal(at("both", "more").identifier, "more");
    assert.deepEqual([at("a.map", "more").error?.code, at("a.map", "more").error?.name], [1, "fileNotFound"]);
    assert.match(
      at("a.map", "more").error?.message ?? "",
      /^`more` has no file at “a\.map” .*It is in `maps`: search there/,
    );
    assert.match(at("c", "later").error?.message ?? "", /^`later` is not on the device: there is no file at “c”/);
    assert.match(at("c").error?.message ?? "", /It is in `later`, which is not on the device/);
    assert.match(at("d").error?.message ?? "", /^No pack on the device has a file at “d” .*Check the path/);
    app.call(ensure(["foreign"]));
    const unknown = at("x");
    assert.equal(unknown.error, undefined);
    assert.match(unknown.note ?? "", /^Contents unknown: what is in foreign/);
  });

  it("cancelDownload ends the download, and whoever waits for it hears of it", () => {
    const app = new ManagedApp([{ id: "maps", served: { size, bytesPerSecond: 10 } }]);
    app.device.perform({ kind: "assetPacks", call: ensure(["maps"]) });
    app.clock.runFor(5000);
    app.device.perform({ kind: "assetPacks", call: { name: "cancelDownload", packId: "maps" } });
    app.clock.runUntilIdle();
    const [cancelled, ensured] = app.of("app.call");
    assert.equal(cancelled?.call, "cancelDownload");
    assert.equal(ensured?.error?.code, -999);
    assert.deepEqual(app.packs, []);
    assert.equal(app.device.isIdle, true);
  });

  it("delivers statusUpdates to an app that runs, and to no other", () => {
    const app = new ManagedApp([{ id: "music", policy: first }, { id: "maps" }]);
    assert.deepEqual(app.of("pack.statusUpdate"), [], "nobody ran while it was installed");
    app.call(ensure(["maps"]));
    const updates = app.of("pack.statusUpdate").map(({ identifier, update }) => `${identifier} ${update}`);
    assert.equal(updates[0], "maps began");
    assert.equal(updates.at(-1), "maps finished");
    app.device.perform({ kind: "terminate" });
    app.offer([
      { id: "music", policy: first },
      { id: "maps", version: 2 },
    ]);
    const before = app.of("pack.statusUpdate").length;
    app.fire("periodic");
    assert.deepEqual(app.packs, ["music 1", "maps 2"]);
    assert.equal(app.of("pack.statusUpdate").length, before);
  });

  it("reconcilePreferredLanguages brings the packs of another language", () => {
    const app = new ManagedApp([{ id: "maps" }]);
    const result = app.call({ name: "reconcilePreferredLanguages", language: "de" });
    assert.match(result.note ?? "", /No pack is localized/);
  });

  it("says why it cannot be called: no managed project, an app that does not run, an older system", () => {
    const problem = (app: ManagedApp, call: PackCall) => app.device.perform({ kind: "assetPacks", call }) ?? "";
    const unmanaged = new ManagedApp([], { configuration: { mode: "self-hosted-unmanaged" } });
    assert.match(problem(unmanaged, { name: "checkForUpdates" }), /no managed asset packs/);
    const notLaunched = new ManagedApp([{ id: "maps" }], { launched: false });
    assert.match(problem(notLaunched, { name: "checkForUpdates" }), /is not running/);
    const older = new ManagedApp([{ id: "maps" }], { conditions: { osVersion: "26.0" } });
    assert.match(problem(older, ensure(["maps"], true)), /exists since 26\.4; the device runs 26\.0/);
    assert.match(problem(older, ensure(["maps", "music"])), /exists since 27\.0/);
    assert.equal(problem(older, ensure(["maps"])), "");
  });

  it("passes on why the server could not be asked", () => {
    const app = new ManagedApp([{ id: "maps" }]);
    app.transport.publish(new Map([[manifestUrl, { status: 503 }]]));
    assert.equal(app.call(ensure(["maps"])).error?.code, -1011);
    assert.equal(app.call({ name: "status", packId: "maps" }).error?.code, -1011);
  });
});

describe("allowances and packs of a server of one's own", () => {
  it("a pack that does not fit is refused with 112, and the assumption that packs are limited is named", () => {
    const app = new ManagedApp([{ id: "music", policy: first }], {
      configuration: {
        ...configurationWith({ allowance: size - 1 }),
        mode: "self-hosted-managed" as const,
        appGroupId: groupId,
      },
      launched: false,
    });
    const [refused] = app.of("download.refused");
    assert.equal(refused?.error.code, 112);
    assert.ok(refused?.assumptions?.includes("allowances-limit-packs"));
    assert.match(refused?.error.message ?? "", /give fewer packs a policy that downloads them with the installation/);
  });
});
