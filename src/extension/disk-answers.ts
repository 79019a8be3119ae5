import * as vscode from "vscode";
import type { DiskAnswer, DiskEntry, DiskQuestion, DiskWork, FolderContent } from "../model/packs/disk-question";
import type { CorePaths } from "./core-paths";

const askedAtATime = 16;

/** Does work on the workspace's files, virtual ones too. Gives it up between two questions once `token` is cancelled. */
export async function workOnFiles<Result>(
  work: DiskWork<Result>,
  paths: CorePaths,
  token: vscode.CancellationToken,
): Promise<Result | undefined> {
  let step = work.next();
  while (step.done !== true) {
    const answer = await answerTo(step.value, paths);
    if (token.isCancellationRequested) return undefined;
    step = work.next(answer);
  }
  return step.value;
}

async function answerTo(question: DiskQuestion, paths: CorePaths): Promise<DiskAnswer> {
  switch (question.kind) {
    case "look":
      return { kind: "look", entries: await lookAt(question.paths, paths) };
    case "list":
      return { kind: "list", content: await contentOf(paths.uriOf(question.folder)) };
    case "read-start":
      return { kind: "read-start", bytes: await startOf(paths.uriOf(question.path), question.lengthInBytes) };
  }
}

async function lookAt(all: readonly string[], paths: CorePaths): Promise<readonly (DiskEntry | undefined)[]> {
  const entries: (DiskEntry | undefined)[] = all.map(() => undefined);
  const queue = all.entries();
  const look = async () => {
    for (const [at, path] of queue) entries[at] = await entryAt(paths.uriOf(path));
  };
  await Promise.all(Array.from({ length: Math.min(askedAtATime, all.length) }, look));
  return entries;
}

async function entryAt(uri: vscode.Uri): Promise<DiskEntry | undefined> {
  try {
    const { type, size, mtime } = await vscode.workspace.fs.stat(uri);
    // Virtual file systems that do not know the time say 0.
    const isLink = (type & vscode.FileType.SymbolicLink) !== 0;
    return { kind: kindOf(type), sizeInBytes: size, modifiedAtMs: mtime > 0 ? mtime : undefined, isLink };
  } catch {
    return undefined;
  }
}

async function contentOf(uri: vscode.Uri): Promise<FolderContent | undefined> {
  try {
    const found = await vscode.workspace.fs.readDirectory(uri);
    const entries = found.map(([name, type]) => {
      return { name, kind: kindOf(type), isLink: (type & vscode.FileType.SymbolicLink) !== 0 };
    });
    // VS Code does not tell where links lead.
    return { entries, realPath: undefined };
  } catch {
    return undefined;
  }
}

/** VS Code reads whole files only: of a larger one nothing is read for its first bytes. */
const largestOpenedInBytes = 4 * 1024 * 1024;

async function startOf(uri: vscode.Uri, lengthInBytes: number): Promise<Uint8Array | undefined> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > largestOpenedInBytes) return undefined;
    return (await vscode.workspace.fs.readFile(uri)).subarray(0, lengthInBytes);
  } catch {
    return undefined;
  }
}

function kindOf(type: vscode.FileType): DiskEntry["kind"] {
  if ((type & vscode.FileType.Directory) !== 0) return "folder";
  return (type & vscode.FileType.File) !== 0 ? "file" : "other";
}
