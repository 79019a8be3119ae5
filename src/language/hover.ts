import type { Hover, Position } from "vscode-languageserver-types";
import type { ProjectMode } from "../model/app-configuration";
import { type CatalogueKey, catalogueKey, catalogueKeyNamed } from "../model/key-catalogue";
import { modeName } from "../model/mode-name";
import { nodePathAtOffset } from "../model/plist/query";
import type { PlistEntry } from "../model/plist/syntax";
import type { AppProject, PlistFile, ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import { launchableEstimates } from "../rules/launchable-estimates";
import { lanesOf } from "../rules/manifest-lanes";
import { projectForFile } from "../rules/project-lookup";
import { counted, exactBytes } from "../rules/size-values";
import { estimatesInWords } from "../simulator/launchable-estimate";
import { toRange } from "./lsp-places";
import { manifestHover } from "./manifest-hover";

/**
 * What a key of Background Assets means in this project's mode, with sizes for people; what an entry of a manifest takes.
 * Undefined on anything else.
 */
export function hover(snapshot: ProjectSnapshot, path: string, position: Position): Hover | undefined {
  const file = snapshot.files.get(path);
  if (file === undefined || file.kind === "entitlements") return undefined;
  if (!("plist" in file)) return manifestHover(snapshot, file, file.lines.offsetAt(position));
  const location = nodePathAtOffset(file.plist, file.lines.offsetAt(position));
  // On an item of the allow list the list's key explains.
  const step = location.steps.findLast((candidate) => candidate.kind === "entry");
  if (step?.kind !== "entry" || location.part === "between") return undefined;
  const names = location.path.filter((name) => typeof name === "string");
  const inPlace = catalogueKey(...names);
  const key = inPlace ?? catalogueKeyNamed(step.entry.key.name);
  if (key === undefined) return undefined;
  const project = projectForFile(snapshot, path);
  return {
    contents: { kind: "markdown", value: text(key, inPlace !== undefined, step.entry, file, project) },
    range: toRange(file.lines, location.part === "key" ? step.entry.key.range : step.entry.range),
  };
}

function text(
  key: CatalogueKey,
  isInPlace: boolean,
  entry: PlistEntry,
  file: PlistFile,
  project: AppProject | undefined,
): string {
  const name = key.path.at(-1) ?? "";
  const kind = [key.type, key.unit, key.counts].filter((part) => part !== undefined).join(", ");
  const paragraphs = [`**${name}** (${kind})`];
  const size = sizeOf(entry);
  if (key.unit === "bytes" && size !== undefined) {
    paragraphs.push(size < 1000 ? exactBytes(size) : `${formatBytes(size)} (${exactBytes(size)})`);
  }
  paragraphs.push(key.meaning);
  const mode = project?.configuration.mode ?? "none";
  paragraphs.push(modeSentence(key, mode));
  const need = neededSentence(name, project);
  if (need !== undefined) paragraphs.push(need);
  const estimates =
    name === "BAEssentialDownloadAllowance" && project !== undefined ? launchableEstimates(project) : [];
  if (estimates.length > 0) paragraphs.push(`The first launch waits ${estimatesInWords(estimates)}.`);
  if (!isInPlace) paragraphs.push(`Here it is not read: its place is ${key.path.join(" > ")}.`);
  if (key.target === "app" && file.kind === "extension-info-plist") {
    paragraphs.push("Here it is not read: it belongs to the app's Info.plist.");
  }
  if (key.prevents !== undefined && isAsked(key, mode)) paragraphs.push(`Without it: ${key.prevents}`);
  const { iOS, macOS, tvOS, visionOS, note } = key.availability;
  paragraphs.push(
    `iOS ${iOS}, macOS ${macOS}, tvOS ${tvOS}, visionOS ${visionOS}${note === undefined ? "" : `. ${note}`}`,
  );
  if (key.documentation !== undefined) paragraphs.push(`[Apple's documentation](${key.documentation})`);
  return paragraphs.join("\n\n");
}

function sizeOf(entry: PlistEntry): number | bigint | undefined {
  return entry.value?.kind === "integer" ? entry.value.value : undefined;
}

function isAsked(key: CatalogueKey, mode: ProjectMode): boolean {
  if (mode === "none") return true;
  const status = key.status[mode];
  return status === "required" || status === "assumed-required";
}

function modeSentence(key: CatalogueKey, mode: ProjectMode): string {
  if (mode === "none") {
    const { status } = key;
    const lines = (["apple-hosted", "self-hosted-managed", "self-hosted-unmanaged"] as const).map(
      (each) => `- ${modeName(each)}: ${statusWords[status[each]]}`,
    );
    return lines.join("\n");
  }
  return `${modeName(mode)}: **${statusWords[key.status[mode]]}**`;
}

const statusWords = {
  required: "required",
  "assumed-required": "required (Apple only says that there are other required keys)",
  optional: "optional",
  forbidden: "must be left out",
  ignored: "has no effect",
} as const;

function neededSentence(name: string, project: AppProject | undefined): string | undefined {
  const lanes = project === undefined ? undefined : lanesOf(project);
  const lane =
    name === "BAEssentialDownloadAllowance"
      ? lanes?.essential
      : name === "BADownloadAllowance"
        ? lanes?.nonEssential
        : undefined;
  if (lane === undefined) return undefined;
  const manifest = lane.manifestBytes > 0 ? ` and the manifest (${formatBytes(lane.manifestBytes)})` : "";
  return `The manifest needs ${formatBytes(lane.neededInBytes)} here: ${counted(lane.assetCount, "asset")}${manifest}.`;
}
