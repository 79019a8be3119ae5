import type { DeviceConditions } from "../simulator/conditions";
import type { DeviceError } from "../simulator/error-codes";
import type {
  DeviceEvent,
  EventSource,
  Lane,
  LifecycleEventName,
  NotRunReason,
  RunSummary,
  WaitingReason,
} from "../simulator/events";

export type RowState = "waiting" | "downloading" | "paused" | "finished" | "failed" | "refused" | "cancelled";

/** What a download did for a while. `waiting`: for its turn; `connecting`: for the response; `stalled`: for a network, or for the next attempt. */
export interface RowSpan {
  readonly kind: "waiting" | "connecting" | "downloading" | "paused" | "stalled";
  readonly fromMs: number;
  /** Undefined: it still does. */
  readonly toMs: number | undefined;
}

/** One download of the run. Times are the device's clock, in milliseconds since the run started. */
export interface DownloadRow {
  readonly identifier: string;
  readonly event: LifecycleEventName | undefined;
  /** Which of `RunView.events` it belongs to. */
  readonly eventIndex: number;
  readonly lane: Lane;
  readonly url: string;
  readonly host: string;
  readonly fileSizeInBytes: number | undefined;
  readonly receivedBytes: number;
  /** While it downloads: of late; afterwards: on average. */
  readonly bytesPerSecond: number | undefined;
  readonly state: RowState;
  readonly enqueuedAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** What it did one after the other, without gaps; empty for what was refused. */
  readonly spans: readonly RowSpan[];
  /** Why it waits although it had its turn; undefined: it does not. */
  readonly waitingFor: WaitingReason | undefined;
  readonly error: DeviceError | undefined;
  readonly source: EventSource | undefined;
}

export interface LaneView {
  /** Null: unrestricted; undefined: not known yet. */
  readonly limitInBytes: number | null | undefined;
  readonly chargedBytes: number;
  /** Sum of what the event asked for, refused downloads and the manifest included: what the allowance would have to be. */
  readonly neededBytes: number;
}

export type LanesView = { readonly [L in Lane]: LaneView };

export interface PhaseView {
  readonly kind: "manifest" | "extension" | "essential" | "non-essential";
  readonly event: EventView["event"];
  readonly eventIndex: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
}

/**
 * One lifecycle event, in the order of the log; `event.started` and `event.notRun` each begin one. `continued` holds the
 * downloads that an ended process left behind, `app` what the app did by itself: they belong to no event of this run.
 */
export interface EventView {
  readonly event: LifecycleEventName | "continued" | "app";
  /** The network it began on. */
  readonly network?: string | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly outcome: string | undefined;
  /** Why it did not run. */
  readonly notRun:
    | {
        readonly reason: NotRunReason;
        readonly message: string;
        readonly source: EventSource | undefined;
        /** Of checks that were due while time passed; absent: this one event. */
        readonly times?: number | undefined;
      }
    | undefined;
  /** The allowances as they stood when the event ended, or stand now. */
  readonly lanes: LanesView;
  readonly manifest: ManifestView | undefined;
  /** Why the extension returned nothing. */
  readonly extensionError?: DeviceError | undefined;
}

export interface ManifestView {
  readonly url: string;
  readonly receivedBytes: number;
  readonly error: DeviceError | undefined;
  readonly source: EventSource | undefined;
}

/** What a run looks like, worked out from its events alone; the panel, the terminal and reports show the same. */
export interface RunView {
  readonly startedAt: string | undefined;
  readonly projectName: string | undefined;
  readonly conditions: DeviceConditions | undefined;
  readonly nowMs: number;
  readonly rows: readonly DownloadRow[];
  /** As they stand at the end of the log. */
  readonly lanes: LanesView;
  readonly manifest: ManifestView | undefined;
  readonly events: readonly EventView[];
  readonly phases: readonly PhaseView[];
  /** The moment the icon could be tapped, for each event that blocked. */
  readonly launchableAtMs: readonly {
    readonly event: LifecycleEventName;
    readonly eventIndex: number;
    readonly atMs: number;
    readonly afterMs: number;
  }[];
  readonly launchedAtMs: number | undefined;
  readonly log: readonly DeviceEvent[];
  readonly summary: RunSummary | undefined;
  readonly exitCode: 0 | 1 | undefined;
}
