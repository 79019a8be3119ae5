import { accessSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { corePath, reasonOf } from "../../node/walk-project";
import { type HarExchange, harReport } from "../../report/har";
import { htmlReports } from "../../report/html-several";
import { jsonReports } from "../../report/json";
import { junitReport } from "../../report/junit";
import type { ReportedRun } from "../../report/reported-run";
import { UsageError } from "../io";
import type { RunOutput } from "./run-output";
import type { ReportTarget } from "./simulate-arguments";
import { simulatorName } from "./simulator-name";

export interface RunReport {
  readonly runs: readonly ReportedRun[];
  readonly exchanges: readonly HarExchange[];
  readonly displayPath: (path: string) => string;
  /** Where it is said that a report was written. */
  readonly output: RunOutput;
}

/**
 * Throws a UsageError for a report that cannot be written: before the run, which may take long, rather than after it.
 * Nothing is created yet, so that a run which cannot begin leaves nothing behind.
 */
export function prepareReports(targets: readonly ReportTarget[], displayPath: (path: string) => string): void {
  for (const { path } of targets) {
    try {
      const existing = statSync(path, { throwIfNoEntry: false });
      if (existing?.isDirectory()) throw new Error("is a folder");
      accessSync(existing === undefined ? folderToWriteInto(dirname(path)) : path, constants.W_OK);
    } catch (error) {
      throw notWritten(path, error, displayPath);
    }
  }
}

/** The folder, or the one above it: a missing folder is created for a report, a whole missing path is a slip of the pen. */
function folderToWriteInto(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return folder;
  const above = dirname(folder);
  if (statSync(above, { throwIfNoEntry: false }) === undefined) {
    throw new Error(`the folder ${corePath(above)} does not exist`);
  }
  return above;
}

/** Writes each report and says where; throws a UsageError that names the file that could not be written. */
export function reportRun(targets: readonly ReportTarget[], report: RunReport): void {
  for (const target of targets) {
    try {
      mkdirSync(dirname(target.path), { recursive: true });
      writeFileSync(target.path, render(target.kind, report));
    } catch (error) {
      throw notWritten(target.path, error, report.displayPath);
    }
    report.output.say(`Report: ${report.displayPath(target.path)}`);
  }
}

function notWritten(path: string, error: unknown, displayPath: (path: string) => string): UsageError {
  return new UsageError(`--report ${displayPath(path)} cannot be written: ${reasonOf(error)}`);
}

function render(kind: ReportTarget["kind"], report: RunReport): string {
  const { runs, displayPath, exchanges } = report;
  switch (kind) {
    case "html":
      return htmlReports(runs, displayPath);
    case "json":
      return `${JSON.stringify(jsonReports(runs), undefined, 1)}\n`;
    case "xml":
      return junitReport(runs);
    case "har":
      return `${JSON.stringify(harReport(exchanges, simulatorName), undefined, 1)}\n`;
  }
}
