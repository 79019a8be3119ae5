import { formatBytes } from "../../model/sizes";
import type { Findings } from "../findings";
import type { DTGItemPlan } from "../plan/media-plan";
import type { PlannedStream } from "../planned-media";

/** What DownloadToGo wants free beyond its own estimate. */
const reservedBytes = 200_000_000;

/** Where DownloadToGo, by its sources, does something else with a playlist than the playlist says. */
export function judgeDTGStreams(
  plan: DTGItemPlan,
  streams: readonly PlannedStream[],
  estimateBytes: number | undefined,
  freeBytes: number | undefined,
  findings: Findings,
): void {
  for (const { playlist, needed } of streams) {
    const at = (line: number) => ({ playlist: { url: playlist.url, line } });
    const relative = playlist.initSections.find(({ uri }) => !URL.canParse(uri));
    if (relative !== undefined) {
      const message = `EXT-X-MAP of ${needed.title} has the relative URI “${relative.uri}”, which DownloadToGo does not resolve: the init section is not downloaded, and nothing plays. Write an absolute URL.`;
      findings.atUrl("dtg-relative-map", "warning", message, at(relative.line));
    }
    const ranged = playlist.segments.find(({ byteRange }) => byteRange !== undefined);
    if (ranged !== undefined) {
      const message = `${needed.title} uses EXT-X-BYTERANGE, at which DownloadToGo does not look: it fetches the whole file once and counts it as ${playlist.segments.length} files, so that progress does not reach the end. Use a file for each segment.`;
      findings.atUrl("dtg-byte-range", "warning", message, at(ranged.line));
    }
    const sections = new Set(playlist.initSections.map(({ url, byteRange }) => `${url} ${byteRange?.offset ?? ""}`));
    if (sections.size > 1) {
      const message = `${needed.title} has ${sections.size} init sections, and DownloadToGo fetches the first only: what follows the second EXT-X-MAP does not play. Package it with one.`;
      findings.atUrl("dtg-multiple-maps", "warning", message, at(playlist.initSections[1]?.line ?? 1));
    }
  }
  if (freeBytes !== undefined && estimateBytes !== undefined && freeBytes <= estimateBytes + reservedBytes) {
    const message = `Free are ${formatBytes(freeBytes)}, and DownloadToGo wants more than its estimate of ${formatBytes(estimateBytes)} and 200 MB on top: startItem would end with insufficientDiskSpace where this is the device's space.`;
    findings.atUrl("dtg-free-space", "warning", message);
  }
  if (plan.id.trim() === "") findings.at(["id"], "plan-shape", "error", "id is empty: addItem needs one.");
}
