import * as vscode from "vscode";
import type * as lsp from "vscode-languageserver-types";
import { documentSymbols } from "../language/document-symbols";
import { allDocuments } from "./document-selector";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export function registerDocumentSymbols(documents: ProjectDocuments): vscode.Disposable {
  const provider: vscode.DocumentSymbolProvider = {
    async provideDocumentSymbols(document, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return [];
      return documentSymbols(snapshot, documents.paths.pathOf(document.uri)).map(toDocumentSymbol);
    },
  };
  // VS Code's own JSON outline stands beside this one.
  return vscode.languages.registerDocumentSymbolProvider(allDocuments, provider, { label: "Background Assets" });
}

function toDocumentSymbol(symbol: lsp.DocumentSymbol): vscode.DocumentSymbol {
  const { name, detail = "", kind, range, selectionRange, children = [] } = symbol;
  // VS Code counts the kinds from 0, LSP from 1.
  const result = new vscode.DocumentSymbol(name, detail, kind - 1, toRange(range), toRange(selectionRange));
  result.children = children.map(toDocumentSymbol);
  return result;
}
