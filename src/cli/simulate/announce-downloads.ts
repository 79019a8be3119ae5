import { laneTotals } from "../../model/manifest/lane-totals";
import type { AppProject } from "../../model/project/snapshot";
import { formatBytes } from "../../model/sizes";
import type { DeviceStorage } from "../../node/device/device-storage";
import type { RunOutput } from "./run-output";

/** Says before the first byte what may come, where it goes and how much space is there. */
export function announceDownloads(
  app: AppProject,
  { content }: DeviceStorage,
  isDryRun: boolean,
  output: RunOutput,
): void {
  if (isDryRun) {
    output.say("Dry run: only the manifest is downloaded, and the device stays as it is.");
    return;
  }
  const reading = app.manifest?.reading;
  const totals = reading === undefined ? undefined : laneTotals(reading);
  const toCome =
    totals === undefined
      ? "How much will be downloaded is known when the manifest has come."
      : `Up to ${formatBytes(totals.essential.bytes + totals.nonEssential.bytes + totals.manifestBytes)} to come.`;
  const free = content.freeSpace();
  const space = free === undefined ? "" : ` (${formatBytes(free)} free)`;
  output.say(`Downloads go to ${content.folder}${space}. ${toCome}`);
}
