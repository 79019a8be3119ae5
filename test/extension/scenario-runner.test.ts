import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type * as vscode from "vscode";
import { Consent } from "../../src/extension/consent";
import { ScenarioRunner, type ScenarioRunnerServices } from "../../src/extension/scenario-runner";
import type { AppProject } from "../../src/model/project/snapshot";
import type { ScenarioOutcome, WorkerNotification, WorkerRequests } from "../../src/protocol/worker-messages";
import { readScenario } from "../../src/simulator/scenario/read-scenario";
import { DeviceLog } from "../protocol/device-log";
import { appProject } from "./app-project";
import { EventEmitter, window, workspace } from "./fake-vscode";

const manifest = JSON.stringify([
  { id: "core", url: "https://cdn.example.com/core", size: 2, essential: true },
  { id: "music", url: "https://audio.example.net/music", size: 1 },
]);

/** A runner with real consent; worker and person are the test's. */
class Stage {
  readonly requests: WorkerRequests["runScenario"]["request"][] = [];
  readonly cancelled: number[] = [];
  readonly asked: string[] = [];
  answer: string | undefined = "Run Scenario";
  outcome: () => Promise<ScenarioOutcome> = async () => ({ interrupted: false, passed: 1, failed: 0 });
  readonly notified = new EventEmitter<WorkerNotification>();
  readonly runner: ScenarioRunner;

  constructor(projects: readonly AppProject[]) {
    const kept = new Map<string, unknown>();
    const state = {
      get: (key: string, value: unknown) => kept.get(key) ?? value,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const request = async (name: string, body: unknown) => {
      if (name === "cancelScenario") {
        this.cancelled.push((body as { runId: number }).runId);
        return null;
      }
      this.requests.push(body as WorkerRequests["runScenario"]["request"]);
      return this.outcome();
    };
    const services = {
      documents: { current: async () => ({ projects }), paths: { uriOf: () => ({ scheme: "file" }) } },
      worker: { request, onDidNotify: this.notified.event },
      consent: new Consent(state as unknown as vscode.Memento),
      secrets: { resolverFor: async () => () => undefined },
    };
    this.runner = new ScenarioRunner(services as unknown as ScenarioRunnerServices);
    Object.assign(window, {
      showInformationMessage: async (_: string, { detail }: { detail: string }) => {
        this.asked.push(detail);
        return this.answer;
      },
      showWarningMessage: async () => undefined,
    });
  }

  run(host: readonly string[] | undefined, project = "Info.plist", token = new Token()) {
    const text = JSON.stringify({
      version: 1,
      project,
      ...(host === undefined ? {} : { host: { origins: host, folder: "server" } }),
      steps: [{ event: "install" }],
    });
    const { scenario } = readScenario(text, "/app/x.ba-scenario.jsonc");
    assert.ok(scenario !== undefined);
    return this.runner.run(scenario, () => {}, token as unknown as vscode.CancellationToken);
  }
}

class Token {
  isCancellationRequested = false;
  readonly #emitter = new EventEmitter<void>();
  readonly onCancellationRequested = this.#emitter.event;

  cancel(): void {
    this.isCancellationRequested = true;
    this.#emitter.fire();
  }
}

describe("running a scenario in VS Code", () => {
  afterEach(() => {
    workspace.isTrusted = true;
  });

  it("with hosts of its own for everything nobody is asked", async () => {
    const stage = new Stage([appProject({ manifest })]);
    const result = await stage.run(["https://cdn.example.com", "https://audio.example.net"]);
    assert.deepEqual(result, { kind: "ended", passed: 1, failed: 0 });
    assert.deepEqual(stage.asked, []);
    assert.deepEqual(stage.requests[0]?.confirmedHosts, [], "and nothing else may be connected to");
  });

  it("hosts that it does not stand for are asked about, and a no runs nothing", async () => {
    const stage = new Stage([appProject({ manifest })]);
    stage.answer = undefined;
    assert.equal((await stage.run(["https://cdn.example.com"])).kind, "cancelled");
    assert.equal(stage.requests.length, 0);
    assert.match(stage.asked[0] ?? "", /^audio\.example\.net\n/);
    stage.answer = "Run Scenario";
    assert.equal((await stage.run(["https://cdn.example.com"])).kind, "ended");
    assert.deepEqual(stage.requests[0]?.confirmedHosts, ["audio.example.net"]);
  });

  it("nothing runs in a workspace that is not trusted", async () => {
    const stage = new Stage([appProject({ manifest })]);
    workspace.isTrusted = false;
    const result = await stage.run(["https://cdn.example.com", "https://audio.example.net"]);
    assert.equal(result.kind, "problem");
    assert.deepEqual(stage.requests, []);
  });

  it("a project that leads nowhere is said with the place that was looked at", async () => {
    const stage = new Stage([appProject({ manifest })]);
    const result = await stage.run(undefined, "../Other/Info.plist");
    assert.ok(result.kind === "problem");
    assert.match(result.message, /"project": \.\.\/Other\/Info\.plist leads to no app.*\/Other\/Info\.plist/);
  });

  it("cancelling reaches the worker, and the log of the run is kept without progress", async () => {
    const stage = new Stage([appProject({ manifest })]);
    const token = new Token();
    stage.outcome = async () => {
      const { events } = new DeviceLog().runStarted();
      stage.notified.fire({ kind: "scenarioEvents", runId: stage.requests[0]?.runId ?? 0, events });
      stage.notified.fire({ kind: "scenarioEvents", runId: 99, events });
      token.cancel();
      return { interrupted: true, passed: 0, failed: 0 };
    };
    const result = await stage.run(["https://cdn.example.com", "https://audio.example.net"], "Info.plist", token);
    assert.equal(result.kind, "cancelled");
    assert.deepEqual(stage.cancelled, [stage.requests[0]?.runId]);
    assert.deepEqual(
      stage.runner.logs().map(({ path, events }) => [path, events.length]),
      [["/app/x.ba-scenario.jsonc", 1]],
    );
  });
});
