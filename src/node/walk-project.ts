import { closeSync, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  isCandidatePath,
  isSkippedFolder,
  isSwiftPath,
  largestSwiftFileInBytes,
  mostSwiftFiles,
} from "../model/project/candidate-paths";
import type { SourceFile } from "../model/project/snapshot";
import { mentionsBackgroundAssets } from "../model/swift/scan";
import { errorCode } from "./error-code";

/** Larger files in a folder are no plist or manifest that somebody edits; a file that is named is read up to the second. */
const largestFoundFileInBytes = 64 * 1024 * 1024;
const largestNamedFileInBytes = 512 * 1024 * 1024;

export interface ReadingProblem {
  readonly path: string;
  readonly message: string;
}

export interface ProjectFiles {
  readonly files: readonly SourceFile[];
  /** The paths that were named as files, as they are in `files`. */
  readonly named: ReadonlySet<string>;
  /** A file or folder on the way that could not be read: the rest was. */
  readonly skipped: readonly ReadingProblem[];
  /** A path that was named and could not be read. */
  readonly failed: readonly ReadingProblem[];
}

/**
 * Reads what may belong to a Background Assets project: of a folder everything below it whose name says so (hidden
 * folders, dependencies and build products left out), of a file the file, whatever its name. Symbolic links are
 * followed, each folder once. Paths come back absolute, with `/`.
 */
export function readProjectFiles(paths: readonly string[]): ProjectFiles {
  const reader = new ProjectReader();
  for (const path of paths) reader.readNamed(resolve(path));
  return reader.result();
}

/** The core's form of a path of this computer. */
export function corePath(path: string): string {
  return path.replaceAll("\\", "/");
}

class ProjectReader {
  readonly #files = new Map<string, SourceFile>();
  readonly #named = new Set<string>();
  readonly #skipped: ReadingProblem[] = [];
  readonly #failed: ReadingProblem[] = [];
  readonly #visited = new Set<string>();
  #swiftFiles = 0;

  result(): ProjectFiles {
    return { files: [...this.#files.values()], named: this.#named, skipped: this.#skipped, failed: this.#failed };
  }

  readNamed(path: string): void {
    try {
      if (statSync(path).isDirectory()) {
        this.#walk(path);
        return;
      }
      const content = readWhole(path, largestNamedFileInBytes);
      if (content === undefined) {
        this.#failed.push({ path, message: "is larger than 512 MB" });
        return;
      }
      this.#named.add(corePath(path));
      this.#add(path, content);
    } catch (error) {
      this.#failed.push({ path, message: reasonOf(error) });
    }
  }

  #walk(root: string): void {
    const open = [root];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      try {
        const real = realpathSync(folder);
        if (this.#visited.has(real)) continue;
        this.#visited.add(real);
        const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
        const folders: string[] = [];
        for (const entry of entries) {
          const path = join(folder, entry.name);
          const kind = entry.isSymbolicLink() ? kindOfTarget(path) : entry.isDirectory() ? "folder" : "file";
          if (kind === "folder") {
            if (!isSkippedFolder(entry.name)) folders.push(path);
          } else if (kind === "file" && isCandidatePath(corePath(path))) {
            this.#readFound(path);
          } else if (kind === "file" && isSwiftPath(path)) {
            this.#readSwift(path);
          }
        }
        open.push(...folders.reverse());
      } catch (error) {
        this.#skipped.push({ path: folder, message: reasonOf(error) });
      }
    }
  }

  #readFound(path: string): void {
    if (this.#files.has(corePath(path))) return;
    try {
      const content = readWhole(path, largestFoundFileInBytes);
      if (content === undefined) this.#skipped.push({ path, message: "is larger than 64 MB; name it to have it read" });
      else this.#add(path, content);
    } catch (error) {
      this.#skipped.push({ path, message: reasonOf(error) });
    }
  }

  /** Of the Swift sources only those that say something about Background Assets: there are many others. */
  #readSwift(path: string): void {
    if (this.#swiftFiles >= mostSwiftFiles || this.#files.has(corePath(path))) return;
    this.#swiftFiles++;
    try {
      const content = readWhole(path, largestSwiftFileInBytes);
      if (content !== undefined && mentionsBackgroundAssets(content.toString("latin1"))) this.#add(path, content);
    } catch (error) {
      this.#skipped.push({ path, message: reasonOf(error) });
    }
  }

  #add(path: string, content: Uint8Array): void {
    const key = corePath(path);
    this.#files.set(key, { path: key, version: 1, content });
  }
}

/** The bytes of a regular file; undefined where it is too large. Never waits for a pipe or a device. */
function readWhole(path: string, limitInBytes: number): Buffer | undefined {
  if (!statSync(path).isFile()) throw new Error("is not a regular file");
  const descriptor = openSync(path, "r");
  try {
    if (fstatSync(descriptor).size > limitInBytes) return undefined;
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function kindOfTarget(path: string): "folder" | "file" | "nothing" {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "nothing";
  } catch {
    // A link to nothing is nobody's manifest.
    return "nothing";
  }
}

/** A sentence's end for people; the raw message of Node names the system call. */
export function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case "ENOENT":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "may not be read";
    case "ELOOP":
      return "is a link that leads to itself";
    case "ENOSPC":
    case "EDQUOT":
      return "there is no space left on the disk";
    case "ENOTDIR":
      return "does not exist: a part of the path is a file";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
