import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type { AssetHost, AssetHostOptions } from "../../../src/node/asset-host/asset-host";
import { deviceFolder } from "../../../src/node/device/device-folder";
import type {
  SimulationOptions,
  SimulationProject,
  WorkerError,
  WorkerNotification,
  WorkerRequestName,
  WorkerRequests,
  WorkerToExtension,
} from "../../../src/protocol/worker-messages";
import type { DeviceEvent } from "../../../src/simulator/events";
import { manifestUrl, type ServedAsset, serveAssets, someBytes } from "../../cli/simulated-project";
import { validateAgainstSchema } from "../../validate-against-schema";
import { startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";
import { simulatedApp } from "./simulated-app";

const options: SimulationOptions = {
  force: false,
  allowPrivate: false,
  dryRun: false,
  maxBytes: undefined,
  conditions: {},
  language: undefined,
};

const slowNetwork = { name: "slow", online: true, cellular: false, bytesPerSecond: 1_000_000, latencyMs: undefined };
const fastNetwork = { ...slowNetwork, name: "fast", bytesPerSecond: undefined };

/** The extension's end of the worker's messages. */
class WorkerClient {
  readonly batches: { readonly atMs: number; readonly events: readonly DeviceEvent[] }[] = [];
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(body: unknown): void; reject(error: WorkerError): void }>();
  readonly #lookers = new Set<() => void>();
  #id = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (message: WorkerToExtension) => {
      if (message.kind === "response") {
        const waiting = this.#waiting.get(message.id);
        if (message.ok) waiting?.resolve(message.body);
        else waiting?.reject(message.error);
      } else this.#notified(message);
    });
  }

  get events(): readonly DeviceEvent[] {
    return this.batches.flatMap(({ events }) => events);
  }

  types(prefix: string): string[] {
    return this.events
      .map(({ type }) => type)
      .filter((type) => type.startsWith(prefix) && type !== "download.progress");
  }

  request<Name extends WorkerRequestName>(
    name: Name,
    body: WorkerRequests[Name]["request"],
  ): Promise<WorkerRequests[Name]["response"]> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as WorkerRequests[Name]["response"]), reject });
      this.#worker.postMessage({ kind: "request", id, name, body });
    });
  }

  /** Resolves when an event of this type has come, since the client was made. */
  seen(type: DeviceEvent["type"]): Promise<void> {
    return this.until((events) => events.some((event) => event.type === type));
  }

  /** Resolves when the events have come so far. */
  until(hasCome: (events: readonly DeviceEvent[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!hasCome(this.events)) return;
        this.#lookers.delete(look);
        resolve();
      };
      this.#lookers.add(look);
      look();
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #notified(notification: WorkerNotification): void {
    if (notification.kind !== "events") return;
    this.batches.push({ atMs: performance.now(), events: notification.events });
    for (const look of [...this.#lookers]) look();
  }
}

describe("the worker", { concurrency: 2 }, () => {
  let bundleFolder: string;
  before(async () => {
    bundleFolder = mkdtempSync(join(tmpdir(), "background-assets-worker-"));
    await build({
      entryPoints: ["src/node/worker.ts"],
      outfile: join(bundleFolder, "worker.cjs"),
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      mainFields: ["module", "main"],
      logLevel: "warning",
    });
  });
  after(() => rmSync(bundleFolder, { recursive: true, force: true }));

  function startWorker(t: TestContext, stateFolder: string): WorkerClient {
    const worker = new Worker(join(bundleFolder, "worker.cjs"), {
      workerData: {
        stateFolder,
        proxy: undefined,
        proxyStrictSsl: true,
        noProxy: [],
        certificateAuthorities: [testCa.certificatePem],
      },
      env: { BACKGROUND_ASSETS_STATE: stateFolder },
    });
    t.after(() => worker.terminate());
    return new WorkerClient(worker);
  }

  async function simulated(
    t: TestContext,
    assets: readonly ServedAsset[],
    respond?: AssetHostOptions["respond"],
  ): Promise<{ client: WorkerClient; host: AssetHost; project: SimulationProject; path: string; stateFolder: string }> {
    const served = await temporaryFolder(t);
    await serveAssets(served, assets);
    const host = await startedHost(t, { folder: served, ...(respond === undefined ? {} : { respond }) });
    const stateFolder = await temporaryFolder(t);
    const project = simulatedApp(host.origin);
    const path = project.configuration.infoPlistPath;
    return { client: startWorker(t, stateFolder), host, project, path, stateFolder };
  }

  it("simulates, sends the events in batches and remembers the device", async (t) => {
    const assets = Array.from({ length: 200 }, (_, index) => ({ id: `pack-${index}`, essential: index < 5 }));
    const { client, project, path } = await simulated(t, assets);
    assert.deepEqual(await client.request("simulate", { project, events: ["install", "launch"], options }), {
      exitCode: 0,
    });
    client.events.forEach((event, index) => {
      assert.equal(event.seq, index + 1, "in order, none left out");
      assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
    });
    assert.equal(client.events.at(-1)?.type, "run.finished", "all of them before the answer");
    const lastedMs = (client.batches.at(-1)?.atMs ?? 0) - (client.batches[0]?.atMs ?? 0);
    // The first at once and the last without delay; in between ten a second, with room for a busy computer's clock.
    assert.ok(client.batches.length <= lastedMs / 80 + 3, `${client.batches.length} batches in ${lastedMs} ms`);
    const { extensionRuntime, nextPeriodicCheckAtMs, ...summary } = await client.request("deviceSummary", {
      infoPlistPath: path,
    });
    assert.deepEqual(extensionRuntime, { usedMs: 0, limitMs: 600_000 });
    assert.ok(nextPeriodicCheckAtMs !== undefined);
    assert.deepEqual(
      { ...summary, nowMs: 0, contentFolder: "" },
      {
        appVersion: "1.0",
        installed: true,
        launched: true,
        launchable: true,
        downloadedFiles: 200,
        downloadedBytes: 400_000,
        pendingDownloads: 0,
        appActivity: "foreground",
        lostFiles: 0,
        nowMs: 0,
        contentFolder: "",
      },
    );
    assert.equal(readdirSync(summary.contentFolder).length >= 200, true);

    assert.deepEqual(await client.request("deleteDownloads", { infoPlistPath: path }), {
      deletedFiles: 200,
      deletedBytes: 400_000,
    });
    assert.deepEqual(readdirSync(summary.contentFolder), []);
    const withoutDownloads = await client.request("deviceSummary", { infoPlistPath: path });
    assert.equal(withoutDownloads.installed, true);
    assert.equal(withoutDownloads.downloadedFiles, 0);
    await client.request("eraseDevice", { infoPlistPath: path });
    assert.equal((await client.request("deviceSummary", { infoPlistPath: path })).installed, false);
    assert.deepEqual(await client.request("simulate", { project, events: ["periodic"], options }), { exitCode: 1 });
  });

  it("pauses, resumes with a Range and launches while it downloads", async (t) => {
    const content = someBytes("big", 2_000_000);
    const { client, host, project, path } = await simulated(t, [
      { id: "core", essential: true },
      { id: "big", content },
    ]);
    const network = { name: "test", online: true, cellular: false, bytesPerSecond: 4_000_000, latencyMs: undefined };
    const run = client.request("simulate", {
      project,
      events: ["install"],
      options: { ...options, conditions: { network } },
    });
    await client.seen("download.progress");
    await client.request("control", { infoPlistPath: path, action: "launch" });
    await client.request("control", { infoPlistPath: path, action: "pause" });
    await client.seen("download.paused");
    const meanwhile = await client.request("deviceSummary", { infoPlistPath: path });
    assert.equal(meanwhile.launched, true);
    assert.equal(meanwhile.pendingDownloads, 1);
    await client.request("setConditions", {
      infoPlistPath: path,
      conditions: { network: { ...network, bytesPerSecond: undefined } },
    });
    await client.request("control", { infoPlistPath: path, action: "resume" });
    assert.deepEqual(await run, { exitCode: 0 });
    assert.deepEqual(client.types("download."), [
      "download.enqueued",
      "download.enqueued",
      "download.started",
      "download.finished",
      "download.started",
      "download.paused",
      "download.resumed",
      "download.finished",
    ]);
    await host.settled();
    const ranges = host.requests.map(({ range }) => range).filter((range) => range !== undefined);
    assert.match(String(ranges), /^bytes=[1-9]\d*-$/);
    const { contentFolder } = await client.request("deviceSummary", { infoPlistPath: path });
    assert.ok(readdirSync(contentFolder).some((name) => readFileSync(join(contentFolder, name)).equals(content)));
  });

  it("schedules what the app asks for, promotes it in the middle without a byte coming twice, and reports what throws", async (t) => {
    const content = someBytes("terrain", 2_000_000);
    const { client, host, project, path } = await simulated(t, [{ id: "core" }, { id: "terrain", content }]);
    const options1 = { ...options, conditions: { network: slowNetwork } };
    const fetch = { kind: "fetchCurrent", by: "app" } as const;
    await assert.rejects(client.request("appCall", { project, action: fetch, options }), {
      code: "impossible",
      message: /is not installed/,
    });
    await client.request("simulate", { project, events: ["install", "launch"], options });
    await client.request("deleteDownloads", { infoPlistPath: path });
    await host.settled();
    const before = client.events.length;
    const download = {
      identifier: "terrain-2",
      url: "https://cdn.example.com/assets/terrain.bin",
      fileSizeInBytes: content.length,
      priority: "default",
      essential: false,
    } as const;
    const startForeground = { kind: "startForeground", by: "app", download: "terrain-2" } as const;
    const run = client.request("appCall", {
      project,
      action: { kind: "schedule", by: "app", download },
      options: options1,
    });
    await client.until((events) =>
      events.slice(before).some((event) => event.type === "download.progress" && event.receivedBytes > 200_000),
    );
    assert.equal(await client.request("appCall", { project, action: startForeground, options }), null);
    const essential = { kind: "schedule", by: "app", download: { ...download, essential: true } } as const;
    await client.request("appCall", { project, action: essential, options });
    await client.request("setConditions", { infoPlistPath: path, conditions: { network: fastNetwork } });
    assert.deepEqual(await run, { exitCode: 1 }, "a call has failed");
    const events = client.events.slice(before);
    for (const event of events) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
    assert.deepEqual(
      events.flatMap((event) => (event.type === "app.call" ? [[event.call, event.effect, event.error?.code]] : [])),
      [
        ["scheduleDownload", undefined, undefined],
        ["startForegroundDownload", "promoted", undefined],
        ["scheduleDownload", undefined, 100],
      ],
    );
    assert.equal(events.at(-1)?.type, "run.finished");
    await host.settled();
    const requests = host.requests.filter(({ path }) => path.endsWith("terrain.bin")).slice(1);
    assert.deepEqual([requests[0]?.range, requests.length], [undefined, 2]);
    assert.match(requests[1]?.range ?? "", /^bytes=[1-9]\d*-$/);
    const resumed = events.find((event) => event.type === "download.resumed");
    assert.equal(resumed?.type === "download.resumed" && `bytes=${resumed.offset}-`, requests[1]?.range);
    const finished = events.at(-1);
    assert.equal(finished?.type === "run.finished" && finished.summary.receivedBytes, content.length);
    const { contentFolder } = await client.request("deviceSummary", { infoPlistPath: path });
    assert.ok(readdirSync(contentFolder).some((name) => readFileSync(join(contentFolder, name)).equals(content)));
  });

  it("cancels: an app that was being installed is gone", async (t) => {
    const { client, project, path } = await simulated(
      t,
      [{ id: "core", essential: true }, { id: "music" }],
      ({ path }) => (path.endsWith(".bin") ? { stallAfterBytes: 100 } : undefined),
    );
    const run = client.request("simulate", { project, events: ["install"], options });
    await client.seen("download.started");
    await client.request("control", { infoPlistPath: path, action: "cancel" });
    assert.deepEqual(await run, { exitCode: 1 });
    assert.equal(client.types("download.cancelled").length, 2);
    const summary = await client.request("deviceSummary", { infoPlistPath: path });
    assert.equal(summary.installed, false);
    assert.deepEqual(readdirSync(summary.contentFolder), []);
  });

  it("says that it is busy, that nothing runs, or that another process has the device", async (t) => {
    const { client, project, path, stateFolder } = await simulated(t, [{ id: "core" }], ({ path }) =>
      path.endsWith(".bin") ? { stallAfterBytes: 100 } : undefined,
    );
    const infoPlistPath = path;
    for (const action of ["pause", "resume", "cancel", "launch"] as const) {
      await assert.rejects(client.request("control", { infoPlistPath, action }), { code: "not-running" });
    }
    const run = client.request("simulate", { project, events: ["install"], options });
    await client.seen("download.started");
    const busy = { code: "busy" };
    await assert.rejects(client.request("simulate", { project, events: ["update"], options }), busy);
    await assert.rejects(client.request("eraseDevice", { infoPlistPath }), busy);
    await assert.rejects(client.request("deleteDownloads", { infoPlistPath }), busy);
    await assert.rejects(client.request("fetchManifest", { project, allowPrivate: false }), busy);
    // Another app is none of its business.
    const other = simulatedApp("https://localhost:1", "Other");
    assert.deepEqual(await client.request("simulate", { project: other, events: ["install"], options }), {
      exitCode: 1,
    });
    await client.request("control", { infoPlistPath, action: "cancel" });
    await run;

    const holder = { pid: process.ppid, host: hostname(), token: "of another window" };
    writeFileSync(deviceFolder(stateFolder, path).lock, JSON.stringify(holder), { flag: "wx" });
    await assert.rejects(client.request("simulate", { project, events: ["install"], options }), {
      code: "locked",
      message: new RegExp(`in use by process ${process.ppid} on `),
    });
    assert.equal((await client.request("deviceSummary", { infoPlistPath })).installed, true, "looking disturbs nobody");
    const devices = readdirSync(join(stateFolder, "devices"));
    await client.request("deviceSummary", { infoPlistPath: "/never/simulated/Info.plist" });
    assert.deepEqual(readdirSync(join(stateFolder, "devices")), devices, "looking leaves nothing behind");
  });

  it("goes on after a worker that died in the middle", async (t) => {
    let isStalled = true;
    const { client, project, stateFolder } = await simulated(t, [{ id: "core" }], ({ path }) =>
      isStalled && path.endsWith(".bin") ? { stallAfterBytes: 100 } : undefined,
    );
    client.request("simulate", { project, events: ["install"], options });
    await client.seen("download.started");
    await client.terminate();
    isStalled = false;
    const next = startWorker(t, stateFolder);
    assert.deepEqual(await next.request("simulate", { project, events: ["launch"], options }), { exitCode: 0 });
    assert.deepEqual(next.types("download."), ["download.started", "download.finished"]);
  });

  it("fetches the manifest and keeps the copy for editing", async (t) => {
    let status = 200;
    const { client, host, project, path } = await simulated(t, [{ id: "core" }], () =>
      status === 200 ? undefined : { status },
    );
    const kept = () => client.request("keptManifest", { infoPlistPath: path, manifestUrl });
    assert.equal(await kept(), null);
    const before = Date.now();
    const fetched = await client.request("fetchManifest", { project, allowPrivate: false });
    assert.equal(JSON.parse(readFileSync(fetched.path, "utf8")).assets[0].id, "core");
    assert.equal(fetched.receivedBytes, readFileSync(fetched.path).length);
    assert.ok(fetched.fetchedAtMs >= before - 1000);
    assert.equal((await kept())?.path, fetched.path);
    assert.deepEqual(client.events, [], "nothing happens to the device");
    status = 404;
    await assert.rejects(client.request("fetchManifest", { project, allowPrivate: false }), {
      code: "failed",
      message: /cdn\.example\.com answered with status 404 for the manifest.*\(NSURLErrorDomain -1011 /,
    });
    assert.equal((await kept())?.path, fetched.path, "a failure leaves the copy");
    // Nothing maps this one.
    const direct: SimulationProject = { ...project, hosts: {} };
    const url = { ...project.configuration.manifestUrl, value: `${host.origin}/manifest.json` };
    const configuration = {
      ...direct.configuration,
      manifestUrl: url as SimulationProject["configuration"]["manifestUrl"],
    };
    await assert.rejects(
      client.request("fetchManifest", { project: { ...direct, configuration }, allowPrivate: false }),
      {
        message: /localhost/,
      },
    );
  });

  it("lets weeks pass with the checks that are due, and says how the device stands", async (t) => {
    const { client, project, path } = await simulated(t, [{ id: "core" }]);
    await client.request("simulate", { project, events: ["install", "launch"], options });
    const installed = await client.request("deviceSummary", { infoPlistPath: path });
    const dayMs = 86_400_000;
    assert.equal(Math.round(((installed.nextPeriodicCheckAtMs ?? 0) - installed.nowMs) / 60_000), 24 * 60);
    const request = { project, durationMs: 28 * dayMs, options };
    assert.deepEqual(await client.request("advanceClock", request), { exitCode: 0 });
    const [advanced] = client.events.filter((event) => event.type === "clock.advanced");
    assert.deepEqual(advanced?.type === "clock.advanced" && advanced.periodicChecks, { ran: 10, notRun: 0 });
    const summary = await client.request("deviceSummary", {
      infoPlistPath: path,
      assumptions: { "daily-runtime": 3, "periodic-cadence": "daily-60" },
    });
    assert.ok(summary.nowMs >= installed.nowMs + 28 * dayMs);
    assert.deepEqual(summary.extensionRuntime, { usedMs: 0, limitMs: 180_000 });
    assert.ok((summary.nextPeriodicCheckAtMs ?? 0) > summary.nowMs);
  });

  it("waits for the network that somebody turned off, and goes on with the bytes it has", async (t) => {
    const content = someBytes("music", 1_500_000);
    const { client, project, path } = await simulated(t, [{ id: "music", content }]);
    const run = client.request("simulate", {
      project,
      events: ["install"],
      options: { ...options, conditions: { network: slowNetwork } },
    });
    await client.seen("download.progress");
    const offline = { ...slowNetwork, name: "offline", online: false };
    await client.request("setConditions", { infoPlistPath: path, conditions: { network: offline } });
    await client.seen("download.waiting");
    await client.request("setConditions", { infoPlistPath: path, conditions: { network: fastNetwork } });
    assert.deepEqual(await run, { exitCode: 0 });
    assert.deepEqual(client.types("download."), [
      "download.enqueued",
      "download.started",
      "download.waiting",
      "download.resumed",
      "download.finished",
    ]);
    const received = client.events.find((event) => event.type === "run.finished");
    assert.ok(received?.type === "run.finished" && received.summary.receivedBytes < 1_510_000, "no byte came twice");
  });

  it("lets time pass over downloads that wait for a network, until they give up", async (t) => {
    const content = someBytes("music", 1_500_000);
    const { client, project, path } = await simulated(t, [{ id: "music", content }]);
    const run = client.request("simulate", {
      project,
      events: ["install"],
      options: { ...options, conditions: { network: slowNetwork } },
    });
    await client.seen("download.progress");
    const request = { project, durationMs: 8 * 86_400_000, options };
    await assert.rejects(client.request("advanceClock", request), { code: "busy" });
    const offline = { ...slowNetwork, name: "offline", online: false };
    await client.request("setConditions", { infoPlistPath: path, conditions: { network: offline } });
    await client.seen("download.waiting");
    assert.equal(await client.request("advanceClock", request), null);
    assert.deepEqual(await run, { exitCode: 1 });
    const failed = client.events.find((event) => event.type === "download.failed");
    assert.equal(failed?.error?.code, -1009);
  });
});
