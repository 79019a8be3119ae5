import { formatIds, isAudioCodec, isVideoCodec } from "../playlist/codecs";
import type { Variant } from "../playlist/playlist";
import type { VariantKeyPath } from "./key-paths";

/**
 * What AVAssetVariant says of a variant: a number, a text, a list, or undefined for nil. Undeclared bit rates and frame
 * rates are negative, an undeclared range is SDR, an undeclared size is zero (AVAssetVariant.h).
 */
export type AttributeValue = number | string | readonly (readonly (number | string)[])[] | object | undefined;

/** What an undeclared number is. */
export const undeclared = -1;

export function attributeOf(variant: Variant, path: VariantKeyPath): AttributeValue {
  switch (path) {
    case "peakBitRate":
      // 0 is no bit rate either.
      return variant.bandwidth === undefined || variant.bandwidth === 0 ? undeclared : variant.bandwidth;
    case "averageBitRate":
      return variant.averageBandwidth ?? undeclared;
    case "url":
      return variant.url;
    case "audioAttributes":
      return hasAudioAttributes(variant) ? {} : undefined;
    case "audioAttributes.formatIDs":
      return hasAudioAttributes(variant) ? (variant.codecs ?? []).filter(isAudioCodec).map(formatIds) : undefined;
    default:
      return hasVideoAttributes(variant) ? videoAttribute(variant, path) : undefined;
  }
}

function videoAttribute(variant: Variant, path: VariantKeyPath): AttributeValue {
  switch (path) {
    case "videoAttributes.videoRange":
      return variant.videoRange ?? "SDR";
    case "videoAttributes.codecTypes":
      return (variant.codecs ?? []).filter(isVideoCodec).map(formatIds);
    case "videoAttributes.nominalFrameRate":
      return variant.frameRate ?? undeclared;
    default:
      return {};
  }
}

/** Nil where neither a codec nor anything else of the video is declared. */
export function hasVideoAttributes({ codecs, resolution, frameRate, videoRange }: Variant): boolean {
  return (
    resolution !== undefined || frameRate !== undefined || videoRange !== undefined || (codecs ?? []).some(isVideoCodec)
  );
}

function hasAudioAttributes({ codecs, audioGroup }: Variant): boolean {
  return audioGroup !== undefined || (codecs ?? []).some(isAudioCodec);
}
