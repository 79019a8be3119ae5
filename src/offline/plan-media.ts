import { nodeAt, rangeOfNode } from "../model/json/tree";
import { formatBytes } from "../model/sizes";
import { downloadJobs, playlistPath } from "./download/download-jobs";
import { endingOf } from "./download/local-names";
import { estimateMedia } from "./estimate/estimate-media";
import type { KnownSizes } from "./estimate/estimate-stream";
import { Findings } from "./findings";
import { hostOf, redirectMessage } from "./judge/judge-download";
import { judgeDTGStreams } from "./judge/judge-dtg-streams";
import { judgeFairPlay } from "./judge/judge-fairplay";
import { judgePlan } from "./judge/judge-plan";
import { reportPlaylistProblems } from "./judge/judge-playlist";
import { isFetched, judgeStreams } from "./judge/judge-streams";
import { mediaPlaylistText } from "./local-folder/media-playlist-text";
import { multivariantPlaylistText, wrappingPlaylistText } from "./local-folder/multivariant-playlist-text";
import { mediaCodes } from "./media-codes";
import type { MediaPlan } from "./plan/media-plan";
import { placeOf } from "./plan/plan-places";
import { planStreams } from "./plan-streams";
import type {
  DownloadJob,
  FetchedPlaylist,
  LocalTextFile,
  PlanInput,
  PlannedMedia,
  PlannedStream,
  SizeEstimate,
  SourceChoice,
} from "./planned-media";
import type { MultivariantPlaylist } from "./playlist/playlist";
import { Assumptions } from "./select/assumptions";
import { selectMedia } from "./select/select-media";
import type { Selection } from "./select/selection";

/** The findings that make downloading senseless. */
const blocking = new Set<string>([
  mediaCodes["live-not-downloadable"],
  mediaCodes["vod-without-endlist"],
  mediaCodes["not-a-playlist"],
  mediaCodes["mixed-playlist"],
  mediaCodes["http-status"],
  mediaCodes["no-downloadable-source"],
  mediaCodes["no-playable-variant"],
  mediaCodes["plan-shape"],
]);

/**
 * The whole plan from what was fetched: streams, jobs, the local playlists, bytes and findings. The same input gives the
 * same plan.
 */
export function planMedia(plan: MediaPlan, input: PlanInput): PlannedMedia {
  const findings = new Findings(plan);
  const assumptions = new Assumptions();
  const { source, main } = input;
  if (source.url === undefined) findings.atUrl("no-downloadable-source", "error", noSource(source));
  const selection = selectionOf(plan, main, source.url, findings);
  for (const { name, text } of selection?.assumptions ?? []) assumptions.add(name, text);
  const streams = planStreams(plan, input, selection, findings);
  const { simulation } = plan;
  const unsized =
    source.url !== undefined && source.format !== "hls"
      ? [singleFileJob(source.url, source.format ?? endingOf(source.url))]
      : downloadJobs(streams, simulation.fetchIdentityKeys);
  judgeStreams(plan, streams, findings, assumptions);
  judgeFairPlay(plan, selection?.playlist, streams, findings);

  const mediaFiles = streams.map((stream) => ({
    path: playlistPath(stream),
    text: mediaPlaylistText(stream, simulation.fetchIdentityKeys),
  }));
  const estimateInput = {
    plan,
    streams,
    jobs: unsized,
    playlist: selection?.playlist,
    known: input.sizes ?? new Map(),
  };
  const estimate = estimateMedia({ ...estimateInput, files: mediaFiles });
  const files = [...masterFile(selection, streams, estimate, simulation.fetchIdentityKeys), ...mediaFiles];
  if (plan.kind === "DTGItem") {
    judgeDTGStreams(plan, streams, estimate.dtgEstimatedBytes, input.freeBytes, findings);
  }
  judgeSecondVideo(plan, selection, streams, estimate, findings, assumptions);
  judgeSize(plan, estimate, input.freeBytes, streams.length > 0 || unsized.length > 0, findings);
  const diagnostics = merged([...judgePlan(plan), ...(selection?.diagnostics ?? []), ...findings.diagnostics]);
  return {
    source,
    selection,
    streams,
    jobs: sized(unsized, streams, estimate, estimateInput.known),
    files,
    estimate,
    assumptions: assumptions.list(),
    diagnostics,
    steps: source.steps,
    canDownload:
      unsized.length > 0 &&
      unsized.every(({ url }) => isFetched(url)) &&
      !diagnostics.some(({ code, severity }) => severity === "error" && blocking.has(code)),
  };
}

