import { nodeAt, rangeOfNode } from "../../model/json/tree";
import type { Findings } from "../findings";
import type { MediaFix } from "../media-diagnostic";
import type { VariantQualifier } from "../plan/media-plan";
import type { PlanPath } from "../plan/plan-places";
import type { MultivariantPlaylist } from "../playlist/playlist";
import type { VariantChoice } from "./choose-variant";
import { describeVariant } from "./describe";
import type { Playability } from "./playability";
import { describeQualifier, namedVariant } from "./qualifiers";

/** What the choice says about the qualifiers of one content configuration. */
export function judgeQualifiers(
  path: PlanPath,
  qualifiers: readonly VariantQualifier[],
  choice: VariantChoice,
  { excluded }: Playability,
  playlist: MultivariantPlaylist,
  findings: Findings,
): void {
  const at = (index: number) => [...path, "variantQualifiers", index];
  for (const [index, qualifier] of qualifiers.entries()) {
    if (qualifier.kind === "variant" && namedVariant(qualifier, playlist) === undefined) {
      const message = `The playlist has no such variant among its ${playlist.variants.length}: an AVAssetVariant can only come from the asset itself. Check url, stableVariantID and index (from 0).`;
      findings.at([...at(index), "variant"], "selection-not-found", "error", message);
    }
    if (choice.qualifier !== undefined && index > choice.qualifier) {
      const message = `Qualifier ${index + 1} is not looked at: qualifier ${choice.qualifier + 1} (${describeQualifier(qualifiers[choice.qualifier] ?? qualifier)}) matches already. Qualifiers are an order of preference; to combine conditions, write one predicate with AND.`;
      findings.at(at(index), "qualifier-unreachable", "info", message);
    }
  }
  const { variant } = choice;
  if (choice.qualifier === undefined) {
    if (qualifiers.length === 0) return;
    const taken = variant === undefined ? "nothing" : describeVariant(variant);
    const which =
      qualifiers.length === 1 ? "The qualifier matches" : `None of the ${qualifiers.length} qualifiers matches`;
    const no = qualifiers.length === 1 ? " no" : " a";
    const message = `${which}${no} playable variant. That is no limit and no error on a device: the system chooses among all, here ${taken}. Add a qualifier that matches.`;
    findings.at([...path, "variantQualifiers"], "qualifier-no-match", "warning", message);
    return;
  }
  if (variant === undefined) return;
  const reason = choice.isExact ? excluded.get(variant.index) : undefined;
  if (reason !== undefined) {
    const message = `The exact variant ${describeVariant(variant)} is downloaded, and cannot be played on the device that the plan describes. ${reason} Use a predicate, which only playable variants are tried against.`;
    findings.at(at(choice.qualifier), "qualifier-explicit-unplayable", "warning", message);
  }
  judgeUndeclared(at(choice.qualifier), choice, findings);
}

function judgeUndeclared(path: PlanPath, choice: VariantChoice, findings: Findings): void {
  const names = new Set<string>();
  let count = 0;
  for (const match of choice.matches.values()) {
    if (!match.matches || match.undeclared.length === 0) continue;
    count++;
    for (const name of match.undeclared) names.add(name);
  }
  if (count === 0) return;
  const isNumber = [...names].some((name) => /Rate$/.test(name));
  const variants = count === 1 ? "1 variant matches" : `${count} variants match`;
  const value = isNumber || names.has("CHANNELS") || names.has("SAMPLE-RATE") ? "negative" : "zero";
  const message = `${variants} only because the playlist does not declare ${[...names].join(" and ")}: what is not declared counts as ${value}. Exclude it with a condition from 0 on.`;
  findings.at([...path, "predicate"], "qualifier-matches-undeclared", "warning", message, {
    fixes: declaredOnly(path, [...names], findings),
  });
}

/** Adds `AND averageBitRate >= 0` to a predicate. */
function declaredOnly(path: PlanPath, names: readonly string[], findings: Findings): readonly MediaFix[] {
  const node = nodeAt(findings.root, [...path, "predicate"]);
  if (node?.type !== "string") return [];
  const conditions = names.filter((name) => /Rate$/.test(name)).map((name) => `${name} >= 0`);
  if (conditions.length === 0) return [];
  const text = String(node.value);
  const old = /\bOR\b|\|\|/i.test(text) ? `(${text})` : text;
  const newText = JSON.stringify(`${old} AND ${conditions.join(" AND ")}`);
  return [
    { title: `Add ${conditions.join(" AND ")}`, preferred: true, edits: [{ range: rangeOfNode(node), newText }] },
  ];
}
