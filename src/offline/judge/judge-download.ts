import { formatBytes } from "../../model/sizes";
import type { DownloadOutcome } from "../download/download-outcome";
import { Findings } from "../findings";
import type { MediaDiagnostic } from "../media-diagnostic";
import type { MediaPlan } from "../plan/media-plan";
import { placeOf } from "../plan/plan-places";
import type { DownloadJob, PlannedMedia, PlannedStream } from "../planned-media";

/** What a download shows beyond its plan: what failed, is missing, came from elsewhere, or is of another size. */
export function judgeDownload(
  plan: MediaPlan,
  planned: PlannedMedia,
  outcome: DownloadOutcome,
): readonly MediaDiagnostic[] {
  const findings = new Findings(plan);
  judgeAnswers(planned, outcome, findings);
  const overBudget = planned.jobs.filter(({ id }) => outcome.get(id)?.kind === "over-budget");
  if (overBudget.length > 0) {
    const budget = formatBytes(plan.simulation.byteBudget ?? 0);
    const message = `The budget of ${budget} is used up: ${missingText(overBudget, planned)} not fetched. Raise simulation.byteBudget (or --max-bytes) and run the download again, which continues it.`;
    findings.in(placeOf(plan.root, ["simulation", "byteBudget"]), "over-budget", "error", message);
  }
  const missing = planned.jobs.filter(({ id }) => outcome.get(id)?.kind !== "done");
  if (missing.length > 0) {
    const message = `The download is not complete: ${missingText(missing, planned)} missing, and the folder does not play offline to its end. Run the download again, which continues it.`;
    findings.atUrl("incomplete", "error", message);
  } else for (const stream of planned.streams) judgeAverage(stream, planned, outcome, findings);
  return findings.diagnostics;
}

function judgeAnswers({ jobs, source, streams }: PlannedMedia, outcome: DownloadOutcome, findings: Findings): void {
  const failed = jobs.filter(({ id }) => outcome.get(id)?.kind === "failed");
  const [first] = failed;
  const reason = first === undefined ? undefined : outcome.get(first.id);
  if (first !== undefined && reason?.kind === "failed") {
    const more = failed.length === 1 ? "" : `, and so did ${failed.length - 1} more`;
    findings.atUrl("http-status", "error", `${first.url} could not be fetched: ${reason.reason}${more}`, {
      ...placeInPlaylist(first, streams),
    });
  }
  const hosts = new Set<string>();
  let others = 0;
  let other: { readonly url: string; readonly contentType: string } | undefined;
  for (const job of jobs) {
    const result = outcome.get(job.id);
    if (result?.kind !== "done") continue;
    const from = hostOf(job.url);
    const to = hostOf(result.finalUrl);
    if (from !== to && !hosts.has(`${from} ${to}`)) {
      hosts.add(`${from} ${to}`);
      findings.atUrl("redirect-host", "warning", redirectMessage(from, to));
    }
    if (result.contentType === undefined || !/^\s*(text\/html|application\/json)/i.test(result.contentType)) continue;
    if (other === undefined) other = { url: job.url, contentType: result.contentType.trim() };
    else others++;
  }
  if (other === undefined) return;
  const more = others === 0 ? "" : ` (${others} more as well)`;
  const message = `${other.url} was answered with ${other.contentType}${more}, and the playlist says that it is media: probably a page about an error. Check the address.`;
  findings.atUrl("type-mismatch", "warning", message, { playlist: { url: source.url ?? other.url, line: 1 } });
}

/** Where a media playlist names a segment, or the init section that comes before it. */
function placeInPlaylist({ streamId, segmentIndex, url }: DownloadJob, streams: readonly PlannedStream[]) {
  const playlist = streams.find(({ id }) => id === streamId)?.playlist;
  const line =
    segmentIndex === undefined
      ? playlist?.initSections.find((section) => section.url === url)?.line
      : playlist?.segments.find(({ index }) => index === segmentIndex)?.line;
  return playlist === undefined || line === undefined ? {} : { playlist: { url: playlist.url, line } };
}

export function redirectMessage(from: string, to: string): string {
  return `${from} redirects to ${to}: the media comes from another host than the plan says. Check that it is meant, and that it is allowed where the app runs.`;
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** "12 files of 1280x720, 2 Mbit/s, and 3 of English (en) are". */
function missingText(jobs: readonly DownloadJob[], { streams }: PlannedMedia): string {
  const counts = new Map<string, number>();
  for (const { streamId, localPath } of jobs) {
    const title = streams.find(({ id }) => id === streamId)?.needed.title ?? localPath;
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  const parts = [...counts].map(([title, count]) => `${count === 1 ? "1 file" : `${count} files`} of ${title}`);
  const text = parts.length < 2 ? (parts[0] ?? "nothing") : `${parts.slice(0, -1).join("; ")} and ${parts.at(-1)}`;
  return `${text} ${jobs.length === 1 ? "is" : "are"}`;
}

/** Only of a stream that is its variant's whole: the declared average includes the audio of its group. */
function judgeAverage(
  stream: PlannedStream,
  { selection, jobs, streams }: PlannedMedia,
  outcome: DownloadOutcome,
  findings: Findings,
): void {
  const variant = selection?.playlist.variants[stream.needed.variants[0] ?? -1];
  const declared = variant?.averageBandwidth;
  if (variant === undefined || declared === undefined || stream.durationSeconds <= 0) return;
  if (stream.segmentCount < stream.playlist.segments.length) return;
  const audio = streams.filter(
    ({ needed }) =>
      needed.renditions.length > 0 &&
      needed.renditions.some((index) => {
        const rendition = selection?.playlist.renditions[index];
        return rendition?.type === "AUDIO" && rendition.groupId === variant.audioGroup;
      }),
  );
  // The declaration is about the largest combination: with other audio than one rendition nothing can be said.
  if (variant.audioGroup !== undefined && audio.length !== 1) return;
  const counted = new Set([stream.id, ...audio.map(({ id }) => id)]);
  let bytes = 0;
  for (const job of jobs) {
    const result = outcome.get(job.id);
    if (job.streamId !== undefined && counted.has(job.streamId) && result?.kind === "done") bytes += result.sizeInBytes;
  }
  const measured = (bytes * 8) / stream.durationSeconds;
  if (Math.abs(measured - declared) <= declared * 0.1) return;
  const percent = Math.round((measured / declared) * 100);
  const message = `AVERAGE-BANDWIDTH of ${stream.needed.title} is ${declared}, and the download has ${Math.round(measured)} bits per second, ${percent} % of it: selections by averageBitRate and estimates are off. Write the measured value.`;
  const playlist = selection === undefined ? {} : { playlist: { url: selection.playlist.url, line: variant.line } };
  findings.atUrl("size-off", "warning", message, playlist);
}
