import * as vscode from "vscode";
import {
  isCandidatePath,
  isSkippedFolder,
  largestSwiftFileInBytes,
  mostSwiftFiles,
} from "../model/project/candidate-paths";
import { isSwiftPath } from "../model/project/discover";
import { mentionsBackgroundAssets } from "../model/swift/scan";
import type { CorePaths } from "./core-paths";
import { filesBeyondSearch } from "./virtual-folders";

/** What may belong to a project, by its name. */
export const candidatePattern =
  "**/{*.plist,*.entitlements,*.json,*.jsonc,*.pbxproj,*.xcconfig,*.yml,*.yaml,*.mobileprovision,*.provisionprofile,Project.swift}";

/** Only those that mention Background Assets belong to it, which their content says. */
export const swiftPattern = "**/*.swift";

/** What most workspaces have in abundance; the rest is sorted out by `isCandidatePath` and `isSkippedFolder`. */
const excluded = "**/{node_modules,Pods,Carthage,DerivedData,build,.git,.build,vendor,dist}/**";

/** Beyond this, JSON files are read only where a project names them: each costs a reading of the file. */
export const mostJsonFiles = 3000;

const largestFileInBytes = 64 * 1024 * 1024;
const readAtATime = 16;

export interface ReadFile {
  readonly uri: vscode.Uri;
  readonly path: string;
  /** Undefined for what was read and is no part of a project: there are many such Swift sources. */
  readonly content: Uint8Array | undefined;
}

/** Whether a file of the workspace is looked at, by its name and its folders. */
export function isCandidate(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const below = folder === undefined ? "" : uri.path.slice(folder.uri.path.length);
  return (
    (isCandidatePath(uri.path) || isSwiftPath(uri.path)) &&
    !below
      .split("/")
      .slice(0, -1)
      .some((name) => name !== "" && isSkippedFolder(name))
  );
}

export async function findCandidates(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(candidatePattern, excluded);
  const further = await filesBeyondSearch(found);
  return [...found, ...further.filter(({ path }) => !isSwiftPath(path))].filter(isCandidate);
}

/** The first 20,000 Swift sources: each costs a reading of the file. */
export async function findSwiftFiles(token: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(swiftPattern, excluded, mostSwiftFiles, token);
  const further = await filesBeyondSearch(found, token);
  return [...found, ...further.filter(({ path }) => isSwiftPath(path))].filter(isCandidate);
}

/** Of Swift sources those that mention Background Assets. */
function mayBelongToProject(path: string, content: Uint8Array): boolean {
  return !isSwiftPath(path) || mentionsBackgroundAssets(new TextDecoder("latin1").decode(content));
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
    if (isSwiftPath(uri.path) && size > largestSwiftFileInBytes) return undefined;
    if (size > largestFileInBytes) throw new Error("is larger than 64 MB");
    const content = await vscode.workspace.fs.readFile(uri);
    return { uri, path: paths.pathOf(uri), content: mayBelongToProject(uri.path, content) ? content : undefined };
  } catch (error) {
    onProblem(uri, error);
    return undefined;
  }
}
