import type { ProjectMode } from "../model/app-configuration";
import type { PositionRange } from "../model/text";
import type { AssumptionName } from "./assumptions";
import type { DeviceConditions } from "./conditions";
import type { AppActivity } from "./device-state";
import type { DeviceError } from "./error-codes";
import type { PackCallName } from "./managed/pack-call";
import type { AssetPackStatus } from "./managed/pack-status";
import type { PackStatusUpdate } from "./managed/status-updates";

/** BAContentRequest with Apple's raw values (header; `languageChange` since OS 27). */
export const contentRequests = { install: 1, update: 2, periodic: 3, languageChange: 4 } as const;

export interface ContentRequest {
  readonly name: keyof typeof contentRequests;
  readonly rawValue: number;
}

/** What can be made to happen to a device. `launch` is the person tapping the icon. */
export type LifecycleEventName = "install" | "launch" | "update" | "periodic" | "language-change";

/** Which allowance a download is charged to. */
export type Lane = "essential" | "non-essential";

/** Who calls BADownloadManager, or is called back. */
export type Caller = "app" | "extension";

/** BADownload.State with Apple's raw values (header). */
export const downloadStates = { failed: -1, created: 0, waiting: 1, downloading: 2, finished: 3 } as const;

/** A download that `fetchCurrentDownloads` gives. */
export interface CurrentDownload {
  readonly identifier: string;
  readonly state: { readonly name: keyof typeof downloadStates; readonly rawValue: number };
  readonly isEssential: boolean;
  readonly priority: "min" | "default" | "max";
}

/** Methods of BADownloadManager. */
export type ManagerCallName =
  | "scheduleDownload"
  | "startForegroundDownload"
  | "cancel"
  | "fetchCurrentDownloads"
  | "withExclusiveControl";

/** A place in a file that the person can open. Lines and characters from 0. */
export interface EventSource {
  readonly path: string;
  readonly range: PositionRange;
}

interface Common {
  readonly version: 1;
  /** From 1, without gaps. */
  readonly seq: number;
  /** The device's clock, ISO 8601 UTC with milliseconds. */
  readonly time: string;
  /** The lifecycle event that this belongs to. */
  readonly event?: LifecycleEventName;
  /** The download's identifier. */
  readonly identifier?: string;
  readonly source?: EventSource;
  readonly assumptions?: readonly AssumptionName[];
  readonly error?: DeviceError;
}

interface OfDownload {
  readonly identifier: string;
  readonly lane: Lane;
  /** The configured URL, never the mapped one; query values masked unless secrets are shown. */
  readonly url: string;
  /** Undefined where the manifest does not say. */
  readonly fileSizeInBytes?: number;
}

export interface RunSummary {
  readonly finished: number;
  readonly failed: number;
  readonly refused: number;
  readonly cancelled: number;
  readonly notRun: number;
  /** Times that a call of the extension failed; where it was asked for downloads, its event downloaded nothing. Absent: none. */
  readonly extensionFailed?: number;
  /** Events that were cancelled or interrupted before their end; absent: none. */
  readonly cancelledEvents?: number;
  /** Calls of BADownloadManager that failed; absent: none. */
  readonly failedCalls?: number;
  /** Bytes that came over the network, the manifest's included. */
  readonly receivedBytes: number;
  /** From the start of install or update to the moment the icon could be tapped; absent where nothing blocked. */
  readonly launchableAfterMs?: number;
  readonly assumptions: readonly AssumptionName[];
}

/** `interrupted`: the simulation was ended (Ctrl-C); the bytes are kept, and the next run continues with them. */
export type EventOutcome = "completed" | "cancelled" | "manifest-failed" | "extension-failed" | "interrupted";

/** Why an event did not run. Gates can be passed with `--force`, as `backgroundassets-debug` passes them on a device. */
export type NotRunReason =
  | "not-installed"
  | "in-app-content-off"
  | "low-power-mode"
  | "background-app-refresh-off"
  | "force-quit"
  | "never-launched"
  | "runtime-exhausted"
  | "unsupported-os"
  | "no-manifest-url"
  | "cellular-before-launch"
  | "not-launchable"
  /** While time passes: the system waits for a network before it checks. */
  | "offline"
  /** While time passes: the app was not launched for so long that the system has stopped checking. */
  | "rarely-launched"
  /** The app is killed at its first Background Assets call: a required key is missing. */
  | "app-would-trap";

