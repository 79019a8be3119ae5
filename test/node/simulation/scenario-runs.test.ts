import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { findProject } from "../../../src/cli/simulate/find-project";
import { SimulationWorker } from "../../../src/node/simulation/simulation-worker";
import { corePath } from "../../../src/node/walk-project";
import type { ScenarioOutcome, WorkerNotification, WorkerRequests } from "../../../src/protocol/worker-messages";
import type { DeviceEvent } from "../../../src/simulator/events";
import { readScenario } from "../../../src/simulator/scenario/read-scenario";
import { simulationProject } from "../../../src/simulator/simulation-project";

/** A scenario of the examples, as the extension hands it to the worker: no host but its own is confirmed. */
function requestFor(path: string, runId: number): WorkerRequests["runScenario"]["request"] {
  const { scenario, problems } = readScenario(readFileSync(path, "utf8"), corePath(resolve(path)));
  assert.deepEqual(problems, []);
  assert.ok(scenario !== undefined);
  const named = resolve(dirname(path), scenario.project ?? "");
  const choice = named.endsWith(".plist") ? { folder: undefined, app: named } : { folder: named, app: undefined };
  const app = findProject(choice, (shown) => shown);
  return { runId, scenario, project: simulationProject(app, () => undefined, "may-run"), confirmedHosts: [] };
}

class Stage {
  readonly events: { readonly runId: number; readonly event: DeviceEvent }[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "background-assets-scenarios-"));
  readonly #worker: SimulationWorker;
  onEvents: () => void = () => {};

  constructor() {
    // The development certificate authority of whoever runs the tests is left alone.
    process.env.BACKGROUND_ASSETS_STATE = this.#folder;
    this.#worker = new SimulationWorker(
      { stateFolder: this.#folder, proxy: undefined, proxyStrictSsl: true, noProxy: [], certificateAuthorities: [] },
      (notification: WorkerNotification) => {
        if (notification.kind !== "scenarioEvents") return;
        const { runId } = notification;
        this.events.push(...notification.events.map((event) => ({ runId, event })));
        this.onEvents();
      },
    );
  }

  async run(request: WorkerRequests["runScenario"]["request"]): Promise<ScenarioOutcome> {
    return (await this.#worker.answer({
      kind: "request",
      id: 1,
      name: "runScenario",
      body: request,
    })) as ScenarioOutcome;
  }

  async ask(name: "cancelScenario" | "renderReport", body: unknown): Promise<unknown> {
    return this.#worker.answer({ kind: "request", id: 2, name, body } as Parameters<SimulationWorker["answer"]>[0]);
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const examples = [
  "examples/unmanaged/scenarios/allowance-too-small.ba-scenario.jsonc",
  "examples/self-hosted/first-light.ba-scenario.jsonc",
  "examples/apple-hosted/life-of-a-pack.ba-scenario.jsonc",
];

for (const [index, path] of examples.entries()) {
  test(`the worker runs ${path} against nothing but the scenario's own host`, async (t) => {
    const stage = new Stage();
    t.after(() => stage.dispose());
    const outcome = await stage.run(requestFor(path, index + 1));
    const failed = stage.events.flatMap(({ event }) =>
      event.type === "expectation" && !event.passed ? [`${event.expected}: ${event.actual}`] : [],
    );
    assert.deepEqual(failed, []);
    assert.equal(outcome.problem, undefined);
    assert.ok(outcome.passed > 0 && outcome.failed === 0);
    assert.deepEqual([...new Set(stage.events.map(({ runId }) => runId))], [index + 1]);
    assert.equal(stage.events.at(-1)?.event.type, "run.finished");
  });
}

test("a cancelled scenario ends at once; its traffic can be saved", async (t) => {
  const stage = new Stage();
  t.after(() => stage.dispose());
  const request = requestFor("examples/unmanaged/scenarios/killed-while-downloading.ba-scenario.jsonc", 7);
  let isCancelled = false;
  stage.onEvents = () => {
    if (isCancelled || !stage.events.some(({ event }) => event.type === "download.started")) return;
    isCancelled = true;
    void stage.ask("cancelScenario", { runId: 7 });
  };
  const outcome = await stage.run(request);
  assert.equal(outcome.interrupted, true);
  const { path } = request.scenario;
  const report = { kind: "har", title: "x", events: [], path, folders: [] };
  const { text } = (await stage.ask("renderReport", report)) as { text: string };
  assert.match(text, /manifest\.json/);
  await assert.rejects(stage.ask("renderReport", { ...report, path: "/elsewhere" }), /Run it again/);
});
