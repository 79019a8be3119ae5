import * as vscode from "vscode";
import { isCandidatePath, isSkippedFolder } from "../model/project/discover";
import type { CorePaths } from "./core-paths";

/** What may belong to a project, by its name. */
export const candidatePattern = "**/*.{plist,entitlements,json,jsonc,pbxproj,xcconfig,yml,yaml}";

/** What most workspaces have in abundance; the rest is sorted out by `isCandidatePath` and `isSkippedFolder`. */
const excluded = "**/{node_modules,Pods,Carthage,DerivedData,build,.git,.build,vendor,dist}/**";

/** Beyond this, JSON files are read only where a project names them: each costs a reading of the file. */
export const mostJsonFiles = 3000;

const largestFileInBytes = 64 * 1024 * 1024;
const readAtATime = 16;

export interface ReadFile {
  readonly uri: vscode.Uri;
  readonly path: string;
  readonly content: Uint8Array;
}

/** Whether a file of the workspace is looked at, by its name and its folders. */
export function isCandidate(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const below = folder === undefined ? "" : uri.path.slice(folder.uri.path.length);
  return (
    isCandidatePath(uri.path) &&
    !below
      .split("/")
      .slice(0, -1)
      .some((name) => name !== "" && isSkippedFolder(name))
  );
}

export async function findCandidates(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(candidatePattern, excluded);
  return found.filter(isCandidate);
}

/** Reads files through VS Code, so that virtual workspaces work; one that cannot be read is left out. */
export async function readFiles(
  uris: readonly vscode.Uri[],
  paths: CorePaths,
  onProblem: (uri: vscode.Uri, error: unknown) => void,
): Promise<readonly ReadFile[]> {
  const result: ReadFile[] = [];
  const queue = [...uris];
  const read = async () => {
    for (let uri = queue.shift(); uri !== undefined; uri = queue.shift()) {
      const file = await readFile(uri, paths, onProblem);
      if (file !== undefined) result.push(file);
    }
  };
  await Promise.all(Array.from({ length: readAtATime }, read));
  return result;
}

async function readFile(
  uri: vscode.Uri,
  paths: CorePaths,
  onProblem: (uri: vscode.Uri, error: unknown) => void,
): Promise<ReadFile | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > largestFileInBytes) throw new Error("is larger than 64 MB");
    return { uri, path: paths.pathOf(uri), content: await vscode.workspace.fs.readFile(uri) };
  } catch (error) {
    onProblem(uri, error);
    return undefined;
  }
}
