import type { RunView } from "../protocol/run-view";
import type { DeviceEvent, RunSummary } from "../simulator/events";

/** The JSON report (`schemas/report.schema.json`): the whole event log and what it amounts to. */
export interface JsonReport {
  readonly version: 1;
  readonly title: string;
  readonly exitCode: 0 | 1 | null;
  readonly summary: RunSummary | null;
  readonly events: readonly DeviceEvent[];
}

export function jsonReport(view: RunView, title: string): JsonReport {
  return { version: 1, title, exitCode: view.exitCode ?? null, summary: view.summary ?? null, events: view.log };
}
