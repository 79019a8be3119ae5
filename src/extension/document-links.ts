import * as vscode from "vscode";
import { documentLinks } from "../language/document-links";
import { allDocuments } from "./document-selector";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export function registerDocumentLinks(documents: ProjectDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(allDocuments, {
    async provideDocumentLinks(document, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return [];
      return documentLinks(snapshot, documents.paths.pathOf(document.uri)).map(
        ({ range, target }) =>
          new vscode.DocumentLink(toRange(range), target === undefined ? undefined : vscode.Uri.parse(target)),
      );
    },
  });
}
