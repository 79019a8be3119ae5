import type { OffsetRange } from "../../model/text";

/** A playlist as the text says it: every URL absolute, variables substituted. What is wrong with it is in `problems`. */
export type Playlist = MultivariantPlaylist | MediaPlaylist;

/** `notAPlaylist`: no `#EXTM3U` at the beginning, or multivariant and media tags mixed. */
export type PlaylistReading =
  | {
      readonly kind: "multivariant";
      readonly playlist: MultivariantPlaylist;
      readonly problems: readonly PlaylistProblem[];
    }
  | { readonly kind: "media"; readonly playlist: MediaPlaylist; readonly problems: readonly PlaylistProblem[] }
  | { readonly kind: "notAPlaylist"; readonly url: string; readonly problems: readonly PlaylistProblem[] };

/** The name under which section 4.4 of the HLS draft's rules are reported; `syntax` is everything else. */
export type PlaylistProblemName =
  | "not-a-playlist"
  | "mixed-playlist"
  | "duplicate-version"
  | "missing-bandwidth"
  | "missing-targetduration"
  | "extinf-over-target"
  | "group-not-found"
  | "duplicate-default"
  | "duplicate-name"
  | "groups-differ"
  | "session-key-duplicate"
  | "session-key-method-none"
  | "syntax";

export interface PlaylistProblem {
  readonly name: PlaylistProblemName;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** In the playlist's text. */
  readonly range: OffsetRange;
  /** From 1. */
  readonly line: number;
}

interface PlaylistBase {
  /** Where it was fetched from after redirects: what relative URIs are resolved against. */
  readonly url: string;
  readonly text: string;
  readonly version: number | undefined;
  readonly isIndependentSegments: boolean;
  /** Values of EXT-X-DEFINE by name. */
  readonly variables: ReadonlyMap<string, string>;
}

export interface MultivariantPlaylist extends PlaylistBase {
  readonly kind: "multivariant";
  readonly variants: readonly Variant[];
  readonly renditions: readonly Rendition[];
  readonly iFrameVariants: readonly Variant[];
  readonly sessionKeys: readonly Key[];
  readonly contentSteering: { readonly serverUrl: string; readonly pathwayId: string | undefined } | undefined;
}

/** EXT-X-STREAM-INF, or EXT-X-I-FRAME-STREAM-INF. What is not declared is undefined. */
export interface Variant {
  /** From 0, in the order of the playlist. */
  readonly index: number;
  readonly url: string;
  /** As written. */
  readonly uri: string;
  /** Bits per second. */
  readonly bandwidth: number | undefined;
  readonly averageBandwidth: number | undefined;
  readonly codecs: readonly string[] | undefined;
  readonly supplementalCodecs: readonly string[] | undefined;
  readonly resolution: { readonly width: number; readonly height: number } | undefined;
  readonly frameRate: number | undefined;
  /** As written: `SDR`, `HLG`, `PQ`, or something newer. */
  readonly videoRange: string | undefined;
  readonly score: number | undefined;
  readonly audioGroup: string | undefined;
  readonly videoGroup: string | undefined;
  readonly subtitlesGroup: string | undefined;
  readonly closedCaptionsGroup: string | undefined;
  readonly stableVariantId: string | undefined;
  readonly pathwayId: string | undefined;
  readonly hdcpLevel: string | undefined;
  readonly requiredVideoLayout: string | undefined;
  readonly allowedCpc: string | undefined;
  readonly range: OffsetRange;
  /** From 1. */
  readonly line: number;
}

export type RenditionType = "AUDIO" | "VIDEO" | "SUBTITLES" | "CLOSED-CAPTIONS";

/** EXT-X-MEDIA. */
export interface Rendition {
  /** From 0, in the order of the playlist. */
  readonly index: number;
  readonly type: RenditionType;
  readonly groupId: string;
  readonly name: string;
  readonly language: string | undefined;
  readonly assocLanguage: string | undefined;
  readonly isDefault: boolean;
  readonly isAutoselect: boolean;
  readonly isForced: boolean;
  /** Undefined: the rendition is inside of the variant's own playlist. */
  readonly url: string | undefined;
  readonly uri: string | undefined;
  readonly characteristics: readonly string[];
  /** The fields of CHANNELS: count, object coding, special usage. */
  readonly channels: readonly string[] | undefined;
  readonly sampleRate: number | undefined;
  readonly instreamId: string | undefined;
  readonly stableRenditionId: string | undefined;
  /** Not of the standard; DownloadToGo reads it. Bits per second. */
  readonly bandwidth: number | undefined;
  readonly range: OffsetRange;
  /** From 1. */
  readonly line: number;
}

/** EXT-X-KEY and EXT-X-SESSION-KEY. */
export interface Key {
  readonly method: string;
  /** Absolute where it is http(s); other schemes as written. */
  readonly url: string | undefined;
  readonly uri: string | undefined;
  /** As written: `0x…`. */
  readonly iv: string | undefined;
  /** `identity` where none is written. */
  readonly keyFormat: string;
  readonly keyFormatVersions: string | undefined;
  readonly range: OffsetRange;
  /** From 1. */
  readonly line: number;
}

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface InitSection {
  readonly url: string;
  readonly uri: string;
  readonly byteRange: ByteRange | undefined;
  readonly line: number;
}

export interface MediaPlaylist extends PlaylistBase {
  readonly kind: "media";
  readonly targetDurationSeconds: number | undefined;
  readonly mediaSequence: number;
  readonly discontinuitySequence: number;
  readonly playlistType: "VOD" | "EVENT" | undefined;
  /** EXT-X-ENDLIST: without it more segments may come. */
  readonly hasEndList: boolean;
  readonly isIFramesOnly: boolean;
  readonly segments: readonly Segment[];
  /** Every EXT-X-MAP, in the order of the playlist. */
  readonly initSections: readonly InitSection[];
  readonly keys: readonly Key[];
  readonly hasInterstitials: boolean;
}

export interface Segment {
  /** From 0. */
  readonly index: number;
  readonly mediaSequenceNumber: number;
  readonly url: string;
  readonly uri: string;
  readonly durationSeconds: number;
  readonly title: string;
  readonly byteRange: ByteRange | undefined;
  /** The keys that apply, one for each key format; the same list for neighbours. */
  readonly keys: readonly Key[];
  readonly initSection: InitSection | undefined;
  readonly isDiscontinuity: boolean;
  readonly isGap: boolean;
  /** EXT-X-BITRATE, in kilobits per second. */
  readonly bitRateInKilobits: number | undefined;
  readonly programDateTime: string | undefined;
  /** From 1, of its URI. */
  readonly line: number;
}
