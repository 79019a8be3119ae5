import type { OffsetRange } from "../../model/text";

/** A tag or a URI line of a playlist. Comments and empty lines are left out. */
export interface PlaylistLine {
  /** `EXT-X-KEY`; undefined for a URI. */
  readonly tag: string | undefined;
  /** What follows the tag's colon, or the URI. */
  readonly value: string;
  readonly range: OffsetRange;
  /** From 1. */
  readonly line: number;
}

/** The lines of a playlist in one pass; tags begin with `#EXT` and are case-sensitive (section 4.1 of the HLS draft). */
export function* playlistLines(text: string): Iterable<PlaylistLine> {
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  for (let line = 1; start < text.length; line++) {
    const lineFeed = text.indexOf("\n", start);
    const next = lineFeed === -1 ? text.length : lineFeed;
    const raw = text.slice(start, next);
    const content = raw.trim();
    const begin = start + (raw.length - raw.trimStart().length);
    const range = { start: begin, end: begin + content.length };
    start = next + 1;
    if (content === "") continue;
    if (!content.startsWith("#")) yield { tag: undefined, value: content, range, line };
    else if (content.startsWith("#EXT")) {
      const colon = content.indexOf(":");
      yield colon === -1
        ? { tag: content.slice(1), value: "", range, line }
        : { tag: content.slice(1, colon), value: content.slice(colon + 1), range, line };
    }
  }
}
