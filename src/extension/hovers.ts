import * as vscode from "vscode";
import { hover } from "../language/hover";
import { allDocuments } from "./document-selector";
import { toHover } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export function registerHovers(documents: ProjectDocuments): vscode.Disposable {
  return vscode.languages.registerHoverProvider(allDocuments, {
    async provideHover(document, position, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return undefined;
      const found = hover(snapshot, documents.paths.pathOf(document.uri), position);
      return found === undefined ? undefined : toHover(found);
    },
  });
}
