import { initSectionPath, isIdentityKey, keyPath, playlistPath, segmentPath } from "../download/download-jobs";
import type { PlannedStream } from "../planned-media";
import type { InitSection, Key, Segment } from "../playlist/playlist";
import { quotedValue } from "./attribute-text";

/**
 * A stream's playlist with local names: VOD, ended, without byte ranges, because each sub-range is a file of its own. Keys
 * that are not saved keep the address that they have: what needs them plays only where they can be had.
 */
export function mediaPlaylistText(stream: PlannedStream, hasIdentityKeys: boolean): string {
  const { playlist } = stream;
  const from = playlistPath(stream);
  const segments = playlist.segments.slice(0, stream.segmentCount);
  const lines = ["#EXTM3U", `#EXT-X-VERSION:${versionOf(stream)}`];
  if (playlist.isIndependentSegments) lines.push("#EXT-X-INDEPENDENT-SEGMENTS");
  const target =
    playlist.targetDurationSeconds ?? Math.ceil(segments.reduce((most, one) => Math.max(most, one.durationSeconds), 1));
  lines.push(`#EXT-X-TARGETDURATION:${target}`);
  // Where a key has no IV, the media sequence number is the IV.
  if (playlist.mediaSequence !== 0) lines.push(`#EXT-X-MEDIA-SEQUENCE:${playlist.mediaSequence}`);
  if (playlist.discontinuitySequence !== 0)
    lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}`);
  lines.push("#EXT-X-PLAYLIST-TYPE:VOD");
  if (playlist.isIFramesOnly) lines.push("#EXT-X-I-FRAMES-ONLY");
  let before: Segment | undefined;
  for (const segment of segments) {
    lines.push(...changes(stream, from, before, segment, hasIdentityKeys));
    if (segment.isDiscontinuity) lines.push("#EXT-X-DISCONTINUITY");
    if (segment.programDateTime !== undefined) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${segment.programDateTime}`);
    if (segment.isGap) lines.push("#EXT-X-GAP");
    lines.push(`#EXTINF:${segment.durationSeconds},${segment.title}`, relative(from, segmentPath(stream, segment)));
    before = segment;
  }
  lines.push("#EXT-X-ENDLIST", "");
  return lines.join("\n");
}

/** Tags whose effect lasts, where it changes; in the order of the original, because a key holds for the MAPs after it. */
function changes(
  stream: PlannedStream,
  from: string,
  before: Segment | undefined,
  segment: Segment,
  hasIdentityKeys: boolean,
): readonly string[] {
  const tags: { readonly line: number; readonly text: string }[] = [];
  if (segment.keys !== before?.keys) {
    const old = before?.keys ?? [];
    const isReplaced = old.every((key) => segment.keys.some(({ keyFormat }) => keyFormat === key.keyFormat));
    if (!isReplaced) tags.push({ line: 0, text: "#EXT-X-KEY:METHOD=NONE" });
    for (const key of segment.keys) {
      if (isReplaced && old.includes(key)) continue;
      tags.push({ line: key.line, text: `#EXT-X-KEY:${keyAttributes(key, from, hasIdentityKeys)}` });
    }
  }
  if (segment.initSection !== undefined && segment.initSection !== before?.initSection) {
    tags.push({ line: segment.initSection.line, text: mapTag(stream, from, segment.initSection) });
  }
  return tags.sort((a, b) => a.line - b.line).map(({ text }) => text);
}

function mapTag(stream: PlannedStream, from: string, section: InitSection): string {
  return `#EXT-X-MAP:URI=${quotedValue(relative(from, initSectionPath(stream, section)))}`;
}

/** The attributes of a key: a local URI where the key is saved, the absolute one where it is not. */
export function keyAttributes(key: Key, from: string, hasIdentityKeys: boolean): string {
  const isLocal = hasIdentityKeys && isIdentityKey(key);
  const uri = isLocal && key.url !== undefined ? relative(from, keyPath(key.url)) : key.url;
  const parts = [`METHOD=${key.method}`];
  if (uri !== undefined) parts.push(`URI=${quotedValue(uri)}`);
  if (key.iv !== undefined) parts.push(`IV=${key.iv}`);
  if (key.keyFormat !== "identity") parts.push(`KEYFORMAT=${quotedValue(key.keyFormat)}`);
  if (key.keyFormatVersions !== undefined) parts.push(`KEYFORMATVERSIONS=${quotedValue(key.keyFormatVersions)}`);
  return parts.join(",");
}

/** The lowest version that has what is used (section 8 of the HLS draft), or the original's if it is higher. */
function versionOf({ playlist }: PlannedStream): number {
  let version = 3;
  if (
    playlist.keys.some(
      ({ keyFormat, keyFormatVersions }) => keyFormat !== "identity" || keyFormatVersions !== undefined,
    )
  ) {
    version = 5;
  }
  if (playlist.initSections.length > 0) version = 6;
  if (playlist.segments.some(({ isGap }) => isGap)) version = 8;
  return Math.max(version, playlist.version ?? 1);
}

/** From a file of the output folder to another one; both relative to it. */
function relative(from: string, to: string): string {
  const folder = from.slice(0, from.lastIndexOf("/") + 1);
  if (folder === "") return to;
  return to.startsWith(folder) ? to.slice(folder.length) : `../${to}`;
}
