import type { OffsetRange } from "../text";

/** A string literal of a Swift source. */
export interface SwiftString {
  /** Undefined where something is interpolated. */
  readonly value: string | undefined;
  /** With its delimiters. */
  readonly range: OffsetRange;
}

export interface MaskedSwift {
  /** The source with comments and the contents of strings blanked; offsets stay, so do line breaks. */
  readonly code: string;
  /** By the offset of the first delimiter. */
  readonly strings: ReadonlyMap<number, SwiftString>;
}

/**
 * Takes comments (which nest in Swift) and strings (raw and multi-line ones too) out of the way of a search. Linear;
 * never throws, whatever the text. Code inside of an interpolation is blanked with its string.
 */
export function maskSwift(text: string): MaskedSwift {
  const strings = new Map<number, SwiftString>();
  const pieces: string[] = [];
  let copied = 0;
  const blank = (start: number, end: number) => {
    pieces.push(text.slice(copied, start), text.slice(start, end).replace(/[^\r\n]/g, " "));
    copied = end;
  };
  const next = /\/\/|\/\*|#*"/g;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    const start = found.index;
    let end: number;
    if (found[0] === "//") end = endOfLine(text, start);
    else if (found[0] === "/*") end = endOfComment(text, start);
    else {
      const string = readString(text, start, found[0].length - 1);
      strings.set(start, string);
      end = string.range.end;
    }
    // The delimiters stay visible: behind `withID:` one sees that a string begins.
    if (found[0].endsWith('"')) blank(start + found[0].length, Math.max(start + found[0].length, end));
    else blank(start, end);
    next.lastIndex = Math.max(end, start + found[0].length);
  }
  pieces.push(text.slice(copied));
  return { code: pieces.join(""), strings };
}

function endOfLine(text: string, from: number): number {
  const lineBreak = /[\r\n]/g;
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}

function endOfComment(text: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start + 2;
  let depth = 1;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return found.index + 2;
  }
  return text.length;
}

/** `hashes` stand before the quote: a raw string ends at a quote with as many behind it, and escapes have as many too. */
function readString(text: string, start: number, hashes: number): SwiftString {
  const guard = "#".repeat(hashes);
  const open = start + hashes;
  const isMultiline = text.startsWith('"""', open);
  const quote = (isMultiline ? '"""' : '"') + guard;
  const escapeSign = `\\${guard}`;
  let at = open + (isMultiline ? 3 : 1);
  const contentStart = at;
  let isPlain = true;
  while (at < text.length) {
    if (text.startsWith(quote, at)) {
      return {
        value: isPlain ? text.slice(contentStart, at) : undefined,
        range: { start, end: at + quote.length },
      };
    }
    const char = text[at];
    if (!isMultiline && (char === "\n" || char === "\r")) break;
    if (char === "\\" && text.startsWith(escapeSign, at)) {
      isPlain = false;
      const after = at + escapeSign.length;
      at = text[after] === "(" ? endOfInterpolation(text, after, isMultiline) : after + 1;
    } else at++;
  }
  // Not closed, as while it is typed: it ends with its line.
  return { value: undefined, range: { start, end: Math.min(at, text.length) } };
}

/** Behind the parenthesis that closes an interpolation; strings in it may hold parentheses of their own. */
function endOfInterpolation(text: string, open: number, isMultiline: boolean): number {
  let depth = 0;
  let isInString = false;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (!isMultiline && (char === "\n" || char === "\r")) return at;
    if (char === "\\") at++;
    else if (char === '"') isInString = !isInString;
    else if (!isInString && char === "(") depth++;
    else if (!isInString && char === ")" && --depth === 0) return at + 1;
  }
  return text.length;
}
