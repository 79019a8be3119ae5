import * as vscode from "vscode";
import type { ProjectDocuments } from "./project-documents";

const openAsJsonWithComments = "backgroundAssets.openAsJsonWithComments";

/**
 * Apple's template of a packaging manifest is full of comments, which VS Code underlines in a `.json`. Where it does, or
 * where we speak of the comments, the other language is offered; the file stays as it is.
 */
export function registerJsonWithComments(documents: ProjectDocuments): vscode.Disposable {
  const { QuickFix } = vscode.CodeActionKind;
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics, only }, token) {
      if (only !== undefined && !only.contains(QuickFix)) return [];
      const about = diagnostics.filter(isAboutComments);
      if (about.length === 0) return [];
      const { files } = await documents.current();
      const kind = files.get(documents.paths.pathOf(document.uri))?.kind;
      if (token.isCancellationRequested || kind !== "packaging-manifest") return [];
      const title = "Open as JSON with Comments";
      const action = new vscode.CodeAction(title, QuickFix);
      action.command = { title, command: openAsJsonWithComments, arguments: [document.uri] };
      action.diagnostics = about;
      action.isPreferred = true;
      return [action];
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider({ language: "json" }, provider, {
      providedCodeActionKinds: [QuickFix],
    }),
    vscode.commands.registerCommand(openAsJsonWithComments, async (argument: unknown) => {
      const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
      const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri?.toString());
      if (document?.languageId === "json") await vscode.languages.setTextDocumentLanguage(document, "jsonc");
    }),
  );
}

/** Comments and trailing commas, by the numbers of VS Code's JSON service (521 and 519), and our own word about them. */
function isAboutComments({ source, code }: vscode.Diagnostic): boolean {
  const value = typeof code === "object" ? code.value : code;
  return value === "BA321" || ((source === "json" || source === "jsonc") && (value === 521 || value === 519));
}
