import type { ProjectMode } from "../model/app-configuration";
import type { DeviceEvent, LifecycleEventName } from "../simulator/events";
import type { RunView } from "./run-view";
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
  /** FROM to TO, for the origins that the manifest uses. */
  readonly mappedHosts: readonly { readonly from: string; readonly to: string }[];
}

/** Why there is nothing to run; each has its own sentence and one button. */
export type PanelIdleReason = "no-project" | "no-run-yet" | "untrusted" | "no-manifest-url" | "unsupported-mode";

export interface PanelSnapshot {
  readonly project: PanelProject | undefined;
  readonly projects: readonly { readonly infoPlistPath: string; readonly name: string }[];
  readonly trusted: boolean;
  readonly idle: PanelIdleReason | undefined;
  readonly status: "idle" | "running" | "paused";
  readonly device: DeviceSummary | undefined;
  readonly run: RunView;
}

export type ToPanel =
  | { readonly type: "snapshot"; readonly snapshot: PanelSnapshot }
  /** At most 10 a second; applied with the same reducer as in the extension. */
  | { readonly type: "events"; readonly events: readonly DeviceEvent[] }
  | { readonly type: "status"; readonly status: PanelSnapshot["status"]; readonly device: DeviceSummary | undefined };

export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "fire"; readonly event: LifecycleEventName }
  | { readonly type: "control"; readonly action: "pause" | "resume" | "cancel" }
  | { readonly type: "selectProject"; readonly infoPlistPath: string }
  /** Opens the line that an event names. */
  | { readonly type: "reveal"; readonly path: string; readonly line: number; readonly character: number }
  | { readonly type: "command"; readonly command: PanelCommand };

/** Buttons of the idle states and the head that run a command of the extension. */
export type PanelCommand =
  | "manageTrust"
  | "openProject"
  | "fetchManifest"
  | "eraseDevice"
  | "revealDownloads"
  | "showReport";
