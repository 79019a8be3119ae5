import * as vscode from "vscode";
import { codeActions } from "../language/code-actions";
import { allDocuments } from "./document-selector";
import { toDiagnostic, toWorkspaceEdit } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export function registerCodeActions(documents: ProjectDocuments): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, context, token) {
      if (context.only !== undefined && !context.only.contains(vscode.CodeActionKind.QuickFix)) return [];
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return [];
      const { paths } = documents;
      return codeActions(snapshot, paths.pathOf(document.uri), range).map((action) => {
        const result = new vscode.CodeAction(action.title, vscode.CodeActionKind.QuickFix);
        if (action.edit !== undefined) result.edit = toWorkspaceEdit(action.edit, paths);
        if (action.isPreferred === true) result.isPreferred = true;
        result.diagnostics = (action.diagnostics ?? []).map((diagnostic) => toDiagnostic(diagnostic, paths));
        return result;
      });
    },
  };
  return vscode.languages.registerCodeActionsProvider(allDocuments, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}
