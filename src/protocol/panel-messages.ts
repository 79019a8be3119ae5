import type { ProjectMode } from "../model/app-configuration";
import type { AppAction } from "../simulator/app-action";
import type { DeviceEvent, EventSource, Lane, LifecycleEventName } from "../simulator/events";
import type { Fault } from "../simulator/faults";
import type { LaunchableEstimate } from "../simulator/launchable-estimate";
import type { HttpExchange } from "./http-exchange";
import type { RunDigest } from "./run-digest";
import type { DeviceSummary } from "./worker-messages";

/** What the panel's head says. */
export interface PanelProject {
  readonly infoPlistPath: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly mode: ProjectMode;
  /** Relative to the workspace folder. */
  readonly infoPlist: string;
  readonly manifestUrl: string | undefined;
  /** FROM to TO, for the origins that the project maps. */
  readonly mappedHosts: readonly { readonly from: string; readonly to: string }[];
  /** Where each allowance is written, and what is written there; undefined where it is missing. */
  readonly allowances: { readonly [L in Lane]: PanelAllowance | undefined };
  /** How long a first launch waits on three networks, from the manifest's sizes; empty: not known, or it does not wait. */
  readonly launchable: readonly LaunchableEstimate[];
  /** Asset packs that the workspace's manifests name; empty in an unmanaged project. */
  readonly packIds: readonly string[];
}

export interface PanelAllowance {
  readonly sizeInBytes: number;
  readonly source: EventSource;
}

/** Why there is nothing to run; each has its own sentence and one button. */
export type PanelIdleReason = "no-project" | "no-run-yet" | "untrusted" | "no-manifest-url" | "virtual-workspace";

/** `starting`: until the worker runs; the person may still be asked about hosts. It can be cancelled, not paused. */
export type PanelStatus = "idle" | "starting" | "running" | "paused";

/** What the person can set on the device from the panel. */
export interface PanelConditions {
  /** A preset or a rate, as `--network` takes it. */
  readonly network: string;
  readonly lowPowerMode: boolean;
  /** The switch for all apps, and the one of this app. */
  readonly backgroundAppRefresh: boolean;
  readonly backgroundAppRefreshForApp: boolean;
  readonly inAppContent: boolean;
  /** Ends with the next launch. */
  readonly forceQuit: boolean;
  /** Null: the computer's own. */
  readonly freeDiskSpaceInBytes: number | null;
  readonly osVersion: string;
  /** A language tag; null: none was chosen. */
  readonly preferredLanguage: string | null;
}

export interface PanelSnapshot {
  readonly project: PanelProject | undefined;
  readonly projects: readonly { readonly infoPlistPath: string; readonly name: string; readonly infoPlist: string }[];
  readonly trusted: boolean;
  readonly idle: PanelIdleReason | undefined;
  readonly status: PanelStatus;
  readonly device: DeviceSummary | undefined;
  readonly conditions: PanelConditions;
  /** What goes wrong on the way, from now on and in the next run. */
  readonly faults: readonly Fault[];
  /** A failure that ended a run before its first event, such as a device that another window uses. */
  readonly problem: string | undefined;
  /** Everything that happened so far: the panel applies it with the same reducer as the extension. */
  readonly events: readonly DeviceEvent[];
}

export type ToPanel =
  | { readonly type: "snapshot"; readonly snapshot: PanelSnapshot }
  /** At most 10 a second. */
  | { readonly type: "events"; readonly events: readonly DeviceEvent[] }
  /** All but the events: after a change of state or of the project's files. */
  | { readonly type: "state"; readonly state: Omit<PanelSnapshot, "events"> }
  /** The requests to these URLs, for the details of a download that asked for them. */
  | { readonly type: "exchanges"; readonly urls: readonly string[]; readonly exchanges: readonly HttpExchange[] }
  /** What an event came to in the run before; null where there was none. */
  | { readonly type: "previous"; readonly event: LifecycleEventName; readonly digest: RunDigest | null };

export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "fire"; readonly event: PanelEventName }
  /** The person chooses another language, and the system asks the extension for what belongs to it. */
  | { readonly type: "changeLanguage"; readonly language: string }
  | { readonly type: "control"; readonly action: "pause" | "resume" | "cancel" }
  /** The app itself, or a call of BADownloadManager, also while something runs. */
  | { readonly type: "appCall"; readonly action: AppAction }
  | { readonly type: "selectProject"; readonly infoPlistPath: string }
  | { readonly type: "setConditions"; readonly conditions: Partial<PanelConditions> }
  /** These and no others; empty: nothing goes wrong. One that was there before keeps its count. */
  | { readonly type: "setFaults"; readonly faults: readonly Fault[] }
  /** Lets time pass, with the periodic checks that are due; milliseconds, at most `longestAdvanceMs`. */
  | { readonly type: "advanceClock"; readonly durationMs: number }
  /** Writes the allowance into the Info.plist. */
  | { readonly type: "setAllowance"; readonly lane: Lane; readonly sizeInBytes: number }
  /** Opens the line that an event names. */
  | { readonly type: "reveal"; readonly path: string; readonly line: number; readonly character: number }
  /** Answered by `exchanges`; URLs as events name them. */
  | { readonly type: "askExchanges"; readonly urls: readonly string[] }
  /** Answered by `previous`. */
  | { readonly type: "askPrevious"; readonly event: LifecycleEventName }
  | { readonly type: "command"; readonly command: PanelCommand };

/** A year and a day. */
export const longestAdvanceMs = 366 * 86_400_000;

/** The events that have a button of their own; a language change needs a language beside it. */
export type PanelEventName = Exclude<LifecycleEventName, "language-change">;

/** Buttons of the idle states and the head that run a command of the extension. */
export type PanelCommand =
  | "manageTrust"
  | "openProject"
  | "fetchManifest"
  | "eraseDevice"
  | "revealDownloads"
  | "saveReport";
