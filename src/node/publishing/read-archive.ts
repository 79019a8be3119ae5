import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

export interface ReadArchive {
  readonly path: string;
  readonly sizeInBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The archive of a pack in a folder, as `ba-package` names it or as it is served; undefined where there is none. */
export async function readArchive(folder: string, packId: string): Promise<ReadArchive | undefined> {
  const path = [join(folder, `${packId}.aar`), join(folder, packId)].find(
    (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
  );
  if (path === undefined) return undefined;
  const hash = createHash("sha256");
  let sizeInBytes = 0;
  const read = createReadStream(path);
  // Counted while it is read: the size and the hash are of the same bytes.
  read.on("data", (chunk) => {
    sizeInBytes += chunk.length;
  });
  await pipeline(read, hash);
  return { path, sizeInBytes, sha256: hash.digest("hex") };
}
