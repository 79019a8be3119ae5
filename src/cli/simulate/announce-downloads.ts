import { statfs } from "node:fs/promises";
import { laneTotals } from "../../model/manifest/lane-totals";
import type { AppProject } from "../../model/project/snapshot";
import { formatBytes } from "../../model/sizes";
import type { DeviceSummary } from "../../protocol/worker-messages";
import type { RunOutput } from "./run-output";

/** Says before the first byte what may come, where it goes and how much space is there. */
export async function announceDownloads(
  app: AppProject | undefined,
  device: DeviceSummary,
  output: RunOutput,
): Promise<void> {
  const reading = app?.manifest?.reading;
  const totals = reading === undefined ? undefined : laneTotals(reading);
  const toCome =
    totals === undefined
      ? "How much will be downloaded is known when the manifest has come."
      : `Up to ${formatBytes(totals.essential.bytes + totals.nonEssential.bytes + totals.manifestBytes)} to come.`;
  output.notice(`Downloads go to ${device.contentFolder} (${await freeSpace(device.contentFolder)} free). ${toCome}`);
}

async function freeSpace(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  return formatBytes(bavail * bsize);
}
