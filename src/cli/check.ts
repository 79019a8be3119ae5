import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "../../package.json";
import { decodePlistText, encodePlistText } from "../model/plist/decode";
import { buildSnapshot, pathsNamedByProjectFiles } from "../model/project/discover";
import type { ProjectSnapshot, SourceFile } from "../model/project/snapshot";
import { isBuiltProductPath, readBuiltProducts } from "../node/built-product/read-built-products";
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
import { replaceFile } from "./replace-file";
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

type Judge = (snapshot: ProjectSnapshot) => ReadonlyMap<string, readonly Diagnostic[]>;

/** A fix may make another one possible; more rounds than any chain of them needs. */
const fixRounds = 10;

/** `background-assets check`. Reads, judges, writes the report; opens no connection. */
export function runCheck(args: CheckArguments, io: CliIo): ExitCode {
  const paths = (args.paths.length === 0 ? ["."] : args.paths).map((path) => resolve(io.cwd, path));
  const products = readBuiltProducts(paths.filter(isBuiltProductPath));
  const manifest = args.manifest === undefined ? undefined : resolve(io.cwd, args.manifest);

  const sourcePaths = paths.filter((path) => !isBuiltProductPath(path));
  const read = readProjectFiles(manifest === undefined ? sourcePaths : [...sourcePaths, manifest]);
  const failed = [...products.failed, ...read.failed];
  for (const { path, message } of failed) {
    io.stderr.write(`background-assets: ${shownPath(corePath(path), io.cwd)} ${message}\n`);
  }
  let sources = [...products.files, ...read.files];
  if (failed.length > 0 && sources.length === 0) return 2;
  const skipped: ReadingProblem[] = [...read.skipped];

  const absent = new Set<string>();
  const build = (sources: readonly SourceFile[], previous?: ProjectSnapshot) => {
    const input = {
      sources,
      named: [...products.files.map(({ path }) => path), ...read.named],
      wholeApps: products.wholeApps,
      absent,
      readAtMs: Date.now(),
      manifestOverride: manifest === undefined ? undefined : corePath(manifest),
    };
    const found = buildSnapshot({ ...input, previous });
    const listings = listSelectedFiles(found, sourcePaths.map(corePath));
    return listings.length === 0 ? found : buildSnapshot({ ...input, previous: found, listings });
  };
  let snapshot = build(sources);
  // A project file may name files outside of the folder.
  const known = new Set(sources.map((source) => source.path));
  const unread = pathsNamedByProjectFiles(snapshot).filter((path) => !known.has(path));
  if (unread.length > 0) {
    const further = readProjectFiles(unread);
    for (const { path } of further.files) known.add(path);
    for (const path of unread) if (!known.has(path)) absent.add(path);
    sources = [...sources, ...further.files];
    snapshot = build(sources, snapshot);
  }

  const report = (rule: Rule, path: string, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`background-assets: rule ${rule.code} failed on ${shownPath(path, io.cwd)}: ${reason}\n`);
  };
  // What was built is signed: a change in it is made in the sources, and built again.
  const built = new Set(products.files.map(({ path }) => path));
  const judge: Judge = (judged) => withoutFixesIn(built, diagnose(judged, { onRuleFailure: report }));
  let diagnostics = judge(snapshot);
  if (args.fix) {
    ({ snapshot, diagnostics } = fixAll(snapshot, diagnostics, sources, build, judge, io));
  }

  for (const { path, message } of skipped) {
    io.stderr.write(`background-assets: left out: ${shownPath(corePath(path), io.cwd)} ${message}\n`);
  }
  const result = createReport(snapshot, diagnostics, io.cwd);
  io.stdout.write(formatted(result, args.format, io));
  if (args.format === "text") io.stderr.write(`${summaryLine(result)}\n`);
  return failed.length > 0 ? 2 : exitCode(result, args.failOn);
}

function withoutFixesIn(
  paths: ReadonlySet<string>,
  diagnostics: ReadonlyMap<string, readonly Diagnostic[]>,
): ReadonlyMap<string, readonly Diagnostic[]> {
  if (paths.size === 0) return diagnostics;
  const isFixed = ({ fixes }: Diagnostic) => fixes?.flatMap((fix) => fix.edits()).some(({ path }) => paths.has(path));
  return new Map(
    [...diagnostics].map(([path, list]) => [path, list.map((one) => (isFixed(one) ? { ...one, fixes: [] } : one))]),
  );
}

function fixAll(
  snapshot: ProjectSnapshot,
  diagnostics: ReadonlyMap<string, readonly Diagnostic[]>,
  sources: readonly SourceFile[],
  build: (sources: readonly SourceFile[], previous?: ProjectSnapshot) => ProjectSnapshot,
  judge: Judge,
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
    diagnostics = judge(snapshot);
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
  replaceFile(source.path, content);
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
