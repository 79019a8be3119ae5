import * as vscode from "vscode";
import { projectModeSwitch } from "../language/refactorings/refactorings";
import { downloadingModes } from "../language/refactorings/switch-mode";
import { modeName } from "../model/mode-name";
import type { AppProject } from "../model/project/snapshot";
import { toWorkspaceEdit } from "./lsp-to-vscode";
import type { ProjectDocuments } from "./project-documents";

/** What each mode is, in a few words. */
export const modeDescriptions = {
  "apple-hosted": "Apple stores the asset packs; three keys",
  "self-hosted-managed": "Asset packs on your own server, managed by the system",
  "self-hosted-unmanaged": "Any files on your own server, downloaded by your extension's code",
} as const;

/** Asks which mode, and shows the edits of all files in VS Code's preview; what is confirmed there is one step to undo. */
export async function switchProjectMode(documents: ProjectDocuments, project: AppProject): Promise<void> {
  const current = project.configuration.mode;
  const items = downloadingModes
    .filter((mode) => mode !== current)
    .map((mode) => ({ label: modeName(mode), description: modeDescriptions[mode], mode }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Switch Project Mode: ${project.configuration.displayName}`,
    placeHolder: current === "none" ? "Mode" : `${modeName(current)} now; switch to`,
  });
  if (picked === undefined) return;
  // The files may have changed while the person chose.
  const snapshot = await documents.current();
  const edit = projectModeSwitch(snapshot, project.id, picked.mode);
  if (edit === undefined && project.app.plist.format === "project-source") {
    const source = vscode.workspace.asRelativePath(documents.paths.uriOf(project.app.path));
    throw new Error(
      `The Info.plist of ${project.configuration.displayName} is written from ${source}: change its keys there.`,
    );
  }
  if (edit === undefined) {
    throw new Error(
      `The Info.plist of ${project.configuration.displayName} cannot be edited as XML: convert it with plutil -convert xml1.`,
    );
  }
  await vscode.workspace.applyEdit(toWorkspaceEdit(edit, documents.paths), { isRefactoring: true });
}
