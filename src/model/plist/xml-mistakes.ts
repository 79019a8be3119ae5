import { excerpt, type ProblemList } from "./problem-list";
import type { PlistProblem } from "./syntax";
import { type ElementName, isContainer } from "./xml-elements";
import type { Frame } from "./xml-frame";
import { isSpace, type Tag, type XmlScanner } from "./xml-scanner";

type Fix = NonNullable<PlistProblem["fix"]>;

/** Puts the mistakes that the parser meets into words and corrections. Decides nothing about how reading goes on. */
export class XmlMistakes {
  readonly #scanner: XmlScanner;
  readonly #text: string;
  readonly #problems: ProblemList;

  constructor(scanner: XmlScanner, problems: ProblemList) {
    this.#scanner = scanner;
    this.#text = scanner.text;
    this.#problems = problems;
  }

  /** Containers that are still open where an outer one is closed: one report, at the innermost, that closes them all. */
  unclosedBefore(open: readonly Frame[], closingTag: Tag): void {
    const innermost = open[open.length - 1];
    if (innermost === undefined) return;
    const indent = this.#indentBefore(closingTag.start);
    const separator = indent === undefined ? "" : `${this.#scanner.lineBreak}${indent}`;
    const closing = open.map((frame) => `</${frame.written}>${separator}`).reverse();
    const place = { start: closingTag.start, end: closingTag.start };
    this.#problems.report(
      "unclosed-element",
      `<${innermost.written}> is still open where "${this.#written(closingTag)}" ends what is around it. Write "</${innermost.written}>" before.`,
      innermost.start,
      innermost.contentStart,
      { title: `Write </${innermost.written}>`, range: place, newText: closing.join("") },
    );
  }

  /** Containers that the end of the file cuts off, outermost first. */
  unclosedAtEnd(open: readonly Frame[]): void {
    const innermost = open[open.length - 1];
    if (innermost === undefined) return;
    const closing = open.map((frame) => `</${frame.written}>`).reverse();
    const end = this.#scanner.endWithoutSpace(innermost.contentStart, this.#text.length);
    const newText = closing.map((tag) => `${this.#scanner.lineBreak}${tag}`).join("");
    this.#problems.report(
      "unclosed-element",
      `<${innermost.written}> is never closed: the file ends before "${closing.join("")}".`,
      innermost.start,
      innermost.contentStart,
      { title: `Write ${closing.join("")}`, range: { start: end, end }, newText },
    );
  }

  mismatchedClose(tag: Tag, frame: Frame): void {
    const message = `<${frame.written}> is closed by "${this.#written(tag)}"; the file cannot be read on a device. Write "</${frame.written}>".`;
    this.#problems.report("mismatched-close", message, tag.start, tag.end, this.#replace(tag, `</${frame.written}>`));
  }

  halfClose(tag: Tag, frame: Frame): void {
    const closing = `</${frame.written}>`;
    const message = `Half a closing tag: write "${closing}".`;
    this.#problems.report("malformed-tag", message, tag.start, tag.end, this.#replace(tag, closing));
  }

  strayClose(tag: Tag): void {
    const message = `"${this.#written(tag)}" closes nothing that is open. Remove it.`;
    const fix = { ...this.#replace(tag, ""), title: `Remove ${this.#written(tag)}` };
    this.#problems.report("unexpected-close", message, tag.start, tag.end, fix);
  }

  text(frame: Frame, start: number, end: number): void {
    const place = frame.name === "file" ? "outside of <plist>" : `directly in <${frame.name}>`;
    const hint =
      frame.name === "dict" ? 'Write "<key>…</key>" or a value like "<string>…</string>" around it.' : "Remove it.";
    const message = `"${excerpt(this.#text.slice(start, end))}" stands ${place}, where no text can be. ${hint}`;
    this.#problems.report("unexpected-text", message, start, end);
  }

  bareAngle(at: number): void {
    const message = 'A "<" without a name starts no element. Finish it or remove it.';
    this.#problems.report("malformed-tag", message, at, at + 1);
  }

  /** The first element of a file that is something else, HTML for instance. */
  noPlist(tag: Tag): void {
    const message = `This is not a property list: it starts with <${this.#name(tag)}> instead of <plist version="1.0">.`;
    this.#problems.report("not-a-plist", message, tag.start, tag.end);
  }

  halfUnknownTag(tag: Tag): void {
    const message = `"${this.#written(tag)}" is half a tag. Finish it or remove it.`;
    this.#problems.report("malformed-tag", message, tag.start, tag.end);
  }

  halfTag(tag: Tag, name: ElementName, contentStart: number): void {
    const range = { start: tag.nameEnd, end: contentStart };
    const fix = { title: `Write <${name}>`, range, newText: ">" };
    this.#problems.report(
      "malformed-tag",
      `"${this.#written(tag)}" lacks its ">".`,
      tag.start,
      tag.end,
      isContainer(name) ? { ...fix, range: { start: tag.end, end: tag.end } } : fix,
    );
  }

  /** `meant` is what it was probably meant to be; `closingTag` the offset of its own closing tag if only text is between. */
  unknownElement(tag: Tag, meant: ElementName | undefined, closingTag: number | undefined): void {
    const hint =
      meant === undefined
        ? "There are dict, array, string, integer, real, true, false, date and data."
        : `Write <${meant}>.`;
    const message = `Property lists have no element <${this.#name(tag)}>: this file cannot be read on a device. ${hint}`;
    this.#problems.report("unknown-element", message, tag.start, tag.end, this.#respelling(tag, meant, closingTag));
  }

  #respelling(tag: Tag, meant: ElementName | undefined, closingTag: number | undefined): Fix | undefined {
    if (meant === undefined || (tag.kind === "open" && closingTag === undefined)) return undefined;
    const title = `Write <${meant}>`;
    if (closingTag === undefined) return { title, range: { start: tag.nameStart, end: tag.nameEnd }, newText: meant };
    const between = this.#text.slice(tag.nameEnd, closingTag);
    const range = { start: tag.nameStart, end: closingTag + 2 + tag.nameEnd - tag.nameStart };
    return { title, range, newText: `${meant}${between}</${meant}` };
  }

  #replace(tag: Tag, newText: string): Fix {
    return { title: `Write ${newText}`, range: { start: tag.start, end: tag.end }, newText };
  }

  #written(tag: Tag): string {
    return excerpt(this.#text.slice(tag.start, tag.end));
  }

  #name(tag: Tag): string {
    return excerpt(this.#text.slice(tag.nameStart, tag.nameEnd));
  }

  /** The white space before `offset` if nothing else stands before it in its line. */
  #indentBefore(offset: number): string | undefined {
    let start = offset;
    while (start > 0 && (this.#text[start - 1] === " " || this.#text[start - 1] === "\t")) start--;
    return start > 0 && isSpace(this.#text.charCodeAt(start - 1)) ? this.#text.slice(start, offset) : undefined;
  }
}
