import { createScanner } from "jsonc-parser";
import type { OffsetRange } from "../../model/text";

/** What is being typed in a JSON text. */
export interface JsonCursor {
  /** `key`: the name of a member; `value`: a member's or an item's value. */
  readonly part: "key" | "value";
  /** Of the object for a key, of the value itself for a value. */
  readonly path: readonly (string | number)[];
  /** The token that a completion replaces; empty where nothing is typed yet. */
  readonly range: OffsetRange;
  /** The colon behind a key is there. */
  readonly hasColon: boolean;
  /** Something follows that a comma must separate. */
  readonly needsComma: boolean;
}

/** jsonc-parser declares its token kinds as a const enum, which a single-file compiler cannot read. */
const tokens = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  string: 10,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  trivia: 15,
  endOfFile: 17,
} as const;

const unexpectedEndOfString = 2;

interface Frame {
  readonly kind: "object" | "array";
  key: string | undefined;
  index: number;
  expects: "key" | "colon" | "value" | "comma";
}

/**
 * Where in a JSON text with comments `offset` is, read from its tokens up to there: what is half typed is in no tree.
 * Undefined in comments and where neither a name nor a value belongs. One loop over the tokens before the cursor.
 */
export function jsonCursor(text: string, offset: number): JsonCursor | undefined {
  const scanner = createScanner(text, false);
  const frames: Frame[] = [];
  let isRootDone = false;
  for (;;) {
    const token = scanner.scan();
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (token === tokens.endOfFile || start >= offset) break;
    if (token === tokens.lineComment ? offset <= end : token === tokens.blockComment && offset < end) return undefined;
    if (token >= tokens.lineComment && token <= tokens.trivia) continue;
    const isWord = token > tokens.colon;
    const isOpenString = token === tokens.string && scanner.getTokenError() === unexpectedEndOfString;
    // A string that is closed before the cursor is finished.
    const isTyped = offset < end || (offset === end && (isOpenString || token !== tokens.string));
    if (isWord && isTyped) {
      const typedEnd = isOpenString ? endOfWord(text, offset) : end;
      return cursorAt(text, frames, isRootDone, { start, end: typedEnd });
    }
    isRootDone = take(token, scanner.getTokenValue(), frames) || isRootDone;
  }
  return cursorAt(text, frames, isRootDone, { start: offset, end: offset });
}

/** Returns whether the value at the root is finished. */
function take(token: number, value: string, frames: Frame[]): boolean {
  const top = frames.at(-1);
  switch (token) {
    case tokens.openBrace:
      frames.push({ kind: "object", key: undefined, index: 0, expects: "key" });
      return false;
    case tokens.openBracket:
      frames.push({ kind: "array", key: undefined, index: 0, expects: "value" });
      return false;
    case tokens.closeBrace:
    case tokens.closeBracket: {
      const kind = token === tokens.closeBrace ? "object" : "array";
      while (frames.length > 0 && frames.pop()?.kind !== kind);
      return endValue(frames);
    }
    case tokens.comma:
      if (top !== undefined) {
        if (top.kind === "array") top.index++;
        top.expects = top.kind === "object" ? "key" : "value";
      }
      return false;
    case tokens.colon:
      if (top?.expects === "colon") top.expects = "value";
      return false;
    default:
      // A name where a comma is missing is a name all the same.
      if (top?.kind === "object" && top.expects !== "value") {
        top.key = value;
        top.expects = "colon";
        return false;
      }
      return endValue(frames);
  }
}

function endValue(frames: readonly Frame[]): boolean {
  const top = frames.at(-1);
  if (top === undefined) return true;
  top.expects = "comma";
  return false;
}

function cursorAt(
  text: string,
  frames: readonly Frame[],
  isRootDone: boolean,
  range: OffsetRange,
): JsonCursor | undefined {
  const top = frames.at(-1);
  if (isRootDone && top === undefined) return undefined;
  const containers = frames.slice(0, -1).map((frame) => (frame.kind === "object" ? (frame.key ?? "") : frame.index));
  const isNew = range.start === range.end;
  // Behind a value without a comma nothing begins, but a name or value that is typed there already is completed.
  if (top === undefined) return { part: "value", path: [], range, ...following(text, range.end) };
  if (top.expects === "colon" || (top.expects === "comma" && isNew)) return undefined;
  if (top.kind === "object" && top.expects !== "value") {
    return { part: "key", path: containers, range, ...following(text, range.end) };
  }
  const step = top.kind === "object" ? (top.key ?? "") : top.index;
  return { part: "value", path: [...containers, step], range, ...following(text, range.end) };
}

/** What comes behind the token: the next one that is no comment. */
function following(text: string, offset: number): Pick<JsonCursor, "hasColon" | "needsComma"> {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  let token = scanner.scan();
  while (token === tokens.lineComment || token === tokens.blockComment) token = scanner.scan();
  const ends = [tokens.closeBrace, tokens.closeBracket, tokens.comma, tokens.endOfFile, tokens.colon] as number[];
  return { hasColon: token === tokens.colon, needsComma: !ends.includes(token) };
}

function endOfWord(text: string, offset: number): number {
  let end = offset;
  while (/[\w.-]/.test(text[end] ?? "")) end++;
  return end;
}
