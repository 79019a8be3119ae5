import * as vscode from "vscode";
import type * as lsp from "vscode-languageserver-types";
import { codeActions } from "../language/code-actions";
import { refactorings } from "../language/refactorings/refactorings";
import { documentsAndCode } from "./document-selector";
import { toDiagnostic, toWorkspaceEdit } from "./lsp-to-vscode";
import type { MediaPlans } from "./media-plans";
import type { ProjectDocuments } from "./project-documents";

/** Quick fixes, and what can be rewritten although nothing is wrong. */
export function registerCodeActions(documents: ProjectDocuments, mediaPlans: MediaPlans): vscode.Disposable {
  const { paths } = documents;
  const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, { only }, token) {
      const isWanted = (kind: vscode.CodeActionKind) => only === undefined || only.contains(kind);
      if (!isWanted(QuickFix) && !isWanted(RefactorRewrite)) return [];
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return [];
      const path = paths.pathOf(document.uri);
      const fixes = isWanted(QuickFix) ? codeActions(snapshot, path, range, mediaPlans.findings(snapshot, path)) : [];
      const rewrites = isWanted(RefactorRewrite) ? refactorings(snapshot, path, range) : [];
      const toCodeAction = (kind: vscode.CodeActionKind) => (action: lsp.CodeAction) => {
        const result = new vscode.CodeAction(action.title, kind);
        if (action.edit !== undefined) result.edit = toWorkspaceEdit(action.edit, paths);
        if (action.isPreferred === true) result.isPreferred = true;
        result.diagnostics = (action.diagnostics ?? []).map((diagnostic) => toDiagnostic(diagnostic, paths));
        return result;
      };
      return [...fixes.map(toCodeAction(QuickFix)), ...rewrites.map(toCodeAction(RefactorRewrite))];
    },
  };
  return vscode.languages.registerCodeActionsProvider(documentsAndCode, provider, {
    providedCodeActionKinds: [QuickFix, RefactorRewrite],
  });
}
