import type { MediaPlan } from "../plan/media-plan";
import type { DownloadJob, PlannedMedia, SizeSample } from "../planned-media";

/** Enough for a mean; more requests say little more. */
const samplesPerStream = 8;

/**
 * The files whose sizes are worth asking for, with `simulation.sizeMethod`: none of a stream whose playlist says them. The
 * answers go into `planMedia` as known sizes, by the id of the job.
 */
export function sizeSamples(plan: MediaPlan, planned: PlannedMedia): readonly SizeSample[] {
  const { sizeMethod } = plan.simulation;
  if (sizeMethod === "declared") return [];
  const isExact = new Set(
    planned.estimate.streams.flatMap(({ streamId, method }) =>
      method === "byte-ranges" || (method === "EXT-X-BITRATE" && sizeMethod === "auto") ? streamId : [],
    ),
  );
  const samples: SizeSample[] = [];
  const byStream = new Map<string, DownloadJob[]>();
  for (const job of planned.jobs) {
    if (job.role === "file") samples.push({ streamId: job.id, jobId: job.id, url: job.url });
    if (job.streamId === undefined || job.byteRange !== undefined || isExact.has(job.streamId)) continue;
    if (job.role === "init") samples.push({ streamId: job.streamId, jobId: job.id, url: job.url });
    if (job.role !== "segment") continue;
    const list = byStream.get(job.streamId);
    if (list === undefined) byStream.set(job.streamId, [job]);
    else list.push(job);
  }
  for (const [streamId, jobs] of byStream) {
    const count = sizeMethod === "head" ? jobs.length : Math.min(jobs.length, samplesPerStream);
    for (let index = 0; index < count; index++) {
      const job = jobs[Math.floor((index * jobs.length) / count)];
      if (job !== undefined) samples.push({ streamId, jobId: job.id, url: job.url });
    }
  }
  return samples;
}
