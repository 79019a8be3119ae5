import { dirname, resolve } from "node:path";
import type { PackFiles } from "../../simulator/managed/pack-files";
import type { Scenario } from "../../simulator/scenario/scenario";
import type { SimulationProject } from "../../simulator/simulation-project";
import { startAssetHost } from "../asset-host/asset-host";
import { type DevelopmentCa, openDevelopmentCa } from "../asset-host/development-ca";
import type { DeviceFolder } from "../device/device-folder";
import { reasonOf } from "../walk-project";
import { AppleHosting } from "./apple-hosting";
import { workspacePackFiles } from "./workspace-pack-files";

/** What a scenario's downloads come from, where it brings it along. */
export interface ScenarioHost {
  /** The project whose hosts are answered for from here. */
  readonly project: SimulationProject;
  readonly packFiles: PackFiles;
  /** Puts another folder behind the host, relative to the scenario. A text: why that was not possible. */
  publish(folder: string): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface ScenarioHostOptions {
  readonly scenario: Scenario;
  readonly project: SimulationProject;
  readonly folder: DeviceFolder;
  readonly developmentCaFolder: string;
  readonly notice: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The scenario's own asset host; for an Apple-hosted project one that stands for Apple's servers and serves the packs of
 * the scenario's folder, or of the project where it names none. A text: why it cannot be started.
 */
export function startScenarioHost(options: ScenarioHostOptions): Promise<ScenarioHost | string> {
  if (options.project.configuration.mode === "apple-hosted") return appleHost(options);
  return folderHost(options);
}

async function appleHost(options: ScenarioHostOptions): Promise<ScenarioHost | string> {
  const { scenario, project, folder, developmentCaFolder, notice, signal } = options;
  const below = (path: string) => resolve(dirname(scenario.path), path);
  const source = scenario.host === undefined ? project.packsFolder : below(scenario.host.folder);
  if (source === undefined) return "It is not known where the asset packs are: say it under host, folder.";
  const hosting = await AppleHosting.start({ source, folder, developmentCaFolder, isFresh: true, notice, signal });
  if (typeof hosting === "string") return hosting;
  return {
    project: hosting.connected(project),
    packFiles: hosting.packFiles,
    publish: (path) => hosting.publish(below(path)),
    close: () => hosting.close(),
  };
}

async function folderHost(options: ScenarioHostOptions): Promise<ScenarioHost | string> {
  const { scenario, project } = options;
  if (scenario.host === undefined) {
    return {
      project,
      packFiles: workspacePackFiles(project),
      publish: async () => `publish needs a host: say which origins it answers for under "host".`,
      close: async () => undefined,
    };
  }
  const { origins } = scenario.host;
  if (origins.length === 0) return '"origins" under host must list the origins that the folder answers for.';
  let ca: DevelopmentCa;
  try {
    ca = await openDevelopmentCa(options.developmentCaFolder);
  } catch (error) {
    return `The development certificate authority in ${options.developmentCaFolder} cannot be used: ${reasonOf(error)}`;
  }
  const below = (path: string) => resolve(dirname(scenario.path), path);
  const start = await startAssetHost({ folder: below(scenario.host.folder), ca, hostNames: [] });
  if (start.kind === "failed") return start.failure.message;
  const { host } = start;
  const hosts = { ...project.hosts, ...Object.fromEntries(origins.map((origin) => [origin, host.origin])) };
  return {
    project: { ...project, hosts },
    packFiles: workspacePackFiles(project),
    publish: async (path) => (await host.publish(below(path)))?.message,
    close: () => host.close(),
  };
}
