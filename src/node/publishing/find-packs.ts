import { buildSnapshot } from "../../model/project/discover";
import type { ProjectSnapshot } from "../../model/project/snapshot";
import { type KnownPack, packsOf } from "../../rules/packs";
import { listSelectedFiles } from "../list-selected-files";
import { corePath, type ReadingProblem, readProjectFiles } from "../walk-project";

export interface PacksOfFolder {
  readonly snapshot: ProjectSnapshot;
  readonly packs: readonly KnownPack[];
  /** The folder itself could not be read. */
  readonly failed: ReadingProblem | undefined;
}

/** Finds the packaging manifests below a folder and what they select on disk. */
export function findPacks(folder: string): PacksOfFolder {
  const read = readProjectFiles([folder]);
  const input = { sources: read.files, named: [...read.named] };
  const found = buildSnapshot(input);
  const listings = listSelectedFiles(found, [corePath(folder)]);
  const snapshot = listings.length === 0 ? found : buildSnapshot({ ...input, previous: found, listings });
  return { snapshot, packs: packsOf(snapshot), failed: read.failed[0] };
}
