import { formatBytes } from "../sizes";
import type { PackChange } from "./update-safety";

/** A change in one sentence: what is different, and what it does to apps that are installed. */
export function describeChange(change: PackChange): string {
  switch (change.kind) {
    case "path-lost":
      return `App ${change.appVersion} reads ${change.path}, which was in ${change.packId} and is in no pack any more: contents(at:) throws fileNotFound in every installed ${change.appVersion} as soon as the pack is updated. Keep the file, or publish the change under a new pack id.`;
    case "pack-lost":
      return `App ${change.appVersion} asks for the pack ${change.packId}, which is gone: it gets assetPackNotFound, and the downloaded pack becomes obsolete. Keep the pack until nobody runs ${change.appVersion}.`;
    case "pack-gone":
      return change.renamedTo === undefined
        ? `${change.packId} is gone: on devices it becomes obsolete, and checkForUpdates removes it.`
        : `${change.packId} is gone and ${change.renamedTo} has most of its files: a renamed pack is downloaded anew, and installed apps that ask for ${change.packId} get assetPackNotFound.`;
    case "platform-dropped":
      return `${change.packId} was published for ${change.platform} and is not any more: App Store Connect refuses it (ITMS-91148), and the pack vanishes there. Put ${change.platform} back into "platforms".`;
    case "file-removed":
      return `${change.path} is not in ${change.packId} any more. No Swift literal of a recorded version reads it; a path that is put together at run time may.`;
    case "file-moved":
      return `${change.path} moves from ${change.fromPackId} to ${change.toPackId}: it is found under the same path, but only where ${change.toPackId} is on the device.`;
    case "file-added":
      return `${change.path} (${formatBytes(change.sizeInBytes)}) is new in ${change.packId}.`;
    case "file-resized":
      return `${change.path} in ${change.packId}: ${formatBytes(change.fromBytes)} becomes ${formatBytes(change.toBytes)}.`;
    case "pack-new":
      return `${change.packId} (${formatBytes(change.sizeInBytes)}) is new: installed apps get it with their next update, or when they ask for it.`;
    case "id-not-everywhere":
      return `${change.packId} is new: ${change.reason} An identifier cannot be changed once the pack is published.`;
    case "needs-update":
      return `App ${change.appVersion} reads ${change.path}, which the published ${change.packId} does not have: where the old one is still on the device, contents(at:) throws fileNotFound until it is updated. Call ensureLocalAvailability(of:requireLatestVersion: true) before (26.4 and later).`;
    case "policy-changed":
      return `${change.packId}: ${change.from} becomes ${change.to}.`;
    case "blocks-updates":
      return `${change.packId} is essential on subsequentUpdate: an update of the app waits for ${formatBytes(change.sizeInBytes)} wherever the pack is not on the device.`;
  }
}
