import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "../../package.json";
import { decodePlistText, encodePlistText } from "../model/plist/decode";
import { buildSnapshot, pathsNamedByProjectFiles } from "../model/project/discover";
import type { ProjectSnapshot, SourceFile } from "../model/project/snapshot";
import { listSelectedFiles } from "../node/list-selected-files";
import { corePath, type ReadingProblem, readProjectFiles, reasonOf } from "../node/walk-project";
import { diagnose } from "../rules/engine";
import type { Diagnostic, Rule, Severity } from "../rules/rule";
import { applyPreferredFixes } from "./apply-fixes";
import { toGithub } from "./check-formats/github";
import { toJson } from "./check-formats/json";
import { type CheckReport, createReport, shownPath } from "./check-formats/report";
import { toSarif } from "./check-formats/sarif";
import { summaryLine, toText } from "./check-formats/text";
import { type CliIo, type ExitCode, UsageError } from "./io";
import { createPaint } from "./terminal/paint";

type CheckFormat = "text" | "json" | "sarif" | "github";

export interface CheckArguments {
  /** Folders and files; none: the current folder. */
  readonly paths: readonly string[];
  readonly format: CheckFormat;
  readonly failOn: Severity | "never";
  /** A local copy of what BAManifestURL delivers. */
  readonly manifest: string | undefined;
  readonly fix: boolean;
}

/** A fix may make another one possible; more rounds than any chain of them needs. */
const fixRounds = 10;

/** `background-assets check`. Reads, judges, writes the report; opens no connection. */
export function runCheck(args: CheckArguments, io: CliIo): ExitCode {
  const paths = (args.paths.length === 0 ? ["."] : args.paths).map((path) => resolve(io.cwd, path));
  for (const path of paths) refuseBuiltProduct(path);
  const manifest = args.manifest === undefined ? undefined : resolve(io.cwd, args.manifest);

  const read = readProjectFiles(manifest === undefined ? paths : [...paths, manifest]);
  for (const { path, message } of read.failed) {
    io.stderr.write(`background-assets: ${shownPath(corePath(path), io.cwd)} ${message}\n`);
  }
  if (read.failed.length > 0 && read.files.length === 0) return 2;
  const skipped: ReadingProblem[] = [...read.skipped];

  const build = (sources: readonly SourceFile[], previous?: ProjectSnapshot) => {
    const input = {
      sources,
      named: [...read.named],
      manifestOverride: manifest === undefined ? undefined : corePath(manifest),
    };
    const found = buildSnapshot({ ...input, previous });
    const listings = listSelectedFiles(found, paths.map(corePath));
    return listings.length === 0 ? found : buildSnapshot({ ...input, previous: found, listings });
  };
  let sources = read.files;
  let snapshot = build(sources);
  // A project file may name files outside of the folder.
  const known = new Set(sources.map((source) => source.path));
  const further = readProjectFiles(pathsNamedByProjectFiles(snapshot).filter((path) => !known.has(path)));
  if (further.files.length > 0) {
    sources = [...sources, ...further.files];
    snapshot = build(sources, snapshot);
  }

  const report = (rule: Rule, path: string, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`background-assets: rule ${rule.code} failed on ${shownPath(path, io.cwd)}: ${reason}\n`);
  };
  let diagnostics = diagnose(snapshot, { onRuleFailure: report });
  if (args.fix) {
    ({ snapshot, diagnostics } = fixAll(snapshot, diagnostics, sources, build, io));
  }

  for (const { path, message } of skipped) {
    io.stderr.write(`background-assets: left out: ${shownPath(corePath(path), io.cwd)} ${message}\n`);
  }
  const result = createReport(snapshot, diagnostics, io.cwd);
  io.stdout.write(formatted(result, args.format, io));
  if (args.format === "text") io.stderr.write(`${summaryLine(result)}\n`);
  return read.failed.length > 0 ? 2 : exitCode(result, args.failOn);
}

/** What Xcode builds is read by a later version; a text that looks like one is no reason to judge it. */
function refuseBuiltProduct(path: string): void {
  const extension = /\.(app|appex|xcarchive|ipa)[\\/]*$/i.exec(path)?.[1];
  if (extension !== undefined) throw new UsageError(`${path}: built products (.${extension}) are not supported yet`);
}

function fixAll(
  snapshot: ProjectSnapshot,
  diagnostics: ReadonlyMap<string, readonly Diagnostic[]>,
  sources: readonly SourceFile[],
  build: (sources: readonly SourceFile[], previous?: ProjectSnapshot) => ProjectSnapshot,
  io: CliIo,
): { readonly snapshot: ProjectSnapshot; readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]> } {
  const texts = new Map<string, string>();
  for (let round = 1; round <= fixRounds; round++) {
    const changed = applyPreferredFixes(snapshot, diagnostics);
    if (changed.size === 0) break;
    for (const [path, text] of changed) texts.set(path, text);
    const next = sources.map((source) => {
      const text = texts.get(source.path);
      return text === undefined ? source : { path: source.path, version: 1 + round, content: encoded(source, text) };
    });
    snapshot = build(next, snapshot);
    diagnostics = diagnose(snapshot);
  }
  for (const source of sources) {
    const text = texts.get(source.path);
    if (text === undefined) continue;
    const shown = shownPath(source.path, io.cwd);
    try {
      writeIfUnchanged(source, encoded(source, text));
      io.stderr.write(`Fixed ${shown}\n`);
    } catch (error) {
      throw new UsageError(`${shown} cannot be written: ${reasonOf(error)}`);
    }
  }
  return { snapshot, diagnostics };
}

/** The bytes of a new text in the encoding that the file has, byte order mark included. */
function encoded(source: SourceFile, text: string): Uint8Array {
  const bytes = typeof source.content === "string" ? new TextEncoder().encode(source.content) : source.content;
  return encodePlistText(text, decodePlistText(bytes).encoding);
}

function writeIfUnchanged(source: SourceFile, content: Uint8Array): void {
  const before = typeof source.content === "string" ? Buffer.from(source.content) : Buffer.from(source.content);
  if (!readFileSync(source.path).equals(before)) throw new Error("it was changed meanwhile");
  writeFileSync(source.path, content);
}

function formatted(report: CheckReport, format: CheckFormat, io: CliIo): string {
  switch (format) {
    case "json":
      return toJson(report);
    case "sarif":
      return toSarif(report, version);
    case "github":
      return toGithub(report);
    case "text":
      return toText(report, createPaint(io));
  }
}

function exitCode({ summary }: CheckReport, failOn: CheckArguments["failOn"]): ExitCode {
  const counts = {
    error: summary.errors,
    warning: summary.errors + summary.warnings,
    info: summary.errors + summary.warnings + summary.infos,
    never: 0,
  };
  return counts[failOn] > 0 ? 1 : 0;
}
