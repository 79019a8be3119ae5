import type { CodeAction, Range } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { Diagnostic } from "../rules/rule";
import { diagnosticsOf, toLspDiagnostic } from "./validate";
import { workspaceEdit } from "./workspace-edit";

/**
 * The fixes of the findings that touch a range, the preferred ones first. Edits are of the snapshot's version of each
 * file; a fix that has nothing to change (a binary property list) is not offered.
 * @param further findings beyond those of the rules, as in `validate`
 */
export function codeActions(
  snapshot: ProjectSnapshot,
  path: string,
  range: Range,
  further: readonly Diagnostic[] = [],
): readonly CodeAction[] {
  const file = snapshot.files.get(path);
  if (file === undefined) return [];
  const start = file.lines.offsetAt(range.start);
  const end = file.lines.offsetAt(range.end);
  const actions: CodeAction[] = [];
  for (const diagnostic of [...diagnosticsOf(snapshot, path), ...further]) {
    if (diagnostic.range.start > end || diagnostic.range.end < start) continue;
    const lspDiagnostic = toLspDiagnostic(snapshot, diagnostic);
    for (const fix of diagnostic.fixes ?? []) {
      const edit = workspaceEdit(snapshot, fix.edits());
      if (edit === undefined || lspDiagnostic === undefined) continue;
      actions.push({
        title: fix.title,
        kind: "quickfix",
        diagnostics: [lspDiagnostic],
        edit,
        ...(fix.preferred ? { isPreferred: true } : {}),
      });
    }
  }
  return actions.sort((a, b) => Number(b.isPreferred ?? false) - Number(a.isPreferred ?? false));
}
