import type { PlistDocument } from "../plist/syntax";
import type { WrittenPlist } from "../xcode/written-plist";
import type { ParsedSource } from "./parsed-source";
import type { FileKind, ModelFile, PlistFile } from "./snapshot";

/** A property list of the project, wherever it is written. */
export interface PlistSource {
  /** Where it is, or where a tool writes it. */
  readonly path: string;
  readonly plist: PlistDocument;
  /** The file as rules see it; its path is that of the text. */
  file(kind: FileKind): ModelFile;
}

/** A property list that stands in another file: its places are there. */
export class WrittenPlistSource implements PlistSource {
  readonly path: string;
  readonly plist: PlistDocument;
  readonly written: WrittenPlist;
  readonly #host: ParsedSource;
  readonly #files = new Map<FileKind, PlistFile>();

  constructor(written: WrittenPlist, host: ParsedSource) {
    this.path = written.path;
    this.plist = written.plist;
    this.written = written;
    this.#host = host;
  }

  file(kind: FileKind): PlistFile {
    const known = this.#files.get(kind);
    if (known !== undefined) return known;
    const { plist } = this;
    const base = { path: this.#host.path, version: this.#host.version, text: plist.text, lines: plist.lines, plist };
    const isOurs = kind === "app-info-plist" || kind === "extension-info-plist" || kind === "entitlements";
    const file: PlistFile = { ...base, kind: isOurs ? kind : "info-plist", writtenTo: this.path };
    this.#files.set(kind, file);
    return file;
  }
}
