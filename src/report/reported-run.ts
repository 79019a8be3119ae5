import type { RunView } from "../protocol/run-view";

/** A run that a report is about. */
export interface ReportedRun {
  /** Scenario or project. */
  readonly title: string;
  readonly view: RunView;
}
