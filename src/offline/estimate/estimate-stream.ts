import { fetchedSegments } from "../download/download-jobs";
import type { DownloadJob, PlannedStream, SizeMethod, StreamEstimate } from "../planned-media";
import type { Segment } from "../playlist/playlist";

/** Sizes that were asked for, in bytes, by the id of the job. */
export type KnownSizes = ReadonlyMap<string, number>;

/** What the segments themselves say about a stream: byte ranges, EXT-X-BITRATE, or sizes that were asked for. */
export function measuredEstimate(
  stream: PlannedStream,
  jobs: readonly DownloadJob[],
  known: KnownSizes,
): StreamEstimate | undefined {
  const segments = fetchedSegments(stream);
  const inits = sum(
    jobs
      .filter(({ role }) => role === "init")
      .map(({ id, sizeInBytes, expectedBytes }) => known.get(id) ?? sizeInBytes ?? expectedBytes),
  );
  const estimate = (method: SizeMethod, minimum: number, expected: number, maximum: number): StreamEstimate => ({
    streamId: stream.id,
    method,
    minimumBytes: Math.floor(minimum + inits),
    expectedBytes: Math.round(expected + inits),
    maximumBytes: Math.ceil(maximum + inits),
  });
  if (segments.length === 0) return estimate("byte-ranges", 0, 0, 0);
  return (
    fromRanges(segments, estimate) ?? fromSamples(segments, jobs, known, estimate) ?? fromBitRates(segments, estimate)
  );
}

type MakeEstimate = (method: SizeMethod, minimum: number, expected: number, maximum: number) => StreamEstimate;

function fromRanges(segments: readonly Segment[], estimate: MakeEstimate): StreamEstimate | undefined {
  if (!segments.every(({ byteRange }) => byteRange !== undefined)) return undefined;
  const bytes = sum(segments.map(({ byteRange }) => byteRange?.length ?? 0));
  return estimate("byte-ranges", bytes, bytes, bytes);
}

/** Each value of EXT-X-BITRATE is within 90 to 110 percent of its segments (section 4.4.4.8 of the HLS draft). */
function fromBitRates(segments: readonly Segment[], estimate: MakeEstimate): StreamEstimate | undefined {
  if (
    !segments.every(({ byteRange, bitRateInKilobits }) => byteRange !== undefined || bitRateInKilobits !== undefined)
  ) {
    return undefined;
  }
  const exact = sum(segments.map(({ byteRange }) => byteRange?.length ?? 0));
  const rated = sum(
    segments.map(({ byteRange, bitRateInKilobits, durationSeconds }) =>
      byteRange === undefined ? ((bitRateInKilobits ?? 0) * 1000 * durationSeconds) / 8 : 0,
    ),
  );
  return estimate("EXT-X-BITRATE", exact + rated * 0.9, exact + rated, exact + rated * 1.1);
}

/** The sampled segments' bytes a second, for all; the range is that of the samples. */
function fromSamples(
  segments: readonly Segment[],
  jobs: readonly DownloadJob[],
  known: KnownSizes,
  estimate: MakeEstimate,
): StreamEstimate | undefined {
  const sizes = new Map<number, number>();
  for (const { id, segmentIndex } of jobs) {
    const size = known.get(id);
    if (segmentIndex !== undefined && size !== undefined) sizes.set(segmentIndex, size);
  }
  if (sizes.size === 0) return undefined;
  let [sampledBytes, sampledSeconds, otherSeconds] = [0, 0, 0];
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (const { index, durationSeconds } of segments) {
    const size = sizes.get(index);
    if (size === undefined) {
      otherSeconds += durationSeconds;
      continue;
    }
    sampledBytes += size;
    sampledSeconds += durationSeconds;
    // The last segment is often shorter than its header: its rate says little.
    if (durationSeconds <= 0) continue;
    lowest = Math.min(lowest, size / durationSeconds);
    highest = Math.max(highest, size / durationSeconds);
  }
  if (sampledSeconds === 0) return undefined;
  const rate = sampledBytes / sampledSeconds;
  return estimate(
    "sampled",
    sampledBytes + otherSeconds * Math.min(lowest, rate),
    sampledBytes + otherSeconds * rate,
    sampledBytes + otherSeconds * highest,
  );
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
