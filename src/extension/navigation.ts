import * as vscode from "vscode";
import type * as lsp from "vscode-languageserver-types";
import { definition } from "../language/definition";
import { fileLinks } from "../language/file-links";
import { references } from "../language/references";
import { documentsAndCode } from "./document-selector";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

/** Definitions and references of groups, identifiers and packs, and links to the files that our own files name. */
export function registerNavigation(documents: ProjectDocuments): vscode.Disposable {
  const toLocation = ({ uri, range }: lsp.Location) =>
    new vscode.Location(documents.paths.fromFileUri(uri), toRange(range));
  const definitions: vscode.DefinitionProvider = {
    async provideDefinition(document, position, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return undefined;
      return definition(snapshot, documents.paths.pathOf(document.uri), position).map(toLocation);
    },
  };
  const allReferences: vscode.ReferenceProvider = {
    async provideReferences(document, position, { includeDeclaration }, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return undefined;
      const path = documents.paths.pathOf(document.uri);
      return references(snapshot, path, position, includeDeclaration).map(toLocation);
    },
  };
  const links: vscode.DocumentLinkProvider = {
    async provideDocumentLinks(document, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return [];
      return fileLinks(snapshot, documents.paths.pathOf(document.uri)).map(
        ({ range, target }) =>
          new vscode.DocumentLink(
            toRange(range),
            target === undefined ? undefined : documents.paths.fromFileUri(target),
          ),
      );
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(documentsAndCode, definitions),
    vscode.languages.registerReferenceProvider(documentsAndCode, allReferences),
    vscode.languages.registerDocumentLinkProvider([{ language: "json" }, { language: "jsonc" }], links),
  );
}
