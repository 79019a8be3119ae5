import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { percentEncoded } from "../../model/percent-encoding";
import type { PositionRange, TextEdit } from "../../model/text";
import { catalogue } from "../../rules/catalogue";
import { helpUrl } from "../../rules/help";
import type { Rule, Severity } from "../../rules/rule";
import { type CheckReport, type ReportedDiagnostic, type ReportedFile, shownPath } from "./report";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
};

/** `--format sarif`: SARIF 2.1.0 with the metadata of all rules. Lines and columns count from 1, in UTF-16 units. */
export function toSarif(report: CheckReport, version: string): string {
  const ruleIndex = new Map(catalogue.map((rule, index) => [rule.code as string, index]));
  const byPath = new Map(report.files.map((file) => [file.absolutePath, file]));
  const document = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "background-assets",
            semanticVersion: version,
            rules: catalogue.map(sarifRule),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { uri: folderUri(report.workingDirectory) } },
        artifacts: report.files.map((file) => ({ location: artifactLocation(file.path) })),
        results: report.files.flatMap((file, index) =>
          file.diagnostics.map((diagnostic) => sarifResult(diagnostic, file, index, ruleIndex, byPath, report)),
        ),
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function sarifRule(rule: Rule) {
  return {
    id: rule.code,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.explanation.replaceAll("`", "").replaceAll("**", "") },
    helpUri: helpUrl(rule),
    help: { text: rule.explanation.replaceAll("`", "").replaceAll("**", ""), markdown: rule.explanation },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { evidence: rule.evidence.map(({ label, says }) => `${label}: ${says}`) },
  };
}

function sarifResult(
  diagnostic: ReportedDiagnostic,
  file: ReportedFile,
  artifactIndex: number,
  ruleIndex: ReadonlyMap<string, number>,
  files: ReadonlyMap<string, ReportedFile>,
  report: CheckReport,
) {
  const related = diagnostic.related.map((place, id) => ({
    id: id + 1,
    message: { text: place.message },
    physicalLocation: { artifactLocation: artifactLocation(place.path), region: region(place.range) },
  }));
  const fixes = (diagnostic.fixes ?? []).flatMap((fix) => {
    const artifactChanges = fix.edits().flatMap(({ path, edits }) => {
      const changed = files.get(path);
      if (changed === undefined || edits.length === 0) return [];
      return [
        {
          artifactLocation: artifactLocation(shownPath(path, report.workingDirectory)),
          replacements: edits.map((edit) => replacement(edit, changed)),
        },
      ];
    });
    return artifactChanges.length === 0 ? [] : [{ description: { text: fix.title }, artifactChanges }];
  });
  return {
    ruleId: diagnostic.code,
    ruleIndex: ruleIndex.get(diagnostic.code) ?? -1,
    level: levels[diagnostic.severity],
    message: { text: diagnostic.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { ...artifactLocation(file.path), index: artifactIndex },
          region: region(diagnostic.range),
        },
      },
    ],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

function replacement(edit: TextEdit, file: ReportedFile) {
  return { deletedRegion: region(file.lines.rangeOf(edit.range)), insertedContent: { text: edit.newText } };
}

function region({ start, end }: PositionRange) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Below the working directory relative to it and percent-encoded, elsewhere a file URL. */
function artifactLocation(path: string): { readonly uri: string; readonly uriBaseId?: string } {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split("/").map(percentEncoded).join("/"), uriBaseId: "SRCROOT" };
}

function folderUri(folder: string): string {
  const { href } = pathToFileURL(folder);
  return href.endsWith("/") ? href : `${href}/`;
}
