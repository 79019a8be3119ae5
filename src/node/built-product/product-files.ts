/** What a built product holds: the files of a folder, or of an archive. Paths are relative, with `/`; `""` is the whole. */
export interface ProductFiles {
  /** The names in a folder, sorted; none where there is no such folder. */
  list(folder: string): readonly string[];
  /** Undefined where there is no such file. Throws a `ProductFileError` for one that is too large or cannot be read. */
  read(path: string, largestFileInBytes: number): Uint8Array | undefined;
}

/** Why a product cannot be read; the message is the end of a sentence that begins with its path. */
export class ProductFileError extends Error {}
