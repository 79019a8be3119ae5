import { isAbsolute, relative } from "node:path";
import type { ProjectMode } from "../../model/app-configuration";
import type { FileKind, ModelFile, ProjectSnapshot } from "../../model/project/snapshot";
import type { LineIndex, PositionRange } from "../../model/text";
import { corePath } from "../../node/walk-project";
import { helpUrl } from "../../rules/help";
import { projectForFile } from "../../rules/project-lookup";
import type { Diagnostic, Rule, Severity } from "../../rules/rule";

interface ReportedPlace {
  /** As it is shown: relative to the working directory where it lies below it, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly range: PositionRange;
  readonly message: string;
}

export interface ReportedDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: PositionRange;
  readonly help: string;
  readonly fixes: Diagnostic["fixes"];
  readonly related: readonly ReportedPlace[];
  readonly rule: Rule;
}

export interface ReportedFile {
  readonly path: string;
  readonly absolutePath: string;
  readonly kind: FileKind;
  readonly mode: ProjectMode | null;
  readonly lines: LineIndex;
  readonly diagnostics: readonly ReportedDiagnostic[];
}

/** What every output format is written from. */
export interface CheckReport {
  readonly workingDirectory: string;
  readonly files: readonly ReportedFile[];
  readonly summary: { readonly errors: number; readonly warnings: number; readonly infos: number };
}

/** Puts findings together with their files; files in the order of their paths. */
export function createReport(
  snapshot: ProjectSnapshot,
  diagnostics: ReadonlyMap<string, readonly Diagnostic[]>,
  workingDirectory: string,
): CheckReport {
  const summary = { errors: 0, warnings: 0, infos: 0 };
  const files = [...snapshot.files.values()]
    .map((file) => reportedFile(file, snapshot, diagnostics.get(file.path) ?? [], workingDirectory))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of files) {
    for (const { severity } of file.diagnostics) summary[`${severity}s`]++;
  }
  return { workingDirectory, files, summary };
}

/** Of files that are none of ours the mode is asked only where an app's Info.plist is written from them. */
function modeOf({ kind, path }: ModelFile, snapshot: ProjectSnapshot): ReportedFile["mode"] {
  const project =
    kind === "other" ? snapshot.projects.find(({ app }) => app.path === path) : projectForFile(snapshot, path);
  return project?.configuration.mode ?? null;
}

function reportedFile(
  file: ModelFile,
  snapshot: ProjectSnapshot,
  diagnostics: readonly Diagnostic[],
  workingDirectory: string,
): ReportedFile {
  return {
    path: shownPath(file.path, workingDirectory),
    absolutePath: file.path,
    kind: file.kind,
    mode: modeOf(file, snapshot),
    lines: file.lines,
    diagnostics: diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: diagnostic.message,
      range: file.lines.rangeOf(diagnostic.range),
      help: helpUrl(diagnostic.rule),
      fixes: diagnostic.fixes,
      rule: diagnostic.rule,
      related: (diagnostic.related ?? []).flatMap((place) => {
        const lines = snapshot.files.get(place.path)?.lines;
        if (lines === undefined) return [];
        return [
          {
            path: shownPath(place.path, workingDirectory),
            absolutePath: place.path,
            range: lines.rangeOf(place.range),
            message: place.message,
          },
        ];
      }),
    })),
  };
}

/** A path as it is shown: relative to the working directory where it lies below it, with `/`. */
export function shownPath(path: string, workingDirectory: string): string {
  const below = relative(workingDirectory, path);
  const isBelow = below !== "" && !below.startsWith("..") && !isAbsolute(below);
  return isBelow ? corePath(below) : path;
}
