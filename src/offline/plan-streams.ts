import type { Findings } from "./findings";
import { reportPlaylistProblems } from "./judge/judge-playlist";
import type { MediaPlan } from "./plan/media-plan";
import type { PlanInput, PlannedStream } from "./planned-media";
import type { MediaPlaylist } from "./playlist/playlist";
import type { NeededPlaylist, Selection, StreamRole } from "./select/selection";

/** The streams of a plan: a needed playlist that was read, with how much of it is fetched. */
export function planStreams(
  plan: MediaPlan,
  { main, media }: PlanInput,
  selection: Selection | undefined,
  findings: Findings,
): readonly PlannedStream[] {
  const counts: Record<StreamRole, number> = { video: 0, audio: 0, subtitles: 0 };
  const streams: PlannedStream[] = [];
  const add = (needed: NeededPlaylist, playlist: MediaPlaylist) => {
    counts[needed.role]++;
    const id = `${needed.role === "subtitles" ? "text" : needed.role}-${counts[needed.role]}`;
    streams.push({ id, role: needed.role, needed, playlist, ...extentOf(playlist, plan.simulation.maxDuration) });
  };
  if (main?.kind === "read" && main.reading.kind === "media") {
    const { playlist } = main.reading;
    const only = {
      role: "video",
      url: playlist.url,
      variants: [],
      renditions: [],
      title: "the media playlist",
    } as const;
    add({ ...only, isRequired: true }, playlist);
    return streams;
  }
  for (const needed of selection?.needed ?? []) {
    const playlist = readOf(needed, media, findings);
    if (playlist !== undefined) add(needed, playlist);
  }
  return streams;
}

function readOf(needed: NeededPlaylist, media: PlanInput["media"], findings: Findings): MediaPlaylist | undefined {
  const fetched = media.get(needed.url);
  const severity = needed.isRequired ? "error" : "warning";
  const rest = needed.isRequired
    ? "nothing can be played offline."
    : "DownloadToGo goes on without it, with a line in its log only.";
  if (fetched === undefined || fetched.kind === "failed") {
    const reason = fetched?.reason ?? "it was not asked for.";
    findings.atUrl(
      "http-status",
      severity,
      `The playlist of ${needed.title} (${needed.url}) cannot be fetched: ${reason} Without it, ${rest}`,
    );
    return undefined;
  }
  const { reading } = fetched;
  const url = reading.kind === "notAPlaylist" ? reading.url : reading.playlist.url;
  reportPlaylistProblems(url, `the playlist of ${needed.title}`, reading.problems, findings);
  if (reading.kind === "media") return reading.playlist;
  if (reading.kind === "multivariant") {
    const message = `The playlist of ${needed.title} (${needed.url}) is a multivariant playlist itself: a variant must name a playlist with segments. Without it, ${rest}`;
    findings.atUrl("not-a-playlist", severity, message, { playlist: { url, line: 1 } });
  }
  return undefined;
}

/** How many segments, and seconds of media, up to a limit in seconds. */
function extentOf(
  { segments }: MediaPlaylist,
  maxDuration: number | undefined,
): { readonly segmentCount: number; readonly durationSeconds: number } {
  let durationSeconds = 0;
  for (const [index, segment] of segments.entries()) {
    if (maxDuration !== undefined && durationSeconds >= maxDuration) return { segmentCount: index, durationSeconds };
    durationSeconds += segment.durationSeconds;
  }
  return { segmentCount: segments.length, durationSeconds };
}
