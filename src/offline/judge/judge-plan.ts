import { items, member, nodeAt, properties, propertyName, rangeOfNode, stringValue } from "../../model/json/tree";
import { Findings } from "../findings";
import type { MediaDiagnostic, MediaFix } from "../media-diagnostic";
import type { AVAssetDownloadPlan, MediaPlan, VariantQualifier } from "../plan/media-plan";
import type { PlanPath } from "../plan/plan-places";
import { unavailableMember } from "../plan/read-variant-qualifier";
import { parsePredicate } from "../predicate/parse-predicate";

const judged = new WeakMap<MediaPlan, readonly MediaDiagnostic[]>();

/** What the plan file alone shows, without a look at a playlist; in the order of its text. Worked out once for each plan. */
export function judgePlan(plan: MediaPlan): readonly MediaDiagnostic[] {
  let diagnostics = judged.get(plan);
  if (diagnostics === undefined) {
    diagnostics = judge(plan);
    judged.set(plan, diagnostics);
  }
  return diagnostics;
}

function judge(plan: MediaPlan): readonly MediaDiagnostic[] {
  const findings = new Findings(plan);
  judgeUrls(plan, findings);
  if (plan.kind === "AVAssetDownloadConfiguration") {
    for (const path of configurationPaths(plan)) judgeConfiguration(path, plan, findings);
    judgeDuplicates(plan, findings);
    judgeOptions(plan, findings);
    judgeAvailability(plan, findings);
  }
  return [...findings.diagnostics].sort((a, b) => a.range.start - b.range.start);
}

function judgeUrls(plan: MediaPlan, findings: Findings): void {
  const { root } = plan;
  const places: readonly PlanPath[] = [
    ["asset", "url"],
    ["url"],
    ...items(member(root, "sources")).map((_, index) => ["sources", index, "url"]),
  ];
  for (const path of places) {
    const node = nodeAt(root, path);
    const url = stringValue(node);
    if (node === undefined || url === undefined) continue;
    if (!URL.canParse(url)) {
      findings.at(
        path,
        "plan-shape",
        "error",
        `“${url}” is no absolute URL: nothing can be fetched. Write https://host/path.`,
      );
      continue;
    }
    const { protocol } = new URL(url);
    if (protocol === "https:") continue;
    if (protocol === "http:") {
      const message = `“${url}” is not encrypted: App Transport Security refuses it on a device unless the app's Info.plist has an exception. Use https.`;
      const newText = JSON.stringify(url.replace(/^http:/i, "https:"));
      findings.at(path, "insecure-url", "warning", message, {
        fixes: [{ title: "Use https", preferred: true, edits: [{ range: rangeOfNode(node), newText }] }],
      });
    } else {
      findings.at(
        path,
        "plan-shape",
        "error",
        `“${url}” is fetched with ${protocol.slice(0, -1)}, which is not supported: only https and http are.`,
      );
    }
  }
}

function configurationPaths(plan: AVAssetDownloadPlan): readonly PlanPath[] {
  const auxiliary = plan.auxiliaryContentConfigurations ?? [];
  return [["primaryContentConfiguration"], ...auxiliary.map((_, index) => ["auxiliaryContentConfigurations", index])];
}

function judgeConfiguration(path: PlanPath, plan: AVAssetDownloadPlan, findings: Findings): void {
  const list = items(nodeAt(plan.root, [...path, "variantQualifiers"]));
  const configuration =
    path[0] === "primaryContentConfiguration"
      ? plan.primaryContentConfiguration
      : plan.auxiliaryContentConfigurations?.[Number(path[1])];
  const qualifiers = configuration?.variantQualifiers ?? [];
  for (const [index, node] of list.entries()) {
    const at = [...path, "variantQualifiers", index];
    for (const property of properties(node)) {
      const method = unavailableMember(propertyName(property));
      if (method === undefined) continue;
      const key = property.children?.[0] ?? property;
      const message = `${method} is in Apple's documentation and unavailable on every platform in the headers: such a qualifier cannot be made. Write a predicate, such as "peakBitRate <= 5000000".`;
      findings.in(rangeOfNode(key), "qualifier-unavailable-api", "error", message);
    }
    const qualifier = qualifiers[index];
    if (qualifier?.kind === "predicate") judgePredicate([...at, "predicate"], qualifier.predicate, plan, findings);
    judgeReach(at, index, qualifiers, findings);
  }
}

function judgePredicate(path: PlanPath, text: string, plan: AVAssetDownloadPlan, findings: Findings): void {
  const reading = parsePredicate(text);
  if (reading.kind !== "problem") return;
  const node = nodeAt(plan.root, path);
  const { range, message } = reading.problem;
  // In a JSON string without escapes, text and source have the same places.
  const isPlain = node !== undefined && node.length === text.length + 2;
  const place = isPlain
    ? { start: node.offset + 1 + range.start, end: node.offset + 1 + Math.max(range.end, range.start + 1) }
    : undefined;
  const full = `This predicate cannot be evaluated: ${message}`;
  if (place === undefined) findings.at(path, "predicate", "error", full);
  else findings.in(place, "predicate", "error", full);
}

