import type { AppProject } from "../../model/project/snapshot";
import { formatBytes } from "../../model/sizes";
import type { DeviceStorage } from "../../node/device/device-storage";
import { type DeviceState, erasedDevice } from "../../simulator/device-state";
import { isInstalled } from "../../simulator/mapping-extension";
import type { RunOutput } from "./run-output";

export interface Announcement {
  readonly isDryRun: boolean;
  /** An installation begins with nothing; anything else downloads what is not there yet. */
  readonly installs: boolean;
}

/** Says before the first byte what may come, where it goes and how much space is there. */
export function announceDownloads(
  app: AppProject,
  { content, store }: DeviceStorage,
  { isDryRun, installs }: Announcement,
  output: RunOutput,
): void {
  if (isDryRun) {
    output.say("Dry run: only the manifest is downloaded, and the device stays as it is.");
    return;
  }
  const bytes = bytesToCome(app, installs ? erasedDevice : store.state);
  const toCome =
    bytes === undefined
      ? "How much will be downloaded is known when the manifest has come."
      : `Up to ${formatBytes(bytes)} to come.`;
  const free = content.freeSpace();
  const space = free === undefined ? "" : ` (${formatBytes(free)} free)`;
  output.say(`Downloads go to ${content.folder}${space}. ${toCome}`);
  if (bytes !== undefined && free !== undefined && bytes > free) {
    output.notice(
      `That is ${formatBytes(bytes - free)} more than this disk has left: downloads will fail for want of space. Choose another disk with --state DIR.`,
    );
  }
}

/** By the manifest as it is known before the run. */
function bytesToCome({ manifest }: AppProject, state: DeviceState): number | undefined {
  if (manifest === undefined) return undefined;
  const { assets, sizeInBytes } = manifest.reading;
  return assets
    .filter((asset) => !isInstalled(asset, state))
    .reduce((sum, { fileSizeInBytes }) => sum + (fileSizeInBytes ?? 0), sizeInBytes);
}
