import * as vscode from "vscode";
import type { WorkerEnvironment } from "../protocol/worker-messages";
import { messageOf } from "./log";
import { certificateAuthorities, httpSettings } from "./settings";

/** What the worker has to know about the network, because VS Code's settings do not reach it. */
export async function workerEnvironment(
  stateFolder: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<WorkerEnvironment> {
  await vscode.workspace.fs.createDirectory(stateFolder);
  return {
    stateFolder: stateFolder.fsPath,
    ...httpSettings(),
    certificateAuthorities: await readCertificateAuthorities(log),
  };
}

async function readCertificateAuthorities(log: vscode.LogOutputChannel): Promise<readonly string[]> {
  const result: string[] = [];
  for (const path of certificateAuthorities()) {
    try {
      result.push(new TextDecoder().decode(await vscode.workspace.fs.readFile(uriOf(path))));
    } catch (error) {
      log.warn(`backgroundAssets.certificateAuthorities: ${path} could not be read: ${messageOf(error)}`);
    }
  }
  return result;
}

function uriOf(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isAbsolute = /^([A-Za-z]:)?[\\/]/.test(path);
  return isAbsolute || folder === undefined ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder, path);
}
