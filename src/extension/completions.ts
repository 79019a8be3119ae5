import * as vscode from "vscode";
import type * as lsp from "vscode-languageserver-types";
import { completion, completionTriggers } from "../language/completion";
import { completeSelectorPath } from "../language/completion/selector-paths";
import { workOnFiles } from "./disk-answers";
import { allDocuments } from "./document-selector";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export function registerCompletions(documents: ProjectDocuments): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token, context) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return undefined;
      const { paths } = documents;
      const path = paths.pathOf(document.uri);
      const opened = vscode.workspace.getWorkspaceFolder(document.uri);
      const ceiling = opened === undefined ? undefined : paths.pathOf(opened.uri);
      const onDisk = await workOnFiles(completeSelectorPath(snapshot, path, position, ceiling), paths, token);
      if (token.isCancellationRequested) return undefined;
      const items = [...completion(snapshot, path, position, context.triggerCharacter), ...(onDisk?.items ?? [])];
      return new vscode.CompletionList(items.map(toCompletionItem), onDisk?.isIncomplete);
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
  if (item.command !== undefined) result.command = item.command;
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