/** An exact variant is always taken, and what stands a second time cannot match where it did not before. */
function judgeReach(path: PlanPath, index: number, qualifiers: readonly VariantQualifier[], findings: Findings): void {
  const before = qualifiers.slice(0, index);
  const exact = before.findIndex(({ kind }) => kind === "variant");
  const own = JSON.stringify(qualifiers[index]);
  const twin = before.findIndex((one) => JSON.stringify(one) === own);
  if (exact !== -1) {
    const message = `Qualifier ${index + 1} is never looked at: qualifier ${exact + 1} names an exact variant, which is taken without evaluation. Remove it, or put it before.`;
    findings.at(path, "qualifier-unreachable", "info", message, { fixes: removal(path, findings) });
  } else if (twin !== -1) {
    const message = `Qualifier ${index + 1} says the same as qualifier ${twin + 1}: where that one matches nothing, this one does not either. Remove it.`;
    findings.at(path, "qualifier-unreachable", "info", message, { fixes: removal(path, findings) });
  }
}

function judgeDuplicates(plan: AVAssetDownloadPlan, findings: Findings): void {
  const seen = new Map<string, string>([[JSON.stringify(plan.primaryContentConfiguration), "the primary one"]]);
  for (const [index, configuration] of (plan.auxiliaryContentConfigurations ?? []).entries()) {
    const key = JSON.stringify(configuration);
    const twin = seen.get(key);
    if (twin === undefined) {
      seen.set(key, `auxiliary ${index + 1}`);
      continue;
    }
    const path = ["auxiliaryContentConfigurations", index];
    const message = `This auxiliary configuration is the same as ${twin}: it adds nothing. Remove it, or change its qualifiers or media selections.`;
    findings.at(path, "auxiliary-duplicate", "info", message, { fixes: removal(path, findings) });
  }
}

function judgeOptions(plan: AVAssetDownloadPlan, findings: Findings): void {
  const node = member(plan.root, "options");
  const key = node?.parent?.children?.[0];
  if (key === undefined || plan.legacyOptions === undefined) return;
  const message =
    "The options dictionary and its tasks are deprecated: new systems take an AVAssetDownloadConfiguration. Write primaryContentConfiguration with predicates on peakBitRate or averageBitRate, presentationHeight and videoRange, and mediaSelections.";
  findings.in(rangeOfNode(key), "legacy-option-deprecated", "warning", message);
}

function judgeAvailability(plan: AVAssetDownloadPlan, findings: Findings): void {
  if (plan.downloadsInterstitialAssets) {
    const message =
      "downloadsInterstitialAssets needs iOS 18, macOS 15, watchOS 11 or visionOS 2. The interstitials themselves are not planned or downloaded by this tool: their bytes come on top.";
    findings.at(["downloadsInterstitialAssets"], "availability", "info", message);
  }
  if (plan.interstitialMediaSelectionCriteria.length > 0) {
    const message =
      "setInterstitialMediaSelectionCriteria needs iOS 18.4, macOS 15.4, watchOS 11.4 or visionOS 2.4. The criteria are not evaluated by this tool.";
    findings.at(["interstitialMediaSelectionCriteria"], "availability", "info", message);
  }
  for (const path of configurationPaths(plan)) {
    for (const [index, node] of items(nodeAt(plan.root, [...path, "variantQualifiers"])).entries()) {
      for (const property of properties(node)) {
        const name = propertyName(property);
        const since = audioPredicates[name];
        if (since === undefined) continue;
        const message = `The predicate for ${name} needs ${since}: ask with #available, and put a qualifier for older systems behind it.`;
        findings.at([...path, "variantQualifiers", index, name], "availability", "info", message);
      }
    }
  }
}

const audioPredicates: Readonly<Record<string, string>> = {
  binauralAudio: "iOS 17",
  immersiveAudio: "iOS 17",
  downmixAudio: "iOS 17",
  audioSampleRate: "iOS 18",
};

/** Takes an item out of its list, with the comma that belongs to it. */
function removal(path: PlanPath, findings: Findings): readonly MediaFix[] {
  const list = items(nodeAt(findings.root, path.slice(0, -1)));
  const index = Number(path.at(-1));
  const [node, before, after] = [list[index], list[index - 1], list[index + 1]];
  if (node === undefined) return [];
  const start = before === undefined ? node.offset : before.offset + before.length;
  const end = before === undefined && after !== undefined ? after.offset : node.offset + node.length;
  return [{ title: "Remove it", preferred: false, edits: [{ range: { start, end }, newText: "" }] }];
}
