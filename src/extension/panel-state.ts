import { isManagedMode, type Located } from "../model/app-configuration";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { defaultPanelConditions } from "../protocol/panel-conditions";
import type { PanelAllowance, PanelIdleReason, PanelProject, PanelSnapshot } from "../protocol/panel-messages";
import { launchableEstimates } from "../rules/launchable-estimates";
import { packsOf } from "../rules/packs";
import type { ProjectRun } from "./project-run";

export interface PanelSurroundings {
  readonly snapshot: ProjectSnapshot;
  readonly project: AppProject | undefined;
  readonly run: ProjectRun | undefined;
  readonly isTrusted: boolean;
  /** Whether the app's Info.plist lies on a disk. */
  readonly isOnDisk: boolean;
  /** Shortens a path for people. */
  readonly displayPath: (path: string) => string;
}

/** Everything that the panel shows besides the events. */
export function panelState(surroundings: PanelSurroundings): Omit<PanelSnapshot, "events"> {
  const { snapshot, project, run, isTrusted, displayPath } = surroundings;
  return {
    project: project === undefined ? undefined : panelProject(surroundings, project),
    projects: appsOf(snapshot).map(({ id, configuration }) => ({
      infoPlistPath: id,
      name: configuration.displayName,
      infoPlist: displayPath(id),
    })),
    trusted: isTrusted,
    idle: idleReason(surroundings),
    status: run?.status ?? "idle",
    device: run?.device,
    conditions: run?.conditions ?? defaultPanelConditions,
    faults: run?.faults ?? [],
    problem: run?.problem,
  };
}

/** The apps that have anything to do with Background Assets. */
export function appsOf(snapshot: ProjectSnapshot): readonly AppProject[] {
  return snapshot.projects.filter(({ configuration }) => configuration.mode !== "none");
}

function idleReason({ project, run, isTrusted, isOnDisk }: PanelSurroundings): PanelIdleReason | undefined {
  if (project === undefined) return "no-project";
  if (!isOnDisk) return "virtual-workspace";
  if (!isTrusted) return "untrusted";
  const isAppleHosted = project.configuration.mode === "apple-hosted";
  if (!isAppleHosted && project.configuration.manifestUrl === undefined) return "no-manifest-url";
  return run === undefined || run.history.events().length === 0 ? "no-run-yet" : undefined;
}

function panelProject({ snapshot, displayPath }: PanelSurroundings, project: AppProject): PanelProject {
  const { configuration, settings } = project;
  return {
    infoPlistPath: project.id,
    name: configuration.displayName,
    version: configuration.version,
    mode: configuration.mode,
    infoPlist: displayPath(project.id),
    manifestUrl: configuration.manifestUrl?.value,
    mappedHosts: [...settings.hosts].map(([from, to]) => ({ from, to })),
    allowances: {
      essential: panelAllowance(project, configuration.essentialDownloadAllowanceInBytes),
      "non-essential": panelAllowance(project, configuration.downloadAllowanceInBytes),
    },
    launchable: launchableEstimates(project),
    packIds: packIdsOf(project, snapshot),
  };
}

/** More would be no help to choose from; any other can be typed. */
const suggestedPacks = 500;

/** As the packaging manifests and, where packs are hosted by the project, the download manifest name them. */
function packIdsOf(project: AppProject, snapshot: ProjectSnapshot): readonly string[] {
  if (!isManagedMode(project.configuration.mode)) return [];
  const packaged = packsOf(snapshot).flatMap(({ manifest, project: owner }) =>
    manifest.id !== undefined && (owner === undefined || owner.id === project.id) ? [manifest.id.value] : [],
  );
  const hosted = project.manifest?.reading.assets.map(({ identifier }) => identifier) ?? [];
  return [...new Set([...packaged, ...hosted])].toSorted().slice(0, suggestedPacks);
}

function panelAllowance(project: AppProject, size: Located<number> | undefined): PanelAllowance | undefined {
  if (size === undefined) return undefined;
  const { path, range } = size.location;
  return { sizeInBytes: size.value, source: { path, range: project.app.lines.rangeOf(range) } };
}
