import type { ContentConfiguration, LegacyOptions, MediaSelection } from "./media-plan";
import type { PlanValues } from "./plan-values";
import { readOption, readVariantQualifier } from "./read-variant-qualifier";

/** An item that cannot be read keeps its place, as a qualifier that matches nothing: indices are those of the file. */
export function readContentConfiguration(values: PlanValues): ContentConfiguration {
  return {
    variantQualifiers: values
      .objects("variantQualifiers")
      .map((one) => readVariantQualifier(one) ?? { kind: "unavailable", member: one.names()[0] ?? "" }),
    mediaSelections: values.objects("mediaSelections").map(readMediaSelection),
  };
}

function readMediaSelection(values: PlanValues): MediaSelection {
  return {
    ...readOption(values, "audible", "audible"),
    ...readOption(values, "legible", "legible"),
    ...readOption(values, "visual", "visual"),
  };
}

export function readLegacyOptions(values: PlanValues): LegacyOptions {
  const key = (name: string) => `AVAssetDownloadTask${name}Key`;
  const size = values.object(key("MinimumRequiredPresentationSize"));
  const [width, height] = [size.number("width"), size.number("height")];
  return {
    minimumRequiredMediaBitrate: values.number(key("MinimumRequiredMediaBitrate")),
    minimumRequiredPresentationSize: width === undefined || height === undefined ? undefined : { width, height },
    mediaSelection: values.has(key("MediaSelection"))
      ? readMediaSelection(values.object(key("MediaSelection")))
      : undefined,
    mediaSelectionPrefersMultichannel: values.boolean(key("MediaSelectionPrefersMultichannel")) ?? true,
    prefersLosslessAudio: values.boolean(key("PrefersLosslessAudio")) ?? false,
    prefersHDR: values.boolean(key("PrefersHDR")) ?? true,
  };
}
