import * as vscode from "vscode";
import { relativePath } from "../language/relative-path";
import { scenarioTemplates, scenarioText } from "../language/scenario-templates";
import { folderOf } from "../model/project/paths";
import type { AppProject } from "../model/project/snapshot";
import type { ProjectDocuments } from "./project-documents";

/** Writes one of the common questions as a scenario into `scenarios` of the app's workspace folder, and opens it. */
export async function newScenario(documents: ProjectDocuments, app: AppProject): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    scenarioTemplates.map((template) => ({ label: template.title, detail: template.question, template })),
    { placeHolder: `Scenario for ${app.configuration.displayName}`, matchOnDetail: true },
  );
  if (picked === undefined) return;
  const { template } = picked;
  const infoPlist = documents.paths.uriOf(app.id);
  const root = vscode.workspace.getWorkspaceFolder(infoPlist)?.uri ?? documents.paths.uriOf(folderOf(app.id));
  const uri = await freeUri(vscode.Uri.joinPath(root, "scenarios"), template.name);
  const project = relativePath(folderOf(documents.paths.pathOf(uri)), app.id);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(scenarioText(template, app, project)));
  await vscode.window.showTextDocument(uri);
}

/** Nothing of the person's own is overwritten. */
async function freeUri(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${number === 1 ? "" : `-${number}`}.ba-scenario.jsonc`);
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!isThere) return uri;
  }
}
