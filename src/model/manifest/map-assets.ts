import type { Node } from "jsonc-parser";
import { rangeOfNode } from "../json/tree";
import type { OffsetRange } from "../text";
import { compileItemValue, type ItemReader, type ItemValue, keyOf } from "./item-values";
import { compilePath, selectFirst, selectNodes } from "./json-path";
import type {
  DownloadPriority,
  ManifestAsset,
  ManifestMapping,
  ManifestProblem,
  ManifestValueMapping,
} from "./manifest";

/** Somebody with 100,000 wrong assets has one mistake, not 100,000. */
const maximumProblems = 100;

export interface MappedAssets {
  readonly assets: readonly ManifestAsset[];
  readonly problems: readonly ManifestProblem[];
}

/** Takes the assets out of a manifest as the mapping says. Assets that cannot be used are left out, each with a problem. */
export function mapAssets(root: Node, mapping: ManifestMapping, manifestUrl: string | undefined): MappedAssets {
  const problems: ManifestProblem[] = [];
  let left = 0;
  const report = (message: string, range: OffsetRange) => {
    if (problems.length < maximumProblems) problems.push({ message, range });
    else left++;
  };
  const start = { start: root.offset, end: Math.min(root.offset + 1, root.offset + root.length) };
  const readers = compileReaders(mapping, (message) => report(message, start));
  const assetsPath = compilePath(mapping.assets);
  if ("problem" in assetsPath) report(assetsPath.problem, start);
  if (readers === undefined || "problem" in assetsPath) return { assets: [], problems };

  const base = readBaseUrl(root, mapping.baseUrl);
  if (base.problem !== undefined) report(base.problem, base.range ?? start);
  const nodes = selectNodes(assetsPath.path, root);
  if (nodes.length === 0 && !isEmptyList(root, mapping.assets)) {
    report(`"${mapping.assets}" (manifest.assets) selects nothing in this manifest, so nothing is downloaded.`, start);
  }
  const assets: ManifestAsset[] = [];
  nodes.forEach((node, position) => {
    const asset = readAsset(node, position, readers, base.value, manifestUrl, report);
    if (asset !== undefined) assets.push(asset);
  });
  if (left > 0) problems.push({ message: `${left} more problems of this kind are not listed.`, range: start });
  return { assets, problems };
}

type Readers = Readonly<Record<keyof ManifestMapping["item"], ItemReader>>;

const absent: ItemReader = () => ({ value: undefined, present: false, range: undefined });

function compileReaders(mapping: ManifestMapping, report: (message: string) => void): Readers | undefined {
  let failed = false;
  const compile = (name: string, value: ManifestValueMapping | undefined): ItemReader => {
    if (value === undefined) return absent;
    const compiled = compileItemValue(value);
    if ("read" in compiled) return compiled.read;
    failed = true;
    report(`manifest.item.${name}: ${compiled.problem}`);
    return absent;
  };
  const { item } = mapping;
  const readers: Readers = {
    identifier: compile("identifier", item.identifier),
    url: compile("url", item.url),
    fileSize: compile("fileSize", item.fileSize),
    essential: compile("essential", item.essential),
    priority: compile("priority", item.priority),
    version: compile("version", item.version),
  };
  return failed ? undefined : readers;
}

interface BaseUrl {
  readonly value: string | undefined;
  readonly problem?: string;
  readonly range?: OffsetRange;
}

function readBaseUrl(root: Node, baseUrl: string | undefined): BaseUrl {
  if (baseUrl === undefined) return { value: undefined };
  if (!/^[$@]/.test(baseUrl)) {
    return URL.canParse(baseUrl)
      ? { value: baseUrl }
      : { value: undefined, problem: `manifest.baseUrl "${baseUrl}" is neither a JSONPath nor an absolute URL.` };
  }
  const compiled = compilePath(baseUrl);
  if ("problem" in compiled) return { value: undefined, problem: `manifest.baseUrl: ${compiled.problem}` };
  const node = selectFirst(compiled.path, root);
  if (node === undefined) return { value: undefined, problem: `manifest.baseUrl "${baseUrl}" selects nothing here.` };
  const range = rangeOfNode(node);
  if (node.type === "string" && URL.canParse(node.value as string)) return { value: node.value as string, range };
  return { value: undefined, range, problem: `The base URL that "${baseUrl}" selects is not an absolute URL.` };
}

