import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SimulatorController, type SimulatorServices } from "../../src/extension/simulator-controller";
import { WorkerRequestError } from "../../src/extension/worker-client";
import type { AppProject } from "../../src/model/project/snapshot";
import type { WorkerNotification } from "../../src/protocol/worker-messages";
import { DeviceLog } from "../protocol/device-log";
import { appProject } from "./app-project";
import { EventEmitter } from "./fake-vscode";

const notRunning = new WorkerRequestError("not-running", "Nothing is being simulated.");

/** A controller whose worker and whose person are played by the test. */
class Stage {
  readonly requests: { readonly name: string; readonly body: Record<string, unknown> }[] = [];
  readonly saved: unknown[] = [];
  readonly notified = new EventEmitter<WorkerNotification>();
  readonly answers: Record<string, (body: Record<string, unknown>) => Promise<unknown>> = {};
  readonly project: AppProject;
  readonly controller: SimulatorController;
  consent: (met: readonly string[]) => Promise<readonly string[] | undefined> = async () => [];
  scriptConsent: () => Promise<boolean> = async () => true;

  constructor(project: AppProject = appProject({})) {
    this.project = project;
    const request = async (name: string, body: Record<string, unknown>) => {
      this.requests.push({ name, body });
      return this.answers[name]?.(body) ?? null;
    };
    const log = { error() {}, warn() {}, info() {} };
    const services = {
      worker: { request, onDidNotify: this.notified.event },
      consent: {
        forRun: (_: unknown, __: unknown, met: readonly string[] = []) => this.consent(met),
        forScript: () => this.scriptConsent(),
      },
      secrets: { resolverFor: async () => () => undefined },
      keptManifests: { remember: async () => {} },
      storage: { load: async () => undefined, save: async (_: string, run: unknown) => this.saved.push(run) },
      log,
    };
    this.controller = new SimulatorController(services as unknown as SimulatorServices);
  }

  began(): void {
    const { events } = new DeviceLog().runStarted();
    this.notified.fire({ kind: "events", infoPlistPath: this.project.id, events });
  }

