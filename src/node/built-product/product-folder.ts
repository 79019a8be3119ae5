import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ProductFileError, type ProductFiles } from "./product-files";

/** The files of a bundle or an archive of Xcode's, as they lie on the disk. */
export class ProductFolder implements ProductFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  list(folder: string): readonly string[] {
    try {
      return readdirSync(join(this.#root, folder)).sort();
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }

  read(path: string, largestFileInBytes: number): Uint8Array | undefined {
    const absolute = join(this.#root, path);
    try {
      const stats = statSync(absolute);
      if (!stats.isFile()) return undefined;
      if (stats.size > largestFileInBytes) {
        throw new ProductFileError(`holds ${path} with ${stats.size} bytes, which is too large for what it is`);
      }
      return readFileSync(absolute);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
