import type { MediaDiagnostic } from "../media-diagnostic";
import type { MultivariantPlaylist } from "../playlist/playlist";

/** What of a multivariant playlist is saved, and why. */
export interface Selection {
  readonly playlist: MultivariantPlaylist;
  /** One for each variant of the playlist, in its order. */
  readonly variants: readonly VariantVerdict[];
  /** One for each rendition of the playlist, in its order. */
  readonly renditions: readonly RenditionVerdict[];
  /** Of each content configuration, the primary one first; DownloadToGo has one. */
  readonly choices: readonly ContentChoice[];
  /** Media playlists to fetch, each URL once. */
  readonly needed: readonly NeededPlaylist[];
  readonly assumptions: readonly NamedAssumption[];
  readonly diagnostics: readonly MediaDiagnostic[];
}

export interface VariantVerdict {
  /** Into `playlist.variants`. */
  readonly index: number;
  readonly isTaken: boolean;
  /** A sentence. */
  readonly why: string;
}

export interface RenditionVerdict {
  /** Into `playlist.renditions`. */
  readonly index: number;
  readonly isTaken: boolean;
  /** A sentence. */
  readonly why: string;
}

export interface ContentChoice {
  /** "primary", "auxiliary 1", "default auxiliary", or "item". */
  readonly name: string;
  /** Undefined: nothing is added. */
  readonly variant: number | undefined;
  readonly renditions: readonly number[];
  /** The qualifier that decided, from 0. Undefined: automatic selection. */
  readonly qualifier: number | undefined;
  readonly why: string;
}

export type StreamRole = "video" | "audio" | "subtitles";

export interface NeededPlaylist {
  readonly role: StreamRole;
  /** Absolute; unique among the needed ones. */
  readonly url: string;
  /** Variants whose own playlist it is. */
  readonly variants: readonly number[];
  /** Renditions that it holds. */
  readonly renditions: readonly number[];
  /** For people: "1280x720, 2.1 Mbit/s" or "Français". */
  readonly title: string;
  /** DownloadToGo goes on without a rendition whose playlist does not load; Apple's task does not. */
  readonly isRequired: boolean;
}

/** A choice that no published text decides. */
export interface NamedAssumption {
  readonly name: MediaAssumptionName;
  /** A sentence: what is assumed here. */
  readonly text: string;
}

export type MediaAssumptionName =
  | "automatic-variant-selection"
  | "automatic-media-selection"
  | "default-auxiliary"
  | "optimize-among-matches"
  | "auxiliary-second-video"
  | "auxiliary-media-selections"
  | "missing-group-member"
  | "predicate-on-missing-attributes"
  | "device-profile"
  | "live-exception"
  | "legacy-option-order";
