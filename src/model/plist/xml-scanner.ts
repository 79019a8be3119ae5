import { resolveEntities, withLineFeeds } from "./entities";
import { excerpt, type ProblemList } from "./problem-list";

/** One tag as it is written, complete or cut short. */
export interface Tag {
  readonly kind: "open" | "close" | "empty";
  readonly start: number;
  /** After the `>`; where that is missing, after the last character that belongs to the tag. */
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** False where the `>` is missing. */
  readonly isComplete: boolean;
}

/** Where a piece of text next occurs: one search over the whole file answers the question for every element. */
class NextOccurrence {
  readonly #text: string;
  readonly #searched: string;
  #next = -1;

  constructor(text: string, searched: string) {
    this.#text = text;
    this.#searched = searched;
  }

  /** Infinity where it does not occur any more. Asked for rising offsets. */
  from(start: number): number {
    if (this.#next < start) {
      const found = this.#text.indexOf(this.#searched, start);
      this.#next = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#next;
  }
}

/** Reads the markup of one file: tags, comments, CDATA, instructions, the DOCTYPE. Knows nothing of the tree. */
export class XmlScanner {
  readonly text: string;
  readonly #problems: ProblemList;
  readonly #nextAmpersand: NextOccurrence;
  readonly #nextReturn: NextOccurrence;
  readonly #nextCommentEnd: NextOccurrence;
  readonly #nextCdataEnd: NextOccurrence;
  readonly #declaredEntities = new Set<string>();
  #hasDoctype = false;

  constructor(text: string, problems: ProblemList) {
    this.text = text;
    this.#problems = problems;
    this.#nextAmpersand = new NextOccurrence(text, "&");
    this.#nextReturn = new NextOccurrence(text, "\r");
    this.#nextCommentEnd = new NextOccurrence(text, "-->");
    this.#nextCdataEnd = new NextOccurrence(text, "]]>");
  }

  /** The tag that starts at this `<`, which a letter or `/` follows. A `<` before the `>` cuts it short. */
  tagAt(start: number): Tag {
    const { text } = this;
    const isClose = text.charCodeAt(start + 1) === 47;
    const nameStart = start + (isClose ? 2 : 1);
    let index = nameStart;
    while (index < text.length && !endsName(text.charCodeAt(index))) index++;
    const nameEnd = index;
    let quote = 0;
    for (; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === 60) break;
      if (quote !== 0) {
        if (code === quote) quote = 0;
      } else if (code === 62) {
        const kind = isClose ? "close" : index > nameEnd && text.charCodeAt(index - 1) === 47 ? "empty" : "open";
        return { kind, start, end: index + 1, nameStart, nameEnd, isComplete: true };
      } else if (code === 34 || code === 39) quote = code;
    }
    const end = this.endWithoutSpace(nameEnd, index);
    return { kind: isClose ? "close" : "open", start, end, nameStart, nameEnd, isComplete: false };
  }

  /** What stands from `start` to `end` between two pieces of markup, as XML reads it: entities resolved, `\r\n` as `\n`. */
  textBetween(start: number, end: number): string {
    if (this.#nextAmpersand.from(start) < end)
      return resolveEntities(this.text, start, end, this.#declaredEntities, this.#problems);
    const value = this.text.slice(start, end);
    return this.#nextReturn.from(start) < end ? withLineFeeds(value) : value;
  }

  /** The end of the comment that starts here. One that is never closed ends with its line, so that the rest stays readable. */
  endOfComment(start: number): number {
    const end = this.#nextCommentEnd.from(start + 4);
    if (end !== Number.POSITIVE_INFINITY) return end + 3;
    const lineEnd = this.endOfLine(start);
    this.#problems.report(
      "unclosed-element",
      'This comment is never closed, so everything after it is lost on a device. Write "-->" where it ends.',
      start,
      start + 4,
    );
    return lineEnd;
  }

  /** The text of the CDATA section that starts here, and where it ends. */
  cdataAt(start: number): { readonly value: string; readonly end: number } {
    const end = this.#nextCdataEnd.from(start + 9);
    if (end !== Number.POSITIVE_INFINITY)
      return { value: withLineFeeds(this.text.slice(start + 9, end)), end: end + 3 };
    this.#problems.report(
      "unclosed-element",
      'This CDATA section is never closed, so everything after it is lost on a device. Write "]]>" where it ends.',
      start,
      start + 9,
    );
    const next = this.text.indexOf("<", start + 9);
    const cut = next < 0 ? this.text.length : next;
    return { value: withLineFeeds(this.text.slice(start + 9, cut)), end: cut };
  }

