import type { Node } from "jsonc-parser";
import { byteLength, decodeText } from "../decode-text";
import { type ParsedJson, parseJson } from "../json/parse-json";
import { parsePlistText, readPlist } from "../plist/read";
import type { PlistDocument } from "../plist/syntax";
import { LineIndex, type OffsetRange } from "../text";
import { packsForLater } from "./later-packs";
import type { ManifestMapping, ManifestProblem, ManifestReading } from "./manifest";
import { mapAssets } from "./map-assets";
import { plistTree } from "./plist-tree";
import { downloadManifestMapping, isDownloadManifest, recogniseManifest } from "./recognise";

export interface ManifestReadOptions {
  /** What the project file says; without it the shape is recognised, where it is plain. */
  readonly mapping?: ManifestMapping | undefined;
  /** BAManifestURL: completes relative URLs where there is no base URL. */
  readonly manifestUrl?: string | undefined;
}

/**
 * Reads what BAManifestURL delivers: JSON or a property list in any of its forms, in any shape. Never throws; what
 * cannot be read has the format `unreadable` and says why and where. Linear in the size of the content.
 */
export function readManifest(content: Uint8Array | string, options: ManifestReadOptions = {}): ManifestReading {
  const sizeInBytes = byteLength(content);
  if (typeof content !== "string" && startsWithBplist(content)) {
    return readPlistManifest(readPlist(content), sizeInBytes, options);
  }
  const text = decodeText(content);
  const start = text.search(/\S/);
  if (start < 0) return unreadable("The manifest is empty.", { start: 0, end: text.length }, sizeInBytes);
  if (text[start] === "<") {
    if (looksLikePlist(text)) return readPlistManifest(parsePlistText(text), sizeInBytes, options);
    return unreadable(markupMessage(text), firstLine(text, start), sizeInBytes);
  }
  const parsed = parseJson(text);
  if (parsed.problems.length > 0) {
    const plist = openStep(text);
    if (plist !== undefined) return readPlistManifest(plist, sizeInBytes, options);
  }
  return readJsonManifest(text, parsed, sizeInBytes, options);
}

/** The reading of a JSON manifest that is parsed already. */
export function readJsonManifest(
  text: string,
  parsed: Pick<ParsedJson, "root" | "problems" | "notStrictAt">,
  sizeInBytes: number,
  options: ManifestReadOptions,
): ManifestReading {
  const problem = parsed.problems[0];
  if (problem !== undefined || parsed.root === undefined) {
    const range = problem?.range ?? { start: 0, end: text.length };
    const { line, character } = new LineIndex(text).positionAt(range.start);
    const place = `line ${line + 1}, column ${character + 1}`;
    const what = `The manifest is not valid JSON (${place}): ${problem?.message ?? "there is no value."}`;
    const cut = range.end >= text.trimEnd().length ? " It looks cut off." : "";
    return unreadable(`${what}${cut} The extension could not read it, and would download nothing.`, range, sizeInBytes);
  }
  const problems: ManifestProblem[] = [];
  if (parsed.notStrictAt !== undefined) {
    const message =
      "Comments and trailing commas are not JSON: JSONDecoder refuses the manifest unless allowsJSON5 is set. Remove them.";
    problems.push({ message, range: parsed.notStrictAt });
  }
  return readTree(
    parsed.root,
    isDownloadManifest(parsed.root) ? "download-manifest" : "json",
    problems,
    sizeInBytes,
    options,
  );
}

/** The reading of a property list manifest that is parsed already. */
function readPlistManifest(plist: PlistDocument, sizeInBytes: number, options: ManifestReadOptions): ManifestReading {
  const problem = plist.problems[0];
  if (problem !== undefined || plist.root === undefined) {
    const range = problem?.range ?? { start: 0, end: plist.text.length };
    const { line, character } = plist.lines.positionAt(range.start);
    const place = plist.format === "binary" ? "" : ` (line ${line + 1}, column ${character + 1})`;
    const what = `The manifest is not a valid property list${place}: ${problem?.message ?? "there is no value."}`;
    return unreadable(`${what} The extension could not read it, and would download nothing.`, range, sizeInBytes);
  }
  return readTree(plistTree(plist.root), "plist", [], sizeInBytes, options);
}

function readTree(
  root: Node,
  format: "json" | "plist" | "download-manifest",
  problems: readonly ManifestProblem[],
  sizeInBytes: number,
  { mapping, manifestUrl }: ManifestReadOptions,
): ManifestReading {
  const base = { format, sizeInBytes };
  if (mapping !== undefined) {
    const mapped = mapAssets(root, mapping, manifestUrl);
    return { ...base, mapping, recognised: false, assets: mapped.assets, problems: [...problems, ...mapped.problems] };
  }
  if (format === "download-manifest") {
    const mapped = mapAssets(root, downloadManifestMapping, manifestUrl);
    const all = [...problems, ...mapped.problems];
    const later = packsForLater(root);
    return { ...base, mapping: downloadManifestMapping, recognised: true, assets: mapped.assets, problems: all, later };
  }
  const recognition = recogniseManifest(root);
  if (recognition.kind === "recognised") {
    const mapped = mapAssets(root, recognition.mapping, manifestUrl);
    const all = [...problems, ...mapped.problems];
    return { ...base, mapping: recognition.mapping, recognised: true, assets: mapped.assets, problems: all };
  }
  if (recognition.kind === "empty") return { ...base, mapping: undefined, recognised: true, assets: [], problems };
  const message =
    `The shape of this manifest is not recognised: ${recognition.reason}. Describe it in background-assets.jsonc, for example: ` +
    `"manifest": {"assets": "$.assets[*]", "item": {"identifier": "$.id", "url": "$.url", "fileSize": "$.size"}}`;
  const range = { start: root.offset, end: Math.min(root.offset + 1, root.offset + root.length) };
  return { ...base, mapping: undefined, recognised: false, assets: [], problems: [...problems, { message, range }] };
}

function unreadable(message: string, range: OffsetRange, sizeInBytes: number): ManifestReading {
  const problems = [{ message, range }];
  return { format: "unreadable", mapping: undefined, recognised: false, assets: [], problems, sizeInBytes };
}

function startsWithBplist(content: Uint8Array): boolean {
  return content.length >= 6 && String.fromCharCode(...content.subarray(0, 6)) === "bplist";
}

/** `<plist>` near the start, perhaps after a declaration, comments and a DOCTYPE. */
function looksLikePlist(text: string): boolean {
  return /<!DOCTYPE\s+plist|<plist[\s>]/.test(text.slice(0, 4096));
}

function markupMessage(text: string): string {
  const html = /<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]/i.test(text.slice(0, 4096));
  return html
    ? "The manifest is an HTML page: the server answered with a page (an error or a sign-in, perhaps with status 200) instead of the file. The extension could not read it, and would download nothing."
    : "The manifest is XML, but not a property list. The extension could not read it, unless its code knows this format.";
}

function firstLine(text: string, start: number): OffsetRange {
  const end = text.slice(start, start + 200).search(/[\r\n]/);
  return { start, end: end < 0 ? Math.min(text.length, start + 200) : start + end };
}

/** OpenStep is tried for small texts only: a large one that is not JSON is broken JSON. */
function openStep(text: string): PlistDocument | undefined {
  if (text.length > 1_000_000 || !/^\s*[{(/]/.test(text)) return undefined;
  const plist = parsePlistText(text);
  return plist.format === "openstep" && plist.problems.length === 0 ? plist : undefined;
}
