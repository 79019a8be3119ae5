import { LineIndex, type OffsetRange } from "../text";
import { binaryDate, binaryInteger, decodeAscii, decodeUtf16, unsignedAt } from "./binary-scalars";
import { maximumDepth } from "./maximum-depth";
import { excerpt, ProblemList } from "./problem-list";
import type { PlistDocument, PlistEntry, PlistNode } from "./syntax";

/**
 * More values than this, each counted as often as something refers to it, are refused: a few hundred bytes of arrays that
 * hold each other twice would otherwise keep everybody busy who walks the tree.
 */
const maximumValueCount = 10_000_000;

const nowhere: OffsetRange = { start: 0, end: 0 };
const places = { range: nowhere, contentRange: nowhere };

/**
 * Reads a binary property list (`bplist00`). Never throws. What is shared in the file is shared in the tree.
 * One `malformed-binary` or `too-deep` problem that names the byte where reading ended; then there is no root.
 * Why not a library: of the 42 invalid files in the test suites of libplist and CPython, bplist-parser 0.5.0 accepts 24 and
 * plist 5.0.0 accepts 14.
 */
export function parseBinaryPlist(bytes: Uint8Array): PlistDocument {
  const problems = new ProblemList();
  let root: PlistNode | undefined;
  try {
    root = new BinaryReader(bytes, problems).read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    problems.report(error.code, error.message, 0, 0);
  }
  return { format: "binary", text: "", lines: new LineIndex(""), root, problems: problems.sorted() };
}

/** Thrown and caught in this file only: a broken offset ends the reading from any depth. */
class Malformed extends Error {
  readonly code: "malformed-binary" | "too-deep";

  constructor(message: string, offset: number, code: "malformed-binary" | "too-deep" = "malformed-binary") {
    super(`The binary property list cannot be read: ${message} (byte ${offset}). Export it again.`);
    this.code = code;
  }
}

interface ReadObject {
  readonly node: PlistNode;
  /** 1 for a simple value. */
  readonly height: number;
  readonly valueCount: number;
}

class BinaryReader {
  readonly #bytes: Uint8Array;
  readonly #problems: ProblemList;
  readonly #objects = new Map<number, ReadObject>();
  readonly #unfinished = new Set<number>();
  #offsetWidth = 0;
  #referenceWidth = 0;
  #objectCount = 0;
  /** Where the objects end and the table of their offsets starts. */
  #tableStart = 0;

  constructor(bytes: Uint8Array, problems: ProblemList) {
    this.#bytes = bytes;
    this.#problems = problems;
  }

  read(): PlistNode {
    const bytes = this.#bytes;
    if (bytes.length < 41) throw new Malformed(`${bytes.length} bytes are too few, the file is cut off`, bytes.length);
    const magic = decodeAscii(bytes.subarray(0, 8)) ?? "";
    if (magic !== "bplist00") throw new Malformed(`its version is "${excerpt(magic.slice(6))}", not 00`, 6);
    const trailer = bytes.length - 32;
    this.#offsetWidth = this.#widthAt(trailer + 6, "offsets");
    this.#referenceWidth = this.#widthAt(trailer + 7, "references");
    this.#objectCount = this.#trailerNumber(trailer + 8, "number of objects");
    const top = this.#trailerNumber(trailer + 16, "top object");
    this.#tableStart = this.#trailerNumber(trailer + 24, "offset table");
    if (this.#tableStart < 9 || this.#tableStart + this.#objectCount * this.#offsetWidth > trailer)
      throw new Malformed("its offset table lies outside of the file", trailer + 24);
    return this.#object(top, trailer + 16, 1).node;
  }

  #widthAt(at: number, what: string): number {
    const width = this.#bytes[at] ?? 0;
    if (width < 1 || width > 8) throw new Malformed(`its ${what} are ${width} bytes wide, 1 to 8 are possible`, at);
    return width;
  }

