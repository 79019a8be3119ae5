import { formatBytes } from "../../model/sizes";
import type { MediaPlan } from "../plan/media-plan";
import type {
  DownloadJob,
  LocalTextFile,
  PlannedStream,
  SizeEstimate,
  SizeMethod,
  StreamEstimate,
} from "../planned-media";
import type { MultivariantPlaylist, Rendition, Variant } from "../playlist/playlist";
import { assumedEstimate, declaredEstimate } from "./declared-estimate";
import { dtgEstimate } from "./dtg-estimate";
import { type KnownSizes, measuredEstimate, sum } from "./estimate-stream";

/** From exact to guessed. */
const methods: readonly SizeMethod[] = [
  "byte-ranges",
  "EXT-X-BITRATE",
  "sampled",
  "AVERAGE-BANDWIDTH",
  "BANDWIDTH",
  "assumed-rate",
];

export interface EstimateInput {
  readonly plan: MediaPlan;
  readonly streams: readonly PlannedStream[];
  readonly jobs: readonly DownloadJob[];
  readonly files: readonly LocalTextFile[];
  readonly playlist: MultivariantPlaylist | undefined;
  readonly known: KnownSizes;
}

/** The bytes of a download, with the method and its range. */
export function estimateMedia({ plan, streams, jobs, files, playlist, known }: EstimateInput): SizeEstimate {
  const jobsOf = groupByStream(jobs);
  const measured = new Map(
    streams.map((stream) => [stream.id, measuredEstimate(stream, jobsOf.get(stream.id) ?? [], known)]),
  );
  const estimates: StreamEstimate[] = [];
  for (const stream of streams) {
    const own = measured.get(stream.id);
    if (own !== undefined) {
      estimates.push(own);
      continue;
    }
    const variant = stream.needed.variants[0] === undefined ? undefined : playlist?.variants[stream.needed.variants[0]];
    // A declared bit rate includes the first audio of the group; where the video is measured, it no longer does.
    const declaring = streams.filter(({ id, needed }) => needed.variants.length > 0 && measured.get(id) === undefined);
    const included = includedRenditions(declaring, playlist);
    const declared = declaredEstimate(stream, playlist, included);
    if (declared === undefined) estimates.push({ ...assumedEstimate(stream, 0), method: "AVERAGE-BANDWIDTH" });
    else if (variant === undefined) estimates.push(declared);
    else estimates.push(withoutMeasuredAudio(declared, variant, streams, measured, playlist));
  }
  const single = jobs.filter(({ role }) => role === "file");
  for (const { id, expectedBytes } of single) {
    const size = known.get(id);
    const bytes = size ?? expectedBytes;
    estimates.push({
      streamId: id,
      method: size === undefined ? "assumed-rate" : "byte-ranges",
      minimumBytes: size ?? 0,
      expectedBytes: bytes,
      maximumBytes: bytes,
    });
  }
  const extra =
    sum(files.map(({ text }) => text.length)) +
    sum(jobs.filter(({ role }) => role === "key").map(({ expectedBytes }) => expectedBytes));
  const total = (member: "minimumBytes" | "expectedBytes" | "maximumBytes") =>
    sum(estimates.map((one) => one[member])) + extra;
  const method = weakest(estimates, streams);
  const [minimumBytes, expectedBytes, maximumBytes] = [
    total("minimumBytes"),
    total("expectedBytes"),
    total("maximumBytes"),
  ];
  return {
    minimumBytes,
    expectedBytes,
    maximumBytes,
    method,
    streams: estimates,
    explanation: explain(method, minimumBytes, expectedBytes, maximumBytes, known.size),
    dtgEstimatedBytes: plan.kind === "DTGItem" ? dtgEstimate(plan, streams, playlist) : undefined,
  };
}

function groupByStream(jobs: readonly DownloadJob[]): ReadonlyMap<string, readonly DownloadJob[]> {
  const groups = new Map<string, DownloadJob[]>();
  for (const job of jobs) {
    if (job.streamId === undefined) continue;
    const group = groups.get(job.streamId);
    if (group === undefined) groups.set(job.streamId, [job]);
    else group.push(job);
  }
  return groups;
}

/** The rendition of each declaring variant's audio group that was taken first. */
function includedRenditions(
  declaring: readonly PlannedStream[],
  playlist: MultivariantPlaylist | undefined,
): ReadonlySet<number> {
  const included = new Set<number>();
  for (const { needed } of declaring) {
    for (const index of needed.variants) {
      const first = firstAudio(playlist?.variants[index], playlist);
      if (first !== undefined) included.add(first.index);
    }
  }
  return included;
}

function firstAudio(variant: Variant | undefined, playlist: MultivariantPlaylist | undefined): Rendition | undefined {
  const group = playlist?.renditions.filter(
    ({ type, groupId, url }) => type === "AUDIO" && url !== undefined && groupId === variant?.audioGroup,
  );
  return group?.find(({ isDefault }) => isDefault) ?? group?.[0];
}

function withoutMeasuredAudio(
  declared: StreamEstimate,
  variant: Variant,
  streams: readonly PlannedStream[],
  measured: ReadonlyMap<string, StreamEstimate | undefined>,
  playlist: MultivariantPlaylist | undefined,
): StreamEstimate {
  const audio = firstAudio(variant, playlist);
  const stream = streams.find(({ needed }) => audio !== undefined && needed.renditions.includes(audio.index));
  const known = stream === undefined ? undefined : measured.get(stream.id);
  if (known === undefined) return declared;
  return {
    ...declared,
    minimumBytes: Math.max(0, declared.minimumBytes - known.maximumBytes),
    expectedBytes: Math.max(0, declared.expectedBytes - known.expectedBytes),
    maximumBytes: Math.max(0, declared.maximumBytes - known.minimumBytes),
  };
}

/** Subtitles are so small that a guess of theirs does not make the whole one. */
function weakest(estimates: readonly StreamEstimate[], streams: readonly PlannedStream[]): SizeMethod {
  const small = new Set(streams.flatMap(({ id, role }) => (role === "subtitles" ? id : [])));
  const counted = estimates.filter(({ streamId }) => !small.has(streamId));
  const rank = counted.reduce((worst, { method }) => Math.max(worst, methods.indexOf(method)), 0);
  return methods[rank] ?? "assumed-rate";
}

function explain(method: SizeMethod, minimum: number, expected: number, maximum: number, samples: number): string {
  const range = minimum === maximum ? "" : `, between ${formatBytes(minimum)} and ${formatBytes(maximum)}`;
  const by: Readonly<Record<SizeMethod, string>> = {
    "byte-ranges": "exact sizes",
    "EXT-X-BITRATE": "EXT-X-BITRATE, which is within 10 % of each segment",
    sampled: `the sizes of ${samples} sampled ${samples === 1 ? "file" : "files"}`,
    "AVERAGE-BANDWIDTH": "AVERAGE-BANDWIDTH, which should be within 10 % of the measured average",
    BANDWIDTH: "BANDWIDTH, the peak: an upper bound, the true size may be half",
    "assumed-rate": "an assumed bit rate, because nothing is declared",
  };
  return `${formatBytes(expected)}${range}, by ${by[method]}.`;
}
