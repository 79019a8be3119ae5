import { isAudioCodec } from "../playlist/codecs";
import type { MultivariantPlaylist, Rendition, Variant } from "../playlist/playlist";
import { hasVideoAttributes } from "../predicate/variant-attributes";
import { describeRendition, describeVariant } from "./describe";
import type { NeededPlaylist, StreamRole } from "./selection";

/** Collects the media playlists to fetch: each URL once, whoever needs it. */
export class NeededPlaylists {
  readonly #byUrl = new Map<
    string,
    { role: StreamRole; title: string; isRequired: boolean; variants: Set<number>; renditions: Set<number> }
  >();

  get size(): number {
    return this.#byUrl.size;
  }

  addVariant(variant: Variant): void {
    const role = isAudioOnly(variant) ? "audio" : "video";
    this.#entry(variant.url, role, describeVariant(variant), true).variants.add(variant.index);
  }

  /** A rendition without a URL is inside of the variant's own playlist and needs nothing. */
  addRendition(rendition: Rendition, isRequired: boolean): void {
    if (rendition.url === undefined || rendition.type === "CLOSED-CAPTIONS") return;
    const role = rendition.type === "AUDIO" ? "audio" : rendition.type === "SUBTITLES" ? "subtitles" : "video";
    this.#entry(rendition.url, role, describeRendition(rendition), isRequired).renditions.add(rendition.index);
  }

  list(): readonly NeededPlaylist[] {
    return [...this.#byUrl].map(([url, { variants, renditions, ...rest }]) => ({
      url,
      ...rest,
      variants: [...variants],
      renditions: [...renditions],
    }));
  }

  #entry(url: string, role: StreamRole, title: string, isRequired: boolean) {
    let entry = this.#byUrl.get(url);
    if (entry === undefined) {
      entry = { role, title, isRequired, variants: new Set(), renditions: new Set() };
      this.#byUrl.set(url, entry);
    }
    entry.isRequired ||= isRequired;
    return entry;
  }
}

/** Without CODECS and RESOLUTION it may hold video: only a variant that says audio, and nothing of video, is audio. */
export function isAudioOnly(variant: Variant): boolean {
  const { codecs } = variant;
  return codecs !== undefined && codecs.length > 0 && codecs.every(isAudioCodec) && !hasVideoAttributes(variant);
}

/** Why renditions of a type that are in no group of a taken variant are left out. */
export function whyRenditionIsOut(
  rendition: Rendition,
  taken: readonly Variant[],
  playlist: MultivariantPlaylist,
): string {
  const groupsOf = ({ audioGroup, subtitlesGroup, videoGroup, closedCaptionsGroup }: Variant) =>
    ({ AUDIO: audioGroup, SUBTITLES: subtitlesGroup, VIDEO: videoGroup, "CLOSED-CAPTIONS": closedCaptionsGroup })[
      rendition.type
    ];
  if (taken.some((variant) => groupsOf(variant) === rendition.groupId)) {
    return "No media selection asks for it, and it is not selected automatically.";
  }
  const isNamed = playlist.variants.some((variant) => groupsOf(variant) === rendition.groupId);
  return isNamed
    ? `Its group “${rendition.groupId}” belongs to variants that are not taken.`
    : `No variant names its group “${rendition.groupId}”.`;
}
