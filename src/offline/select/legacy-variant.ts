import type { LegacyOptions } from "../plan/media-plan";
import { isLossless } from "../playlist/codecs";
import type { Variant } from "../playlist/playlist";
import type { VariantChoice } from "./choose-variant";
import { bitRate } from "./describe";

/**
 * The variant that the options dictionary of the deprecated tasks takes: the lowest size and bit rate at or above the
 * minimum, the highest where none is or none is asked for; with or without HDR and lossless audio (AVAssetDownloadTask.h).
 */
export function chooseLegacyVariant(options: LegacyOptions, playable: readonly Variant[]): VariantChoice {
  const reasons: string[] = [];
  let left = preferring(playable, isHdr, options.prefersHDR);
  if (left.length < playable.length) reasons.push(options.prefersHDR ? "HDR is preferred" : "HDR is not preferred");
  const beforeLossless = left.length;
  left = preferring(left, ({ codecs }) => (codecs ?? []).some(isLossless), options.prefersLosslessAudio);
  if (left.length < beforeLossless)
    reasons.push(`${options.prefersLosslessAudio ? "lossless" : "lossy"} audio is preferred`);

  const size = options.minimumRequiredPresentationSize;
  if (size !== undefined) {
    const enough = left.filter(
      ({ resolution }) => (resolution?.width ?? 0) >= size.width && (resolution?.height ?? 0) >= size.height,
    );
    reasons.push(
      enough.length > 0
        ? `the lowest size of at least ${size.width}x${size.height}`
        : `no size reaches ${size.width}x${size.height}: the highest`,
    );
    left = enough.length > 0 ? extreme(enough, pixels, Math.min) : extreme(left, pixels, Math.max);
  }
  const rate = options.minimumRequiredMediaBitrate;
  if (rate !== undefined) {
    const enough = left.filter(({ bandwidth }) => (bandwidth ?? 0) >= rate);
    reasons.push(
      enough.length > 0
        ? `the lowest bit rate of at least ${bitRate(rate)}`
        : `no bit rate reaches ${bitRate(rate)}: the highest`,
    );
    left = enough.length > 0 ? extreme(enough, bandwidthOf, Math.min) : extreme(left, bandwidthOf, Math.max);
  } else {
    if (size === undefined) left = extreme(left, pixels, Math.max);
    left = extreme(left, bandwidthOf, Math.max);
    if (size === undefined) reasons.push("the highest size and bit rate, because no minimum is given");
  }
  const [variant] = left;
  return {
    variant,
    qualifier: undefined,
    isExact: false,
    candidates: playable,
    matches: new Map(),
    metNil: false,
    isAssumed: false,
    why:
      variant === undefined ? "No variant is playable on this device." : `The options take it: ${reasons.join("; ")}.`,
  };
}

export const legacyOrderAssumption =
  "Apple says what each option does and not which comes first. Assumed: HDR, lossless audio, the minimum size, then the minimum bit rate (on BANDWIDTH).";

function isHdr({ videoRange }: Variant): boolean {
  return videoRange === "PQ" || videoRange === "HLG";
}

/** Those with the quality, or those without, where there are any. */
function preferring(
  variants: readonly Variant[],
  has: (variant: Variant) => boolean,
  wanted: boolean,
): readonly Variant[] {
  const kept = variants.filter((variant) => has(variant) === wanted);
  return kept.length > 0 ? kept : variants;
}

function extreme(
  variants: readonly Variant[],
  measure: (variant: Variant) => number,
  choose: (a: number, b: number) => number,
): readonly Variant[] {
  const [first] = variants;
  if (first === undefined) return variants;
  const best = variants.reduce((found, variant) => choose(found, measure(variant)), measure(first));
  return variants.filter((variant) => measure(variant) === best);
}

function pixels({ resolution }: Variant): number {
  return (resolution?.width ?? 0) * (resolution?.height ?? 0);
}

function bandwidthOf({ bandwidth }: Variant): number {
  return bandwidth ?? 0;
}
