import type { CheckReport } from "./report";

/** `--format json`: fixed, see schemas/check-output.schema.json. Lines and characters count from 0. */
export function toJson(report: CheckReport): string {
  const document = {
    version: 1,
    files: report.files.map(({ path, kind, mode, diagnostics }) => ({
      path,
      kind,
      mode,
      diagnostics: diagnostics.map(({ code, severity, message, range, help, fixes }) => ({
        code,
        severity,
        message,
        range,
        help,
        fixes: (fixes ?? []).map((fix) => fix.title),
      })),
    })),
    summary: report.summary,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
