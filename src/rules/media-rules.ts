import type { JsonFile } from "../model/project/snapshot";
import { type MediaFindingName, mediaCodes } from "../offline/media-codes";
import { judgePlan, readMediaPlan } from "../offline/media-plan-file";
import { mediaRuleEntries } from "./media-rule-entries";
import { mediaRuleTexts } from "./media-rule-texts";
import { mediaEvidence } from "./media-sources";
import type { FileRule, Finding } from "./rule";

/**
 * The rules about offline media, in the order of their codes. Here they find what the plan file alone shows; with the same
 * codes planning and downloading find what only the playlists and the servers show (`planned-findings.ts`).
 */
export const mediaRules: readonly FileRule[] = (Object.keys(mediaRuleEntries) as MediaFindingName[]).map(mediaRule);

function mediaRule(name: MediaFindingName): FileRule {
  const { title, severity, source } = mediaRuleEntries[name];
  const text = mediaRuleTexts[name];
  return {
    code: mediaCodes[name],
    title,
    severity,
    scope: "file",
    evidence: [mediaEvidence(source, text?.says ?? "")],
    explanation: text?.explanation ?? "",
    ...(text?.examples === undefined ? {} : { examples: text.examples }),
    *check(file) {
      // Where the JSON itself is broken (BA003), what could be made of it says little about the plan.
      if (file.kind !== "media-plan" || file.root === undefined || file.problems.length > 0) return;
      if (name === "plan-shape") yield* shapeProblems(file);
      yield* planFindings(file, mediaCodes[name]);
    },
  };
}

function* shapeProblems(file: JsonFile): Iterable<Finding> {
  for (const { range, message } of readMediaPlan(file).problems) yield { path: file.path, range, message };
}

function* planFindings(file: JsonFile, code: string): Iterable<Finding> {
  const { plan } = readMediaPlan(file);
  if (plan === undefined) return;
  for (const diagnostic of judgePlan(plan)) {
    if (diagnostic.code !== code) continue;
    const { range, message, severity, fixes = [] } = diagnostic;
    yield {
      path: file.path,
      range,
      message,
      severity,
      fixes: fixes.map(({ title, preferred, edits }) => ({
        title,
        preferred,
        edits: () => [{ path: file.path, edits }],
      })),
    };
  }
}
