import type { Severity } from "../../rules/rule";
import { counted } from "../../rules/size-values";
import type { Paint } from "../terminal/paint";
import { printable } from "../terminal/printable";
import type { CheckReport } from "./report";

/** `--format text`: a line for each finding, `path:line:column: severity CODE message`, from 1. */
export function toText(report: CheckReport, paint: Paint): string {
  const colour: Readonly<Record<Severity, (text: string) => string>> = {
    error: paint.red,
    warning: paint.yellow,
    info: paint.dim,
  };
  const lines: string[] = [];
  for (const { path, diagnostics } of report.files) {
    for (const { severity, code, message, range } of diagnostics) {
      const place = `${printable(path)}:${range.start.line + 1}:${range.start.character + 1}:`;
      lines.push(`${place} ${colour[severity](severity)} ${paint.bold(code)} ${oneLine(message)}`);
    }
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** One sentence about the whole. */
export function summaryLine({ files, summary }: CheckReport): string {
  const read = counted(files.length, "file");
  if (summary.errors + summary.warnings + summary.infos === 0) return `No problems in ${read}`;
  return `${counted(summary.errors, "error")}, ${counted(summary.warnings, "warning")}, ${counted(summary.infos, "info")} in ${read}`;
}

/** Values from files stand in messages: none of them may break the line or steer the terminal. */
function oneLine(message: string): string {
  return printable(message.replace(/[\t-\r\u0085\u2028\u2029]+/g, " "));
}