  names(): string[] {
    return this.requests.map(({ name }) => name).filter((name) => name !== "deviceSummary" && name !== "keptManifest");
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

const turn = () => new Promise<void>((done) => setImmediate(done));

describe("what a person wants of a simulation", () => {
  it("is asked about the script of the project file, and nothing is simulated without a yes", async () => {
    const project = appProject({ downloader: "downloader.mjs" });
    const stage = new Stage(project);
    stage.scriptConsent = async () => false;
    await stage.controller.fire(stage.project, "install");
    assert.deepEqual(stage.names(), []);
    stage.scriptConsent = async () => true;
    stage.answers.simulate = async () => ({ exitCode: 0 });
    await stage.controller.fire(stage.project, "install");
    const [simulate] = stage.requests.filter(({ name }) => name === "simulate");
    const sent = simulate?.body.project as { readonly downloader?: { readonly script: string } } | undefined;
    assert.equal(sent?.downloader?.script, "/app/downloader.mjs");
  });

  it("cannot pause what has just ended", async () => {
    const stage = new Stage();
    const end = deferred<unknown>();
    const paused = deferred<unknown>();
    stage.answers.simulate = () => end.promise;
    stage.answers.control = async () => {
      await paused.promise;
      throw notRunning;
    };
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    stage.began();
    await turn();
    const control = stage.controller.control(stage.project.id, "pause");
    await turn();
    end.resolve({ exitCode: 0 });
    await fired;
    paused.resolve(null);
    await control;
    assert.equal((await stage.controller.run(stage.project.id)).status, "idle");
  });

  it("is not simulated when it was cancelled while the question about the hosts was open", async () => {
    const stage = new Stage();
    const agreed = deferred<readonly string[]>();
    stage.consent = () => agreed.promise;
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    const run = await stage.controller.run(stage.project.id);
    assert.equal(run.status, "starting");
    await stage.controller.control(stage.project.id, "cancel");
    agreed.resolve(["cdn.example.com"]);
    await fired;
    assert.deepEqual(stage.names(), []);
    assert.equal(run.status, "idle");
  });

  it("is cancelled as soon as it runs when that was asked for while the worker started", async () => {
    const stage = new Stage();
    const end = deferred<unknown>();
    stage.answers.simulate = () => end.promise;
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    await stage.controller.control(stage.project.id, "cancel");
    assert.deepEqual(stage.names(), ["simulate"]);
    stage.began();
    await turn();
    assert.deepEqual(stage.requests.at(-1), {
      name: "control",
      body: { infoPlistPath: stage.project.id, action: "cancel" },
    });
    end.resolve({ exitCode: 1 });
    await fired;
  });

  it("makes the app's calls in a run of their own where nothing runs, else in the middle of what runs", async () => {
    const stage = new Stage();
    const asked: (readonly string[])[] = [];
    stage.consent = async (met) => {
      asked.push(met);
      return ["cdn.example.com"];
    };
    const url = "https://files.example.org/terrain";
    const download = { identifier: "a", url, fileSizeInBytes: 1, priority: "default", essential: false } as const;
    const schedule = { kind: "schedule", by: "app", download } as const;
    await stage.controller.appCall(stage.project, schedule);
    assert.deepEqual(asked, [["files.example.org"]], "the person is asked about the download's host");
    const [alone] = stage.requests.filter(({ name }) => name === "appCall");
    assert.deepEqual(alone?.body.action, schedule);
    const sent = alone?.body.options as { readonly confirmedHosts?: unknown } | undefined;
    assert.deepEqual(sent?.confirmedHosts, ["cdn.example.com"]);

    const end = deferred<unknown>();
    stage.answers.simulate = () => end.promise;
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    stage.began();
    await turn();
    stage.answers.appCall = async () => {
      throw new WorkerRequestError("impossible", "Skylands is not running.");
    };
    await stage.controller.appCall(stage.project, { kind: "background" });
    assert.equal(stage.requests.at(-1)?.body.options, undefined, "it starts nothing of its own");
    const run = await stage.controller.run(stage.project.id);
    assert.deepEqual([run.problem, run.status], ["Skylands is not running.", "running"]);
    end.resolve({ exitCode: 0 });
    await fired;
  });

  it("does not pause before it runs", async () => {
    const stage = new Stage();
    const end = deferred<unknown>();
    stage.answers.simulate = () => end.promise;
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    await stage.controller.control(stage.project.id, "pause");
    assert.equal((await stage.controller.run(stage.project.id)).status, "starting");
    end.resolve({ exitCode: 0 });
    await fired;
  });

  it("sets conditions while it starts: they are kept, and hold once it runs", async () => {
    const stage = new Stage();
    const end = deferred<unknown>();
    stage.answers.simulate = () => end.promise;
    stage.answers.setConditions = async () => null;
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    await stage.controller.setConditions(stage.project.id, { lowPowerMode: true });
    assert.deepEqual(stage.names(), ["simulate"]);
    assert.equal(stage.saved.length, 1);
    stage.began();
    await turn();
    const { name, body } = stage.requests.at(-1) ?? {};
    assert.equal(name, "setConditions");
    assert.equal((body?.conditions as { lowPowerMode?: boolean } | undefined)?.lowPowerMode, true);
    end.resolve({ exitCode: 0 });
    await fired;
  });

  it("sets faults: at once in a run under way, and from the start of the next one", async () => {
    const stage = new Stage();
    const faults = [{ url: "**", effect: { kind: "dns" } }] as const;
    let end = deferred<unknown>();
    stage.answers.simulate = () => end.promise;
    stage.answers.setFaults = async () => null;
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    await stage.controller.setFaults(stage.project.id, faults);
    assert.deepEqual(stage.names(), ["simulate"], "a run that starts is told when it can be reached");
    stage.began();
    await turn();
    assert.deepEqual([stage.requests.at(-1)?.name, stage.requests.at(-1)?.body?.faults], ["setFaults", faults]);
    await stage.controller.setFaults(stage.project.id, []);
    assert.deepEqual([stage.requests.at(-1)?.name, stage.requests.at(-1)?.body?.faults], ["setFaults", []]);
    await stage.controller.setFaults(stage.project.id, faults);
    end.resolve({ exitCode: 0 });
    await fired;
    end = deferred<unknown>();
    const again = stage.controller.fire(stage.project, "update");
    await turn();
    const options = stage.requests.findLast(({ name }) => name === "simulate")?.body?.options;
    assert.deepEqual((options as { faults?: unknown } | undefined)?.faults, faults);
    end.resolve({ exitCode: 0 });
    await again;
  });

  it("keeps a condition that was switched as the run ended", async () => {
    const stage = new Stage();
    const end = deferred<unknown>();
    stage.answers.simulate = () => end.promise;
    stage.answers.setConditions = async () => {
      throw notRunning;
    };
    const fired = stage.controller.fire(stage.project, "install");
    await turn();
    stage.began();
    await turn();
    await stage.controller.setConditions(stage.project.id, { network: "lte" });
    assert.equal((stage.saved.at(-1) as { conditions: { network: string } }).conditions.network, "lte");
    end.resolve({ exitCode: 0 });
    await fired;
  });
});

describe("what is kept beside a run", () => {
  it("is what the installation before came to, when the next one begins", async () => {
    const stage = new Stage();
    const run = await stage.controller.run(stage.project.id);
    const { events } = new DeviceLog()
      .runStarted()
      .add(0, { type: "event.started", event: "install" })
      .enqueued(10, "core", 4000)
      .add(900, { type: "event.finished", event: "install", outcome: "completed" });
    run.add(events);
    assert.equal(run.previous("install"), undefined);
    await stage.controller.fire(stage.project, "install");
    assert.equal(run.history.events().length, 0);
    assert.deepEqual(
      run.previous("install")?.downloads.map(({ identifier }) => identifier),
      ["core"],
    );
    assert.equal(run.toStore().previous?.length, 1, "it outlives the window");
  });

  it("is the language that was changed to", async () => {
    const stage = new Stage();
    await stage.controller.changeLanguage(stage.project, "de");
    const [simulate] = stage.requests.filter(({ name }) => name === "simulate");
    assert.deepEqual(simulate?.body.events, ["language-change"]);
    assert.deepEqual(Object(simulate?.body.options).language, "de");
    assert.equal((await stage.controller.run(stage.project.id)).conditions.preferredLanguage, "de");
  });
});

describe("fetching the manifest", () => {
  const elsewhere = new WorkerRequestError("not-confirmed", "Not confirmed.", "manifests.example.org");

  it("asks about the host that a redirect leads to, and goes on with the answer", async () => {
    const stage = new Stage();
    const confirmed: string[] = [];
    stage.consent = async (met) => {
      confirmed.push(...met);
      return confirmed;
    };
    stage.answers.fetchManifest = async ({ confirmedHosts }) => {
      if (!(confirmedHosts as string[]).includes("manifests.example.org")) throw elsewhere;
      return { path: "/state/manifest.json", receivedBytes: 812, fetchedAtMs: 1 };
    };
    assert.deepEqual(await stage.controller.fetchManifest(stage.project), { receivedBytes: 812 });
  });

  it("ends with the reason where the host stays refused", async () => {
    const stage = new Stage();
    stage.answers.fetchManifest = async () => {
      throw elsewhere;
    };
    await assert.rejects(stage.controller.fetchManifest(stage.project), elsewhere);
  });
});