function noSource(source: SourceChoice): string {
  const reasons = source.considered.map(({ why }, index) => `source ${index + 1}: ${why}`).join(" ");
  return `Nothing can be downloaded. ${source.why} ${reasons}`.trim();
}

function selectionOf(
  plan: MediaPlan,
  main: FetchedPlaylist | undefined,
  requested: string | undefined,
  findings: Findings,
): Selection | undefined {
  if (main === undefined) return undefined;
  if (main.kind === "failed") {
    findings.atUrl("http-status", "error", `The playlist cannot be fetched: ${main.reason}`);
    return undefined;
  }
  const { reading } = main;
  const [asked, answered] = [
    hostOf(requested ?? ""),
    hostOf(reading.kind === "notAPlaylist" ? reading.url : reading.playlist.url),
  ];
  if (requested !== undefined && asked !== answered) {
    findings.atUrl("redirect-host", "warning", redirectMessage(asked, answered));
  }
  const url = reading.kind === "notAPlaylist" ? reading.url : reading.playlist.url;
  reportPlaylistProblems(
    url,
    reading.kind === "media" ? "the media playlist" : "the playlist",
    reading.problems,
    findings,
  );
  if (reading.kind === "media") {
    const message =
      "The URL is that of a media playlist: there are no variants and no renditions to choose from, qualifiers and languages do nothing, and it is saved as it is. Use the URL of the multivariant playlist.";
    findings.atUrl("not-a-multivariant-playlist", "warning", message);
  }
  return reading.kind === "multivariant" ? selectMedia(plan, reading.playlist) : undefined;
}

function masterFile(
  selection: Selection | undefined,
  streams: readonly PlannedStream[],
  estimate: SizeEstimate,
  hasIdentityKeys: boolean,
): readonly LocalTextFile[] {
  const [only] = streams;
  if (only === undefined) return [];
  if (selection !== undefined) {
    return [{ path: "master.m3u8", text: multivariantPlaylistText(selection, streams, hasIdentityKeys) }];
  }
  const rate = only.durationSeconds > 0 ? (estimate.maximumBytes * 8) / only.durationSeconds : 1;
  return [{ path: "master.m3u8", text: wrappingPlaylistText(only, rate) }];
}

function singleFileJob(url: string, ending: string): DownloadJob {
  const localPath = `media.${ending}`;
  return {
    id: localPath,
    role: "file",
    streamId: undefined,
    segmentIndex: undefined,
    url,
    byteRange: undefined,
    localPath,
    sizeInBytes: undefined,
    expectedBytes: 0,
  };
}

/** Spreads a stream's estimate over its segments by their duration. */
function sized(
  jobs: readonly DownloadJob[],
  streams: readonly PlannedStream[],
  estimate: SizeEstimate,
  known: KnownSizes,
): readonly DownloadJob[] {
  const byId = new Map(streams.map((stream) => [stream.id, stream]));
  const expected = new Map(estimate.streams.map(({ streamId, expectedBytes }) => [streamId, expectedBytes]));
  return jobs.map((job) => {
    const size = known.get(job.id) ?? job.sizeInBytes;
    if (size !== undefined) return { ...job, expectedBytes: size };
    const stream = job.streamId === undefined ? undefined : byId.get(job.streamId);
    const segment = job.segmentIndex === undefined ? undefined : stream?.playlist.segments[job.segmentIndex];
    if (stream === undefined || segment === undefined || stream.durationSeconds <= 0) return job;
    const share = segment.durationSeconds / stream.durationSeconds;
    return { ...job, expectedBytes: Math.round((expected.get(stream.id) ?? 0) * share) };
  });
}

