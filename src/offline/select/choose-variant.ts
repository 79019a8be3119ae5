import type { SimulationOptions, VariantQualifier } from "../plan/media-plan";
import type { Variant } from "../playlist/playlist";
import { type AutomaticChoice, chooseAutomatically } from "./automatic-variant";
import { describeVariant } from "./describe";
import {
  describeQualifier,
  evaluateQualifier,
  namedVariant,
  type QualifierContext,
  type QualifierMatch,
} from "./qualifiers";

export interface VariantChoice {
  readonly variant: Variant | undefined;
  /** The qualifier that decided, from 0; undefined: the automatic selection over all. */
  readonly qualifier: number | undefined;
  readonly isExact: boolean;
  /** What was left to choose from. */
  readonly candidates: readonly Variant[];
  /** Of the deciding qualifier, by variant index. */
  readonly matches: ReadonlyMap<number, QualifierMatch>;
  /** A comparison met an attribute that a variant does not have. */
  readonly metNil: boolean;
  /** More than one candidate: no published rule decided. */
  readonly isAssumed: boolean;
  /** A sentence. */
  readonly why: string;
}

/** Chooses among several candidates; where the auxiliary content is optimized, with an eye on the primary's video. */
export type ChooseAmong = (candidates: readonly Variant[]) => AutomaticChoice | undefined;

/**
 * What AVAssetDownloadTask.h says of one content configuration: the first qualifier that matches a playable variant
 * decides and later ones are ignored; an exact variant is taken without evaluation; where none matches, and where several
 * variants do, the automatic selection chooses.
 */
export function chooseVariant(
  qualifiers: readonly VariantQualifier[],
  playable: readonly Variant[],
  context: QualifierContext,
  method: SimulationOptions["automaticVariantSelection"],
  chooseAmong: ChooseAmong = (candidates) => chooseAutomatically(candidates, method),
): VariantChoice {
  let metNil = false;
  for (const [index, qualifier] of qualifiers.entries()) {
    if (qualifier.kind === "variant") {
      const variant = namedVariant(qualifier, context.playlist);
      if (variant === undefined) continue;
      const why = `Qualifier ${index + 1} names exactly this variant: it is taken without evaluation, playable or not.`;
      const base = { candidates: [variant], matches: new Map(), isAssumed: false, metNil };
      return { ...base, variant, qualifier: index, isExact: true, why };
    }
    const matches = new Map<number, QualifierMatch>();
    for (const variant of playable) {
      const match = evaluateQualifier(qualifier, variant, context);
      matches.set(variant.index, match);
      metNil ||= match.metNil;
    }
    const candidates = playable.filter((variant) => matches.get(variant.index)?.matches === true);
    const chosen = chooseAmong(candidates);
    if (chosen === undefined) continue;
    const first = index === 0 ? "" : ", the first one that matches a playable variant";
    const matched = `It satisfies qualifier ${index + 1} (${describeQualifier(qualifier)})${first}`;
    const why =
      candidates.length === 1
        ? `${matched}, and is the only one.`
        : `${matched}; of the ${candidates.length} that do, it is taken because of ${chosen.because}.`;
    const base = { variant: chosen.variant, candidates, matches, metNil };
    return { ...base, qualifier: index, isExact: false, isAssumed: candidates.length > 1, why };
  }
  const chosen = chooseAmong(playable);
  const start = qualifiers.length === 0 ? "There are no qualifiers" : "No qualifier matches a playable variant";
  const why =
    chosen === undefined
      ? "No variant is playable on this device."
      : playable.length === 1
        ? `${start}, and it is the only playable variant.`
        : `${start}: the automatic selection takes it because of ${chosen.because}.`;
  const base = { candidates: playable, matches: new Map(), isExact: false, metNil };
  return { ...base, variant: chosen?.variant, qualifier: undefined, isAssumed: playable.length > 1, why };
}

/** Why a playable variant was not taken, as a sentence. */
export function whyNotChosen(variant: Variant, choice: VariantChoice, qualifiers: readonly VariantQualifier[]): string {
  const winner = choice.variant === undefined ? "none" : describeVariant(choice.variant);
  if (choice.isExact) return `Qualifier ${(choice.qualifier ?? 0) + 1} names exactly ${winner}.`;
  const deciding = choice.qualifier === undefined ? undefined : qualifiers[choice.qualifier];
  if (deciding !== undefined && choice.matches.get(variant.index)?.matches !== true) {
    return `Does not satisfy qualifier ${(choice.qualifier ?? 0) + 1} (${describeQualifier(deciding)}), which decided for ${winner}.`;
  }
  const satisfies =
    deciding === undefined ? "Is playable" : `Satisfies qualifier ${(choice.qualifier ?? 0) + 1} as well`;
  return `${satisfies}, but ${winner} comes first in the automatic selection.`;
}
