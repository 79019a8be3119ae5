import { type LaneTotal, laneTotals } from "../model/manifest/lane-totals";
import type { ManifestAsset } from "../model/manifest/manifest";
import type { PlistValue } from "../model/plist/value";
import type { AppProject } from "../model/project/snapshot";
import { hostNameOf, isManaged } from "./project-facts";

/** One of the two budgets of BAInitialDownloadRestrictions, as the manifest would use it at the first installation. */
export interface LaneNeed {
  readonly assetCount: number;
  readonly assetBytes: number;
  /** The manifest's own bytes that are charged to this lane, as the assumption `manifest-charge` has it. */
  readonly manifestBytes: number;
  /** Both together: what the allowance has to be. */
  readonly neededInBytes: number;
}

export interface LaneNeeds {
  readonly manifestBytes: number;
  readonly essential: LaneNeed;
  readonly nonEssential: LaneNeed;
  /** Assets without a size: they are not in the sums. */
  readonly unknownSizes: number;
}

const needs = new WeakMap<AppProject, LaneNeeds | undefined>();

/** What the manifest needs in each lane; undefined without a readable manifest, or where nothing limits it. */
export function lanesOf(project: AppProject): LaneNeeds | undefined {
  if (needs.has(project)) return needs.get(project);
  const made = readLanes(project);
  needs.set(project, made);
  return made;
}

function readLanes(project: AppProject): LaneNeeds | undefined {
  const reading = project.manifest?.reading;
  if (reading === undefined || reading.format === "unreadable") return undefined;
  // An empty list is recognised without a mapping; a shape that is not recognised says nothing about sizes.
  if (reading.mapping === undefined && !reading.recognised) return undefined;
  if (isManaged(project) && project.settings.assumptions["allowances-limit-packs"] === "no") return undefined;
  const totals = laneTotals(reading);
  const charge = project.settings.assumptions["manifest-charge"];
  const toNonEssential = charge === "non-essential";
  const toEssential = !toNonEssential && charge !== "none";
  return {
    manifestBytes: totals.manifestBytes,
    essential: need(totals.essential, toEssential ? totals.manifestBytes : 0),
    nonEssential: need(totals.nonEssential, toNonEssential ? totals.manifestBytes : 0),
    unknownSizes: totals.essential.unknownSizes + totals.nonEssential.unknownSizes,
  };
}

function need(total: LaneTotal, manifestBytes: number): LaneNeed {
  return {
    assetCount: total.count,
    assetBytes: total.bytes,
    manifestBytes,
    neededInBytes: total.bytes + manifestBytes,
  };
}

const priorityOrder = { max: 0, default: 1, min: 2 } as const;

/**
 * Which assets of a lane a device would refuse, giving the allowance out by priority and then in the order of the
 * manifest: one that does not fit is skipped, a smaller one behind it may still fit.
 */
export function refusedAssets(
  project: AppProject,
  essential: boolean,
  allowanceInBytes: number,
): readonly ManifestAsset[] {
  const lanes = lanesOf(project);
  const { assets = [], later } = project.manifest?.reading ?? {};
  const lane = assets.filter((asset) => asset.essential === essential && later?.has(asset.identifier) !== true);
  if (project.settings.assumptions["budget-order"] !== "manifest-order") {
    lane.sort((a, b) => priorityOrder[a.priority] - priorityOrder[b.priority]);
  }
  let left = allowanceInBytes - ((essential ? lanes?.essential : lanes?.nonEssential)?.manifestBytes ?? 0);
  return lane.filter((asset) => {
    const size = asset.fileSizeInBytes ?? 0;
    if (size > left) return true;
    left -= size;
    return false;
  });
}

/** Every host that the project downloads from as far as it is known: the manifest's first, then those of its assets. */
export function allHosts(project: AppProject): readonly string[] {
  const hosts = new Set<string>();
  const manifestUrl = project.configuration.manifestUrl?.value;
  const manifestHost = manifestUrl === undefined ? undefined : hostNameOf(manifestUrl);
  if (manifestHost !== undefined) hosts.add(manifestHost);
  if (project.manifest !== undefined)
    for (const host of laneTotals(project.manifest.reading).hosts.keys()) hosts.add(host);
  return [...hosts];
}

/** The restrictions that the manifest asks for, to insert or to fill in. */
export function restrictionsFromManifest(project: AppProject): PlistValue {
  const lanes = lanesOf(project);
  return {
    BADownloadAllowance: lanes?.nonEssential.neededInBytes ?? 0,
    BADownloadDomainAllowList: allHosts(project),
    BAEssentialDownloadAllowance: lanes?.essential.neededInBytes ?? 0,
  };
}
