import type { Hover } from "vscode-languageserver-types";
import type { ManifestAsset } from "../model/manifest/manifest";
import { packIdPlaces } from "../model/packs/new-pack";
import type { AppProject, ModelFile, ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import type { OffsetRange } from "../model/text";
import { declaredSize } from "../rules/declared-sizes";
import { lanesOf } from "../rules/manifest-lanes";
import { packOf } from "../rules/packs";
import { counted, exactBytes } from "../rules/size-values";
import { codeSpan } from "./code-span";
import { toRange } from "./lsp-places";
import { manifestAssetsOf } from "./manifest-assets-of";

/** What an entry of a manifest takes, and what all entries of each lane take together. Undefined beside their values. */
export function manifestHover(snapshot: ProjectSnapshot, file: ModelFile, offset: number): Hover | undefined {
  return file.kind === "packaging-manifest" ? packHover(snapshot, file, offset) : assetHover(snapshot, file, offset);
}

function assetHover(snapshot: ProjectSnapshot, file: ModelFile, offset: number): Hover | undefined {
  const manifest = manifestAssetsOf(snapshot, file);
  if (manifest === undefined) return undefined;
  for (const asset of manifest.assets) {
    const { identifier, url, fileSize, essential } = asset.ranges;
    const range = [identifier, url, fileSize, essential].find((candidate) => isIn(offset, candidate));
    if (range === undefined) continue;
    const hasLanes = manifest.mapping?.item.essential !== undefined;
    const project = snapshot.projects.find((one) => one.manifest?.path === file.path);
    const paragraphs = [about(asset, hasLanes), ...(project === undefined || !hasLanes ? [] : totals(project))];
    return { contents: { kind: "markdown", value: paragraphs.join("\n\n") }, range: toRange(file.lines, range) };
  }
  return undefined;
}

function about({ identifier, fileSizeInBytes, essential }: ManifestAsset, hasLanes: boolean): string {
  const size =
    fileSizeInBytes === undefined
      ? "no size is declared"
      : `${formatBytes(fileSizeInBytes)} (${exactBytes(fileSizeInBytes)}) on the wire`;
  return `${codeSpan(identifier)}: ${size}${hasLanes ? `, ${essential ? "essential" : "non-essential"}` : ""}`;
}

function totals(project: AppProject): readonly string[] {
  const lanes = lanesOf(project);
  if (lanes === undefined) return [];
  const line = (name: string, lane: typeof lanes.essential, key: Parameters<typeof declaredSize>[1]) => {
    const allowed = declaredSize(project, key)?.bytes;
    const manifest = lane.manifestBytes > 0 ? ` and the manifest (${formatBytes(lane.manifestBytes)})` : "";
    const of = allowed === undefined ? "" : ` of the ${formatBytes(allowed)} in ${key}`;
    return `- ${name}: ${counted(lane.assetCount, "asset")}${manifest}, ${formatBytes(lane.neededInBytes)}${of}`;
  };
  return [
    [
      "In all before the first launch:",
      line("essential", lanes.essential, "BAEssentialDownloadAllowance"),
      line("non-essential", lanes.nonEssential, "BADownloadAllowance"),
    ].join("\n"),
  ];
}

function packHover(snapshot: ProjectSnapshot, file: ModelFile, offset: number): Hover | undefined {
  const pack = packOf(file, snapshot);
  const id = pack?.manifest.id;
  if (pack === undefined || id === undefined || !isIn(offset, id.range)) return undefined;
  const { contents } = pack;
  const size =
    contents === undefined
      ? "its files were not found"
      : `${contents.isComplete ? "" : "at least "}${counted(contents.files.length, "file")}, ${formatBytes(contents.sizeInBytes)} before it is compressed`;
  const places = packIdPlaces(id.value).map(({ place, answer, note }) => `- ${place}: **${answer}** (${note})`);
  const value = [`${codeSpan(id.value)}: ${size}`, ["This identifier at", ...places].join("\n")].join("\n\n");
  return { contents: { kind: "markdown", value }, range: toRange(file.lines, id.range) };
}

function isIn(offset: number, range: OffsetRange | undefined): boolean {
  return range !== undefined && offset >= range.start && offset <= range.end;
}
