import type { RunView } from "../protocol/run-view";
import { assumptions } from "../simulator/assumptions";
import { estimateLaunchable, type LaunchableEstimate } from "../simulator/launchable-estimate";

/** The estimates for the first event that blocked launching, or would have. */
export interface LaunchableOfRun {
  readonly event: "install" | "update";
  readonly manifestBytes: number;
  readonly essentialBytes: number;
  readonly essentialDownloads: number;
  readonly estimates: readonly LaunchableEstimate[];
}

/**
 * Time to launchable at three speeds, from what the run met: served sizes of what came, declared sizes of the rest.
 * Undefined where no installation or update got its manifest.
 */
export function launchableOfRun(view: RunView): LaunchableOfRun | undefined {
  for (const [index, { event, manifest }] of view.events.entries()) {
    if ((event !== "install" && event !== "update") || manifest === undefined || manifest.receivedBytes === 0) continue;
    const essential = view.rows
      .filter((row) => row.eventIndex === index && row.lane === "essential" && row.state !== "refused")
      .map((row) => ({ url: row.url, sizeInBytes: sizeOf(row) }));
    const perHost = Number(assumptions["downloads-per-host"].default);
    return {
      event,
      manifestBytes: manifest.receivedBytes,
      essentialBytes: essential.reduce((sum, { sizeInBytes }) => sum + (sizeInBytes ?? 0), 0),
      essentialDownloads: essential.length,
      estimates: estimateLaunchable({ manifestBytes: manifest.receivedBytes, essential }, perHost),
    };
  }
  return undefined;
}

function sizeOf(row: RunView["rows"][number]): number | undefined {
  return row.state === "finished" && row.receivedBytes > 0 ? row.receivedBytes : row.fileSizeInBytes;
}
