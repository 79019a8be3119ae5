import type { Diagnostic as LspDiagnostic } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { diagnose } from "../rules/engine";
import { helpUrl } from "../rules/help";
import type { Diagnostic, Rule, Severity } from "../rules/rule";
import { toLocation, toRange } from "./lsp-places";

/** DiagnosticSeverity of LSP; its hint is not used. */
const severities: Readonly<Record<Severity, 1 | 2 | 3>> = { error: 1, warning: 2, info: 3 };

/** Shown beside the code, so that one sees who says it. */
export const diagnosticSource = "Background Assets";

export type RuleFailureListener = (rule: Rule, path: string, error: unknown) => void;

const known = new WeakMap<ProjectSnapshot, Map<string, readonly Diagnostic[]>>();

/** The findings of a file. Worked out once for each file of a snapshot; validation and code actions share them. */
export function diagnosticsOf(
  snapshot: ProjectSnapshot,
  path: string,
  onRuleFailure?: RuleFailureListener,
): readonly Diagnostic[] {
  let byPath = known.get(snapshot);
  if (byPath === undefined) {
    byPath = new Map();
    known.set(snapshot, byPath);
  }
  let diagnostics = byPath.get(path);
  if (diagnostics === undefined) {
    diagnostics = diagnose(snapshot, { paths: [path], ...(onRuleFailure && { onRuleFailure }) }).get(path) ?? [];
    byPath.set(path, diagnostics);
  }
  return diagnostics;
}

/**
 * The diagnostics of a file as LSP has them; empty for a file that is not in the snapshot.
 * @param further what something else than the rules found in the file, such as planning a download
 */
export function validate(
  snapshot: ProjectSnapshot,
  path: string,
  onRuleFailure?: RuleFailureListener,
  further: readonly Diagnostic[] = [],
): readonly LspDiagnostic[] {
  return [...diagnosticsOf(snapshot, path, onRuleFailure), ...further].flatMap((diagnostic) => {
    const converted = toLspDiagnostic(snapshot, diagnostic);
    return converted === undefined ? [] : [converted];
  });
}

export function toLspDiagnostic(snapshot: ProjectSnapshot, diagnostic: Diagnostic): LspDiagnostic | undefined {
  const file = snapshot.files.get(diagnostic.path);
  if (file === undefined) return undefined;
  const related = (diagnostic.related ?? []).flatMap((place) => {
    const location = toLocation(snapshot, place.path, place.range);
    return location === undefined ? [] : [{ location, message: place.message }];
  });
  return {
    range: toRange(file.lines, diagnostic.range),
    severity: severities[diagnostic.severity],
    code: diagnostic.code,
    codeDescription: { href: helpUrl(diagnostic.rule) },
    source: diagnosticSource,
    message: diagnostic.message,
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}
