import { parseAttributes, wholeNumber } from "./attribute-list";
import type { ByteRange, InitSection, Key, MediaPlaylist, Segment } from "./playlist";
import type { PlaylistContext } from "./playlist-context";
import type { PlaylistLine } from "./playlist-lines";

const noKeys: readonly Key[] = [];

export function readMediaPlaylist(
  text: string,
  lines: readonly PlaylistLine[],
  context: PlaylistContext,
): MediaPlaylist {
  const reader = new MediaPlaylistReader(context);
  for (const line of lines) reader.take(line);
  return reader.finish(text);
}

class MediaPlaylistReader {
  readonly #context: PlaylistContext;
  readonly #segments: Segment[] = [];
  readonly #initSections: InitSection[] = [];
  readonly #allKeys: Key[] = [];
  readonly #infs: PlaylistLine[] = [];
  /** Where the last sub-range of a resource ended. */
  readonly #rangeEnds = new Map<string, number>();
  #targetDurationSeconds: number | undefined;
  #mediaSequence = 0;
  #discontinuitySequence = 0;
  #playlistType: MediaPlaylist["playlistType"];
  #hasEndList = false;
  #isIFramesOnly = false;
  #hasInterstitials = false;
  #keys: readonly Key[] = noKeys;
  #initSection: InitSection | undefined;
  #bitRate: number | undefined;
  // Of the next segment:
  #inf: PlaylistLine | undefined;
  #byteRange: PlaylistLine | undefined;
  #isDiscontinuity = false;
  #isGap = false;
  #programDateTime: string | undefined;

  constructor(context: PlaylistContext) {
    this.#context = context;
  }

  take(line: PlaylistLine): void {
    if (line.tag === undefined) {
      this.#segment(line);
      return;
    }
    if (this.#context.takeCommonTag(line)) return;
    switch (line.tag) {
      case "EXTINF":
        this.#inf = line;
        break;
      case "EXT-X-BYTERANGE":
        this.#byteRange = line;
        break;
      case "EXT-X-DISCONTINUITY":
        this.#isDiscontinuity = true;
        break;
      case "EXT-X-GAP":
        this.#isGap = true;
        break;
      case "EXT-X-PROGRAM-DATE-TIME":
        this.#programDateTime = line.value.trim();
        break;
      case "EXT-X-KEY":
        this.#key(line);
        break;
      case "EXT-X-MAP":
        this.#map(line);
        break;
      case "EXT-X-BITRATE":
        this.#bitRate = wholeNumber(line.value);
        break;
      default:
        this.#playlistTag(line);
    }
  }

  finish(text: string): MediaPlaylist {
    const context = this.#context;
    const target = this.#targetDurationSeconds;
    if (target === undefined) {
      const message =
        "EXT-X-TARGETDURATION is missing or no whole number: it is required, and players refuse the playlist.";
      context.problem("missing-targetduration", "error", message, { range: { start: 0, end: 7 }, line: 1 });
    } else this.#judgeDurations(target);
    return {
      kind: "media",
      url: context.url,
      text,
      version: context.version,
      isIndependentSegments: context.isIndependentSegments,
      variables: context.variables,
      targetDurationSeconds: target,
      mediaSequence: this.#mediaSequence,
      discontinuitySequence: this.#discontinuitySequence,
      playlistType: this.#playlistType,
      hasEndList: this.#hasEndList,
      isIFramesOnly: this.#isIFramesOnly,
      segments: this.#segments,
      initSections: this.#initSections,
      keys: this.#allKeys,
      hasInterstitials: this.#hasInterstitials,
    };
  }

  #playlistTag(line: PlaylistLine): void {
    switch (line.tag) {
      case "EXT-X-TARGETDURATION":
        this.#targetDurationSeconds = wholeNumber(line.value);
        break;
      case "EXT-X-MEDIA-SEQUENCE":
        this.#mediaSequence = wholeNumber(line.value) ?? 0;
        break;
      case "EXT-X-DISCONTINUITY-SEQUENCE":
        this.#discontinuitySequence = wholeNumber(line.value) ?? 0;
        break;
      case "EXT-X-PLAYLIST-TYPE":
        this.#playlistType = line.value.trim() === "VOD" ? "VOD" : line.value.trim() === "EVENT" ? "EVENT" : undefined;
        break;
      case "EXT-X-ENDLIST":
        this.#hasEndList = true;
        break;
      case "EXT-X-I-FRAMES-ONLY":
        this.#isIFramesOnly = true;
        break;
      case "EXT-X-DATERANGE":
        if (parseAttributes(line.value).get("CLASS") === "com.apple.hls.interstitial") this.#hasInterstitials = true;
        break;
    }
  }

