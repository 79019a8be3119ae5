import { formatBytes } from "../model/sizes";
import type { AppActivity } from "../simulator/device-state";
import type { DeviceEventOf } from "../simulator/events";
import { formatDurationMs } from "../simulator/scenario/duration";

const effects = {
  started: "starts at once, in the foreground",
  promoted: "goes on in the foreground",
  "already-foreground": "runs in the foreground already: nothing changes",
  "already-local": "is on the device already",
  downloaded: "is on the device now",
} as const;

export const activityWords: Readonly<Record<AppActivity, string>> = {
  foreground: "comes to the front",
  background: "goes to the background",
  terminated: "is ended",
};

/** What a call of BADownloadManager led to, for people; empty where there is nothing to add. Errors stand on their own. */
export function callOutcome(event: DeviceEventOf<"app.call">): string {
  const { effect, downloads, acquired, waitedMs, removingEssential } = event;
  if (effect !== undefined) return effects[effect];
  if (removingEssential === true) return "removingEssential()";
  if (downloads !== undefined) {
    if (downloads.length === 0) return "no downloads";
    const shown = downloads
      .slice(0, 10)
      .map(({ identifier, state }) => `${identifier} ${state.name} (${state.rawValue})`);
    return downloads.length > 10 ? `${shown.join(", ")} and ${downloads.length - 10} more` : shown.join(", ");
  }
  const ofPacks = packOutcome(event);
  if (ofPacks !== undefined) return ofPacks;
  if (acquired === undefined) return "";
  const waited = waitedMs === undefined || waitedMs === 0 ? "at once" : `after ${formatDurationMs(waitedMs)}`;
  return `${acquired ? "acquired" : "not acquired"} ${waited}`;
}

/** What a call of AssetPackManager returned. */
function packOutcome(event: DeviceEventOf<"app.call">): string | undefined {
  const { status, updatingIDs, removedIDs, packIds, path, identifier, note } = event;
  const and = note === undefined ? "" : ` ${note}`;
  if (status !== undefined) return `${status.names.join(", ") || "empty"} (${status.rawValue})`;
  if (updatingIDs !== undefined) {
    return `updates ${listedIds(updatingIDs)}, removes ${listedIds(removedIDs ?? [])}`;
  }
  if (path !== undefined) return identifier === undefined ? (note ?? "") : `${path} found${and}`;
  if (packIds !== undefined) return `${listedIds(packIds)}${and}`;
  return note;
}

function listedIds(ids: readonly string[]): string {
  if (ids.length === 0) return "none";
  return ids.length > 10 ? `${ids.slice(0, 10).join(", ")} and ${ids.length - 10} more` : ids.join(", ");
}

/** One step of `statusUpdates`, for people. */
export function updateWords({ update, receivedBytes }: DeviceEventOf<"pack.statusUpdate">): string {
  return receivedBytes === undefined ? update : `${update} ${formatBytes(receivedBytes)}`;
}

/** The end of exclusive control, for people. */
export function releaseWords({ by, heldMs, reason }: DeviceEventOf<"control.released">): string {
  const why = reason === "handler-returned" ? "its handler has returned" : "its process has ended";
  return `the ${by} gives up exclusive control after ${formatDurationMs(heldMs)}: ${why}`;
}

/** A file that nobody moved, for people. */
export function lossWords({ deliveredTo, sizeOnDiskInBytes }: DeviceEventOf<"file.lost">): string {
  return `deleted (${formatBytes(sizeOnDiskInBytes)}): the ${deliveredTo} did not move it before the callback returned`;
}
