import type { MediaDiagnostic } from "../offline/media-diagnostic";
import type { PlanSummary } from "../offline/summarize-plan";

/**
 * What planning, and downloading, an offline media plan came to: what the command prints as JSON, the download's folder
 * keeps and the panel shows (schemas/media-output.schema.json). Secrets in URLs are masked. Sizes are in bytes.
 */
export interface MediaReport {
  readonly version: 1;
  /** Name and version of the tool. */
  readonly simulator: string;
  /** Path of the plan file. */
  readonly plan: string;
  readonly kind: "AVAssetDownloadConfiguration" | "DTGItem";
  /** The configuration's title, or the item's id. */
  readonly title: string;
  readonly outcome: MediaOutcome;
  readonly source: MediaReportSource;
  /** In the order of the multivariant playlist; empty where there is none. */
  readonly variants: readonly MediaReportVariant[];
  readonly renditions: readonly MediaReportRendition[];
  /** What each content configuration takes, the primary one first. */
  readonly choices: readonly MediaReportChoice[];
  readonly streams: readonly MediaReportStream[];
  readonly estimate: MediaReportEstimate;
  /** Undefined: the plan has none. */
  readonly byteBudget: number | undefined;
  readonly freeBytes: number | undefined;
  readonly assumptions: readonly { readonly name: string; readonly text: string }[];
  readonly diagnostics: readonly MediaReportDiagnostic[];
  /** What the app has to do to register and play it, a sentence each. */
  readonly steps: readonly string[];
  /** Of a download. */
  readonly download: MediaReportDownload | undefined;
}

/**
 * `planned`: nothing was to be downloaded. `refused`: it must not or cannot be; the errors among the diagnostics say why.
 * After `incomplete` and `interrupted` the next run continues.
 */
export type MediaOutcome = "planned" | "refused" | "complete" | "incomplete" | "interrupted";

export interface MediaReportSource {
  /** Undefined: none can be downloaded. */
  readonly url: string | undefined;
  readonly format: "hls" | "mp4" | "wvm" | undefined;
  readonly downloader: "AVAssetDownloadTask" | "DTG";
  readonly why: string;
  readonly considered: readonly {
    readonly id: string | undefined;
    readonly url: string | undefined;
    readonly taken: boolean;
    readonly why: string;
  }[];
}

export interface MediaReportVariant {
  /** From 0, as in the plan's qualifiers. */
  readonly index: number;
  /** "1280x720, 2.1 Mbit/s". */
  readonly title: string;
  readonly url: string;
  /** Bits per second. */
  readonly bandwidth: number | undefined;
  readonly averageBandwidth: number | undefined;
  readonly resolution: { readonly width: number; readonly height: number } | undefined;
  readonly codecs: readonly string[] | undefined;
  readonly taken: boolean;
  readonly why: string;
}

export interface MediaReportRendition {
  readonly index: number;
  readonly type: "AUDIO" | "VIDEO" | "SUBTITLES" | "CLOSED-CAPTIONS";
  readonly groupId: string;
  /** "English (en)". */
  readonly title: string;
  readonly language: string | undefined;
  readonly taken: boolean;
  readonly why: string;
}

export interface MediaReportChoice {
  /** "primary", "auxiliary 1", "default auxiliary", or "item". */
  readonly name: string;
  /** Into `variants`. */
  readonly variant: number | undefined;
  /** Into `renditions`. */
  readonly renditions: readonly number[];
  readonly why: string;
}

export interface MediaReportStream {
  readonly id: string;
  readonly role: "video" | "audio" | "subtitles";
  readonly title: string;
  readonly url: string;
  readonly durationSeconds: number;
  readonly segmentCount: number;
  readonly estimatedBytes: number;
  /** Of its files that are whole; undefined before a download. */
  readonly bytes: number | undefined;
  readonly complete: boolean | undefined;
}

export interface MediaReportEstimate {
  readonly minimumBytes: number;
  readonly expectedBytes: number;
  readonly maximumBytes: number;
  readonly method: string;
  readonly explanation: string;
  /** What DownloadToGo itself would say. */
  readonly dtgEstimatedBytes: number | undefined;
}

export interface MediaReportDiagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** In the plan file, from 1. */
  readonly line: number;
  readonly column: number;
  /** Where in a playlist it was seen; the line from 1. */
  readonly playlist: { readonly url: string; readonly line: number } | undefined;
}

export interface MediaReportDownload {
  /** Absolute. */
  readonly folder: string;
  /** Relative to the folder; undefined unless the download is complete. */
  readonly localPlaylist: string | undefined;
  readonly files: number;
  readonly totalFiles: number;
  /** Of the whole files, earlier runs included. */
  readonly bytes: number;
  readonly estimatedBytes: number;
  /** Over the network in this run. */
  readonly transferredBytes: number;
  /** The first files that are missing, in the order of downloading. */
  readonly missing: readonly { readonly path: string; readonly url: string; readonly reason: string }[];
}

/** How far planning and downloading have come. */
export interface MediaProgress {
  readonly step: "playlists" | "sizes" | "download";
  readonly done: number;
  readonly total: number;
  /** Of a download. */
  readonly receivedBytes: number;
  readonly expectedBytes: number;
}

/** A report, with what editors show at places of the plan file. Plain data. */
export interface MediaRunResult {
  readonly report: MediaReport;
  readonly summary: PlanSummary;
  readonly diagnostics: readonly MediaDiagnostic[];
}
