import type { OffsetRange } from "../../model/text";
import type { JsonCursor } from "./json-cursor";

/** A path in a JSON string while it is typed. */
export interface TypedPath {
  /** What a completion replaces: from the quote on, up to the end of the name that the cursor is in. */
  readonly range: OffsetRange;
  /** Ends with a slash; "" at the beginning. */
  readonly folder: string;
  /** What is typed behind the last slash. */
  readonly name: string;
  /** Whether another folder's name was begun behind the cursor: `Maps¦/eu.map`. */
  readonly hasMoreFolders: boolean;
  readonly isQuoted: boolean;
  readonly needsComma: boolean;
}

export function typedPath(text: string, cursor: JsonCursor, offset: number): TypedPath {
  const { start, end } = cursor.range;
  const isQuoted = text[start] === '"';
  const typed = unescaped(text.slice(isQuoted ? start + 1 : start, offset));
  const slash = typed.lastIndexOf("/") + 1;
  const next = text.slice(offset, end).indexOf("/");
  return {
    range: { start, end: next < 0 ? end : offset + next },
    folder: typed.slice(0, slash),
    name: typed.slice(slash),
    hasMoreFolders: next >= 0,
    isQuoted,
    needsComma: cursor.needsComma,
  };
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
