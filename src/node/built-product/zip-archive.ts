import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
import { ProductFileError, type ProductFiles } from "./product-files";

/** PKWARE's APPNOTE.TXT: end of the central directory (4.3.16), its zip64 forms (4.3.14, 4.3.15), headers (4.3.7, 4.3.12). */
const endSignature = 0x06054b50;
const zip64LocatorSignature = 0x07064b50;
const zip64EndSignature = 0x06064b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLengthInBytes = 22;
const longestCommentInBytes = 0xffff;

/** An app with a million files is none that anybody uploads; such a directory would only fill the memory. */
const largestDirectoryInBytes = 256 * 1024 * 1024;
const mostEntries = 1_000_000;

interface ZipEntry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly checksum: number;
  readonly packedInBytes: number;
  readonly unpackedInBytes: number;
  readonly headerOffset: number;
}

/**
 * The files of a zip archive, read where they are asked for; nothing is written anywhere. Refused with a
 * `ProductFileError`: an archive that is cut off, names that lead out of it, encryption, methods other than stored and
 * deflated, and entries that unpack to more than they declare or to more than `largestFileInBytes`.
 */
export class ZipArchive implements ProductFiles {
  readonly #descriptor: number;
  readonly #sizeInBytes: number;
  readonly #entries = new Map<string, ZipEntry>();
  readonly #folders = new Map<string, Set<string>>();

  constructor(path: string) {
    this.#descriptor = openSync(path, "r");
    try {
      this.#sizeInBytes = fstatSync(this.#descriptor).size;
      this.#readDirectory();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  list(folder: string): readonly string[] {
    return [...(this.#folders.get(folder) ?? [])].sort();
  }

  read(path: string, largestFileInBytes: number): Uint8Array | undefined {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    if (entry.isEncrypted) throw new ProductFileError(`holds ${path} encrypted`);
    if (entry.unpackedInBytes > largestFileInBytes || entry.packedInBytes > largestFileInBytes) {
      throw new ProductFileError(
        `holds ${path} with ${entry.unpackedInBytes} bytes, which is too large for what it is`,
      );
    }
    const header = this.#bytes(entry.headerOffset, 30);
    if (header.readUInt32LE(0) !== localSignature) throw damaged();
    const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const content = unpacked(path, entry, this.#bytes(start, entry.packedInBytes));
    if (content.length !== entry.unpackedInBytes || crc32(content) !== entry.checksum) {
      throw new ProductFileError(`is damaged: ${path} is not what its checksum says`);
    }
    return content;
  }

  #readDirectory(): void {
    const { count, offset, lengthInBytes } = this.#findDirectory();
    if (count > mostEntries || lengthInBytes > largestDirectoryInBytes) {
      throw new ProductFileError(`lists ${count} files, more than an app has`);
    }
    const directory = this.#bytes(offset, lengthInBytes);
    let at = 0;
    for (let index = 0; index < count; index++) {
      if (at + 46 > directory.length || directory.readUInt32LE(at) !== centralSignature) throw damaged();
      const nameLength = directory.readUInt16LE(at + 28);
      const extraLength = directory.readUInt16LE(at + 30);
      const end = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
      if (end > directory.length) throw damaged();
      const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
      const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
      this.#add(name, readEntry(directory, at, extra));
      at = end;
    }
  }

  #add(name: string, entry: ZipEntry): void {
    const path = name.replace(/\/$/, "");
    const parts = path.split("/");
    if (/^[A-Za-z]:|[\\\0]/.test(name) || parts.some((part) => part === "" || part === "." || part === "..")) {
      throw new ProductFileError(`holds a file with the name ${JSON.stringify(name)}, which leads out of the archive`);
    }
    if (!name.endsWith("/")) this.#entries.set(path, entry);
    let folder = "";
    for (const part of parts) {
      const names = this.#folders.get(folder) ?? new Set();
      names.add(part);
      this.#folders.set(folder, names);
      folder = folder === "" ? part : `${folder}/${part}`;
    }
  }

  #findDirectory(): { readonly count: number; readonly offset: number; readonly lengthInBytes: number } {
    const tailLength = Math.min(this.#sizeInBytes, endLengthInBytes + longestCommentInBytes);
    const tailStart = this.#sizeInBytes - tailLength;
    const tail = this.#bytes(tailStart, tailLength);
    for (let at = tail.length - endLengthInBytes; at >= 0; at--) {
      if (tail.readUInt32LE(at) !== endSignature) continue;
      // What looks like the signature may stand in the comment.
      if (at + endLengthInBytes + tail.readUInt16LE(at + 20) !== tail.length) continue;
      const count = tail.readUInt16LE(at + 10);
      const lengthInBytes = tail.readUInt32LE(at + 12);
      const offset = tail.readUInt32LE(at + 16);
      if (count !== 0xffff && lengthInBytes !== 0xffffffff && offset !== 0xffffffff) {
        return { count, offset, lengthInBytes };
      }
      return this.#findZip64Directory(tailStart + at) ?? { count, offset, lengthInBytes };
    }
    throw new ProductFileError("is no zip archive, or is cut off");
  }

  #findZip64Directory(endOffset: number) {
    if (endOffset < 20) return undefined;
    const locator = this.#bytes(endOffset - 20, 20);
    if (locator.readUInt32LE(0) !== zip64LocatorSignature) return undefined;
    const end = this.#bytes(size(locator, 8), 56);
    if (end.readUInt32LE(0) !== zip64EndSignature) throw damaged();
    return { count: size(end, 32), lengthInBytes: size(end, 40), offset: size(end, 48) };
  }

  #bytes(offset: number, lengthInBytes: number): Buffer {
    if (offset + lengthInBytes > this.#sizeInBytes) throw damaged();
    const buffer = Buffer.alloc(lengthInBytes);
    let filled = 0;
    while (filled < lengthInBytes) {
      const count = readSync(this.#descriptor, buffer, filled, lengthInBytes - filled, offset + filled);
      if (count === 0) throw damaged();
      filled += count;
    }
    return buffer;
  }
}

function readEntry(directory: Buffer, at: number, extra: Buffer): ZipEntry {
  const sizes = {
    unpackedInBytes: directory.readUInt32LE(at + 24),
    packedInBytes: directory.readUInt32LE(at + 20),
    headerOffset: directory.readUInt32LE(at + 42),
  };
  // 4.5.3: the zip64 field holds those that did not fit, in this order.
  const wide = zip64Field(extra);
  let next = 0;
  for (const name of ["unpackedInBytes", "packedInBytes", "headerOffset"] as const) {
    if (sizes[name] !== 0xffffffff || wide === undefined || next + 8 > wide.length) continue;
    sizes[name] = size(wide, next);
    next += 8;
  }
  return {
    ...sizes,
    method: directory.readUInt16LE(at + 10),
    isEncrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
    checksum: directory.readUInt32LE(at + 16),
  };
}

function zip64Field(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return undefined;
}

function unpacked(path: string, entry: ZipEntry, packed: Buffer): Buffer {
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw new ProductFileError(`packs ${path} by a method (${entry.method}) that is not known`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpackedInBytes) });
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isTooLarge ? new ProductFileError(`is not sound: ${path} unpacks to more than it declares`) : damaged();
  }
}

function size(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged();
  return Number(value);
}

function damaged(): ProductFileError {
  return new ProductFileError("is a damaged zip archive");
}
