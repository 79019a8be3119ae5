/** A file or folder; links are followed. */
export interface DiskEntry {
  readonly kind: "file" | "folder" | "other";
  readonly sizeInBytes: number;
  readonly modifiedAtMs: number | undefined;
  /** Whether a symbolic link led to it, where the host knows. */
  readonly isLink?: boolean;
}

export interface FolderEntry {
  readonly name: string;
  /** Of a link that of its target. */
  readonly kind: DiskEntry["kind"];
  readonly isLink: boolean;
}

export interface FolderContent {
  readonly entries: readonly FolderEntry[];
  /** The same for the same folder, whatever links lead to it; undefined where the host cannot tell. */
  readonly realPath: string | undefined;
}

/**
 * What a host is asked about its files; paths are absolute with `/`. Asked one after the other, so that one and the same
 * work goes on at once in the command line, and in VS Code as its file systems answer.
 */
export type DiskQuestion =
  | { readonly kind: "look"; readonly paths: readonly string[] }
  | { readonly kind: "list"; readonly folder: string }
  | { readonly kind: "read-start"; readonly path: string; readonly lengthInBytes: number };

export type DiskAnswer =
  /** One for each path; undefined for what is not there. */
  | { readonly kind: "look"; readonly entries: readonly (DiskEntry | undefined)[] }
  /** Undefined where the folder cannot be read. */
  | { readonly kind: "list"; readonly content: FolderContent | undefined }
  | { readonly kind: "read-start"; readonly bytes: Uint8Array | undefined };

/** Work that asks a host, and goes on with each answer. */
export type DiskWork<Result> = Generator<DiskQuestion, Result, DiskAnswer>;

/** So many paths at a time: between two questions a host can give the work up. */
const pathsAtATime = 256;

export function* look(paths: readonly string[]): DiskWork<readonly (DiskEntry | undefined)[]> {
  const found: (DiskEntry | undefined)[] = [];
  for (let from = 0; from < paths.length; from += pathsAtATime) {
    const some = paths.slice(from, from + pathsAtATime);
    const answer = yield { kind: "look", paths: some };
    for (let at = 0; at < some.length; at++) found.push(answer.kind === "look" ? answer.entries[at] : undefined);
  }
  return found;
}

export function* list(folder: string): DiskWork<FolderContent | undefined> {
  const answer = yield { kind: "list", folder };
  return answer.kind === "list" ? answer.content : undefined;
}

export function* readStart(path: string, lengthInBytes: number): DiskWork<Uint8Array | undefined> {
  const answer = yield { kind: "read-start", path, lengthInBytes };
  return answer.kind === "read-start" ? answer.bytes : undefined;
}
