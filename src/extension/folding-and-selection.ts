import * as vscode from "vscode";
import type * as lsp from "vscode-languageserver-types";
import { foldingRanges } from "../language/folding";
import { selectionRanges } from "../language/selection-ranges";
import { propertyLists } from "./document-selector";
import { toRange } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

export function registerFoldingAndSelection(documents: ProjectDocuments): vscode.Disposable {
  const folding: vscode.FoldingRangeProvider = {
    async provideFoldingRanges(document, _context, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return undefined;
      const ranges = foldingRanges(snapshot, documents.paths.pathOf(document.uri)).map(
        ({ startLine, endLine, kind }) =>
          new vscode.FoldingRange(startLine, endLine, kind === "comment" ? vscode.FoldingRangeKind.Comment : undefined),
      );
      // An empty answer would take VS Code's own folding by indentation away.
      return ranges.length === 0 ? undefined : ranges;
    },
  };
  const selection: vscode.SelectionRangeProvider = {
    async provideSelectionRanges(document, positions, token) {
      const snapshot = await documents.current();
      if (token.isCancellationRequested) return undefined;
      return selectionRanges(snapshot, documents.paths.pathOf(document.uri), positions).map(toSelectionRange);
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerFoldingRangeProvider(propertyLists, folding),
    vscode.languages.registerSelectionRangeProvider(propertyLists, selection),
  );
}

function toSelectionRange({ range, parent }: lsp.SelectionRange): vscode.SelectionRange {
  return new vscode.SelectionRange(toRange(range), parent === undefined ? undefined : toSelectionRange(parent));
}
