import * as vscode from "vscode";
import { prepareRename, rename } from "../language/rename";
import { allDocuments } from "./document-selector";
import { toRange, toWorkspaceEdit } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

/** "Rename Symbol" on the id of an asset pack. */
export function registerRename(documents: ProjectDocuments): vscode.Disposable {
  const { paths } = documents;
  const provider: vscode.RenameProvider = {
    async prepareRename(document, position) {
      const found = prepareRename(await documents.current(), paths.pathOf(document.uri), position);
      // VS Code shows the message where nothing can be renamed.
      if (found === undefined) throw new Error("Only the id of an asset pack can be renamed here.");
      return { range: toRange(found.range), placeholder: found.placeholder };
    },
    async provideRenameEdits(document, position, newName) {
      const result = rename(await documents.current(), paths.pathOf(document.uri), position, newName);
      if (!result.ok) throw new Error(result.message);
      return toWorkspaceEdit(result.edit, paths);
    },
  };
  // Swift is left to its own language server: a provider that refuses there would hide that one's answer.
  return vscode.languages.registerRenameProvider(allDocuments, provider);
}
