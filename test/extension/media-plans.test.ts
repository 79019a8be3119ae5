import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type MediaPlanServices, MediaPlans } from "../../src/extension/media-plans";
import { WorkerRequestError } from "../../src/extension/worker-client";
import { buildSnapshot } from "../../src/model/project/discover";
import type { ProjectSnapshot } from "../../src/model/project/snapshot";
import type { MediaRunResult } from "../../src/protocol/media-report";
import type { MediaRunRequest, WorkerNotification } from "../../src/protocol/worker-messages";
import { EventEmitter } from "./fake-vscode";

const path = "/app/film.media-plan.jsonc";
const text = '{ "kind": "DTGItem", "id": "film", "url": "https://media.example.com/film.m3u8" }';
const result = {
  report: { outcome: "planned" },
  summary: { total: "about 3 MB", choices: [] },
  diagnostics: [{ code: "BA530", severity: "info", message: "The lowest is taken", range: { start: 2, end: 8 } }],
} as unknown as MediaRunResult;

/** Plans whose worker and whose person are played by the test. */
class Stage {
  readonly requests: MediaRunRequest[] = [];
  readonly asked: (readonly string[])[] = [];
  readonly changed = new EventEmitter<ProjectSnapshot>();
  readonly notified = new EventEmitter<WorkerNotification>();
  snapshot = this.#snapshotOf(text);
  answer: (request: MediaRunRequest) => Promise<unknown> = async () => result;
  agrees = true;
  readonly plans: MediaPlans;

  constructor() {
    const request = async (name: string, body: MediaRunRequest) => {
      if (name !== "runMedia") return null;
      this.requests.push(body);
      return this.answer(body);
    };
    const stage = this;
    const services = {
      documents: {
        current: async () => stage.snapshot,
        get latest() {
          return stage.snapshot;
        },
        onDidChange: this.changed.event,
        paths: { uriOf: () => ({ scheme: "file" }) },
      },
      worker: { request, onDidNotify: this.notified.event },
      consent: {
        forHosts: async ({ hosts }: { hosts: readonly string[] }) => {
          this.asked.push(hosts);
          return this.agrees ? hosts : undefined;
        },
      },
      secrets: { resolverFor: async () => () => "secret" },
      log: { warn() {}, error() {} },
    };
    this.plans = new MediaPlans(services as unknown as MediaPlanServices);
  }

  type(changed: string): void {
    this.snapshot = this.#snapshotOf(changed);
    this.changed.fire(this.snapshot);
  }

  #snapshotOf(content: string): ProjectSnapshot {
    const projectFile =
      '{ "version": 1, "hosts": { "https://media.example.com": "https://localhost:1" }, "headers": { "media.example.com": { "X-Key": "" } } }';
    return buildSnapshot({
      sources: [
        { path, version: content.length, content },
        { path: "/app/background-assets.jsonc", version: 1, content: projectFile },
      ],
    });
  }
}

describe("media plans in VS Code", () => {
  it("keep what came of a run for lenses and findings, until the text changes", async () => {
    const stage = new Stage();
    let changes = 0;
    stage.plans.onDidChangeResults(() => changes++);
    await stage.plans.run(path, false);
    assert.equal(stage.plans.summaries.get(path)?.total, "about 3 MB");
    assert.deepEqual(
      stage.plans.findings(stage.snapshot, path).map(({ code }) => code),
      ["BA530"],
    );
    stage.type(`${text} `);
    assert.equal(stage.plans.summaries.size, 0);
    assert.deepEqual(stage.plans.findings(stage.snapshot, path), []);
    assert.equal(changes, 2);
  });

  it("send what the project file says about the network", async () => {
    const stage = new Stage();
    await stage.plans.run(path, true);
    const [request] = stage.requests;
    assert.deepEqual(request?.hosts, { "https://media.example.com": "https://localhost:1" });
    assert.deepEqual(request?.headers, { "media.example.com": { "X-Key": "secret" } });
    assert.equal(request?.text, text);
    assert.equal(request?.downloads, true);
  });

  it("ask about each host that the worker comes upon, and connect to none without a yes", async () => {
    const stage = new Stage();
    const missing = ["media.example.com", "cdn.example.com"];
    stage.answer = async ({ confirmedHosts }) => {
      const host = missing.find((one) => !confirmedHosts.includes(one));
      if (host !== undefined) throw new WorkerRequestError("not-confirmed", "not confirmed", host);
      return result;
    };
    assert.equal((await stage.plans.run(path, false))?.summary.total, "about 3 MB");
    assert.deepEqual(stage.asked, [[], ["media.example.com"], missing]);
    stage.agrees = false;
    stage.requests.length = 0;
    assert.equal(await stage.plans.run(path, false), undefined);
    assert.deepEqual(stage.requests, []);
  });

  it("show the plan while it is downloaded, and nothing of a text that has gone", async () => {
    const stage = new Stage();
    stage.answer = async ({ runId }) => {
      assert.equal(stage.plans.state(path).status, "downloading");
      stage.notified.fire({ kind: "mediaPlanned", runId, result });
      assert.equal(stage.plans.state(path).result, result);
      stage.type(`${text}\n`);
      return result;
    };
    await stage.plans.run(path, true);
    assert.deepEqual(stage.plans.state(path), {
      status: "idle",
      result: undefined,
      progress: undefined,
      problem: undefined,
    });
  });

  it("run once at a time, and say what went wrong", async () => {
    const stage = new Stage();
    stage.answer = async () => {
      await assert.rejects(stage.plans.run(path, false), /being worked on/);
      throw new WorkerRequestError("failed", "The folder is in use.");
    };
    await assert.rejects(stage.plans.run(path, true), /in use/);
    assert.equal(stage.plans.state(path).problem, "The folder is in use.");
    assert.equal(stage.plans.state(path).status, "idle");
    await assert.rejects(stage.plans.run("/app/other.json", true), /no media plan/);
  });
});