function judgeSecondVideo(
  plan: MediaPlan,
  selection: Selection | undefined,
  streams: readonly PlannedStream[],
  estimate: SizeEstimate,
  findings: Findings,
  assumptions: Assumptions,
): void {
  if (plan.kind !== "AVAssetDownloadConfiguration" || selection === undefined) return;
  const urlOf = (index: number | undefined) => variantUrl(selection.playlist, index);
  const primary = urlOf(selection.choices[0]?.variant);
  for (const [index, { variant, name }] of selection.choices.slice(1).entries()) {
    const url = urlOf(variant);
    const stream = streams.find(({ needed, role }) => needed.url === url && role === "video");
    if (url === undefined || url === primary || stream === undefined) continue;
    const bytes = estimate.streams.find(({ streamId }) => streamId === stream.id)?.expectedBytes ?? 0;
    const optimizes = plan.optimizesAuxiliaryContentConfigurations;
    const advice = optimizes
      ? "No variant that its qualifiers allow has the primary's video."
      : "optimizesAuxiliaryContentConfigurations is false: set it to true, so that a variant with the primary's video is preferred.";
    const message = `The ${name} configuration downloads a second video, ${stream.needed.title}: about ${formatBytes(bytes)} more. ${advice}`;
    const at = ["auxiliaryContentConfigurations", index];
    findings.at(at, "auxiliary-second-video", "warning", message, { fixes: optimizes ? [] : switchOn(plan) });
    if (!optimizes) continue;
    assumptions.add(
      "auxiliary-second-video",
      "Apple does not say what happens where no auxiliary variant has the primary's video. Assumed: its video is downloaded as well.",
    );
  }
}

function switchOn(plan: MediaPlan) {
  const node = nodeAt(plan.root, ["optimizesAuxiliaryContentConfigurations"]);
  if (node === undefined) return [];
  const edits = [{ range: rangeOfNode(node), newText: "true" }];
  return [{ title: "Set optimizesAuxiliaryContentConfigurations to true", preferred: true, edits }];
}

function variantUrl(playlist: MultivariantPlaylist, index: number | undefined): string | undefined {
  return index === undefined ? undefined : playlist.variants[index]?.url;
}

function judgeSize(
  plan: MediaPlan,
  { expectedBytes, maximumBytes, method, explanation }: SizeEstimate,
  freeBytes: number | undefined,
  isAnything: boolean,
  findings: Findings,
): void {
  if (!isAnything) return;
  if (method === "BANDWIDTH" || method === "assumed-rate") {
    const message = `The size is known badly: ${explanation} Declare AVERAGE-BANDWIDTH or EXT-X-BITRATE, or let segments be sampled (simulation.sizeMethod).`;
    findings.atUrl("size-low-confidence", "info", message);
  }
  const { byteBudget } = plan.simulation;
  if (byteBudget !== undefined && maximumBytes > byteBudget) {
    const isOver = expectedBytes > byteBudget;
    const message = isOver
      ? `The download takes about ${formatBytes(expectedBytes)} and the budget is ${formatBytes(byteBudget)}: it stops there, incomplete. Raise simulation.byteBudget, limit maxDuration, or choose less.`
      : `The download may take up to ${formatBytes(maximumBytes)}, more than the budget of ${formatBytes(byteBudget)}; expected are ${formatBytes(expectedBytes)}.`;
    const node = nodeAt(plan.root, ["simulation", "byteBudget"]);
    const newText = String(maximumBytes);
    const fixes =
      node === undefined
        ? []
        : [
            {
              title: `Raise the budget to ${formatBytes(maximumBytes)}`,
              preferred: false,
              edits: [{ range: rangeOfNode(node), newText }],
            },
          ];
    findings.in(placeOf(plan.root, ["simulation", "byteBudget"]), "over-budget", isOver ? "error" : "info", message, {
      fixes,
    });
  }
  if (freeBytes !== undefined && expectedBytes > freeBytes) {
    const message = `The download takes about ${formatBytes(expectedBytes)}, and ${formatBytes(freeBytes)} are free where it goes: it stops when the disk is full. Free some space, or choose another simulation.outputFolder.`;
    findings.atUrl("over-budget", "error", message);
  }
}

/** What the file alone shows is found there too, with other words: one finding for a code and a place. */
function merged(diagnostics: PlannedMedia["diagnostics"]): PlannedMedia["diagnostics"] {
  const seen = new Set<string>();
  const kept = diagnostics.filter(({ code, range, message, playlist }) => {
    const isStatic = ["BA520", "BA526"].includes(code);
    const key = isStatic ? `${code} ${range.start}` : `${code} ${range.start} ${message} ${playlist?.line ?? ""}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  return kept.sort((a, b) => a.range.start - b.range.start);
}
