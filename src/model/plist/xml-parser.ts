import { maximumDepth } from "./maximum-depth";
import type { ProblemList } from "./problem-list";
import type { PlistNode } from "./syntax";
import { type ContainerName, type ElementName, elementNameAt, isContainer, nearestElementName } from "./xml-elements";
import { Frame } from "./xml-frame";
import { XmlMistakes } from "./xml-mistakes";
import { scalarNode } from "./xml-nodes";
import { OpenFrames } from "./xml-open-frames";
import { readScalar } from "./xml-scalar";
import { isSpace, startsName, type Tag, XmlScanner } from "./xml-scanner";

/**
 * Reads one XML property list in a single pass with a stack of its own. The rule of recovery: a mistake is reported
 * where it is; what only follows from it (a key without its broken value, containers that the end of the file cuts off) is not.
 */
export class XmlParser {
  readonly #scanner: XmlScanner;
  readonly #text: string;
  readonly #problems: ProblemList;
  readonly #mistakes: XmlMistakes;
  readonly #frames: OpenFrames;
  readonly #isOpen = (name: ContainerName) => this.#frames.isOpen(name);
  /** Opening tags that were reported and skipped: their closing tags are skipped in silence. */
  readonly #skippedTags = new Map<string, number>();
  readonly #nearestNames = new Map<string, ElementName | undefined>();
  readonly #firstPlistTag: number;
  #at = 0;
  /** Something that was reported already swallowed the rest of the file. */
  #isCutOff = false;
  #isNoPlist = false;

  constructor(text: string, problems: ProblemList) {
    this.#text = text;
    this.#problems = problems;
    this.#scanner = new XmlScanner(text, problems);
    this.#mistakes = new XmlMistakes(this.#scanner, problems);
    this.#frames = new OpenFrames(text, problems);
    this.#firstPlistTag = text.indexOf("<plist");
  }

