import * as vscode from "vscode";
import { isManagedMode } from "../model/app-configuration";
import { folderOf } from "../model/project/paths";
import type { AppProject } from "../model/project/snapshot";
import type { CorePaths } from "./core-paths";

const scriptName = "downloader.mjs";
const managedTemplate = "managed-downloader.mjs";
const typesName = "background-assets-downloader.d.ts";

/**
 * Puts a script to begin with, and the types that it names, beside the project file (or the app). What is there stays as
 * it is; the types are ours and are brought up to date.
 * @param templates the folder with both
 */
export async function writeDownloaderScript(
  { settings, folder, configuration }: AppProject,
  paths: CorePaths,
  templates: vscode.Uri,
): Promise<void> {
  const target = paths.uriOf(settings.path === undefined ? folder : folderOf(settings.path));
  const script =
    settings.downloader === undefined ? vscode.Uri.joinPath(target, scriptName) : paths.uriOf(settings.downloader);
  // Relative URLs of the manifest start where the manifest is.
  const base = configuration.manifestUrl?.value;
  const edit = new vscode.WorkspaceEdit();
  for (const [uri, template, overwrite] of [
    [vscode.Uri.joinPath(target, typesName), typesName, true],
    [script, isManagedMode(configuration.mode) ? managedTemplate : scriptName, false],
  ] as const) {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(templates, template)));
    const contents = new TextEncoder().encode(
      base === undefined ? text : text.replaceAll('"https://cdn.example.com/"', () => JSON.stringify(base)),
    );
    edit.createFile(uri, { contents, overwrite, ignoreIfExists: !overwrite });
  }
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`${script.path} cannot be written.`);
  await vscode.window.showTextDocument(script);
  if (settings.downloader !== undefined) return;
  void vscode.window.showInformationMessage(
    `Name it in background-assets.jsonc, and simulations ask it for their downloads: "downloader": "${scriptName}"`,
  );
}
