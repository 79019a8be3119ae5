import type { SimulationOptions, SimulationProject } from "../../protocol/worker-messages";
import type { DeviceEvent } from "../../simulator/events";
import type { ScenarioResult } from "../../simulator/scenario/run-scenario";
import type { Scenario } from "../../simulator/scenario/scenario";
import type { DeviceFolder } from "../device/device-folder";
import type { DeviceStorage } from "../device/device-storage";
import { untilAborted } from "../until-aborted";
import { reasonOf } from "../walk-project";
import type { NetworkAccess } from "./network-access";
import { ScenarioDevice } from "./scenario-device";
import { startScenarioHost } from "./scenario-host";

export interface ScenarioRunOptions {
  readonly scenario: Scenario;
  readonly project: SimulationProject;
  /** Its conditions win over the scenario's own. */
  readonly options: SimulationOptions;
  readonly folder: DeviceFolder;
  readonly network: NetworkAccess;
  readonly showSecrets: boolean;
  readonly simulator: string;
  readonly emit: (event: DeviceEvent) => void;
  readonly notice: (message: string) => void;
  /** Called once the device is open. */
  readonly opened?: (storage: DeviceStorage) => void;
  /** Ends it between two steps or in the middle of one. */
  readonly signal?: AbortSignal;
}

export type ScenarioRun =
  | { readonly ok: true; readonly result: ScenarioResult | "interrupted" }
  /** It could not be started. */
  | { readonly ok: false; readonly message: string };

/** Runs a scenario on an erased device, with the scenario's own asset host behind its origins. */
export async function runScenarioFile(run: ScenarioRunOptions): Promise<ScenarioRun> {
  const { scenario } = run;
  const host = await startScenarioHost({ ...run, developmentCaFolder: run.network.developmentCaFolder });
  if (typeof host === "string") return { ok: false, message: host };
  try {
    const requests: string[] = [];
    const device = await ScenarioDevice.open({
      ...run,
      network: run.network.watchedBy(({ url }) => requests.push(url)),
      project: host.project,
      packFiles: host.packFiles,
      options: { ...run.options, conditions: { ...scenario.device, ...run.options.conditions } },
    });
    if (typeof device === "string") return { ok: false, message: device };
    try {
      run.opened?.(device.storage);
      const ended = device.session.runScenario(scenario, {
        publish: (folder, done) => {
          host.publish(folder).then(done);
        },
        restart: (done) => {
          device.restart().then(
            (message) => {
              const { device: engine, clock } = device.session;
              done(message === undefined ? { ok: true, device: engine, clock } : { ok: false, message });
            },
            (error: unknown) => done({ ok: false, message: `The device could not restart: ${reasonOf(error)}` }),
          );
        },
        requestsMade: () => requests,
      });
      const result = await untilAborted(ended, run.signal);
      // What is on its way must not be followed by the next in the queue.
      if (result === "interrupted") device.session.interrupt();
      return { ok: true, result };
    } finally {
      await device.close();
    }
  } finally {
    await host.close();
  }
}
