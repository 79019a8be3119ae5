import * as vscode from "vscode";
import { projectSwiftExtension } from "../language/swift-extension";
import type { AppProject } from "../model/project/snapshot";

/** Opens the source as an untitled document: where it goes, and over what, is decided when it is saved. */
export async function openSwiftExtension(project: AppProject): Promise<void> {
  const written = projectSwiftExtension(project);
  if ("problem" in written) throw new Error(written.problem);
  const document = await vscode.workspace.openTextDocument({ language: "swift", content: written.text });
  await vscode.window.showTextDocument(document);
  if (written.notes.length > 0) void vscode.window.showInformationMessage(written.notes.join(" "));
}
