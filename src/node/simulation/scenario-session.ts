import { dirname, resolve } from "node:path";
import type { SimulationOptions, SimulationProject } from "../../protocol/worker-messages";
import type { DeviceEvent } from "../../simulator/events";
import type { ScenarioResult } from "../../simulator/scenario/run-scenario";
import type { Scenario } from "../../simulator/scenario/scenario";
import { type AssetHost, startAssetHost } from "../asset-host/asset-host";
import { type DevelopmentCa, openDevelopmentCa } from "../asset-host/development-ca";
import type { DeviceFolder } from "../device/device-folder";
import type { DeviceStorage } from "../device/device-storage";
import { untilAborted } from "../until-aborted";
import { reasonOf } from "../walk-project";
import type { NetworkAccess } from "./network-access";
import { ScenarioDevice } from "./scenario-device";

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
  const host = await startScenarioHost(scenario, run.network);
  if (typeof host === "string") return { ok: false, message: host };
  try {
    const hosts: Record<string, string> = { ...run.project.hosts };
    for (const origin of scenario.host?.origins ?? []) if (host !== undefined) hosts[origin] = host.origin;
    const requests: string[] = [];
    const device = await ScenarioDevice.open({
      ...run,
      network: run.network.watchedBy(({ url }) => requests.push(url)),
      project: { ...run.project, hosts },
      options: { ...run.options, conditions: { ...scenario.device, ...run.options.conditions } },
    });
    if (typeof device === "string") return { ok: false, message: device };
    try {
      run.opened?.(device.storage);
      const ended = device.session.runScenario(scenario, {
        publish: (folder, done) => {
          publish(host, scenario, folder).then(done);
        },
        restart: (done) => {
          device.restart().then((message) => {
            const { device: engine, clock } = device.session;
            done(message === undefined ? { ok: true, device: engine, clock } : { ok: false, message });
          });
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
    await host?.close();
  }
}

async function startScenarioHost(scenario: Scenario, network: NetworkAccess): Promise<AssetHost | string | undefined> {
  if (scenario.host === undefined) return undefined;
  const folder = resolve(dirname(scenario.path), scenario.host.folder);
  let ca: DevelopmentCa;
  try {
    ca = await openDevelopmentCa(network.developmentCaFolder);
  } catch (error) {
    return `The development certificate authority in ${network.developmentCaFolder} cannot be used: ${reasonOf(error)}`;
  }
  const start = await startAssetHost({ folder, ca, hostNames: [] });
  return start.kind === "started" ? start.host : start.failure.message;
}

async function publish(host: AssetHost | undefined, scenario: Scenario, folder: string): Promise<string | undefined> {
  if (host === undefined) return `publish needs a host: say which origins it answers for under "host".`;
  return (await host.publish(resolve(dirname(scenario.path), folder)))?.message;
}
