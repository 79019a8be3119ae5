import { LineIndex } from "../model/text";
import type { DownloadOutcome } from "../offline/download/download-outcome";
import type { MediaDiagnostic } from "../offline/media-diagnostic";
import type { MediaPlan } from "../offline/plan/media-plan";
import type { PlannedMedia } from "../offline/planned-media";
import { describeRendition, describeVariant } from "../offline/select/describe";
import type {
  MediaOutcome,
  MediaReport,
  MediaReportChoice,
  MediaReportDiagnostic,
  MediaReportDownload,
  MediaReportRendition,
  MediaReportSource,
  MediaReportStream,
  MediaReportVariant,
} from "../protocol/media-report";
import { maskSecrets, maskUrl } from "../simulator/secret-masking";

export interface ReportedMedia {
  readonly simulator: string;
  readonly plan: MediaPlan;
  /** Of the plan file. */
  readonly text: string;
  readonly planned: PlannedMedia;
  readonly freeBytes: number | undefined;
  readonly outcome: MediaOutcome;
  /** Beside those of planning. */
  readonly downloadDiagnostics: readonly MediaDiagnostic[];
  readonly download: ReportedDownload | undefined;
}

export interface ReportedDownload {
  readonly folder: string;
  readonly outcomes: DownloadOutcome;
  readonly transferredBytes: number;
}

/** Missing files beyond these are counted only. */
const listedMissing = 20;

/** Plain data for people and programs. */
export function mediaReport(reported: ReportedMedia): MediaReport {
  const { plan, planned, download, outcome, freeBytes } = reported;
  const { estimate } = planned;
  const lines = new LineIndex(reported.text);
  return {
    version: 1,
    simulator: reported.simulator,
    plan: plan.path,
    kind: plan.kind,
    title: plan.kind === "DTGItem" ? plan.id : plan.title,
    outcome,
    source: sourceOf(planned),
    variants: variantsOf(planned),
    renditions: renditionsOf(planned),
    choices: choicesOf(planned),
    streams: streamsOf(planned, download?.outcomes),
    estimate: {
      minimumBytes: estimate.minimumBytes,
      expectedBytes: estimate.expectedBytes,
      maximumBytes: estimate.maximumBytes,
      method: estimate.method,
      explanation: estimate.explanation,
      dtgEstimatedBytes: estimate.dtgEstimatedBytes,
    },
    byteBudget: plan.simulation.byteBudget,
    freeBytes,
    assumptions: planned.assumptions,
    diagnostics: [...planned.diagnostics, ...reported.downloadDiagnostics].map((one) => diagnosticOf(one, lines)),
    steps: planned.steps,
    download: download === undefined ? undefined : downloadOf(download, planned, outcome),
  };
}

function sourceOf({ source }: PlannedMedia): MediaReportSource {
  const { url, format, downloader, why, considered } = source;
  return {
    url: url === undefined ? undefined : maskUrl(url),
    format,
    downloader,
    why,
    considered: considered.map(({ source: one, isTaken, why: reason }) => ({
      id: one.id,
      url: one.url === undefined ? undefined : maskUrl(one.url),
      taken: isTaken,
      why: reason,
    })),
  };
}

function variantsOf({ selection }: PlannedMedia): readonly MediaReportVariant[] {
  return (selection?.variants ?? []).flatMap(({ index, isTaken, why }) => {
    const variant = selection?.playlist.variants[index];
    if (variant === undefined) return [];
    const { url, bandwidth, averageBandwidth, resolution, codecs } = variant;
    const title = describeVariant(variant);
    return [{ index, title, url: maskUrl(url), bandwidth, averageBandwidth, resolution, codecs, taken: isTaken, why }];
  });
}

function renditionsOf({ selection }: PlannedMedia): readonly MediaReportRendition[] {
  return (selection?.renditions ?? []).flatMap(({ index, isTaken, why }) => {
    const rendition = selection?.playlist.renditions[index];
    if (rendition === undefined) return [];
    const { type, groupId, language } = rendition;
    return [{ index, type, groupId, title: describeRendition(rendition), language, taken: isTaken, why }];
  });
}

function choicesOf({ selection }: PlannedMedia): readonly MediaReportChoice[] {
  return (selection?.choices ?? []).map(({ name, variant, renditions, why }) => ({ name, variant, renditions, why }));
}

function streamsOf(
  { streams, estimate, jobs }: PlannedMedia,
  outcomes: DownloadOutcome | undefined,
): readonly MediaReportStream[] {
  const sums = new Map<string, { bytes: number; isComplete: boolean }>();
  for (const { id, streamId } of outcomes === undefined ? [] : jobs) {
    const outcome = outcomes?.get(id);
    const sum = sums.get(streamId ?? "") ?? { bytes: 0, isComplete: true };
    sums.set(streamId ?? "", sum);
    if (outcome?.kind === "done") sum.bytes += outcome.sizeInBytes;
    else sum.isComplete = false;
  }
  const estimates = new Map(estimate.streams.map(({ streamId, expectedBytes }) => [streamId, expectedBytes]));
  return streams.map(({ id, role, needed, playlist, durationSeconds, segmentCount }) => ({
    id,
    role,
    title: needed.title,
    url: maskUrl(playlist.url),
    durationSeconds,
    segmentCount,
    estimatedBytes: estimates.get(id) ?? 0,
    bytes: outcomes === undefined ? undefined : (sums.get(id)?.bytes ?? 0),
    complete: outcomes === undefined ? undefined : (sums.get(id)?.isComplete ?? true),
  }));
}

function diagnosticOf(
  { code, severity, message, range, playlist }: MediaDiagnostic,
  lines: LineIndex,
): MediaReportDiagnostic {
  const { line, character } = lines.positionAt(range.start);
  return {
    code,
    severity,
    message: maskSecrets(message),
    line: line + 1,
    column: character + 1,
    playlist: playlist === undefined ? undefined : { url: maskUrl(playlist.url), line: playlist.line },
  };
}

function downloadOf(
  { folder, outcomes, transferredBytes }: ReportedDownload,
  { jobs, estimate, files, source }: PlannedMedia,
  outcome: MediaOutcome,
): MediaReportDownload {
  let count = 0;
  let bytes = 0;
  const missing: MediaReportDownload["missing"][number][] = [];
  for (const { id, localPath, url } of jobs) {
    const one = outcomes.get(id);
    if (one?.kind === "done") {
      count++;
      bytes += one.sizeInBytes;
    } else if (missing.length < listedMissing) {
      const reason =
        one === undefined ? "not begun" : one.kind === "over-budget" ? "the byte budget is used up" : one.reason;
      missing.push({ path: localPath, url: maskUrl(url), reason: maskSecrets(reason) });
    }
  }
  const playlist = files.some(({ path }) => path === "master.m3u8") ? "master.m3u8" : jobs[0]?.localPath;
  return {
    folder,
    localPlaylist: outcome === "complete" ? playlist : undefined,
    files: count,
    totalFiles: jobs.length,
    bytes,
    estimatedBytes: source.url === undefined ? 0 : estimate.expectedBytes,
    transferredBytes,
    missing,
  };
}
