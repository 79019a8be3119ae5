import * as vscode from "vscode";
import type * as lsp from "vscode-languageserver-types";
import { completion, completionTriggers } from "../language/completion";
import { allDocuments } from "./document-selector";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export function registerCompletions(documents: ProjectDocuments): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token, context) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return undefined;
      const path = documents.paths.pathOf(document.uri);
      return completion(snapshot, path, position, context.triggerCharacter).map(toCompletionItem);
    },
  };
  return vscode.languages.registerCompletionItemProvider(allDocuments, provider, ...completionTriggers);
}

function toCompletionItem(item: lsp.CompletionItem): vscode.CompletionItem {
  // VS Code counts the kinds from 0, LSP from 1.
  const result = new vscode.CompletionItem(item.label, item.kind === undefined ? undefined : item.kind - 1);
  const { textEdit, documentation } = item;
  if (textEdit !== undefined && "range" in textEdit) {
    result.range = toRange(textEdit.range);
    result.insertText = new vscode.SnippetString(textEdit.newText);
  }
  if (item.detail !== undefined) result.detail = item.detail;
  if (item.sortText !== undefined) result.sortText = item.sortText;
  if (item.filterText !== undefined) result.filterText = item.filterText;
  if (documentation !== undefined) {
    result.documentation = new vscode.MarkdownString(
      typeof documentation === "string" ? documentation : documentation.value,
    );
  }
  return result;
}
