import * as vscode from "vscode";
import type * as lsp from "vscode-languageserver-types";
import type { CorePaths } from "./core-paths";

/** The language features answer with plain objects as LSP has them; these are VS Code's own. */

export function toRange({ start, end }: lsp.Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function toDiagnostic(diagnostic: lsp.Diagnostic, paths: CorePaths): vscode.Diagnostic {
  const message = typeof diagnostic.message === "string" ? diagnostic.message : diagnostic.message.value;
  const result = new vscode.Diagnostic(toRange(diagnostic.range), message, severityOf(diagnostic.severity));
  if (diagnostic.source !== undefined) result.source = diagnostic.source;
  if (diagnostic.code !== undefined) {
    const { href } = diagnostic.codeDescription ?? {};
    result.code =
      href === undefined ? diagnostic.code : { value: diagnostic.code, target: vscode.Uri.parse(href, true) };
  }
  if (diagnostic.relatedInformation !== undefined) {
    result.relatedInformation = diagnostic.relatedInformation.map(
      ({ location, message }) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(paths.fromFileUri(location.uri), toRange(location.range)),
          message,
        ),
    );
  }
  return result;
}

function severityOf(severity: lsp.DiagnosticSeverity | undefined): vscode.DiagnosticSeverity {
  if (severity === 2) return vscode.DiagnosticSeverity.Warning;
  if (severity === 3) return vscode.DiagnosticSeverity.Information;
  return vscode.DiagnosticSeverity.Error;
}

export function toWorkspaceEdit(edit: lsp.WorkspaceEdit, paths: CorePaths): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  for (const change of edit.documentChanges ?? []) {
    if (!("textDocument" in change)) continue;
    const edits = change.edits.flatMap((one): [vscode.TextEdit, vscode.WorkspaceEditEntryMetadata | undefined][] => {
      if (!("newText" in one)) return [];
      const annotation = "annotationId" in one ? edit.changeAnnotations?.[one.annotationId] : undefined;
      const metadata = annotation && {
        label: annotation.label,
        needsConfirmation: annotation.needsConfirmation ?? false,
      };
      return [[new vscode.TextEdit(toRange(one.range), one.newText), metadata]];
    });
    result.set(
      paths.fromFileUri(change.textDocument.uri),
      edits as [vscode.TextEdit, vscode.WorkspaceEditEntryMetadata][],
    );
  }
  for (const [uri, edits] of Object.entries(edit.changes ?? {})) {
    result.set(
      paths.fromFileUri(uri),
      edits.map(({ range, newText }) => new vscode.TextEdit(toRange(range), newText)),
    );
  }
  return result;
}

export function toHover(hover: lsp.Hover): vscode.Hover {
  const { contents } = hover;
  const text = typeof contents === "string" ? contents : "value" in contents ? contents.value : "";
  const markdown = new vscode.MarkdownString(text);
  return hover.range === undefined ? new vscode.Hover(markdown) : new vscode.Hover(markdown, toRange(hover.range));
}