/** Why a download waits: for any network, for Wi-Fi, or for the next attempt after a connection that failed. */
export type WaitingReason = "offline" | "wifi-only" | "timeout" | "dns" | "connect" | "connection-lost";

export type DeviceEventBody =
  | {
      readonly type: "run.started";
      readonly project: {
        readonly name: string;
        readonly version?: string;
        readonly mode: ProjectMode;
        readonly infoPlist: string;
      };
      readonly conditions: DeviceConditions;
      /** Which simulator wrote this, for reports. */
      readonly simulator: string;
      /** Everything is judged and only the manifest downloaded: `download.finished` means "would be downloaded". */
      readonly dryRun?: true;
    }
  | { readonly type: "run.finished"; readonly exitCode: 0 | 1; readonly summary: RunSummary }
  | {
      readonly type: "event.started";
      readonly event: LifecycleEventName;
      readonly contentRequest?: ContentRequest;
      readonly forced?: boolean;
    }
  | {
      readonly type: "event.notRun";
      readonly event: LifecycleEventName;
      readonly reason: NotRunReason;
      readonly message: string;
      /** How many checks of the time that passed; absent: this one event. */
      readonly times?: number;
    }
  | { readonly type: "event.finished"; readonly event: LifecycleEventName; readonly outcome: EventOutcome }
  | { readonly type: "manifest.started"; readonly url: string }
  | {
      readonly type: "manifest.redirected";
      readonly url: string;
      readonly from: string;
      readonly to: string;
      readonly allowed: boolean;
    }
  | { readonly type: "manifest.finished"; readonly url: string; readonly receivedBytes: number }
  | {
      readonly type: "manifest.failed";
      readonly url: string;
      readonly receivedBytes: number;
      readonly error: DeviceError;
    }
  | {
      readonly type: "extension.launched";
      readonly contentRequest: ContentRequest;
      /** Bytes; null once unrestricted. */
      readonly restrictedEssentialDownloadSizeRemaining: number | null;
      readonly restrictedDownloadSizeRemaining: number | null;
    }
  | {
      readonly type: "extension.returned";
      readonly downloads: number;
      readonly runtimeMs: number;
      readonly notes?: readonly string[];
    }
  | { readonly type: "extension.failed"; readonly runtimeMs: number; readonly error: DeviceError }
  /** Results of downloads were delivered: how many of each kind. */
  | {
      readonly type: "extension.finished";
      readonly runtimeMs: number;
      /** `nobody`: the app does not run, and its extension may not be woken. Callbacks are not made up for. */
      readonly deliveredTo: Caller | "nobody";
      readonly finished: number;
      readonly failed: number;
      readonly notes?: readonly string[];
    }
  /** A server asked for credentials, or for trust in its certificate; never what was answered. */
  | {
      readonly type: "challenge.answered";
      readonly identifier: string;
      readonly url: string;
      readonly method: "basic" | "server-trust";
      readonly realm?: string;
      readonly answeredBy: "extension" | "scenario" | "default";
      readonly disposition: "credential" | "trust" | "default" | "cancel";
      readonly notes?: readonly string[];
    }
  | ({ readonly type: "download.enqueued" } & OfDownload)
  | ({ readonly type: "download.refused"; readonly error: DeviceError } & OfDownload)
  /** `connectedAfterMs`: from the request to the beginning of the response; absent where that took no time. */
  | ({ readonly type: "download.started"; readonly offset: number; readonly connectedAfterMs?: number } & OfDownload)
  | ({
      readonly type: "download.redirected";
      readonly from: string;
      readonly to: string;
      readonly allowed: boolean;
    } & OfDownload)
  | ({ readonly type: "download.progress"; readonly receivedBytes: number } & OfDownload)
  | ({ readonly type: "download.paused"; readonly receivedBytes: number } & OfDownload)
  /** The connection failed or there is none, and the download does not give up before `until` (ISO 8601 UTC) or tries again then. */
  | ({
      readonly type: "download.waiting";
      readonly receivedBytes: number;
      readonly reason: WaitingReason;
      readonly until: string;
    } & OfDownload)
  | ({ readonly type: "download.resumed"; readonly offset: number; readonly connectedAfterMs?: number } & OfDownload)
  | ({ readonly type: "download.finished"; readonly receivedBytes: number } & OfDownload)
  | ({ readonly type: "download.failed"; readonly receivedBytes: number; readonly error: DeviceError } & OfDownload)
  | ({ readonly type: "download.cancelled"; readonly receivedBytes: number; readonly error: DeviceError } & OfDownload)
  | {
      readonly type: "allowance.changed";
      readonly lane: Lane;
      /** Null once unrestricted. */
      readonly limitInBytes: number | null;
      readonly chargedBytes: number;
    }
  | { readonly type: "app.launchable"; readonly afterMs: number }
  | {
      readonly type: "app.launched";
      readonly afterMs: number;
      /** The first launch of an app whose initial downloads are restricted. */
      readonly restrictionsLifted?: true | undefined;
    }
  /** The app came to the front, left it, or ended. A launch is `app.launched`. */
  | { readonly type: "app.activity"; readonly activity: AppActivity }
  /** The app or its extension called BADownloadManager, or the app AssetPackManager; with `error` the call threw it. */
  | {
      readonly type: "app.call";
      readonly call: ManagerCallName | PackCallName;
      readonly by: Caller;
      /** What was scheduled is `removingEssential()` of a failed download. */
      readonly removingEssential?: true;
      /** Of `startForegroundDownload`; of `ensureLocalAvailability` the last two. */
      readonly effect?: "started" | "promoted" | "already-foreground" | "already-local" | "downloaded";
      /** Of `fetchCurrentDownloads`. */
      readonly downloads?: readonly CurrentDownload[];
      /** Of `withExclusiveControl`: what its handler is told, and how long it waited. */
      readonly acquired?: boolean;
      readonly waitedMs?: number;
      /** Of calls of `AssetPackManager`: the packs that it is about, and its results. */
      readonly packIds?: readonly string[];
      readonly status?: AssetPackStatus;
      readonly updatingIDs?: readonly string[];
      readonly removedIDs?: readonly string[];
      /** Of `contents(at:)`; `identifier` is the pack in which it was found. */
      readonly path?: string;
      /** Something to know about the result. */
      readonly note?: string;
    }
  /** `AssetPackManager.statusUpdates`, where the app runs. */
  | {
      readonly type: "pack.statusUpdate";
      readonly identifier: string;
      readonly update: PackStatusUpdate;
      readonly receivedBytes?: number;
    }
  /** Exclusive control is free again: the handler has returned, or the process that held it has ended. */
  | {
      readonly type: "control.released";
      readonly by: Caller;
      readonly heldMs: number;
      readonly reason: "handler-returned" | "process-ended";
    }
  /** A finished file was not moved before the callback returned, and is deleted. */
  | {
      readonly type: "file.lost";
      readonly identifier: string;
      readonly deliveredTo: Caller;
      readonly sizeOnDiskInBytes: number;
    }
  /** The system needed space and took a finished file. */
  | { readonly type: "file.purged"; readonly identifier: string; readonly sizeOnDiskInBytes: number }
  | { readonly type: "condition.changed"; readonly conditions: DeviceConditions }
  | {
      readonly type: "clock.advanced";
      readonly byMs: number;
      /** Periodic checks that ran meanwhile, and those that were due and did not run; absent where none were to happen. */
      readonly periodicChecks?: { readonly ran: number; readonly notRun: number };
      /** When the next one is due, ISO 8601 UTC; absent: none. */
      readonly nextPeriodicCheck?: string;
    }
  | { readonly type: "fault.applied"; readonly description: string }
  | {
      readonly type: "expectation";
      /** As it is called in the scenario. */
      readonly name?: string;
      readonly passed: boolean;
      readonly expected: string;
      readonly actual: string;
      /** The same as lists, where it is about lists. */
      readonly expectedItems?: readonly string[];
      readonly actualItems?: readonly string[];
    };

/** One line of the event log; `--format jsonl`, the panel, reports and tests all read this. */
export type DeviceEvent = Common & DeviceEventBody;

export type DeviceEventType = DeviceEventBody["type"];

export type DeviceEventOf<Type extends DeviceEventType> = Extract<DeviceEvent, { readonly type: Type }>;

/** Where the device's clock starts: 2026-01-01T00:00:00.000Z, so that two runs of one scenario write the same log. */
export const deviceEpochMs = Date.UTC(2026, 0, 1);
