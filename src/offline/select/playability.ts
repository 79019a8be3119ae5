import type { DeviceProfile } from "../plan/media-plan";
import { codecTag } from "../playlist/codecs";
import type { MultivariantPlaylist, Variant } from "../playlist/playlist";
import { describeVariant } from "./describe";

const knownRanges = ["SDR", "HLG", "PQ"];
/** REQ-VIDEO-LAYOUT of the HLS draft, section 4.4.6.2. */
const knownLayouts = /^(CH-(MONO|STEREO)|PROJ-(RECT|EQUI|HEQU|PRIM|AIV))$/;

/**
 * Why a device cannot play a variant; undefined where it can. Variants with an unknown VIDEO-RANGE, an unrecognised
 * layout or content protection that nothing answers are not to be selected by the HLS draft.
 */
export function whyNotPlayable(variant: Variant, profile: DeviceProfile): string | undefined {
  const tags = [...new Set((variant.codecs ?? []).map(codecTag))];
  const unknown = tags.filter((tag) => !profile.codecs.includes(tag));
  if (unknown.length > 0) return `the device profile has no ${unknown.join(", ")}`;
  const { videoRange, resolution, requiredVideoLayout, allowedCpc } = variant;
  if (videoRange !== undefined && !knownRanges.includes(videoRange)) {
    return `VIDEO-RANGE=${videoRange} is not known, and such variants must not be selected`;
  }
  if (videoRange !== undefined && !profile.videoRanges.some((range) => range === videoRange)) {
    return `the device profile does not play ${videoRange}`;
  }
  const limit = profile.maxPresentationSize;
  if (limit !== undefined && resolution !== undefined) {
    if (resolution.width > limit.width || resolution.height > limit.height) {
      return `${resolution.width}x${resolution.height} is larger than the device profile's ${limit.width}x${limit.height}`;
    }
  }
  const layout = requiredVideoLayout?.split(/[,/]/).find((one) => one.trim() !== "" && !knownLayouts.test(one.trim()));
  if (layout !== undefined) return `REQ-VIDEO-LAYOUT has “${layout}”, which is not known`;
  if (allowedCpc !== undefined && !/com\.apple\.streamingkeydelivery:/.test(allowedCpc)) {
    return "ALLOWED-CPC names no content protection of Apple's devices";
  }
  return undefined;
}

/**
 * With content steering several hosts list the same variants: only those of one pathway are compared, or duplicates
 * would decide. Undefined where the playlist has no pathways.
 */
export function pathwayOf({ contentSteering, variants }: MultivariantPlaylist): string | undefined {
  const pathways = new Set(variants.map(({ pathwayId }) => pathwayId ?? "."));
  if (pathways.size < 2) return undefined;
  const preferred = contentSteering?.pathwayId;
  return preferred !== undefined && pathways.has(preferred) ? preferred : (variants[0]?.pathwayId ?? ".");
}

export interface Playability {
  readonly playable: readonly Variant[];
  /** By index, a sentence: why it is not even considered. */
  readonly excluded: ReadonlyMap<number, string>;
}

export function judgePlayability(playlist: MultivariantPlaylist, profile: DeviceProfile): Playability {
  const pathway = pathwayOf(playlist);
  const excluded = new Map<number, string>();
  for (const variant of playlist.variants) {
    const reason = whyNotPlayable(variant, profile);
    if (reason !== undefined) excluded.set(variant.index, `Not playable: ${reason}.`);
    else if (pathway !== undefined && (variant.pathwayId ?? ".") !== pathway) {
      const why = `Belongs to the pathway “${variant.pathwayId ?? "."}”: the same ${describeVariant(variant)} from another host. “${pathway}” comes first.`;
      excluded.set(variant.index, why);
    }
  }
  return { playable: playlist.variants.filter(({ index }) => !excluded.has(index)), excluded };
}