function readAsset(
  node: Node,
  position: number,
  readers: Readers,
  baseUrl: string | undefined,
  manifestUrl: string | undefined,
  report: (message: string, range: OffsetRange) => void,
): ManifestAsset | undefined {
  const context = { baseUrl, key: keyOf(node, position) };
  const place = rangeOfNode(node);
  const identifier = readers.identifier(node, context);
  const name = identifier.value === undefined ? "" : String(identifier.value);
  if (name === "" || typeof identifier.value === "boolean") {
    report(`Asset ${position + 1} has no identifier: it cannot be downloaded.`, identifier.range ?? place);
    return undefined;
  }
  const url = readers.url(node, context);
  if (typeof url.value !== "string" || url.value === "") {
    report(`"${name}" has no URL: it cannot be downloaded.`, url.range ?? identifier.range ?? place);
    return undefined;
  }
  const absolute = absoluteUrl(url.value, baseUrl, manifestUrl);
  if (absolute === undefined) {
    report(
      `The URL "${excerpt(url.value)}" of "${name}" is not absolute, and neither manifest.baseUrl nor BAManifestURL completes it.`,
      url.range ?? place,
    );
    return undefined;
  }
  const fileSize = readers.fileSize(node, context);
  const size = readSize(fileSize);
  if (size.problem !== undefined) report(`"${name}": ${size.problem}`, fileSize.range ?? place);
  const essential = readers.essential(node, context);
  const version = readers.version(node, context);
  // Not spread from conditions: that takes longer than all the rest here.
  const ranges: { -readonly [Part in keyof ManifestAsset["ranges"]]: ManifestAsset["ranges"][Part] } = { asset: place };
  if (identifier.range !== undefined) ranges.identifier = identifier.range;
  if (url.range !== undefined) ranges.url = url.range;
  if (fileSize.range !== undefined) ranges.fileSize = fileSize.range;
  if (essential.range !== undefined) ranges.essential = essential.range;
  return {
    identifier: name,
    url: absolute,
    fileSizeInBytes: size.value,
    essential: isTrue(essential),
    priority: readPriority(readers.priority(node, context)),
    version: version.value === undefined ? undefined : String(version.value),
    ranges,
  };
}

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/** Absolute URLs stay as they are written (spaces are encoded, as Foundation does); others are completed from the base URL, taken as a folder, or the manifest's own. */
function absoluteUrl(url: string, baseUrl: string | undefined, manifestUrl: string | undefined): string | undefined {
  if (scheme.test(url)) {
    if (!URL.canParse(url)) return undefined;
    return /\s/.test(url) ? new URL(url).href : url;
  }
  const base = baseUrl === undefined ? manifestUrl : asFolder(baseUrl);
  if (base === undefined) return undefined;
  try {
    return new URL(url, base).href;
  } catch {
    return undefined;
  }
}

function asFolder(url: string): string {
  return /[?#]/.test(url) || url.endsWith("/") ? url : `${url}/`;
}

/** Zero is unknown, as it is for BAURLDownload before iOS 16.4. */
function readSize(found: ItemValue): { readonly value: number | undefined; readonly problem?: string } {
  if (!found.present) return { value: undefined };
  const { value } = found;
  const size = typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) {
    return { value: size === 0 ? undefined : size };
  }
  const written = value === undefined ? "an object or a list" : `"${excerpt(String(value))}"`;
  return { value: undefined, problem: `the file size is ${written}, and must be a whole number of bytes.` };
}

/** `true`, `1`, `"true"` and `"YES"`; an object counts as well, so that a policy's mere presence can be the flag. */
function isTrue(found: ItemValue): boolean {
  const { value } = found;
  if (value === undefined) return found.present;
  if (typeof value === "string") return /^(true|yes|1)$/i.test(value);
  return value === true || value === 1;
}

/** Apple publishes no numbers for priorities; a comparison (`{path, equals}`) that holds means the highest. */
function readPriority(found: ItemValue): DownloadPriority {
  if (found.value === true) return "max";
  switch (typeof found.value === "string" ? found.value.toLowerCase() : undefined) {
    case "min":
    case "low":
      return "min";
    case "max":
    case "high":
      return "max";
    default:
      return "default";
  }
}

/** A manifest that lists nothing on purpose: `[]`, or an empty list where the mapping looks. */
function isEmptyList(root: Node, assets: string): boolean {
  const list = assets.replace(/(\[\*\]|\.\*)$/, "");
  if (list === assets) return false;
  const compiled = compilePath(list);
  if ("problem" in compiled) return false;
  const node = selectFirst(compiled.path, root);
  return (node?.type === "array" || node?.type === "object") && (node.children ?? []).length === 0;
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
