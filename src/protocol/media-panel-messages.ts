import type { MediaProgress, MediaReport } from "./media-report";
import { isCount, isRecord } from "./message-values";

/** What the panel of a media plan shows; sent whole with every change. */
export interface MediaPanelState {
  /** Absolute path of the plan: kept by the panel, so that it comes back with the window. */
  readonly planPath: string;
  /** Relative to the workspace. */
  readonly planName: string;
  readonly status: "idle" | "planning" | "downloading";
  readonly isTrusted: boolean;
  /** Undefined: not planned since the text changed. */
  readonly report: MediaReport | undefined;
  readonly progress: MediaProgress | undefined;
  /** Why the last run gave nothing. */
  readonly problem: string | undefined;
}

export interface ToMediaPanel {
  readonly type: "state";
  readonly state: MediaPanelState;
}

export type FromMediaPanel =
  | { readonly type: "ready" | "plan" | "download" | "cancel" | "manageTrust" | "revealFolder" }
  /** A place of the plan file, from 1. */
  | { readonly type: "reveal"; readonly line: number; readonly column: number };

const words = ["ready", "plan", "download", "cancel", "manageTrust", "revealFolder"] as const;

/** What the panel said, if it is something that it may say: it shows text from playlists, so it is not trusted. */
export function readFromMediaPanel(value: unknown): FromMediaPanel | undefined {
  if (!isRecord(value)) return undefined;
  const { line, column } = value;
  if (value.type === "reveal") return isCount(line) && isCount(column) ? { type: "reveal", line, column } : undefined;
  const type = words.find((word) => word === value.type);
  return type === undefined ? undefined : { type };
}
