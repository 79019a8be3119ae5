import type { OffsetRange } from "../text";
import type { ProblemList } from "./problem-list";
import { type ContainerName, elementNameAt, isContainer, type ScalarName } from "./xml-elements";
import type { Tag, XmlScanner } from "./xml-scanner";
import { startsName } from "./xml-scanner";

/** One `<key>` or simple value with everything between its tags. */
export interface ScalarElement {
  readonly name: ScalarName;
  readonly range: OffsetRange;
  readonly contentRange: OffsetRange;
  /** Comments left out, CDATA and entities resolved. */
  readonly value: string;
  /** Where reading goes on: behind the element, or at the tag that cut it short. */
  readonly next: number;
  /** A problem about it is reported already; what follows from it is not reported again. */
  readonly isDamaged: boolean;
}

/** Which containers stand open around the element: their closing tag ends an unclosed element. */
export type IsOpen = (name: ContainerName) => boolean;

const closingTags: Readonly<Record<ScalarName, string>> = {
  key: "</key>",
  string: "</string>",
  integer: "</integer>",
  real: "</real>",
  date: "</date>",
  data: "</data>",
  true: "</true>",
  false: "</false>",
};

/** Reads the element whose opening tag is `tag`. Whatever is between: it ends at its closing tag or where the next element starts. */
export function readScalar(
  scanner: XmlScanner,
  problems: ProblemList,
  tag: Tag,
  name: ScalarName,
  isOpen: IsOpen,
): ScalarElement {
  const { text } = scanner;
  if (tag.kind === "empty") {
    const range = { start: tag.start, end: tag.end };
    return { name, range, contentRange: range, value: "", next: tag.end, isDamaged: false };
  }
  const written = text.slice(tag.nameStart, tag.nameEnd);
  const closing = written === name ? closingTags[name] : `</${written}>`;
  const start = tag.end;
  const end = text.indexOf("<", start);
  if (end >= 0 && text.startsWith(closing, end)) {
    const next = end + closing.length;
    return {
      name,
      range: { start: tag.start, end: next },
      contentRange: { start, end },
      value: scanner.textBetween(start, end),
      next,
      isDamaged: false,
    };
  }
  return new ScalarReader(scanner, problems, tag, name, written, isOpen).read();
}

/** The slow way, for an element with comments, CDATA or mistakes in it. */
class ScalarReader {
  readonly #scanner: XmlScanner;
  readonly #problems: ProblemList;
  readonly #tag: Tag;
  readonly #name: ScalarName;
  readonly #written: string;
  readonly #isOpen: IsOpen;
  #value = "";
  #isDamaged = false;

  constructor(scanner: XmlScanner, problems: ProblemList, tag: Tag, name: ScalarName, written: string, isOpen: IsOpen) {
    this.#scanner = scanner;
    this.#problems = problems;
    this.#tag = tag;
    this.#name = name;
    this.#written = written;
    this.#isOpen = isOpen;
  }

  read(): ScalarElement {
    const scanner = this.#scanner;
    const { text } = scanner;
    let at = this.#tag.end;
    for (;;) {
      const markup = text.indexOf("<", at);
      if (markup < 0) return this.#unclosed(at, text.length);
      const code = text.charCodeAt(markup + 1);
      if (code === 47 || startsName(code)) {
        const end = code === 47 ? this.#closeAt(at, markup) : this.#openAt(at, markup);
        if (typeof end !== "number") return end;
        at = end;
        continue;
      }
      this.#value += scanner.textBetween(at, markup);
      if (text.startsWith("<!--", markup)) at = scanner.endOfComment(markup);
      else if (text.startsWith("<![CDATA[", markup)) {
        const section = scanner.cdataAt(markup);
        this.#value += section.value;
        at = section.end;
      } else if (code === 33) {
        this.#isDamaged = true;
        at = scanner.endOfDeclaration(markup);
      } else if (code === 63) at = scanner.endOfInstruction(markup);
      else {
        if (this.#isJustBegun(markup)) return this.#element(markup, markup + 1);
        this.#rawAngle(markup);
        at = markup + 1;
      }
    }
  }

  /** A closing tag: ours, a misspelt one, or that of a container around us. */
  #closeAt(at: number, markup: number): ScalarElement {
    const scanner = this.#scanner;
    const tag = scanner.tagAt(markup);
    const written = scanner.text.slice(tag.nameStart, tag.nameEnd);
    const expected = `</${this.#name}>`;
    const other = elementNameAt(scanner.text, tag.nameStart, tag.nameEnd);
    if (other !== undefined && isContainer(other) && this.#isOpen(other)) return this.#unclosed(at, markup);
    if (!tag.isComplete) {
      this.#isDamaged = true;
      const fix = { title: `Write ${expected}`, range: { start: tag.start, end: tag.end }, newText: expected };
      this.#problems.report("malformed-tag", `Half a closing tag: write "${expected}".`, tag.start, tag.end, fix);
    } else if (written !== this.#name && written !== this.#written) {
      this.#isDamaged = true;
      this.#problems.report(
        "mismatched-close",
        `<${this.#name}> is closed by "</${written}>"; the file cannot be read on a device. Write "${expected}".`,
        tag.start,
        tag.end,
        { title: `Write ${expected}`, range: { start: tag.start, end: tag.end }, newText: expected },
      );
    }
    this.#value += scanner.textBetween(at, markup);
    return this.#element(markup, tag.end);
  }

