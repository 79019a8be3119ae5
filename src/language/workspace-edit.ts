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

/**
 * The same edits, which VS Code shows before it makes them. Whatever is marked as needing confirmation comes unticked in its
 * preview, so that accepting it would change nothing: an edit that changes nothing has the mark, and all others are ticked.
 */
export function toConfirm(edit: WorkspaceEdit, label: string): WorkspaceEdit {
  const start = { line: 0, character: 0 };
  const preview = { range: { start, end: start }, newText: "", annotationId: "preview" };
  const documentChanges = Object.entries(edit.changes ?? {}).map(([uri, edits], index) => ({
    textDocument: { uri, version: null },
    edits: [...edits.map((one) => ({ ...one, annotationId: "change" })), ...(index === 0 ? [preview] : [])],
  }));
  const changeAnnotations: Record<string, ChangeAnnotation> = {
    change: { label, needsConfirmation: false },
    preview: { label: "Shown before it is applied", needsConfirmation: true },
  };
  return { documentChanges, changeAnnotations };
}
