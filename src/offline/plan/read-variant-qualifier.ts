import type { ComparisonOperator, OptionMatch, QualifierComparison, VariantQualifier } from "./media-plan";
import type { PlanValues } from "./plan-values";

/** The words of `NSComparisonPredicate.Operator` and what they are in a predicate. */
const operators: Readonly<Record<string, ComparisonOperator>> = {
  lessThan: "<",
  lessThanOrEqualTo: "<=",
  greaterThan: ">",
  greaterThanOrEqualTo: ">=",
  equalTo: "==",
  notEqualTo: "!=",
};

/** An item of `variantQualifiers`; undefined for one that qualifies nothing because of its shape. */
export function readVariantQualifier(values: PlanValues): VariantQualifier | undefined {
  const [name] = values.names();
  switch (name) {
    case "predicate": {
      const predicate = values.text("predicate");
      return predicate === undefined ? undefined : { kind: name, predicate };
    }
    case "presentationWidth":
    case "presentationHeight":
    case "channelCount":
    case "audioSampleRate": {
      const comparison = readComparison(values.object(name));
      return comparison === undefined ? undefined : { kind: name, comparison };
    }
    case "binauralAudio":
    case "immersiveAudio":
    case "downmixAudio": {
      const value = values.boolean(name);
      return value === undefined ? undefined : { kind: name, value };
    }
    case "variant": {
      const variant = values.object(name);
      const [url, stableVariantID] = [variant.text("url"), variant.text("stableVariantID")];
      const index = variant.number("index");
      return {
        kind: name,
        ...(url === undefined ? {} : { url }),
        ...(stableVariantID === undefined ? {} : { stableVariantID }),
        ...(index === undefined ? {} : { index }),
      };
    }
    default:
      return name !== undefined && unavailableMember(name) !== undefined
        ? { kind: "unavailable", member: name }
        : undefined;
  }
}

/** The method of `AVAssetVariantQualifier` that a member names, where Apple's headers have it and no platform does. */
export function unavailableMember(name: string): string | undefined {
  const match = /^(?:assetVariantQualifierFor|for)?(minimum|maximum)ValueInKeyPath:?$/i.exec(name);
  if (match === null) return undefined;
  const which = match[1]?.toLowerCase() === "minimum" ? "Minimum" : "Maximum";
  return `assetVariantQualifierFor${which}ValueInKeyPath:`;
}

function readComparison(values: PlanValues): QualifierComparison | undefined {
  const operator = operators[values.text("operatorType") ?? ""];
  const value = values.number("value");
  if (operator === undefined || value === undefined) return undefined;
  return { operator, value, ...readOption(values, "mediaSelectionOption", "option") };
}

/** Null is a choice of its own: nothing. */
export function readOption<Name extends string>(
  values: PlanValues,
  member: string,
  name: Name,
): { readonly [K in Name]?: OptionMatch | null } {
  const value = values.get(member);
  if (value === undefined) return {};
  if (value === null) return { [name]: null } as { [K in Name]: null };
  const option = values.object(member);
  const [language, optionName] = [option.text("language"), option.text("name")];
  const forced = option.boolean("forced");
  const match: OptionMatch = {
    ...(language === undefined ? {} : { language }),
    ...(optionName === undefined ? {} : { name: optionName }),
    ...(option.has("characteristics") ? { characteristics: option.texts("characteristics") } : {}),
    ...(forced === undefined ? {} : { forced }),
  };
  return { [name]: match } as { [K in Name]: OptionMatch };
}
