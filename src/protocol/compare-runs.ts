import { formatBytes } from "../model/sizes";
import { formatDurationMs } from "../simulator/scenario/duration";
import { networkName } from "./network-name";
import type { DigestDownload, RunDigest } from "./run-digest";

export interface ComparedDownload {
  readonly identifier: string;
  readonly change: "new" | "gone" | "changed" | "same";
  readonly before: DigestDownload | undefined;
  readonly after: DigestDownload | undefined;
}

export interface RunComparison {
  readonly before: RunDigest;
  readonly after: RunDigest;
  /** What changed comes first, each group in the order of the run. */
  readonly downloads: readonly ComparedDownload[];
  readonly counts: { readonly [C in ComparedDownload["change"]]: number };
}

const order = { changed: 0, new: 1, gone: 2, same: 3 } as const;

/**
 * What one run of an event did differently from an earlier one. Times differ a little between any two runs, so that a
 * download counts as changed by its state, its size, its allowance or its error alone.
 */
export function compareRuns(before: RunDigest, after: RunDigest): RunComparison {
  const earlier = new Map(before.downloads.map((download) => [download.identifier, download]));
  const later = new Set(after.downloads.map(({ identifier }) => identifier));
  const downloads: ComparedDownload[] = after.downloads.map((download) => {
    const was = earlier.get(download.identifier);
    const change = was === undefined ? "new" : isSame(was, download) ? "same" : "changed";
    return { identifier: download.identifier, change, before: was, after: download };
  });
  for (const download of before.downloads) {
    if (later.has(download.identifier)) continue;
    downloads.push({ identifier: download.identifier, change: "gone", before: download, after: undefined });
  }
  const counts = { new: 0, gone: 0, changed: 0, same: 0 };
  for (const { change } of downloads) counts[change]++;
  return { before, after, downloads: downloads.toSorted((a, b) => order[a.change] - order[b.change]), counts };
}

/** "2 changed, 1 new, 3 as before". */
export function comparisonSummary({ counts }: RunComparison): string {
  const words = { changed: "changed", new: "new", gone: "gone", same: "as before" } as const;
  const parts = (["changed", "new", "gone", "same"] as const).flatMap((change) =>
    counts[change] === 0 ? [] : [`${counts[change]} ${words[change]}`],
  );
  return parts.length === 0 ? "Neither run downloaded anything" : parts.join(", ");
}

/** What holds for the run as a whole: what, before, after. */
export function comparedFacts({ before, after }: RunComparison): readonly (readonly [string, string, string])[] {
  return [
    ["Launchable after", durationOr(before.launchableAfterMs), durationOr(after.launchableAfterMs)],
    ["Ended after", durationOr(before.durationMs), durationOr(after.durationMs)],
    ["Network at the start", networkOr(before.network), networkOr(after.network)],
    ["Downloaded", totalText(before), totalText(after)],
  ];
}

/** "finished, 1.2 MB, 3.1 s", "refused 202". */
export function comparedText(download: DigestDownload | undefined): string {
  if (download === undefined) return "not there";
  const { state, errorCode, sizeInBytes, durationMs } = download;
  return [
    errorCode === undefined ? state : `${state} ${errorCode}`,
    ...(sizeInBytes === undefined ? [] : [formatBytes(sizeInBytes)]),
    ...(durationMs === undefined ? [] : [formatDurationMs(durationMs)]),
  ].join(", ");
}

/** The whole comparison as lines of text, for where there are no tables. */
export function comparisonText(comparison: RunComparison): string {
  return [
    comparisonSummary(comparison),
    ...comparedFacts(comparison).map(([what, before, after]) => `${what}: ${before} → ${after}`),
    ...comparison.downloads
      .filter(({ change }) => change !== "same")
      .map(({ identifier, change, before, after }) => {
        if (change === "new") return `new ${identifier}: ${comparedText(after)}`;
        if (change === "gone") return `gone ${identifier}: ${comparedText(before)}`;
        return `changed ${identifier}: ${comparedText(before)} → ${comparedText(after)}`;
      }),
  ].join("\n");
}

function isSame(a: DigestDownload, b: DigestDownload): boolean {
  return a.state === b.state && a.sizeInBytes === b.sizeInBytes && a.lane === b.lane && a.errorCode === b.errorCode;
}

function networkOr(network: string | undefined): string {
  return network === undefined ? "not known" : networkName(network);
}

function durationOr(ms: number | undefined): string {
  return ms === undefined ? "no" : formatDurationMs(ms);
}

function totalText({ downloads }: RunDigest): string {
  const finished = downloads.filter(({ state }) => state === "finished");
  const bytes = finished.reduce((sum, { sizeInBytes }) => sum + (sizeInBytes ?? 0), 0);
  return `${finished.length} of ${downloads.length}, ${formatBytes(bytes)}`;
}
