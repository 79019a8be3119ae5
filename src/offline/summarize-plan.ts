import { formatBytes } from "../model/sizes";
import type { PlanPath } from "./plan/plan-places";
import type { PlannedMedia } from "./planned-media";
import { describeRendition, describeVariant } from "./select/describe";

/** What there is to say beside a plan file once it is planned, in a few words. Plain data, to be kept and sent. */
export interface PlanSummary {
  /** "about 123 MB", or why nothing can be downloaded. */
  readonly total: string;
  /** What each content configuration takes, at its place in the plan. */
  readonly choices: readonly { readonly path: PlanPath; readonly title: string }[];
}

export function summarizePlan({ selection, estimate, canDownload, source, diagnostics }: PlannedMedia): PlanSummary {
  const firstError = diagnostics.find(({ severity }) => severity === "error");
  const exact = estimate.method === "byte-ranges" ? "" : "about ";
  const total = canDownload
    ? `${exact}${formatBytes(estimate.expectedBytes)}`
    : `cannot be downloaded${firstError === undefined ? "" : ` (${firstError.code})`}`;
  const choices = (selection?.choices ?? []).map(({ name, variant, renditions }, index) => {
    const taken = variant === undefined ? undefined : selection?.playlist.variants[variant];
    const names = renditions.flatMap((one) => {
      const rendition = selection?.playlist.renditions[one];
      return rendition === undefined ? [] : describeRendition(rendition);
    });
    const video = taken === undefined ? "nothing" : describeVariant(taken);
    return { path: placeOfChoice(name, index), title: ["Takes", [video, ...names].join(", ")].join(" ") };
  });
  const file = selection === undefined && source.url !== undefined && source.format !== "hls" ? "a single file, " : "";
  return { total: `${file}${total}`, choices };
}

function placeOfChoice(name: string, index: number): PlanPath {
  if (name === "primary") return ["primaryContentConfiguration"];
  return name.startsWith("auxiliary") ? ["auxiliaryContentConfigurations", index - 1] : [];
}
