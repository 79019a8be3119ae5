import type { ScenarioOutcome, WorkerNotification, WorkerRequests } from "../../protocol/worker-messages";
import { deviceFolder } from "../device/device-folder";
import { EventBatches } from "./event-batches";
import type { NetworkAccess } from "./network-access";
import type { RunTraffic } from "./run-traffic";
import { runScenarioFile } from "./scenario-session";

/** The scenarios that the extension runs, each on a device of its own. */
export class ScenarioRuns {
  readonly #running = new Map<number, AbortController>();

  constructor(
    private readonly stateFolder: string,
    private readonly network: NetworkAccess,
    private readonly simulator: string,
    private readonly traffic: RunTraffic,
    private readonly notify: (notification: WorkerNotification) => void,
  ) {}

  /** Throws where it could not be started. */
  async run(request: WorkerRequests["runScenario"]["request"]): Promise<ScenarioOutcome> {
    const { runId, scenario, project, confirmedHosts } = request;
    const batches = new EventBatches((events) => this.notify({ kind: "scenarioEvents", runId, events }));
    const abort = new AbortController();
    this.#running.set(runId, abort);
    this.traffic.forget(scenario.path);
    try {
      const run = await runScenarioFile({
        scenario,
        project,
        options: {
          force: false,
          allowPrivate: false,
          confirmedHosts,
          dryRun: false,
          maxBytes: undefined,
          conditions: {},
          language: undefined,
        },
        folder: deviceFolder(this.stateFolder, scenario.path),
        network: this.traffic.watch(scenario.path, this.network.confinedTo(confirmedHosts)),
        showSecrets: false,
        simulator: this.simulator,
        emit: (event) => batches.add(event),
        notice: (message) => this.notify({ kind: "log", level: "warn", message }),
        signal: abort.signal,
      });
      if (!run.ok) throw new Error(run.message);
      if (run.result === "interrupted") return { interrupted: true, passed: 0, failed: 0 };
      const { passed, failed, problem } = run.result;
      return { interrupted: false, passed, failed, ...(problem === undefined ? {} : { problem }) };
    } finally {
      this.#running.delete(runId);
      batches.end();
    }
  }

  cancel(runId: number): null {
    this.#running.get(runId)?.abort();
    return null;
  }
}
