import * as vscode from "vscode";
import { isSkippedFolder } from "../model/project/candidate-paths";

/** Each folder of a virtual workspace may cost a request: nobody's project has more that matter. */
const mostFolders = 2000;
const listedAtATime = 8;

/**
 * The files of the workspace folders that VS Code's search does not reach: a virtual workspace has a search only where
 * its extension brings one. Folders that hold nothing of a project are left out; one that cannot be listed is.
 * @param found what the search found
 */
export async function filesBeyondSearch(
  found: readonly vscode.Uri[],
  token?: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const searched = new Set(found.map((uri) => vscode.workspace.getWorkspaceFolder(uri)?.uri.toString()));
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme !== "file" && !searched.has(uri.toString()),
  );
  const files: vscode.Uri[] = [];
  const queue = folders.map(({ uri }) => uri);
  let listed = 0;
  while (queue.length > 0 && listed < mostFolders && token?.isCancellationRequested !== true) {
    const batch = queue.splice(0, listedAtATime);
    listed += batch.length;
    const contents = await Promise.all(batch.map(list));
    for (const [index, folder] of batch.entries()) {
      for (const [name, type] of contents[index] ?? []) {
        const uri = vscode.Uri.joinPath(folder, name);
        if ((type & vscode.FileType.Directory) === 0) files.push(uri);
        // A link to a folder may lead back to where it is.
        else if ((type & vscode.FileType.SymbolicLink) === 0 && !isSkippedFolder(name)) queue.push(uri);
      }
    }
  }
  return files;
}

async function list(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}
