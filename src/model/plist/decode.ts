/** How the characters of a file are written as bytes. */
export type TextEncodingName = "utf-8" | "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be";

export interface TextEncoding {
  readonly name: TextEncodingName;
  readonly hasByteOrderMark: boolean;
}

export interface DecodedText {
  /** Without the byte order mark, as in an editor; what could not be read is U+FFFD. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /** The offset in `text` of the first bytes that are no text in this encoding; undefined where all is well. */
  readonly firstError: number | undefined;
}

/**
 * The text of a file: by its byte order mark, by the zeros around its first character (XML 1.0, appendix F), or else UTF-8.
 * By hand but for UTF-8, because a TextDecoder need not know UTF-16 with the high byte first, and knows no UTF-32.
 */
export function decodePlistText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const markLength = encoding.hasByteOrderMark ? writeUnits("\ufeff", encoding.name).length : 0;
  const content = bytes.subarray(markLength);
  if (encoding.name === "utf-8") return { encoding, ...decodeUtf8(content) };
  const isLittle = encoding.name.endsWith("le");
  const decoded = encoding.name.startsWith("utf-16") ? decodeUtf16(content, isLittle) : decodeUtf32(content, isLittle);
  return { encoding, ...decoded };
}

/** The bytes of a text in the encoding that its file had before. */
export function encodePlistText(text: string, encoding: TextEncoding): Uint8Array {
  return writeUnits(encoding.hasByteOrderMark ? `\ufeff${text}` : text, encoding.name);
}

function encodingOf(bytes: Uint8Array): TextEncoding {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  const isLong = bytes.length >= 4;
  if (isLong && a === 0xff && b === 0xfe && c === 0 && d === 0) return { name: "utf-32le", hasByteOrderMark: true };
  if (isLong && a === 0 && b === 0 && c === 0xfe && d === 0xff) return { name: "utf-32be", hasByteOrderMark: true };
  if (a === 0xff && b === 0xfe) return { name: "utf-16le", hasByteOrderMark: true };
  if (a === 0xfe && b === 0xff) return { name: "utf-16be", hasByteOrderMark: true };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: "utf-8", hasByteOrderMark: true };
  const name = isLong ? encodingByZeros(a, b, c, d) : "utf-8";
  return { name, hasByteOrderMark: false };
}

/** The first character of any property list is ASCII: the zeros beside it tell the width and order of the bytes. */
function encodingByZeros(a: number, b: number, c: number, d: number): TextEncodingName {
  if (a !== 0 && b === 0) return c === 0 && d === 0 ? "utf-32le" : "utf-16le";
  if (a === 0 && b !== 0) return "utf-16be";
  if (a === 0 && b === 0 && c === 0 && d !== 0) return "utf-32be";
  return "utf-8";
}

type Decoded = Pick<DecodedText, "text" | "firstError">;

function decodeUtf8(bytes: Uint8Array): Decoded {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), firstError: undefined };
  } catch {
    const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
    const firstError = lenient.decode(bytes.subarray(0, lengthOfValidUtf8(bytes))).length;
    return { text: lenient.decode(bytes), firstError };
  }
}

/** The number of bytes before the first that are no UTF-8. */
function lengthOfValidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.length) return at;
    const second = bytes[at + 1] ?? 0;
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    if (first === 0xe0 && second < 0xa0) return at;
    if (first === 0xed && second > 0x9f) return at;
    if (first === 0xf0 && second < 0x90) return at;
    if (first === 0xf4 && second > 0x8f) return at;
    for (let index = 1; index < length; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return at;
    at += length;
  }
  return at;
}

function decodeUtf16(bytes: Uint8Array, isLittle: boolean): Decoded {
  const parts: string[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const even = bytes.length - (bytes.length % 2);
  for (let start = 0; start < even; start += 8192) {
    const units: number[] = [];
    for (let at = start; at < Math.min(start + 8192, even); at += 2) units.push(view.getUint16(at, isLittle));
    parts.push(String.fromCharCode(...units));
  }
  const text = parts.join("");
  const loneSurrogate = text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  if (loneSurrogate >= 0) return { text, firstError: loneSurrogate };
  return { text, firstError: even < bytes.length ? text.length : undefined };
}

function decodeUtf32(bytes: Uint8Array, isLittle: boolean): Decoded {
  const parts: string[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length - (bytes.length % 4);
  let length = 0;
  let firstError: number | undefined;
  for (let at = 0; at < whole; at += 4) {
    const code = view.getUint32(at, isLittle);
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (!isCharacter) firstError ??= length;
    const character = isCharacter ? String.fromCodePoint(code) : "\ufffd";
    parts.push(character);
    length += character.length;
  }
  return { text: parts.join(""), firstError: firstError ?? (whole < bytes.length ? length : undefined) };
}

function writeUnits(text: string, name: TextEncodingName): Uint8Array {
  if (name === "utf-8") return new TextEncoder().encode(text);
  const isLittle = name.endsWith("le");
  if (name.startsWith("utf-16")) {
    const view = new DataView(new ArrayBuffer(text.length * 2));
    for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), isLittle);
    return new Uint8Array(view.buffer);
  }
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const view = new DataView(new ArrayBuffer(codes.length * 4));
  for (const [index, code] of codes.entries()) view.setUint32(index * 4, code, isLittle);
  return new Uint8Array(view.buffer);
}
