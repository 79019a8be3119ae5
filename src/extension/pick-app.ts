import * as vscode from "vscode";
import type { AppProject } from "../model/project/snapshot";
import { projectForFile } from "../rules/project-lookup";
import { appsOf } from "./panel-state";
import type { ProjectDocuments } from "./project-documents";

/** The app that is meant: the named one, the one of the active editor, the only one, or the one that is picked. */
export async function pickApp(documents: ProjectDocuments, argument: unknown): Promise<AppProject | undefined> {
  const snapshot = await documents.current();
  const apps = appsOf(snapshot);
  if (typeof argument === "string") {
    return apps.find(({ id }) => id === argument) ?? apps.find(({ app }) => app.path === argument);
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const ofActive = active === undefined ? undefined : projectForFile(snapshot, documents.paths.pathOf(active));
  if (ofActive !== undefined && apps.includes(ofActive)) return ofActive;
  if (apps.length === 0) {
    void vscode.window.showInformationMessage(
      "No Info.plist in this workspace has Background Assets keys such as BAManifestURL.",
    );
  }
  if (apps.length <= 1) return apps[0];
  const items = apps.map((project) => ({
    label: project.configuration.displayName,
    description: vscode.workspace.asRelativePath(documents.paths.uriOf(project.id)),
    project,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "App" }))?.project;
}
