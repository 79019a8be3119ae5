import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseJson } from "../../model/json/parse-json";
import { noSettings, readProjectFile } from "../../model/project/project-file";
import type { ProjectSettings } from "../../model/project/snapshot";
import { LineIndex } from "../../model/text";
import { corePath } from "../../node/walk-project";
import type { MediaReportDiagnostic } from "../../protocol/media-report";
import { UsageError } from "../io";

/** What the nearest background-assets.jsonc above a plan says; a half-understood one would send requests elsewhere. */
export function planSettings(planPath: string, displayPath: (path: string) => string): ProjectSettings {
  for (let folder = dirname(planPath); ; folder = dirname(folder)) {
    const path = join(folder, "background-assets.jsonc");
    const text = readIfPresent(path);
    if (text !== undefined) return settingsOf(path, text, displayPath);
    if (dirname(folder) === folder) return noSettings;
  }
}

function settingsOf(path: string, text: string, displayPath: (path: string) => string): ProjectSettings {
  const { root, problems } = parseJson(text);
  const reading = readProjectFile({ path: corePath(path), root });
  const [problem] = [...problems, ...reading.problems];
  if (problem === undefined) return reading.settings;
  const { line, character } = new LineIndex(text).positionAt(problem.range.start);
  throw new UsageError(`${displayPath(path)}:${line + 1}:${character + 1}: ${problem.message}`);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The levels that the project file gives to rules. */
export function withRuleLevels(
  diagnostics: readonly MediaReportDiagnostic[],
  rules: ProjectSettings["rules"],
): readonly MediaReportDiagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = rules[diagnostic.code];
    if (level === "off") return [];
    return level === undefined ? [diagnostic] : [{ ...diagnostic, severity: level }];
  });
}
