import type { Severity } from "../../rules/rule";
import type { CheckReport } from "./report";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** `--format github`: workflow commands, which GitHub shows beside the lines of a pull request. From 1. */
export function toGithub(report: CheckReport): string {
  const lines: string[] = [];
  for (const { path, diagnostics } of report.files) {
    for (const { severity, code, message, range } of diagnostics) {
      const { start, end } = range;
      const properties = [
        `file=${property(path)}`,
        `line=${start.line + 1}`,
        `endLine=${end.line + 1}`,
        // Columns only mean something to GitHub within one line.
        ...(start.line === end.line ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : []),
        `title=${property(code)}`,
      ];
      lines.push(`::${commands[severity]} ${properties.join(",")}::${data(message)}`);
    }
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
