import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { RunView } from "../../protocol/run-view";
import { type HarExchange, harReport } from "../../report/har";
import { htmlReport } from "../../report/html";
import { jsonReport } from "../../report/json";
import { junitReport } from "../../report/junit";
import { UsageError } from "../io";
import type { ReportTarget } from "./simulate-arguments";

export interface ReportContent {
  readonly title: string;
  readonly view: RunView;
  readonly exchanges: readonly HarExchange[];
  readonly simulator: string;
  readonly displayPath: (path: string) => string;
}

/** Writes each report; throws a UsageError that names the file that could not be written. */
export function writeReports(targets: readonly ReportTarget[], content: ReportContent): void {
  for (const target of targets) {
    try {
      mkdirSync(dirname(target.path), { recursive: true });
      writeFileSync(target.path, render(target.kind, content));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`the report ${target.path} could not be written: ${reason}`);
    }
  }
}

function render(kind: ReportTarget["kind"], content: ReportContent): string {
  const { title, view, displayPath } = content;
  switch (kind) {
    case "html":
      return htmlReport(view, { title, displayPath });
    case "json":
      return `${JSON.stringify(jsonReport(view, title), undefined, 1)}\n`;
    case "xml":
      return junitReport(view, title);
    case "har":
      return `${JSON.stringify(harReport(content.exchanges, content.simulator), undefined, 1)}\n`;
  }
}
