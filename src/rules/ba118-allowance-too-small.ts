import type { AppProject } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import { type DeclaredSize, declaredSize, type SizeKey } from "./declared-sizes";
import { type LaneNeed, type LaneNeeds, lanesOf, refusedAssets } from "./manifest-lanes";
import { replaceValue } from "./plist-fixes";
import { isSelfHosted } from "./project-facts";
import type { Finding, Fix, ProjectRule } from "./rule";
import { counted, exactBytes, sizesApart } from "./size-values";
import { forumThread, header, restrictionKeyPage, session } from "./sources";

export const allowanceTooSmall: ProjectRule = {
  code: "BA118",
  title: "An allowance is below what the manifest needs",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage("BAEssentialDownloadAllowance", "The upper bound of the sum of the essential downloads."),
    restrictionKeyPage("BADownloadAllowance", "The upper bound of the sum of the initial non-essential downloads."),
    header("112 downloadWouldExceedAllowance."),
    session(2023, "The essential allowance includes the manifest."),
    forumThread(
      718588,
      "The manifest itself was refused as “out of download allowance”. That it is charged is an assumption (`manifest-charge`).",
    ),
  ],
  explanation:
    "Until the first launch the sum of the declared sizes of each lane must fit into its allowance. What does not fit any more is refused when it is enqueued (112) and never downloaded before the launch: for an essential asset that means an app that launches without it. The manifest's own bytes are counted as well; that is reported and not documented, so where only the manifest does not fit, the finding is a warning.",
  examples: {
    wrong:
      "<key>BAEssentialDownloadAllowance</key>\n<integer>400000000</integer>\n<!-- the essential assets of the manifest are 412 MB -->",
    right: "<key>BAEssentialDownloadAllowance</key>\n<integer>412003000</integer>",
  },
  *check(project) {
    if (!isSelfHosted(project)) return;
    const lanes = lanesOf(project);
    if (lanes === undefined) return;
    const essential = declaredSize(project, "BAEssentialDownloadAllowance");
    const other = declaredSize(project, "BADownloadAllowance");
    if (essential !== undefined) {
      const manifestFits = coversManifestElsewhere(project, lanes, essential, other);
      yield* judge(project, "BAEssentialDownloadAllowance", essential, lanes.essential, "essential", manifestFits);
    }
    if (other !== undefined)
      yield* judge(project, "BADownloadAllowance", other, lanes.nonEssential, "non-essential", false);
  },
};

/** With nothing essential the manifest may be charged to what the other lane has left, where the assumption says so. */
function coversManifestElsewhere(
  project: AppProject,
  lanes: LaneNeeds,
  essential: DeclaredSize,
  other: DeclaredSize | undefined,
): boolean {
  const charge = project.settings.assumptions["manifest-charge"];
  if (charge === "essential" || lanes.essential.assetCount > 0) return false;
  const spare = (other?.bytes ?? 0) - lanes.nonEssential.neededInBytes;
  return essential.bytes + Math.max(0, spare) >= lanes.essential.manifestBytes;
}

function* judge(
  project: AppProject,
  key: SizeKey,
  declared: DeclaredSize,
  need: LaneNeed,
  lane: "essential" | "non-essential",
  manifestFitsElsewhere: boolean,
): Iterable<Finding> {
  if (declared.bytes >= need.neededInBytes || manifestFitsElsewhere) return;
  const certain = declared.bytes < need.assetBytes;
  const [is, needs] = sizesApart(declared.bytes, need.neededInBytes);
  const refused = refusedAssets(project, lane === "essential", declared.bytes);
  const parts = [
    ...(need.manifestBytes > 0 ? [`the manifest (${formatBytes(need.manifestBytes)})`] : []),
    ...(need.assetCount > 0 ? [counted(need.assetCount, `${lane} asset`)] : []),
  ];
  const verb = parts.length === 1 && need.assetCount <= 1 ? "needs" : "need";
  const manifest = project.manifest;
  yield {
    path: declared.file.path,
    range: declared.node.range,
    severity: certain ? "error" : "warning",
    message: `${key} is ${is}; ${parts.join(" and ")} ${verb} ${needs}. ${consequence(refused.length, refused[0], lane)}${certain ? "" : " Only the manifest's own bytes do not fit; that they are charged is reported, not documented."}`,
    related: refused.slice(0, 5).flatMap((asset) => {
      const range = asset.ranges.fileSize ?? asset.ranges.asset;
      return range === undefined || manifest === undefined
        ? []
        : [{ path: manifest.path, range, message: `${asset.identifier}: ${formatBytes(asset.fileSizeInBytes ?? 0)}` }];
    }),
    fixes: setFixes(key, declared, need.neededInBytes),
  };
}

function consequence(
  count: number,
  first: { readonly identifier: string; readonly fileSizeInBytes: number | undefined } | undefined,
  lane: "essential" | "non-essential",
): string {
  if (first === undefined) {
    return "The manifest would be refused (203 sessionDownloadDisallowedByAllowance), and nothing would be downloaded before the first launch.";
  }
  const others = count > 1 ? ` and ${counted(count - 1, "other")}` : "";
  const them = count > 1 ? "them" : "it";
  return `\`${first.identifier}\` (${formatBytes(first.fileSizeInBytes ?? 0)})${others} would be refused (112 downloadWouldExceedAllowance) and ${
    lane === "essential" ? `the app would launch without ${them}` : `the first launch would find ${them} missing`
  }.`;
}

/** Sets the value to what is needed, and to a tenth more, rounded up to a whole megabyte. */
export function setFixes(key: SizeKey, declared: DeclaredSize, neededInBytes: number): readonly Fix[] {
  const million = 1_000_000;
  const margin = Math.ceil((neededInBytes * 1.1) / million) * million;
  const set = (bytes: number, note: string, preferred: boolean): Fix => ({
    title: `Set ${key} to ${exactBytes(bytes)} (${note})`,
    preferred,
    edits: () => [replaceValue(declared.file, declared.node, bytes)],
  });
  return [
    set(neededInBytes, "exactly what the manifest needs", true),
    set(margin, "10 % more, in whole megabytes", false),
  ];
}
