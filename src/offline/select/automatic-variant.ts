import type { SimulationOptions } from "../plan/media-plan";
import { isLossless } from "../playlist/codecs";
import type { Variant } from "../playlist/playlist";
import { bitRate } from "./describe";

export interface AutomaticChoice {
  readonly variant: Variant;
  /** What decided over the others: "the most pixels (1280x720)". */
  readonly because: string;
}

type Method = SimulationOptions["automaticVariantSelection"];

/** A step of the choice keeps the candidates that are best in one respect. */
interface Step {
  readonly says: (best: Variant) => string;
  readonly rank: (variant: Variant) => number;
}

const highestBitRate: Step = {
  says: ({ bandwidth }) => `the highest peak bit rate (${bitRate(bandwidth ?? 0)})`,
  rank: ({ bandwidth }) => bandwidth ?? 0,
};

const lowestBitRate: Step = {
  says: ({ bandwidth }) => `the lowest peak bit rate (${bitRate(bandwidth ?? 0)})`,
  rank: ({ bandwidth }) => -(bandwidth ?? Number.MAX_SAFE_INTEGER),
};

const score: Step = { says: (best) => `the highest SCORE (${best.score})`, rank: (variant) => variant.score ?? 0 };

const assumedSteps: readonly Step[] = [
  {
    says: (best) => `HDR (${best.videoRange})`,
    rank: ({ videoRange }) => (videoRange === "PQ" || videoRange === "HLG" ? 1 : 0),
  },
  { says: () => "lossy audio", rank: ({ codecs }) => ((codecs ?? []).some(isLossless) ? 0 : 1) },
];

const pixels: Step = {
  says: ({ resolution }) => `the most pixels (${resolution?.width ?? 0}x${resolution?.height ?? 0})`,
  rank: ({ resolution }) => (resolution?.width ?? 0) * (resolution?.height ?? 0),
};

function stepsOf(method: Method, candidates: readonly Variant[]): readonly Step[] {
  switch (method) {
    case "highestPeakBitRate":
      return [highestBitRate];
    case "lowestPeakBitRate":
      return [lowestBitRate];
    case "assumedApple":
      return candidates.every((one) => one.score !== undefined)
        ? [...assumedSteps, score]
        : [...assumedSteps, pixels, highestBitRate];
  }
}

/**
 * Which of several variants the system takes where no qualifier decides. Apple publishes no rule: this one follows the
 * defaults of the older options dictionary (HDR and the highest size and bit rate preferred, lossy audio), and SCORE.
 */
export function chooseAutomatically(candidates: readonly Variant[], method: Method): AutomaticChoice | undefined {
  let left = candidates;
  let because = "it is the only one";
  for (const step of stepsOf(method, candidates)) {
    if (left.length < 2) break;
    const best = left.reduce((most, variant) => Math.max(most, step.rank(variant)), Number.NEGATIVE_INFINITY);
    const kept = left.filter((variant) => step.rank(variant) === best);
    const [first] = kept;
    if (first !== undefined && kept.length < left.length) because = step.says(first);
    left = kept;
  }
  const [variant] = left;
  if (variant === undefined) return undefined;
  return {
    variant,
    because:
      left.length > 1
        ? `${because === "it is the only one" ? "" : `${because}, then `}its place in the playlist`
        : because,
  };
}

export const automaticSelectionAssumption: Readonly<Record<Method, string>> = {
  assumedApple:
    "Apple publishes no rule for which of several variants is taken. Assumed, from the defaults of the older options: HDR if the device plays it, lossy audio, the highest SCORE where all have one, else the most pixels, then the highest BANDWIDTH.",
  highestPeakBitRate:
    "Apple publishes no rule for which of several variants is taken. The plan says: the highest BANDWIDTH.",
  lowestPeakBitRate:
    "Apple publishes no rule for which of several variants is taken. The plan says: the lowest BANDWIDTH.",
};
