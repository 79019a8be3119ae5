import { closeSync, lstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import type { DiskAnswer, DiskEntry, DiskQuestion, DiskWork, FolderContent } from "../model/packs/disk-question";
import type { FileListing } from "../model/packs/file-listing";
import { listFiles, listingBudget } from "../model/packs/list-files";
import { readPackagingManifest } from "../model/packs/packaging-manifest";
import { isBelow } from "../model/project/paths";
import type { ProjectSnapshot } from "../model/project/snapshot";

/**
 * Looks up on disk what the packaging manifests of a snapshot may select, so that rules and previews can say it.
 * `folders` are those that were opened or checked: no working directory is looked for above them. At most 100,000 files
 * are listed over all; of a manifest that does not fit the listing says that it is not complete.
 */
export function listSelectedFiles(snapshot: ProjectSnapshot, folders: readonly string[]): readonly FileListing[] {
  const budget = listingBudget();
  const listings: FileListing[] = [];
  for (const file of snapshot.files.values()) {
    if (file.kind !== "packaging-manifest" || file.root === undefined) continue;
    const ceiling = folders.find((folder) => isBelow(file.path, folder));
    const listing = onDisk(listFiles(file.path, readPackagingManifest(file.root), ceiling, budget));
    if (listing !== undefined) listings.push(listing);
  }
  return listings;
}

function onDisk<Result>(work: DiskWork<Result>): Result {
  let step = work.next();
  while (step.done !== true) step = work.next(answer(step.value));
  return step.value;
}

function answer(question: DiskQuestion): DiskAnswer {
  switch (question.kind) {
    case "look":
      return { kind: "look", entries: question.paths.map(entryAt) };
    case "list":
      return { kind: "list", content: contentOf(question.folder) };
    case "read-start":
      return { kind: "read-start", bytes: startOf(question.path, question.lengthInBytes) };
  }
}

function entryAt(path: string): DiskEntry | undefined {
  try {
    const direct = lstatSync(path, { throwIfNoEntry: false });
    const isLink = direct?.isSymbolicLink() === true;
    const stats = isLink ? statSync(path, { throwIfNoEntry: false }) : direct;
    if (stats === undefined) return undefined;
    const kind = stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "other";
    return { kind, sizeInBytes: stats.size, modifiedAtMs: stats.mtimeMs, isLink };
  } catch {
    return undefined;
  }
}

function contentOf(folder: string): FolderContent | undefined {
  try {
    const realPath = realpathSync(folder);
    const entries = readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const isLink = entry.isSymbolicLink();
      const direct = entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other";
      const kind = isLink ? (entryAt(`${folder}/${entry.name}`)?.kind ?? "other") : direct;
      return { name: entry.name, kind, isLink } as const;
    });
    return { entries, realPath };
  } catch {
    return undefined;
  }
}

function startOf(path: string, lengthInBytes: number): Uint8Array | undefined {
  try {
    const descriptor = openSync(path, "r");
    try {
      const bytes = new Uint8Array(lengthInBytes);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
