import type { ProjectSnapshot } from "../model/project/snapshot";
import type { MediaDiagnostic } from "../offline/media-diagnostic";
import { judgePlan, readMediaPlan } from "../offline/media-plan-file";
import { mediaRules } from "./media-rules";
import { projectForFile } from "./project-lookup";
import type { Diagnostic } from "./rule";

/**
 * What planning and downloading found, as diagnostics of the plan file, beside those that the file alone shows: with the
 * levels that hold in its project. The plan must be that of the file's present text, because places are offsets.
 */
export function plannedFindings(
  snapshot: ProjectSnapshot,
  path: string,
  found: readonly MediaDiagnostic[],
): readonly Diagnostic[] {
  const file = snapshot.files.get(path);
  if (file?.kind !== "media-plan") return [];
  const { plan } = readMediaPlan(file);
  const said = new Set((plan === undefined ? [] : judgePlan(plan)).map(keyOf));
  const levels = projectForFile(snapshot, path)?.settings.rules ?? {};
  return found.flatMap((diagnostic): readonly Diagnostic[] => {
    const rule = mediaRules.find(({ code }) => code === diagnostic.code);
    const level = levels[diagnostic.code];
    if (rule === undefined || level === "off" || said.has(keyOf(diagnostic))) return [];
    const { code, range, message, severity, fixes = [] } = diagnostic;
    return [
      {
        code,
        rule,
        path,
        range,
        message,
        severity: level ?? severity,
        fixes: fixes.map(({ title, preferred, edits }) => ({ title, preferred, edits: () => [{ path, edits }] })),
      },
    ];
  });
}

function keyOf({ code, range, message }: MediaDiagnostic): string {
  return `${code} ${range.start} ${message}`;
}
