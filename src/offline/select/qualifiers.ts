import type { ComparisonOperator, QualifierComparison, VariantQualifier } from "../plan/media-plan";
import type { MultivariantPlaylist, Rendition, Variant } from "../playlist/playlist";
import { evaluatePredicate } from "../predicate/evaluate-predicate";
import { parsePredicate } from "../predicate/parse-predicate";
import { hasVideoAttributes, undeclared } from "../predicate/variant-attributes";
import { automaticAudio, channelCount, groupOf, hasChannelUsage, matchesOption } from "./media-options";

export interface QualifierMatch {
  readonly matches: boolean;
  /** What the playlist does not declare, and matched all the same. */
  readonly undeclared: readonly string[];
  /** A comparison with something that is not there was taken for false. */
  readonly metNil: boolean;
}

const noMatch: QualifierMatch = { matches: false, undeclared: [], metNil: false };
const nilMatch: QualifierMatch = { matches: false, undeclared: [], metNil: true };

export interface QualifierContext {
  readonly playlist: MultivariantPlaylist;
  readonly preferredLanguages: readonly string[];
}

/** Whether a variant satisfies a qualifier. Those that name a variant are not asked: they are taken without evaluation. */
export function evaluateQualifier(
  qualifier: VariantQualifier,
  variant: Variant,
  context: QualifierContext,
): QualifierMatch {
  switch (qualifier.kind) {
    case "predicate": {
      const reading = parsePredicate(qualifier.predicate);
      return reading.kind === "problem" ? noMatch : evaluatePredicate(reading.predicate, variant);
    }
    case "presentationWidth":
    case "presentationHeight": {
      if (!hasVideoAttributes(variant)) return nilMatch;
      // A size that is not declared is zero.
      const side = qualifier.kind === "presentationWidth" ? variant.resolution?.width : variant.resolution?.height;
      return compared(
        side ?? 0,
        qualifier.comparison,
        side === undefined ? "videoAttributes.presentationSize" : undefined,
      );
    }
    case "channelCount":
    case "audioSampleRate": {
      const option = audioOption(qualifier.comparison.option, variant, context);
      if (option === undefined) return nilMatch;
      const value = qualifier.kind === "channelCount" ? channelCount(option) : option.sampleRate;
      const name = qualifier.kind === "channelCount" ? "CHANNELS" : "SAMPLE-RATE";
      return compared(value ?? undeclared, qualifier.comparison, value === undefined ? name : undefined);
    }
    case "binauralAudio":
    case "immersiveAudio":
    case "downmixAudio": {
      const option = audioOption(undefined, variant, context);
      if (option === undefined) return nilMatch;
      const usage = usages[qualifier.kind];
      return { ...noMatch, matches: hasChannelUsage(option, usage) === qualifier.value };
    }
    case "variant":
    case "unavailable":
      return noMatch;
  }
}

const usages = { binauralAudio: "BINAURAL", immersiveAudio: "IMMERSIVE", downmixAudio: "DOWNMIX" } as const;

function audioOption(
  option: QualifierComparison["option"],
  variant: Variant,
  { playlist, preferredLanguages }: QualifierContext,
): Rendition | undefined {
  const group = groupOf(playlist, variant, "AUDIO");
  if (option === undefined || option === null) return automaticAudio(group, preferredLanguages).rendition;
  return group.find((rendition) => matchesOption(rendition, option));
}

function compared(
  value: number,
  { operator, value: limit }: QualifierComparison,
  missing: string | undefined,
): QualifierMatch {
  const matches = holds(value, operator, limit);
  return { matches, undeclared: matches && missing !== undefined ? [missing] : [], metNil: false };
}

function holds(value: number, operator: ComparisonOperator, limit: number): boolean {
  switch (operator) {
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
    case "==":
      return value === limit;
    case "!=":
      return value !== limit;
  }
}

/** The variant that an exact qualifier names, in this playlist. */
export function namedVariant(
  qualifier: Extract<VariantQualifier, { kind: "variant" }>,
  { variants }: MultivariantPlaylist,
): Variant | undefined {
  return variants.find(
    (variant) =>
      (qualifier.index === undefined || variant.index === qualifier.index) &&
      (qualifier.url === undefined || variant.url === qualifier.url || variant.uri === qualifier.url) &&
      (qualifier.stableVariantID === undefined || variant.stableVariantId === qualifier.stableVariantID),
  );
}

/** "presentationHeight <= 1080": a qualifier for people. */
export function describeQualifier(qualifier: VariantQualifier): string {
  switch (qualifier.kind) {
    case "predicate":
      return qualifier.predicate;
    case "presentationWidth":
    case "presentationHeight":
    case "channelCount":
    case "audioSampleRate":
      return `${qualifier.kind} ${qualifier.comparison.operator} ${qualifier.comparison.value}`;
    case "binauralAudio":
    case "immersiveAudio":
    case "downmixAudio":
      return `${qualifier.kind} ${qualifier.value}`;
    case "variant":
      return "an exact variant";
    case "unavailable":
      return qualifier.member;
  }
}
