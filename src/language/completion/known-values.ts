import { laneTotals } from "../../model/manifest/lane-totals";
import { fileName } from "../../model/project/paths";
import type { AppProject, PlistFile } from "../../model/project/snapshot";
import { formatBytes } from "../../model/sizes";
import { groupsOf } from "../../rules/app-groups";
import { declaredSize, type SizeKey } from "../../rules/declared-sizes";
import { allHosts, type LaneNeed, lanesOf } from "../../rules/manifest-lanes";
import { hostNameOf, literalString, topEntry } from "../../rules/project-facts";
import { counted, exactBytes } from "../../rules/size-values";

/** A value that is known from the project's other files, and why it is offered. */
export interface KnownValue<T> {
  readonly value: T;
  readonly detail: string;
  /** Markdown. */
  readonly explanation: string;
}

/** More than a list of completions shows; a manifest of 100,000 hosts must not make as many items. */
const hostLimit = 200;

/** The groups as they are written, variables and all. In a project's source a variable may stand for what is computed there. */
function writtenGroups(file: PlistFile | undefined): readonly string[] {
  const groups = groupsOf(file);
  if (file?.plist.format === "project-source") return groups?.names ?? [];
  return (groups?.items ?? []).flatMap((item) => (item.kind === "string" && item.value !== "" ? [item.value] : []));
}

/** App groups, those that both targets have first. */
export function knownGroups(project: AppProject | undefined): readonly KnownValue<string>[] {
  if (project === undefined) return [];
  const app = writtenGroups(project.appEntitlements);
  const extension = writtenGroups(project.extensionEntitlements);
  const declared = literalString(topEntry(project.app, "BAAppGroupID")?.value);
  const shared = app.filter((name) => extension.includes(name));
  const names = new Set([...shared, ...app, ...extension, ...(declared ? [declared] : [])]);
  return [...names].map((value) => {
    const places = [
      ...(app.includes(value) ? ["the app's entitlements"] : []),
      ...(extension.includes(value) ? ["the extension's entitlements"] : []),
      ...(value === declared ? ["BAAppGroupID"] : []),
    ];
    const isShared = shared.includes(value);
    return {
      value,
      detail: isShared ? "app and extension" : places.join(", "),
      explanation: isShared
        ? "In the entitlements of both the app and the extension."
        : `Found in ${places.join(" and ")}. App and extension must share the group.`,
    };
  });
}

/** Hosts that the manifest downloads from, with what comes from each. */
export function knownHosts(project: AppProject | undefined): readonly KnownValue<string>[] {
  if (project === undefined) return [];
  const url = project.configuration.manifestUrl?.value;
  const manifestHost = url === undefined ? undefined : hostNameOf(url);
  const counts = project.manifest === undefined ? undefined : laneTotals(project.manifest.reading).hosts;
  return allHosts(project)
    .slice(0, hostLimit)
    .map((value) => {
      const assets = counts?.get(value) ?? 0;
      const parts = [
        ...(value === manifestHost ? ["the manifest"] : []),
        ...(assets > 0 ? [counted(assets, "asset")] : []),
      ];
      return {
        value,
        detail: parts.join(" and "),
        explanation: `${capitalised(parts.join(" and "))} of this project come${parts.length > 1 || assets > 1 ? "" : "s"} from here. Before the first launch a host that is not listed is refused with error 202.`,
      };
    });
}

/** Addresses that the manifest may have: the hosts that the project speaks of, with the name of its local copy. */
export function knownManifestUrls(project: AppProject | undefined): readonly KnownValue<string>[] {
  if (project === undefined) return [];
  const name = project.manifest === undefined ? "manifest.json" : fileName(project.manifest.path);
  const origins = new Set(project.settings.hosts.keys());
  for (const { value } of project.configuration.domainAllowList?.hosts ?? []) {
    if (!value.includes("*") && /^[\w.-]+$/.test(value)) origins.add(`https://${value}`);
    if (origins.size >= hostLimit) break;
  }
  return [...origins]
    .filter((origin) => origin.startsWith("https://"))
    .map((origin) => ({
      value: `${origin}/${name}`,
      detail: project.settings.hosts.has(origin) ? "host of the project file" : "host of the allow list",
      explanation: "The system downloads this file before it launches the extension.",
    }));
}

/** What a size key should say, as far as the manifest tells; the explanation adds the sum up. */
export function knownSizes(project: AppProject | undefined, key: string): readonly KnownValue<number>[] {
  if (project === undefined) return [];
  const lanes = lanesOf(project);
  switch (key) {
    case "BAEssentialDownloadAllowance":
      return lanes === undefined ? [] : allowances(lanes.essential, "essential", lanes.unknownSizes);
    case "BADownloadAllowance":
      return lanes === undefined ? [] : allowances(lanes.nonEssential, "non-essential", lanes.unknownSizes);
    case "BAEssentialMaxInstallSize":
      return installSizes(project, "BAEssentialDownloadAllowance", lanes?.essential, "essential");
    case "BAMaxInstallSize":
      return installSizes(project, "BADownloadAllowance", lanes?.nonEssential, "non-essential");
    default:
      return [];
  }
}

function allowances(need: LaneNeed, lane: string, unknownSizes: number): readonly KnownValue<number>[] {
  const exact = need.neededInBytes;
  const sum = sumText(need, lane, unknownSizes);
  const withMargin = Math.ceil(exact * 1.1);
  const values = [
    { value: exact, detail: `${formatBytes(exact)}, what the manifest needs`, explanation: sum },
    {
      value: withMargin,
      detail: `${formatBytes(withMargin)}, with a margin of 10%`,
      explanation: `${sum}\n\nA tenth more leaves room for the next manifest. The progress of the installation is drawn against this number, so it should stay close to the truth.`,
    },
  ];
  return exact === 0 ? values.slice(0, 1) : values;
}

function sumText(need: LaneNeed, lane: string, unknownSizes: number): string {
  const parts = [`${counted(need.assetCount, `${lane} asset`)}: ${exactBytes(need.assetBytes)}`];
  if (need.manifestBytes > 0) parts.push(`the manifest itself: ${exactBytes(need.manifestBytes)}`);
  const lines = parts.map((part) => `- ${part}`);
  const unknown = unknownSizes > 0 ? `\n\n${counted(unknownSizes, "asset")} without a size: not in the sum.` : "";
  return `${lines.join("\n")}\n\nTogether **${exactBytes(need.neededInBytes)}** (${formatBytes(need.neededInBytes)}).${unknown}`;
}

/** Nobody but the developer knows unpacked sizes; the bytes on the wire are the least that they can be. */
function installSizes(
  project: AppProject,
  allowance: SizeKey,
  need: LaneNeed | undefined,
  lane: string,
): readonly KnownValue<number>[] {
  const known = need?.assetBytes;
  const values: KnownValue<number>[] = [];
  if (known !== undefined) {
    values.push({
      value: known,
      detail: `${formatBytes(known)}, at least: as downloaded`,
      explanation: `The ${lane} assets of the manifest are ${exactBytes(known)} as they are downloaded. What is compressed takes more space when it is unpacked: how much, the manifest does not say.`,
    });
  }
  const declared = declaredSize(project, allowance)?.bytes;
  if (declared !== undefined && declared !== known) {
    values.push({
      value: declared,
      detail: `${formatBytes(declared)}, as ${allowance}`,
      explanation: `${allowance} is ${exactBytes(declared)}. The space on disk is at least as much, where it is used up.`,
    });
  }
  return values;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