  #segment(line: PlaylistLine): void {
    const inf = this.#inf;
    const uri = this.#context.substituted(line.value, line);
    const url = this.#context.resolve(uri);
    if (inf === undefined) {
      this.#context.problem("syntax", "error", "No EXTINF before this segment: its duration is required.", line);
    }
    const comma = inf?.value.indexOf(",") ?? -1;
    const durationText = comma === -1 ? (inf?.value ?? "") : (inf?.value.slice(0, comma) ?? "");
    const duration = Number.parseFloat(durationText);
    const isDuration = duration >= 0 && Number.isFinite(duration);
    if (inf !== undefined && !isDuration) {
      this.#context.problem("syntax", "error", `EXTINF is “${durationText}” and must be a number of seconds.`, inf);
    }
    const index = this.#segments.length;
    const byteRange = this.#byteRange === undefined ? undefined : this.#subRange(this.#byteRange, url);
    this.#segments.push({
      index,
      mediaSequenceNumber: this.#mediaSequence + index,
      uri,
      url,
      durationSeconds: isDuration ? duration : 0,
      title: comma === -1 ? "" : (inf?.value.slice(comma + 1).trim() ?? ""),
      byteRange,
      keys: this.#keys,
      initSection: this.#initSection,
      isDiscontinuity: this.#isDiscontinuity,
      isGap: this.#isGap,
      // Segments with a byte range have an exact size (section 4.4.4.8).
      bitRateInKilobits: byteRange === undefined ? this.#bitRate : undefined,
      programDateTime: this.#programDateTime,
      line: line.line,
    });
    if (inf !== undefined) this.#infs.push(inf);
    this.#inf = undefined;
    this.#byteRange = undefined;
    this.#isDiscontinuity = false;
    this.#isGap = false;
    this.#programDateTime = undefined;
  }

  #subRange(line: PlaylistLine, url: string): ByteRange | undefined {
    const match = /^([0-9]+)(?:@([0-9]+))?$/.exec(line.value.trim());
    if (match === null) {
      this.#context.problem("syntax", "error", `EXT-X-BYTERANGE is “${line.value}” and must be LENGTH@OFFSET.`, line);
      return undefined;
    }
    const before = this.#rangeEnds.get(url);
    if (match[2] === undefined && before === undefined) {
      const message =
        "EXT-X-BYTERANGE has no offset, and no sub-range of the same resource comes before it: 0 is taken.";
      this.#context.problem("syntax", "error", message, line);
    }
    const length = wholeNumber(match[1]);
    const offset = match[2] === undefined ? (before ?? 0) : wholeNumber(match[2]);
    if (length === undefined || offset === undefined) return undefined;
    this.#rangeEnds.set(url, offset + length);
    return { offset, length };
  }

  #map(line: PlaylistLine): void {
    const attributes = this.#context.attributes(line);
    const uri = attributes.get("URI");
    if (uri === undefined) {
      this.#context.problem("syntax", "error", "EXT-X-MAP has no URI: the segments after it cannot be played.", line);
      return;
    }
    const range = /^([0-9]+)@([0-9]+)$/.exec(attributes.get("BYTERANGE") ?? "");
    if (attributes.has("BYTERANGE") && range === null) {
      this.#context.problem("syntax", "error", "BYTERANGE of EXT-X-MAP must be LENGTH@OFFSET.", line);
    }
    const [length, offset] = [wholeNumber(range?.[1]), wholeNumber(range?.[2])];
    const byteRange = length === undefined || offset === undefined ? undefined : { length, offset };
    this.#initSection = { uri, url: this.#context.resolve(uri), byteRange, line: line.line };
    this.#initSections.push(this.#initSection);
  }

  /** A key holds until the next one of its key format; NONE ends all. */
  #key(line: PlaylistLine): void {
    const key = this.#context.key(line);
    this.#allKeys.push(key);
    if (key.method === "NONE") this.#keys = noKeys;
    else {
      const previous = this.#keys.at(-1);
      // Keys of several formats that stand together apply together; a later one replaces that of its format.
      const others = previous === undefined ? [] : this.#keys.filter(({ keyFormat }) => keyFormat !== key.keyFormat);
      this.#keys = [...others, key];
    }
  }

  #judgeDurations(target: number): void {
    const over = this.#infs.filter(({ value }) => {
      const seconds = Number.parseFloat(value);
      return Number.isFinite(seconds) && Math.round(seconds) > target;
    });
    const [first] = over;
    if (first === undefined) return;
    const more = over.length === 1 ? "" : `, and so are ${over.length - 1} more`;
    const message = `EXTINF ${Number.parseFloat(first.value)} is longer than EXT-X-TARGETDURATION ${target}${more}: players buffer too little. Raise the target duration.`;
    this.#context.problem("extinf-over-target", "warning", message, first);
  }
}