  /** The end of `<?…?>`, or of the line where it is not closed before the next tag. */
  endOfInstruction(start: number): number {
    const { end, isClosed } = this.#endBeforeNextTag(start);
    if (isClosed && end - 2 > start + 1 && this.text.charCodeAt(end - 2) === 63) return end;
    const fix = isClosed
      ? { title: 'Write "?>"', range: { start: end - 1, end }, newText: "?>" }
      : { title: 'Write "?>"', range: { start: end, end }, newText: "?>" };
    const written = excerpt(this.text.slice(start, end));
    this.#problems.report("malformed-tag", `"${written}" must end with "?>".`, start, end, fix);
    return end;
  }

  /** The end of `<!…>`: the DOCTYPE with its own declarations, or something that has no place in a property list. */
  endOfDeclaration(start: number): number {
    if (this.#hasDoctype || !this.text.startsWith("<!DOCTYPE", start)) return this.#endOfStrayDeclaration(start);
    this.#hasDoctype = true;
    let depth = 0;
    let quote = 0;
    for (let index = start + 9; index < this.text.length; index++) {
      const code = this.text.charCodeAt(index);
      if (quote !== 0) {
        if (code === quote) quote = 0;
      } else if (code === 34 || code === 39) quote = code;
      else if (code === 91) depth = 1;
      else if (code === 93) depth = 0;
      else if (code === 62 && depth === 0) return index + 1;
      else if (code === 60) {
        if (depth === 0) break;
        if (this.text.startsWith("<!--", index)) {
          // Not endOfComment: if the DOCTYPE turns out to be open, reading goes back to before this.
          const close = this.text.indexOf("-->", index + 4);
          if (close < 0) break;
          index = close + 2;
        } else if (this.text.startsWith("<!ENTITY", index)) this.#refuseEntity(index);
      }
    }
    const end = this.endOfLine(start);
    this.#problems.report("malformed-tag", 'The DOCTYPE is not closed. Write ">" where it ends.', start, end);
    return end;
  }

  /** The end of the dict or array whose content starts here, closing tag included, found without building anything. */
  skipContainer(start: number): { readonly end: number; readonly isClosed: boolean } {
    let depth = 1;
    let at = start;
    while (depth > 0) {
      const markup = this.text.indexOf("<", at);
      if (markup < 0) return { end: this.text.length, isClosed: false };
      if (this.text.startsWith("</plist", markup)) return { end: markup, isClosed: false };
      at = markup + 1;
      if (this.text.startsWith("<!--", markup)) at = this.endOfComment(markup);
      else if (this.text.startsWith("<![CDATA[", markup)) at = this.cdataAt(markup).end;
      else if (/^<\/?(?:dict|array)\b/.test(this.text.slice(markup, markup + 8))) {
        const tag = this.tagAt(markup);
        at = tag.end;
        if (tag.kind !== "empty") depth += tag.kind === "open" ? 1 : -1;
      }
    }
    return { end: at, isClosed: true };
  }

  /** How this file ends its lines. */
  get lineBreak(): string {
    return this.text.includes("\r\n") ? "\r\n" : "\n";
  }

  endOfLine(start: number): number {
    for (let index = start; index < this.text.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code === 10 || code === 13) return index;
    }
    return this.text.length;
  }

  endWithoutSpace(start: number, end: number): number {
    while (end > start && isSpace(this.text.charCodeAt(end - 1))) end--;
    return end;
  }

  startWithoutSpace(start: number, end: number): number {
    while (start < end && isSpace(this.text.charCodeAt(start))) start++;
    return start;
  }

  /** Entities are never expanded: nested ones grow without bound, and Apple's own readers refuse them. */
  #refuseEntity(start: number): void {
    const isFirst = this.#declaredEntities.size === 0;
    const name = /^<!ENTITY\s+(?:%\s+)?([^\s"'>]+)/.exec(this.text.slice(start, start + 200))?.[1] ?? "";
    this.#declaredEntities.add(name);
    if (!isFirst) return;
    const end = this.text.indexOf(">", start);
    this.#problems.report(
      "entity-declaration",
      `The file declares an entity of its own ("${excerpt(name)}"). A property list that does so is refused; write the text where it is used.`,
      start,
      end < 0 ? this.endOfLine(start) : end + 1,
    );
  }

  #endOfStrayDeclaration(start: number): number {
    const { end } = this.#endBeforeNextTag(start);
    const written = excerpt(this.text.slice(start, end));
    this.#problems.report("malformed-tag", `"${written}" has no place in a property list. Remove it.`, start, end);
    return end;
  }

  /** Looks for the `>` no further than the next `<`: a file of nothing but `<!` would otherwise be searched to its end each time. */
  #endBeforeNextTag(start: number): { readonly end: number; readonly isClosed: boolean } {
    const next = this.text.indexOf("<", start + 1);
    const limit = next < 0 ? this.text.length : next;
    const end = this.text.slice(start, limit).indexOf(">");
    if (end >= 0) return { end: start + end + 1, isClosed: true };
    return { end: this.endWithoutSpace(start + 2, limit), isClosed: false };
  }
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

export function startsName(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function endsName(code: number): boolean {
  return code === 62 || code === 47 || code === 60 || isSpace(code);
}
