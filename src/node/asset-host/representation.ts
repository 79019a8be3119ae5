import { createHash } from "node:crypto";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { contentTypeOf } from "./content-type";
import type { EntityTags } from "./entity-tags";

/** What can be sent, in whole or in part. `close` is called once, whatever happened. */
export interface Representation {
  readonly sizeInBytes: number;
  /** Strong, with its quotes: the same bytes have the same tag, wherever they are kept. */
  readonly eTag: string;
  readonly lastModified: Date | undefined;
  readonly contentType: string;
  /** The bytes from `first` to `last`, both included; fewer only if the file was cut meanwhile. A chunk is good until the next. */
  read(first: number, last: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const CHUNK_IN_BYTES = 256 * 1024;

/** Errors that mean "no such file here" to a client; any other is a failure of the host. */
const NOT_SERVABLE: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
  "EACCES",
  "EPERM",
  "ELOOP",
  "ENAMETOOLONG",
  "EINVAL",
]);

export function representationOfBytes(bytes: Uint8Array, contentType: string): Representation {
  return {
    sizeInBytes: bytes.length,
    eTag: `"${createHash("sha256").update(bytes).digest("base64url")}"`,
    lastModified: undefined,
    contentType,
    async *read(first, last) {
      for (let start = first; start <= last; start += CHUNK_IN_BYTES) {
        yield bytes.subarray(start, Math.min(start + CHUNK_IN_BYTES, last + 1));
      }
    },
    close: async () => {},
  };
}

/**
 * Opens a file below `root`, which is a real path. Undefined for everything that is not a file of that folder: absent, a
 * folder, a device, a symbolic link that leads out. The caller learns no more, so the answer tells nothing of what is
 * outside.
 */
export async function openRepresentation(
  root: string,
  segments: readonly string[],
  entityTags: EntityTags,
): Promise<Representation | undefined> {
  let file: FileHandle | undefined;
  try {
    const path = await realpath(join(root, ...segments));
    if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
    // Looked at before it is opened: opening a named pipe would wait for its writer.
    if (!(await stat(path)).isFile()) return undefined;
    file = await open(path, "r");
    const stats = await file.stat({ bigint: true });
    const opened = file;
    return {
      sizeInBytes: Number(stats.size),
      eTag: await entityTags.tagOf(path, opened, stats),
      lastModified: new Date(Math.floor(Number(stats.mtimeMs) / 1000) * 1000),
      contentType: contentTypeOf(path),
      read: (first, last) => readSpan(opened, first, last),
      close: () => opened.close(),
    };
  } catch (error) {
    await file?.close();
    if (error instanceof Error && "code" in error && NOT_SERVABLE.has(String(error.code))) return undefined;
    throw error;
  }
}

async function* readSpan(file: FileHandle, first: number, last: number): AsyncIterable<Uint8Array> {
  const buffer = new Uint8Array(Math.min(CHUNK_IN_BYTES, last + 1 - first));
  let position = first;
  while (position <= last) {
    const length = Math.min(buffer.length, last + 1 - position);
    const { bytesRead } = await file.read({ buffer, length, position });
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
