import type { EventDraft } from "../event-log";

/** What `AssetPackManager.statusUpdates` delivers to the app while a pack is downloaded. */
export type PackStatusUpdate = "began" | "paused" | "downloading" | "finished" | "failed";

/** The update that a download's event is to the app; `began` comes when it is resumed as well. */
export function statusUpdateOf(draft: EventDraft): EventDraft | undefined {
  switch (draft.type) {
    case "download.started":
    case "download.resumed":
      return { type: "pack.statusUpdate", identifier: draft.identifier, update: "began" };
    case "download.progress":
      return {
        type: "pack.statusUpdate",
        identifier: draft.identifier,
        update: "downloading",
        receivedBytes: draft.receivedBytes,
      };
    case "download.paused":
      return { type: "pack.statusUpdate", identifier: draft.identifier, update: "paused" };
    case "download.finished":
      return { type: "pack.statusUpdate", identifier: draft.identifier, update: "finished" };
    case "download.failed":
    case "download.cancelled":
      return { type: "pack.statusUpdate", identifier: draft.identifier, update: "failed", error: draft.error };
    default:
      return undefined;
  }
}