  #trailerNumber(at: number, what: string): number {
    const number = unsignedAt(this.#bytes, at, 8);
    if (number > this.#bytes.length) throw new Malformed(`its ${what} is beyond the end of the file`, at);
    return number;
  }

  #object(index: number, referredAt: number, depth: number): ReadObject {
    const known = this.#objects.get(index);
    if (known !== undefined) {
      if (depth + known.height > maximumDepth + 1) this.#tooDeep(referredAt);
      return known;
    }
    if (index >= this.#objectCount) throw new Malformed(`object ${index} does not exist`, referredAt);
    if (this.#unfinished.has(index)) throw new Malformed(`object ${index} contains itself`, referredAt);
    if (depth > maximumDepth) this.#tooDeep(referredAt);
    const offset = unsignedAt(this.#bytes, this.#tableStart + index * this.#offsetWidth, this.#offsetWidth);
    if (offset < 8 || offset >= this.#tableStart) {
      const at = this.#tableStart + index * this.#offsetWidth;
      throw new Malformed(`the offset of object ${index} points outside of the objects`, at);
    }
    this.#unfinished.add(index);
    const object = this.#objectAt(offset, depth);
    this.#unfinished.delete(index);
    if (object.valueCount > maximumValueCount) throw new Malformed("it unfolds to more than 10 million values", offset);
    this.#objects.set(index, object);
    return object;
  }

  #tooDeep(at: number): never {
    throw new Malformed(`dictionaries and arrays are nested more than ${maximumDepth} deep`, at, "too-deep");
  }

  #objectAt(offset: number, depth: number): ReadObject {
    const marker = this.#bytes[offset] ?? 0;
    const kind = marker >> 4;
    if (kind === 10) return this.#array(offset, depth);
    if (kind === 13) return this.#dict(offset, depth);
    return { node: this.#scalar(offset, marker, kind), height: 1, valueCount: 1 };
  }

  #scalar(offset: number, marker: number, kind: number): PlistNode {
    if (marker === 8 || marker === 9) return { kind: "boolean", ...places, value: marker === 9 };
    if (kind === 1 && marker <= 0x14) {
      const value = binaryInteger(this.#span(offset + 1, 2 ** (marker & 15)));
      if (value === undefined) throw new Malformed("an integer does not fit into 64 bits", offset);
      return { kind: "integer", ...places, text: String(value), value };
    }
    if (marker === 0x22 || marker === 0x23) {
      const span = this.#span(offset + 1, 2 ** (marker & 15));
      const view = new DataView(span.buffer, span.byteOffset, span.length);
      const value = marker === 0x22 ? view.getFloat32(0) : view.getFloat64(0);
      return { kind: "real", ...places, text: String(value), value };
    }
    if (marker === 0x33) {
      const value = binaryDate(this.#span(offset + 1, 8));
      if (value === undefined) throw new Malformed("a date is not between the years 1 and 9999", offset);
      return { kind: "date", ...places, text: new Date(value).toISOString(), value };
    }
    if (kind === 4) {
      const { count, start } = this.#countAt(offset);
      return { kind: "data", ...places, value: this.#span(start, count).slice() };
    }
    if (kind === 5 || kind === 6) {
      const { count, start } = this.#countAt(offset);
      const value = kind === 5 ? decodeAscii(this.#span(start, count)) : decodeUtf16(this.#span(start, count * 2));
      if (value === undefined) throw new Malformed(`a string is not ${kind === 5 ? "ASCII" : "UTF-16"}`, offset);
      return { kind: "string", ...places, value };
    }
    if (kind === 8) {
      const value = binaryInteger(this.#span(offset + 1, (marker & 15) + 1), false);
      if (value === undefined) throw new Malformed("a UID does not fit into 64 bits", offset);
      return { kind: "uid", ...places, value };
    }
    throw new Malformed(`0x${marker.toString(16).padStart(2, "0")} is no kind of value`, offset);
  }

  #array(offset: number, depth: number): ReadObject {
    const { count, start } = this.#countAt(offset);
    this.#span(start, count * this.#referenceWidth);
    const items: PlistNode[] = [];
    let height = 0;
    let valueCount = 1;
    for (let index = 0; index < count; index++) {
      const item = this.#referred(start, index, depth);
      items.push(item.node);
      height = Math.max(height, item.height);
      valueCount += item.valueCount;
    }
    return { node: { kind: "array", ...places, items }, height: height + 1, valueCount };
  }

  #dict(offset: number, depth: number): ReadObject {
    const { count, start } = this.#countAt(offset);
    this.#span(start, count * 2 * this.#referenceWidth);
    const entries: PlistEntry[] = [];
    const names = new Set<string>();
    let height = 0;
    let valueCount = 1;
    for (let index = 0; index < count; index++) {
      const key = this.#referred(start, index, depth).node;
      if (key.kind !== "string") throw new Malformed(`a key is of kind ${key.kind}, not a string`, offset);
      if (names.has(key.value))
        this.#problems.report("duplicate-key", `"${excerpt(key.value)}" is in one dictionary twice.`, 0, 0);
      names.add(key.value);
      const value = this.#referred(start, count + index, depth);
      entries.push({ key: { name: key.value, ...places }, value: value.node, range: nowhere });
      height = Math.max(height, value.height);
      valueCount += value.valueCount;
    }
    return { node: { kind: "dict", ...places, entries }, height: height + 1, valueCount };
  }

  #referred(start: number, index: number, depth: number): ReadObject {
    const at = start + index * this.#referenceWidth;
    return this.#object(unsignedAt(this.#bytes, at, this.#referenceWidth), at, depth + 1);
  }

  /** The length of a string, data, array or dict: in the marker, or as an integer behind it. */
  #countAt(offset: number): { readonly count: number; readonly start: number } {
    const inMarker = (this.#bytes[offset] ?? 0) & 15;
    if (inMarker < 15) return { count: inMarker, start: offset + 1 };
    const marker = this.#bytes[offset + 1] ?? 0;
    if (marker < 0x10 || marker > 0x13) throw new Malformed("a length is not an integer", offset + 1);
    const width = 2 ** (marker & 15);
    this.#span(offset + 2, width);
    return { count: unsignedAt(this.#bytes, offset + 2, width), start: offset + 2 + width };
  }

  #span(start: number, length: number): Uint8Array {
    if (start + length > this.#tableStart) throw new Malformed("a value reaches beyond the objects", start);
    return this.#bytes.subarray(start, start + length);
  }
}
