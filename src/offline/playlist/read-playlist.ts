import type { PlaylistProblem, PlaylistReading } from "./playlist";
import { PlaylistContext } from "./playlist-context";
import { type PlaylistLine, playlistLines } from "./playlist-lines";
import { readMediaPlaylist } from "./read-media-playlist";
import { readMultivariantPlaylist } from "./read-multivariant-playlist";

const multivariantTags = new Set([
  "EXT-X-MEDIA",
  "EXT-X-STREAM-INF",
  "EXT-X-I-FRAME-STREAM-INF",
  "EXT-X-SESSION-DATA",
  "EXT-X-SESSION-KEY",
  "EXT-X-CONTENT-STEERING",
]);

const mediaTags = new Set([
  "EXTINF",
  "EXT-X-TARGETDURATION",
  "EXT-X-MEDIA-SEQUENCE",
  "EXT-X-DISCONTINUITY-SEQUENCE",
  "EXT-X-ENDLIST",
  "EXT-X-PLAYLIST-TYPE",
  "EXT-X-I-FRAMES-ONLY",
  "EXT-X-BYTERANGE",
  "EXT-X-DISCONTINUITY",
  "EXT-X-KEY",
  "EXT-X-MAP",
  "EXT-X-PROGRAM-DATE-TIME",
  "EXT-X-GAP",
  "EXT-X-BITRATE",
  "EXT-X-PART-INF",
  "EXT-X-SERVER-CONTROL",
  "EXT-X-PART",
  "EXT-X-SKIP",
  "EXT-X-PRELOAD-HINT",
  "EXT-X-RENDITION-REPORT",
]);

/**
 * Reads a playlist of HTTP Live Streaming; section 4 of draft-pantos-hls-rfc8216bis. Never throws, in time linear to the text.
 *
 * The reader is our own: diagnostics need places, and hls-parser, the best of the libraries and the tests' oracle, drops
 * EXT-X-BITRATE, PATHWAY-ID and SAMPLE-RATE, substitutes no variables and throws on a page of HTML.
 * @param url where it was fetched from after redirects
 * @param imported variables of the multivariant playlist, for `EXT-X-DEFINE:IMPORT`
 */
export function readPlaylist(
  text: string,
  url: string,
  imported: ReadonlyMap<string, string> = new Map(),
): PlaylistReading {
  const begin = text.startsWith("\uFEFF") ? 1 : 0;
  if (!/^#EXTM3U(?=\s|$)/.test(text.slice(begin, begin + 10))) return notAPlaylist(text, url);
  const lines: PlaylistLine[] = [];
  let multivariant: PlaylistLine | undefined;
  let media: PlaylistLine | undefined;
  for (const line of playlistLines(text)) {
    lines.push(line);
    if (line.tag === undefined) continue;
    if (multivariant === undefined && multivariantTags.has(line.tag)) multivariant = line;
    if (media === undefined && mediaTags.has(line.tag)) media = line;
  }
  if (multivariant !== undefined && media !== undefined) {
    const later = multivariant.line > media.line ? multivariant : media;
    const earlier = later === media ? multivariant : media;
    const message = `${later.tag} does not belong into a playlist with ${earlier.tag} (line ${earlier.line}): a playlist lists either variants or segments, and players refuse one with both.`;
    return { kind: "notAPlaylist", url, problems: [problem("mixed-playlist", message, later)] };
  }
  const context = new PlaylistContext(url, imported);
  if (multivariant !== undefined) {
    const playlist = readMultivariantPlaylist(text, lines, context);
    return { kind: "multivariant", playlist, problems: inOrder(context.problems) };
  }
  const playlist = readMediaPlaylist(text, lines, context);
  return { kind: "media", playlist, problems: inOrder(context.problems) };
}

function notAPlaylist(text: string, url: string): PlaylistReading {
  const start = text.trimStart().slice(0, 200);
  const seen =
    start === ""
      ? "it is empty"
      : /^<(!doctype html|html)/i.test(start)
        ? "it is a page of HTML"
        : /^<\?xml|^<MPD/i.test(start)
          ? "it is XML, perhaps a DASH manifest"
          : /^[{[]/.test(start)
            ? "it is JSON"
            : `it begins with “${excerpt(start)}”`;
  const message = `This is no playlist of HTTP Live Streaming: the first line must be #EXTM3U, and ${seen}. Check the URL and what its server answers.`;
  const end = Math.min(text.length, Math.max(0, text.search(/[\r\n]|$/)));
  return {
    kind: "notAPlaylist",
    url,
    problems: [problem("not-a-playlist", message, { range: { start: 0, end }, line: 1 })],
  };
}

function excerpt(text: string): string {
  const [line = ""] = text.split(/[\r\n]/);
  // What a server answers may be binary.
  const printable = line.replace(/[^\x20-\x7E]/g, "·");
  return printable.length > 30 ? `${printable.slice(0, 30)}…` : printable;
}

function problem(
  name: PlaylistProblem["name"],
  message: string,
  { range, line }: Pick<PlaylistLine, "range" | "line">,
): PlaylistProblem {
  return { name, severity: "error", message, range, line };
}

function inOrder(problems: readonly PlaylistProblem[]): readonly PlaylistProblem[] {
  return [...problems].sort((a, b) => a.range.start - b.range.start);
}
