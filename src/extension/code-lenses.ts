import * as vscode from "vscode";
import { codeLenses } from "../language/code-lenses";
import type { UrlChecks } from "./check-url";
import { allDocuments, projectSources } from "./document-selector";
import { toRange } from "./lsp-to-vscode";
import type { MediaPlans } from "./media-plans";
import type { ProjectDocuments } from "./project-documents";
import { isCodeLensEnabled, onDidChangeCodeLensSetting } from "./settings";

export function registerCodeLenses(
  documents: ProjectDocuments,
  urlChecks: UrlChecks,
  mediaPlans: MediaPlans,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document, token) {
      if (!isCodeLensEnabled(document.uri)) return [];
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return [];
      const path = documents.paths.pathOf(document.uri);
      return codeLenses(snapshot, path, urlChecks.titles, mediaPlans.summaries).map(({ range, command }) =>
        command === undefined ? new vscode.CodeLens(toRange(range)) : new vscode.CodeLens(toRange(range), command),
      );
    },
  };
  return vscode.Disposable.from(
    changed,
    onDidChangeCodeLensSetting(() => changed.fire()),
    // The manifest may have changed, which the plist's own lenses tell about.
    documents.onDidChange(() => changed.fire()),
    urlChecks.onDidChange(() => changed.fire()),
    mediaPlans.onDidChangeResults(() => changed.fire()),
    vscode.languages.registerCodeLensProvider([allDocuments, projectSources].flat(), provider),
  );
}