  /** The value at the top, undefined where there is none. */
  parse(): PlistNode | undefined {
    const text = this.#text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
    while (!this.#isNoPlist) {
      const markup = text.indexOf("<", this.#at);
      this.#checkText(this.#at, markup < 0 ? text.length : markup);
      if (markup < 0) break;
      const code = text.charCodeAt(markup + 1);
      if (this.#plainString(markup)) continue;
      if (startsName(code)) this.#opening(this.#scanner.tagAt(markup));
      else if (code === 47) this.#closing(this.#scanner.tagAt(markup));
      else if (code === 33) this.#at = this.#declaration(markup);
      else if (code === 63) this.#at = this.#scanner.endOfInstruction(markup);
      else {
        this.#frames.top.isExcused = true;
        this.#mistakes.bareAngle(markup);
        this.#at = markup + (text.charCodeAt(markup + 1) === 62 ? 2 : 1);
      }
    }
    this.#endOfFile();
    return this.#frames.file.items[0];
  }

  #opening(tag: Tag): void {
    const name = elementNameAt(this.#text, tag.nameStart, tag.nameEnd) ?? this.#unknownName(tag);
    if (name === undefined) return;
    const whole = tag.isComplete ? tag : this.#wholeOf(tag, name);
    if (whole === undefined) return;
    if (isContainer(name)) this.#openContainer(whole, name);
    else this.#scalar(whole, name);
  }

  /** The short way for what big files consist of: `<string>` with text and nothing else in it. */
  #plainString(at: number): boolean {
    const text = this.#text;
    if (!text.startsWith("<string>", at)) return false;
    const start = at + 8;
    const end = text.indexOf("<", start);
    if (end < 0 || !text.startsWith("</string>", end)) return false;
    this.#at = end + 9;
    const value = this.#scanner.textBetween(start, end);
    this.#frames.top.addValue({
      kind: "string",
      range: { start: at, end: end + 9 },
      contentRange: { start, end },
      value,
    });
    return true;
  }

  #scalar(tag: Tag, name: Exclude<ElementName, ContainerName>): void {
    const element = readScalar(this.#scanner, this.#problems, tag, name, this.#isOpen);
    this.#at = element.next;
    if (element.isDamaged && this.#at >= this.#text.length) this.#isCutOff = true;
    if (name === "key") {
      const key = { name: element.value, range: element.range, contentRange: element.contentRange };
      this.#frames.top.addKey(key, element.isDamaged);
      return;
    }
    const node = scalarNode(this.#text, element, this.#problems);
    if (node !== undefined) this.#frames.top.addValue(node);
  }

  #openContainer(tag: Tag, name: ContainerName): void {
    this.#at = tag.end;
    if (name === "plist" && this.#frames.top !== this.#frames.file) {
      const message = "<plist> stands around everything and nowhere else. Remove it.";
      this.#problems.report("unexpected-content", message, tag.start, tag.end);
      if (tag.kind === "open") this.#skip("plist");
      return;
    }
    const written = this.#text.slice(tag.nameStart, tag.nameEnd);
    const frame = new Frame(this.#problems, name, written, tag.start, tag.end);
    if (tag.kind === "empty") {
      this.#finish(frame, tag.start, tag.end, tag.end);
    } else if (this.#frames.depth > maximumDepth) {
      this.#problems.report(
        "too-deep",
        `Dictionaries and arrays are nested more than ${maximumDepth} deep from here on; what is inside is not read.`,
        tag.start,
        tag.end,
      );
      const { end, isClosed } = this.#scanner.skipContainer(tag.end);
      this.#isCutOff ||= !isClosed;
      this.#at = end;
      this.#finish(frame, tag.end, end, end);
    } else {
      this.#frames.push(frame);
    }
  }

  #closing(tag: Tag): void {
    const written = this.#text.slice(tag.nameStart, tag.nameEnd);
    const top = this.#frames.top;
    this.#at = tag.end;
    if (written !== "" && (written === top.name || written === top.written)) {
      if (!tag.isComplete) this.#mistakes.halfClose(tag, top);
      this.#close(tag.start, tag.end);
      return;
    }
    const skipped = this.#skippedTags.get(written) ?? 0;
    if (skipped > 0) {
      this.#skippedTags.set(written, skipped - 1);
      return;
    }
    const meant = elementNameAt(this.#text, tag.nameStart, tag.nameEnd) ?? this.#nearestName(written);
    const next = this.#scanner.startWithoutSpace(tag.end, this.#text.length);
    const open = this.#frames.lastIndexOf(meant);
    const closesTop = top !== this.#frames.file && this.#frames.fits(this.#frames.depth - 2, next);
    if (open > 0 && meant !== top.name && (this.#frames.fits(open - 1, next) || !closesTop)) {
      this.#mistakes.unclosedBefore(this.#frames.from(open + 1), tag);
      while (this.#frames.top.name !== meant) this.#close(tag.start, tag.start);
      this.#close(tag.start, tag.end);
    } else if (meant === top.name || (closesTop && (written === "" || meant === "dict" || meant === "array"))) {
      this.#mistakes.mismatchedClose(tag, top);
      this.#close(tag.start, tag.end);
    } else {
      top.isExcused = true;
      this.#mistakes.strayClose(tag);
    }
  }

  /** Closes the innermost container, whose content ends at `contentEnd` and whose closing tag at `end`. */
  #close(contentEnd: number, end: number): void {
    const frame = this.#frames.pop();
    if (frame !== undefined) this.#finish(frame, frame.contentStart, contentEnd, end);
  }

  /** Gives the node of a container to whatever it stands in; a `<plist>` gives its value. */
  #finish(frame: Frame, contentStart: number, contentEnd: number, end: number): void {
    frame.endKey();
    const range = { start: frame.start, end };
    const contentRange = { start: contentStart, end: contentEnd };
    if (frame.name === "dict") this.#frames.top.addValue({ kind: "dict", range, contentRange, entries: frame.entries });
    else if (frame.name === "array")
      this.#frames.top.addValue({ kind: "array", range, contentRange, items: frame.items });
    else if (frame.items.length > 0) for (const value of frame.items.slice(0, 1)) this.#frames.top.addValue(value);
    else if (!frame.isExcused)
      this.#problems.report("empty-file", "<plist> holds no value. Write a <dict> into it.", frame.start, end);
  }

  #declaration(at: number): number {
    if (this.#text.startsWith("<!--", at)) return this.#scanner.endOfComment(at);
    if (!this.#text.startsWith("<![CDATA[", at)) return this.#scanner.endOfDeclaration(at);
    const section = this.#scanner.cdataAt(at);
    if (section.value.trim() !== "") this.#strayText(at, section.end);
    return section.end;
  }

  #checkText(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      if (isSpace(this.#text.charCodeAt(index))) continue;
      this.#strayText(index, this.#scanner.endWithoutSpace(index, to));
      return;
    }
  }

  #strayText(start: number, end: number): void {
    this.#frames.top.isExcused = true;
    this.#mistakes.text(this.#frames.top, start, end);
  }

  /** Reports an element that property lists do not have. Returns what it must have been meant to be. */
  #unknownName(tag: Tag): ElementName | undefined {
    const written = this.#text.slice(tag.nameStart, tag.nameEnd);
    const nearest = this.#nearestName(written);
    // <list> is no misspelt <plist> where a value belongs.
    const meant = nearest === "plist" && this.#frames.top !== this.#frames.file ? undefined : nearest;
    this.#at = tag.end;
    if (
      this.#frames.top === this.#frames.file &&
      this.#firstPlistTag < 0 &&
      meant === undefined &&
      this.#frames.file.items.length === 0
    ) {
      this.#isNoPlist = true;
      this.#mistakes.noPlist(tag);
      return undefined;
    }
    this.#frames.top.isExcused = true;
    if (!tag.isComplete) {
      this.#mistakes.halfUnknownTag(tag);
      return undefined;
    }
    const closing = `</${written}>`;
    const next = this.#text.indexOf("<", tag.end);
    const closingTag = tag.kind === "open" && next >= 0 && this.#text.startsWith(closing, next) ? next : undefined;
    this.#mistakes.unknownElement(tag, meant, closingTag);
    if (meant !== undefined) return meant;
    if (closingTag !== undefined) this.#at = closingTag + closing.length;
    else if (tag.kind === "open") this.#skip(written);
    return undefined;
  }

  #nearestName(written: string): ElementName | undefined {
    if (!this.#nearestNames.has(written)) this.#nearestNames.set(written, nearestElementName(written));
    return this.#nearestNames.get(written);
  }

  /** A known element without its `>`: kept where its content is plain to see, dropped where somebody is just typing it. */
  #wholeOf(tag: Tag, name: ElementName): Tag | undefined {
    const content = isContainer(name) ? tag.end : this.#scanner.startWithoutSpace(tag.nameEnd, tag.end);
    const next = this.#text.indexOf("<", tag.nameEnd);
    this.#mistakes.halfTag(tag, name, content);
    if (isContainer(name) || (next >= 0 && this.#text.startsWith(`</${name}`, next))) return { ...tag, end: content };
    this.#frames.top.isExcused = true;
    this.#at = tag.end;
    return undefined;
  }

  #skip(written: string): void {
    this.#skippedTags.set(written, (this.#skippedTags.get(written) ?? 0) + 1);
  }

  #endOfFile(): void {
    const open = this.#frames.from(1);
    // Half a tag at the very end says enough.
    const isReported = this.#isCutOff || this.#problems.reaches(this.#scanner.endWithoutSpace(0, this.#text.length));
    if (open.length > 0 && !isReported) this.#mistakes.unclosedAtEnd(open);
    const end = this.#text.length;
    for (const frame of open) frame.isExcused = true;
    while (this.#frames.top !== this.#frames.file) this.#close(end, end);
    if (this.#frames.file.items.length === 0 && this.#problems.isEmpty)
      this.#problems.report("empty-file", "The file holds no property list.", 0, end);
  }
}
