import type { ChangeAnnotation, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { FileEdit } from "../model/text";
import { fileUri, toRange } from "./lsp-places";

/** Edits by path; undefined where one is of a file that is not in the snapshot, or where nothing changes. */
export function workspaceEdit(snapshot: ProjectSnapshot, fileEdits: readonly FileEdit[]): WorkspaceEdit | undefined {
  const changes: Record<string, TextEdit[]> = {};
  for (const { path, edits } of fileEdits) {
    const file = snapshot.files.get(path);
    if (file === undefined) return undefined;
    if (edits.length === 0) continue;
    const uri = fileUri(path);
    const converted = edits.map(({ range, newText }) => ({ range: toRange(file.lines, range), newText }));
    changes[uri] = [...(changes[uri] ?? []), ...converted];
  }
  return Object.keys(changes).length === 0 ? undefined : { changes };
}

/** The same edits, which an editor shows for confirmation before it makes them. */
export function toConfirm(edit: WorkspaceEdit, label: string): WorkspaceEdit {
  const annotation: ChangeAnnotation = { label, needsConfirmation: true };
  const documentChanges = Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({
    textDocument: { uri, version: null },
    edits: edits.map((one) => ({ ...one, annotationId: "confirm" })),
  }));
  return { documentChanges, changeAnnotations: { confirm: annotation } };
}
