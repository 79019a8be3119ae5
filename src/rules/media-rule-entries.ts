import type { MediaFindingName } from "../offline/media-codes";
import type { MediaSource } from "./media-sources";
import type { Severity } from "./rule";

/** What a rule about offline media is called, how bad it usually is, and where it is known from. */
export interface MediaRuleEntry {
  readonly title: string;
  readonly severity: Severity;
  readonly source: MediaSource;
}

/** In the order of the codes. */
export const mediaRuleEntries: Readonly<Record<MediaFindingName, MediaRuleEntry>> = {
  "live-not-downloadable": { title: "A live stream cannot be saved", severity: "error", source: "persist" },
  "vod-without-endlist": { title: "A playlist of type VOD does not end", severity: "error", source: "hls" },
  "fairplay-no-session-key": { title: "FairPlay without EXT-X-SESSION-KEY", severity: "warning", source: "kaltura" },
  "fairplay-skd-not-extractable": {
    title: "PlayKit finds no identifier in the FairPlay URI",
    severity: "error",
    source: "playkit",
  },
  "session-key-mismatch": { title: "EXT-X-SESSION-KEY and EXT-X-KEY do not agree", severity: "error", source: "hls" },
  "session-key-duplicate": { title: "EXT-X-SESSION-KEY occurs twice", severity: "error", source: "hls" },
  "session-key-method-none": { title: "EXT-X-SESSION-KEY without a method", severity: "error", source: "hls" },
  "not-a-multivariant-playlist": { title: "The URL is that of a media playlist", severity: "warning", source: "hls" },
  "not-a-playlist": { title: "What the server answers is no playlist", severity: "error", source: "hls" },
  "mixed-playlist": { title: "A playlist with variants and segments", severity: "error", source: "hls" },
  "duplicate-version": { title: "EXT-X-VERSION occurs twice", severity: "error", source: "hls" },
  "missing-bandwidth": { title: "A variant without BANDWIDTH", severity: "error", source: "hls" },
  "missing-targetduration": {
    title: "A media playlist without EXT-X-TARGETDURATION",
    severity: "error",
    source: "hls",
  },
  "extinf-over-target": { title: "A segment is longer than the target duration", severity: "warning", source: "hls" },
  "group-not-found": { title: "A variant names a group that does not exist", severity: "error", source: "hls" },
  "duplicate-default": { title: "A group with two defaults", severity: "error", source: "hls" },
  "duplicate-name": { title: "Two renditions of a group with one name", severity: "error", source: "hls" },
  "groups-differ": { title: "Groups of one type with different members", severity: "warning", source: "hls" },
  "qualifier-no-match": { title: "No qualifier matches a variant", severity: "warning", source: "task" },
  "qualifier-unreachable": { title: "A qualifier is never looked at", severity: "info", source: "task" },
  "qualifier-matches-undeclared": {
    title: "A qualifier matches because something is not declared",
    severity: "warning",
    source: "variant",
  },
  "qualifier-explicit-unplayable": {
    title: "An exact variant that the device does not play",
    severity: "warning",
    source: "task",
  },
  "qualifier-unavailable-api": { title: "A qualifier that cannot be made", severity: "error", source: "qualifier" },
  "selection-not-found": { title: "A selection that does not exist", severity: "error", source: "content" },
  "auxiliary-second-video": {
    title: "An auxiliary configuration downloads a second video",
    severity: "warning",
    source: "task",
  },
  "auxiliary-duplicate": { title: "An auxiliary configuration adds nothing", severity: "info", source: "task" },
  "legacy-option-deprecated": { title: "The options dictionary is deprecated", severity: "warning", source: "task" },
  availability: { title: "Not on every system", severity: "info", source: "task" },
  "dtg-codec-dropped": { title: "DownloadToGo drops a variant for its codec", severity: "warning", source: "dtg" },
  "dtg-lowest-chosen": { title: "DownloadToGo takes the lowest variant", severity: "info", source: "dtg" },
  "dtg-no-audio-rendition": { title: "No audio rendition is taken", severity: "warning", source: "dtg" },
  "dtg-relative-map": {
    title: "DownloadToGo does not resolve a relative init section",
    severity: "warning",
    source: "dtg",
  },
  "dtg-byte-range": { title: "DownloadToGo does not look at byte ranges", severity: "warning", source: "dtg" },
  "dtg-multiple-maps": { title: "DownloadToGo fetches one init section", severity: "warning", source: "dtg" },
  "dtg-free-space": { title: "Too little free space for DownloadToGo", severity: "warning", source: "dtg" },
  "gap-segment": { title: "Segments are missing", severity: "warning", source: "hls" },
  "size-low-confidence": { title: "The size is known badly", severity: "info", source: "hls" },
  "size-off": { title: "The measured size differs from AVERAGE-BANDWIDTH", severity: "warning", source: "authoring" },
  "insecure-url": { title: "Media over http", severity: "warning", source: "persist" },
  "http-status": { title: "A request failed", severity: "error", source: "own" },
  "redirect-host": { title: "A redirect leads to another host", severity: "warning", source: "own" },
  "type-mismatch": { title: "A file is something else than its playlist says", severity: "warning", source: "own" },
  "over-budget": { title: "The budget does not suffice", severity: "error", source: "own" },
  "identity-key-not-fetched": { title: "Keys beside the media are not saved", severity: "info", source: "own" },
  incomplete: { title: "The download is not complete", severity: "error", source: "own" },
  "plan-shape": { title: "The media plan cannot be read as it is", severity: "error", source: "own" },
  predicate: { title: "A predicate that cannot be evaluated", severity: "error", source: "qualifier" },
  "no-downloadable-source": { title: "No source can be downloaded", severity: "error", source: "playkit" },
  "playlist-syntax": { title: "A playlist breaks a rule of HLS", severity: "error", source: "hls" },
  "no-playable-variant": { title: "No variant can be taken", severity: "error", source: "task" },
};
