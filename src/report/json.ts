import type { DeviceEvent, RunSummary } from "../simulator/events";
import { type LaunchableOfRun, launchableOfRun } from "./launch-needs";
import type { ReportedRun } from "./reported-run";

/** The JSON report (`schemas/report.schema.json`): the whole event log and what it amounts to. */
export interface JsonReport {
  readonly version: 1;
  readonly title: string;
  readonly exitCode: 0 | 1 | null;
  readonly summary: RunSummary | null;
  /** Time to launchable at three speeds, from sizes; absent where no installation or update got its manifest. */
  readonly launchable?: LaunchableOfRun;
  readonly events: readonly DeviceEvent[];
}

/** Of several runs, such as scenarios that were run together. */
export interface JsonReports {
  readonly version: 1;
  readonly runs: readonly JsonReport[];
}

/** One run is the report itself; several are its `runs`. */
export function jsonReports(runs: readonly ReportedRun[]): JsonReport | JsonReports {
  const [only, other] = runs;
  return only !== undefined && other === undefined ? jsonReport(only) : { version: 1, runs: runs.map(jsonReport) };
}

function jsonReport({ view, title }: ReportedRun): JsonReport {
  const launchable = launchableOfRun(view);
  return {
    version: 1,
    title,
    exitCode: view.exitCode ?? null,
    summary: view.summary ?? null,
    ...(launchable === undefined ? {} : { launchable }),
    events: view.log,
  };
}
