import * as vscode from "vscode";
import { inlayHints } from "../language/inlay-hints";
import { allDocuments } from "./document-selector";
import type { ProjectDocuments } from "./project-documents";

export function registerInlayHints(documents: ProjectDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    async provideInlayHints(document, range, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return [];
      return inlayHints(snapshot, documents.paths.pathOf(document.uri), range).map((hint) => {
        const { line, character } = hint.position;
        const label = typeof hint.label === "string" ? hint.label : "";
        const result = new vscode.InlayHint(new vscode.Position(line, character), label);
        if (typeof hint.tooltip === "string") result.tooltip = hint.tooltip;
        if (hint.paddingLeft !== undefined) result.paddingLeft = hint.paddingLeft;
        return result;
      });
    },
  };
  return vscode.Disposable.from(
    changed,
    // Which manifest belongs to an app, and how it is read, is said in other files.
    documents.onDidChange(() => changed.fire()),
    vscode.languages.registerInlayHintsProvider(allDocuments, provider),
  );
}