  /** An opening tag where only text can be: the closing tag was forgotten or mistyped, or somebody nested an element. */
  #openAt(at: number, markup: number): ScalarElement | number {
    const scanner = this.#scanner;
    const { text } = scanner;
    const tag = scanner.tagAt(markup);
    const isSame = text.slice(tag.nameStart, tag.nameEnd) === this.#written;
    if (isSame && this.#isMissingItsSlash(at, tag)) {
      const expected = `</${this.#name}>`;
      this.#isDamaged = true;
      this.#problems.report(
        "mismatched-close",
        `"<${this.#written}>" opens a second element where "${expected}" should close the first.`,
        tag.start,
        tag.end,
        { title: `Write ${expected}`, range: { start: tag.start, end: tag.end }, newText: expected },
      );
      this.#value += scanner.textBetween(at, markup);
      return this.#element(markup, tag.end);
    }
    const close = isSame ? -1 : this.#ownCloseAfter(tag.end);
    if (close < 0) return this.#unclosed(at, markup);
    this.#isDamaged = true;
    this.#problems.report(
      "unexpected-content",
      `<${this.#name}> holds text only, no other element. For a literal "<" write "&lt;".`,
      markup,
      scanner.endWithoutSpace(markup, close),
    );
    this.#value += scanner.textBetween(at, markup);
    return close;
  }

  /** `<key>Name<key>` followed by another element: one slash was forgotten, nothing was nested. */
  #isMissingItsSlash(at: number, tag: Tag): boolean {
    const { text } = this.#scanner;
    if (!tag.isComplete || tag.kind !== "open") return false;
    if (this.#scanner.startWithoutSpace(at, tag.start) === tag.start && this.#value === "") return false;
    const next = this.#scanner.startWithoutSpace(tag.end, text.length);
    return text.charCodeAt(next) === 60 && !text.startsWith(`</${this.#written}`, next);
  }

  /** The offset of our own closing tag if it comes before another such element and before the container ends; else -1. */
  #ownCloseAfter(from: number): number {
    const { text } = this.#scanner;
    let at = text.indexOf("<", from);
    // A hundred tags are more markup than anybody writes into a text; without a bound, nonsense would be searched over and over.
    for (let count = 0; at >= 0 && count < 100; count++, at = text.indexOf("<", at + 1)) {
      const isClose = text.charCodeAt(at + 1) === 47;
      const nameStart = at + (isClose ? 2 : 1);
      if (text.startsWith(this.#written, nameStart)) return isClose ? at : -1;
      if (isClose && (text.startsWith("dict", nameStart) || text.startsWith("array", nameStart))) return -1;
    }
    return -1;
  }

  #unclosed(at: number, limit: number): ScalarElement {
    const scanner = this.#scanner;
    const tag = this.#tag;
    const end = scanner.endWithoutSpace(at, limit);
    this.#value += scanner.textBetween(at, end);
    this.#isDamaged = true;
    const isBoolean = this.#name === "true" || this.#name === "false";
    const closing = `</${this.#name}>`;
    this.#problems.report(
      "unclosed-element",
      `<${this.#name}> is never closed. Write "${isBoolean ? `<${this.#name}/>` : closing}".`,
      tag.start,
      tag.end,
      isBoolean && end === tag.end
        ? { title: `Write <${this.#name}/>`, range: { start: tag.start, end: tag.end }, newText: `<${this.#name}/>` }
        : { title: `Write ${closing}`, range: { start: end, end }, newText: closing },
    );
    return { ...this.#element(end, end), next: limit };
  }

  /** A `<` before the next tag or the end of the file: somebody is typing our closing tag. */
  #isJustBegun(at: number): boolean {
    const { text } = this.#scanner;
    const next = this.#scanner.startWithoutSpace(at + 1, text.length);
    const isAtMarkup = next >= text.length || (text.charCodeAt(next) === 60 && text.charCodeAt(next + 1) !== 33);
    if (!isAtMarkup || text.startsWith(`</${this.#written}`, next)) return false;
    const closing = `</${this.#name}>`;
    const range = { start: at, end: at + 1 };
    const message = `Half a closing tag: write "${closing}".`;
    this.#isDamaged = true;
    this.#problems.report("malformed-tag", message, at, at + 1, { title: `Write ${closing}`, range, newText: closing });
    return true;
  }

  #rawAngle(at: number): void {
    this.#isDamaged = true;
    this.#value += "<";
    const range = { start: at, end: at + 1 };
    const fix = { title: "Write &lt;", range, newText: "&lt;" };
    this.#problems.report("malformed-tag", 'A bare "<" in text must be written "&lt;".', at, at + 1, fix);
  }

  #element(contentEnd: number, end: number): ScalarElement {
    return {
      name: this.#name,
      range: { start: this.#tag.start, end },
      contentRange: { start: this.#tag.end, end: contentEnd },
      value: this.#value,
      next: end,
      isDamaged: this.#isDamaged,
    };
  }
}
