import { playlistPath } from "../download/download-jobs";
import type { PlannedStream } from "../planned-media";
import type { MultivariantPlaylist, Rendition, Variant } from "../playlist/playlist";
import { playlistLines } from "../playlist/playlist-lines";
import type { Selection } from "../select/selection";
import { changedAttributes, quotedValue } from "./attribute-text";
import { keyAttributes } from "./media-playlist-text";

/**
 * The multivariant playlist of the output folder: the variants and renditions that are saved, with local names. I-frame
 * playlists, other hosts and what has an address of its own are left out, because they are not saved.
 */
export function multivariantPlaylistText(
  selection: Selection,
  streams: readonly PlannedStream[],
  hasIdentityKeys: boolean,
): string {
  const { playlist } = selection;
  const paths = new Map(streams.map((stream) => [stream.needed.url, playlistPath(stream)]));
  const variants = savedVariants(selection, paths);
  const renditions = savedRenditions(selection, variants, paths);
  const lines = ["#EXTM3U", `#EXT-X-VERSION:${Math.max(6, playlist.version ?? 1)}`];
  if (playlist.isIndependentSegments) lines.push("#EXT-X-INDEPENDENT-SEGMENTS");
  lines.push(...keptTags(playlist));
  for (const key of playlist.sessionKeys) {
    if (key.method === "NONE" || key.method === "") continue;
    lines.push(`#EXT-X-SESSION-KEY:${keyAttributes(key, "master.m3u8", hasIdentityKeys)}`);
  }
  for (const rendition of renditions) lines.push(mediaTag(rendition, playlist, paths));
  for (const variant of variants) lines.push(...streamInf(variant, playlist, renditions, paths));
  lines.push("");
  return lines.join("\n");
}

/** A multivariant playlist around the one stream of a plan whose URL is a media playlist. */
export function wrappingPlaylistText(stream: PlannedStream, bitsPerSecond: number): string {
  const bandwidth = Math.max(1, Math.ceil(bitsPerSecond));
  return `#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth}\n${playlistPath(stream)}\n`;
}

function savedVariants({ choices, playlist }: Selection, paths: ReadonlyMap<string, string>): readonly Variant[] {
  const indices = new Set(choices.flatMap(({ variant }) => variant ?? []));
  return playlist.variants.filter((variant) => indices.has(variant.index) && paths.has(variant.url));
}

/** Of a group that no saved variant names nothing is of use; one that lost its playlist is not there. */
function savedRenditions(
  selection: Selection,
  variants: readonly Variant[],
  paths: ReadonlyMap<string, string>,
): readonly Rendition[] {
  const { playlist, renditions } = selection;
  return playlist.renditions.filter(
    (rendition) =>
      renditions[rendition.index]?.isTaken === true &&
      (rendition.url === undefined || paths.has(rendition.url)) &&
      variants.some((variant) => groupIn(variant, rendition.type, playlist) === rendition.groupId),
  );
}

/** DownloadToGo takes renditions of any group where the variant names none: the first group with one is named then. */
function groupIn(variant: Variant, type: Rendition["type"], playlist: MultivariantPlaylist): string | undefined {
  const named = {
    AUDIO: variant.audioGroup,
    SUBTITLES: variant.subtitlesGroup,
    VIDEO: variant.videoGroup,
    "CLOSED-CAPTIONS": variant.closedCaptionsGroup,
  }[type];
  return named ?? playlist.renditions.find((rendition) => rendition.type === type)?.groupId;
}

function mediaTag(rendition: Rendition, playlist: MultivariantPlaylist, paths: ReadonlyMap<string, string>): string {
  const path = rendition.url === undefined ? undefined : paths.get(rendition.url);
  const changes = new Map([["URI", path === undefined ? undefined : quotedValue(path)]]);
  return `#EXT-X-MEDIA:${changedAttributes(attributesText(playlist, rendition), changes)}`;
}

function streamInf(
  variant: Variant,
  playlist: MultivariantPlaylist,
  renditions: readonly Rendition[],
  paths: ReadonlyMap<string, string>,
): readonly string[] {
  const changes = new Map<string, string | undefined>([["PATHWAY-ID", undefined]]);
  for (const type of ["AUDIO", "SUBTITLES", "VIDEO", "CLOSED-CAPTIONS"] as const) {
    const group = groupIn(variant, type, playlist);
    const isSaved = renditions.some((rendition) => rendition.type === type && rendition.groupId === group);
    // CLOSED-CAPTIONS=NONE says that there are none, and stays.
    if (type === "CLOSED-CAPTIONS" && variant.closedCaptionsGroup === undefined) continue;
    changes.set(type, isSaved && group !== undefined ? quotedValue(group) : undefined);
  }
  // BANDWIDTH is required; a playlist without it was refused or mended by nobody.
  if (variant.bandwidth === undefined) changes.set("BANDWIDTH", "1");
  const text = changedAttributes(attributesText(playlist, variant), changes);
  return [`#EXT-X-STREAM-INF:${text}`, paths.get(variant.url) ?? variant.url];
}

/** The attributes as written, with the values of variables. */
function attributesText(playlist: MultivariantPlaylist, { range }: Pick<Variant, "range">): string {
  const line = playlist.text.slice(range.start, range.end);
  return substituted(line.slice(line.indexOf(":") + 1), playlist);
}

function substituted(text: string, playlist: MultivariantPlaylist): string {
  return text.replace(
    /\{\$([A-Za-z0-9_-]+)\}/g,
    (reference, name: string) => playlist.variables.get(name) ?? reference,
  );
}

/** Data in the playlist itself, and where to start. */
function keptTags(playlist: MultivariantPlaylist): readonly string[] {
  const kept: string[] = [];
  for (const { tag, value } of playlistLines(playlist.text)) {
    if (tag === "EXT-X-START" || (tag === "EXT-X-SESSION-DATA" && /(^|,)\s*VALUE=/.test(value)))
      kept.push(`#${tag}:${substituted(value, playlist)}`);
  }
  return kept;
}
