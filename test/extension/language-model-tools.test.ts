import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type * as vscode from "vscode";
import { Consent } from "../../src/extension/consent";
import { CheckTool, SimulateTool, type ToolServices } from "../../src/extension/language-model-tools";
import { SimulatorController, type SimulatorServices } from "../../src/extension/simulator-controller";
import type { AppProject, ProjectSnapshot } from "../../src/model/project/snapshot";
import type { WorkerNotification } from "../../src/protocol/worker-messages";
import { DeviceLog } from "../protocol/device-log";
import { appProject } from "./app-project";
import { EventEmitter, type MarkdownString, window, workspace } from "./fake-vscode";

const manifest = JSON.stringify([
  { id: "core", url: "https://cdn.example.com/core", size: 2_000_000, essential: true },
  { id: "music", url: "https://audio.example.net/music", size: 1_500_000 },
]);

interface Dialog {
  readonly message: string;
  readonly detail: string;
}

/** Tools over a controller with real consent; worker and person are the test's. */
class Stage {
  readonly requests: string[] = [];
  readonly dialogs: Dialog[] = [];
  /** What the person presses. */
  answer: string | undefined = "Simulate";
  readonly check: CheckTool;
  readonly simulate: SimulateTool;

  constructor(projects: readonly AppProject[]) {
    const notified = new EventEmitter<WorkerNotification>();
    const kept = new Map<string, unknown>();
    const request = async (name: string) => {
      if (name === "deviceSummary" || name === "keptManifest") return null;
      this.requests.push(name);
      const { events } = new DeviceLog().runStarted();
      notified.fire({ kind: "events", infoPlistPath: projects[0]?.id ?? "", events });
      await new Promise((done) => setImmediate(done));
      return { exitCode: 0 };
    };
    const state = {
      get: (key: string, value: unknown) => kept.get(key) ?? value,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const services = {
      worker: { request, onDidNotify: notified.event },
      consent: new Consent(state as unknown as vscode.Memento),
      secrets: { resolverFor: async () => () => undefined },
      keptManifests: { remember: async () => {} },
      storage: { load: async () => undefined, save: async () => {} },
      log: { error() {}, warn() {}, info() {} },
    };
    const controller = new SimulatorController(services as unknown as SimulatorServices);
    const files = new Map(projects.flatMap((project) => [[project.app.path, project.app] as const]));
    const snapshot = { projects, files } as unknown as ProjectSnapshot;
    const documents = { current: async () => snapshot, paths: { uriOf: (path: string) => path } };
    const tools = { documents, controller } as unknown as ToolServices;
    this.check = new CheckTool(tools);
    this.simulate = new SimulateTool(tools);
    Object.assign(window, {
      showInformationMessage: async (message: string, { detail }: { detail: string }) => {
        this.dialogs.push({ message, detail });
        return this.answer;
      },
      showWarningMessage: async (message: string) => {
        this.dialogs.push({ message, detail: "" });
        return undefined;
      },
    });
  }

  prepare(input: { event: string; app?: string }) {
    return this.simulate.prepareInvocation({ input });
  }

  async invoke(input: { event: string; app?: string }): Promise<Record<string, unknown>> {
    const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
    const options = { input, toolInvocationToken: undefined };
    const { content } = await this.simulate.invoke(options, token as unknown as vscode.CancellationToken);
    return JSON.parse((content[0] as { value: string }).value);
  }
}

describe("the tools of language models", () => {
  beforeEach(() => {
    workspace.isTrusted = true;
    Object.assign(workspace, { asRelativePath: (path: string) => path.replace(/^\/app\//, "") });
  });
  afterEach(() => {
    workspace.isTrusted = true;
  });

  it("what the person confirms names app, event, hosts, mapping and bytes", async () => {
    const app = appProject({ manifest, hosts: { "https://cdn.example.com": "https://localhost:8443" } });
    const prepared = await new Stage([app]).prepare({ event: "install" });
    assert.equal(prepared.confirmationMessages.title, `Simulate install of ${app.configuration.displayName}?`);
    const { value } = prepared.confirmationMessages.message as unknown as MarkdownString;
    assert.match(value, new RegExp(`\\*\\*${app.configuration.displayName}\\*\\*, event \\*\\*install\\*\\*`));
    assert.match(value, /Hosts: `audio\.example\.net`/);
    assert.match(value, /`https:\/\/cdn\.example\.com` is answered by `https:\/\/localhost:8443`/);
    assert.match(value, /Up to 3\.5 MB are downloaded/);
  });

  it("without a manifest the bytes are said to be unknown, and text of files stays text", async () => {
    const app = appProject({ allowList: ["evil`](command:x)`.example.com"] });
    const { value } = (await new Stage([app]).prepare({ event: "update" })).confirmationMessages
      .message as unknown as MarkdownString;
    assert.match(value, /known when the manifest has come/);
    assert.equal((value.match(/`/g)?.length ?? 0) % 2, 0, value);
  });

  it("nothing is simulated without trust: no dialog, no request, neither prepared nor run", async () => {
    const stage = new Stage([appProject({ manifest })]);
    workspace.isTrusted = false;
    await assert.rejects(stage.prepare({ event: "install" }), /not trusted/);
    await assert.rejects(stage.invoke({ event: "install" }), /not trusted/);
    assert.deepEqual([stage.requests, stage.dialogs], [[], []]);
  });

  it("hosts that are not mapped are asked about all the same, and a no means that nothing runs", async () => {
    const stage = new Stage([appProject({ manifest, hosts: { "https://cdn.example.com": "https://localhost:8443" } })]);
    stage.answer = undefined;
    await assert.rejects(stage.invoke({ event: "install" }), /did not agree/);
    assert.deepEqual(stage.requests, []);
    assert.equal(stage.dialogs.length, 1);
    assert.match(stage.dialogs[0]?.detail ?? "", /audio\.example\.net/);
    assert.doesNotMatch(stage.dialogs[0]?.detail ?? "", /cdn\.example\.com/);
    stage.answer = "Simulate";
    const outcome = await stage.invoke({ event: "install" });
    assert.deepEqual(stage.requests, ["simulate"]);
    assert.equal(outcome.event, "install");
    assert.deepEqual(outcome.downloads, []);
  });

  it("an app that is not named is the only one; of several one has to be named", async () => {
    const one = appProject({ folder: "/app/One" });
    const other = appProject({ folder: "/app/Other" });
    const stage = new Stage([one, other]);
    await assert.rejects(stage.prepare({ event: "install" }), /One\/Info\.plist, Other\/Info\.plist/);
    assert.ok(await stage.prepare({ event: "install", app: "./Other/Info.plist" }));
    await assert.rejects(stage.prepare({ event: "uninstall", app: "Other/Info.plist" }), /no event/);
  });

  it("checking returns each finding with its place and code, also without trust", async () => {
    workspace.isTrusted = false;
    const { check } = new Stage([appProject({})]);
    const { content } = await check.invoke({ input: {}, toolInvocationToken: undefined });
    const found = JSON.parse((content[0] as { value: string }).value);
    assert.deepEqual(found.files, ["Info.plist"]);
    assert.ok(
      found.findings.some(
        ({ code, path }: { code: string; path: string }) => /^BA\d+$/.test(code) && path === "Info.plist",
      ),
    );
    assert.ok(found.findings.every(({ line }: { line: number }) => line >= 1));
    await assert.rejects(
      check.invoke({ input: { path: "README.md" }, toolInvocationToken: undefined }),
      /README\.md is no file/,
    );
  });
});
