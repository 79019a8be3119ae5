import type { MediaDiagnostic } from "./media-diagnostic";
import type { PKMediaSource } from "./plan/media-plan";
import type { ByteRange, MediaPlaylist, PlaylistReading } from "./playlist/playlist";
import type { NamedAssumption, NeededPlaylist, Selection, StreamRole } from "./select/selection";

/**
 * Planning goes in steps, between which the host fetches:
 *
 * 1. `chooseSource(plan)`: which URL, by which downloader;
 * 2. fetch it where its format is HLS, and `readPlaylist(text, urlAfterRedirects)`: `main`;
 * 3. of a multivariant one, `selectMedia(plan, playlist).needed`: fetch each, `readPlaylist(…, playlist.variables)`: `media`;
 * 4. `planMedia(plan, input)`; where `sizeSamples(plan, planned)` names files, ask for their sizes and plan again with them.
 */
export interface PlannedMedia {
  readonly source: SourceChoice;
  /** Undefined where there was no multivariant playlist. */
  readonly selection: Selection | undefined;
  readonly streams: readonly PlannedStream[];
  /** In the order of downloading. */
  readonly jobs: readonly DownloadJob[];
  /** Text files of the output folder: playlists that name local files. Paths relative to it, with `/`. */
  readonly files: readonly LocalTextFile[];
  readonly estimate: SizeEstimate;
  readonly assumptions: readonly NamedAssumption[];
  /** In the order of the plan file. */
  readonly diagnostics: readonly MediaDiagnostic[];
  /** What the app has to do to register and play it, a sentence each. */
  readonly steps: readonly string[];
  /** False: it must not be downloaded, and the errors among `diagnostics` say why. */
  readonly canDownload: boolean;
}

export interface PlanInput {
  readonly source: SourceChoice;
  /** What came of fetching `source.url`; undefined where there is nothing to fetch (no URL, or a single file). */
  readonly main: FetchedPlaylist | undefined;
  /** What came of fetching `neededPlaylists`, by URL. */
  readonly media: ReadonlyMap<string, FetchedPlaylist>;
  /** Sizes in bytes that were asked for, by job; see `sizeSamples`. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Free where the output folder is. */
  readonly freeBytes?: number;
}

export type Downloader = "AVAssetDownloadTask" | "DTG";

/** Which of a plan's URLs is downloaded. */
export interface SourceChoice {
  /** Undefined: none can be. */
  readonly url: string | undefined;
  readonly format: "hls" | "mp4" | "wvm" | undefined;
  readonly downloader: Downloader;
  /** A sentence. */
  readonly why: string;
  readonly considered: readonly { readonly source: PKMediaSource; readonly isTaken: boolean; readonly why: string }[];
  /** How the app registers and plays what was downloaded, a sentence each. */
  readonly steps: readonly string[];
}

/** What came of fetching a needed media playlist. */
export type FetchedPlaylist =
  | { readonly kind: "read"; readonly reading: PlaylistReading }
  | { readonly kind: "failed"; readonly reason: string };

export interface PlannedStream {
  /** Unique, and usable as a file name: "video-1", "audio-2". */
  readonly id: string;
  readonly role: StreamRole;
  readonly needed: NeededPlaylist;
  readonly playlist: MediaPlaylist;
  /** Seconds, of the segments that are fetched. */
  readonly durationSeconds: number;
  /** The last segment is beyond `maxDuration`: fewer are fetched. */
  readonly segmentCount: number;
}

export type JobRole = "init" | "segment" | "key" | "file";

/** One request for one file of the output folder. */
export interface DownloadJob {
  /** Unique and the same in every run. */
  readonly id: string;
  readonly role: JobRole;
  /** Of the stream it belongs to; a key may serve several. Undefined for the single file of an MP4. */
  readonly streamId: string | undefined;
  /** From 0, of a segment. */
  readonly segmentIndex: number | undefined;
  readonly url: string;
  readonly byteRange: ByteRange | undefined;
  /** Relative to the output folder, with `/`; derived, never a name from the network. */
  readonly localPath: string;
  /** Known before it is asked for: byte ranges and keys. */
  readonly sizeInBytes: number | undefined;
  /** Expected, for progress and budget. */
  readonly expectedBytes: number;
}

export interface LocalTextFile {
  readonly path: string;
  readonly text: string;
}

export type SizeMethod =
  | "byte-ranges"
  | "EXT-X-BITRATE"
  | "sampled"
  | "AVERAGE-BANDWIDTH"
  | "BANDWIDTH"
  | "assumed-rate";

export interface SizeEstimate {
  readonly minimumBytes: number;
  readonly expectedBytes: number;
  readonly maximumBytes: number;
  /** The weakest of the streams' methods. */
  readonly method: SizeMethod;
  readonly streams: readonly StreamEstimate[];
  /** A sentence for people: method, range, budget. */
  readonly explanation: string;
  /** What DownloadToGo itself would say, for its plans. */
  readonly dtgEstimatedBytes: number | undefined;
}

export interface StreamEstimate {
  readonly streamId: string;
  readonly method: SizeMethod;
  readonly minimumBytes: number;
  readonly expectedBytes: number;
  readonly maximumBytes: number;
}

/** A file whose size is worth asking for. */
export interface SizeSample {
  readonly streamId: string;
  readonly jobId: string;
  readonly url: string;
}
