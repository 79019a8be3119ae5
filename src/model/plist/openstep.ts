import { LineIndex, type OffsetRange } from "../text";
import { maximumDepth } from "./maximum-depth";
import { openStepEscape, readHexadecimal } from "./openstep-tokens";
import { excerpt, ProblemList } from "./problem-list";
import type { PlistDocument, PlistEntry, PlistKey, PlistNode, PlistProblemCode } from "./syntax";

/**
 * Reads an OpenStep ("ASCII") property list, the form of `.strings` files and of Xcode's project files too: strings, data,
 * arrays, dictionaries, comments; a file of `key = value;` lines without braces is a dictionary. Never throws, linear time.
 * Reading ends at the first mistake, whose place the problem has; what stands before it is in the tree.
 * Why not `plist`'s parseOpenStep: it gives no places, knows neither `.strings` nor `\U1234`, reads on past garbage and overflows
 * the stack on deep nesting; and it would carry the XML parser with it into the extension.
 */
export function parseOpenStepPlist(text: string): PlistDocument {
  const problems = new ProblemList();
  const root = new OpenStepReader(text, problems).read();
  return { format: "openstep", text, lines: new LineIndex(text), root, problems: problems.sorted() };
}

const tab = 9;
const carriageReturn = 13;
const space = 32;

/** By character code: what may stand in a text without quotes. Real project files have millions of them. */
const plain = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$/:.-") {
  plain[character.charCodeAt(0)] = 1;
}

function isPlain(code: number): boolean {
  return plain[code] === 1;
}

class OpenStepReader {
  readonly #text: string;
  readonly #problems: ProblemList;
  #at = 0;
  #hasFailed = false;

  constructor(text: string, problems: ProblemList) {
    this.#text = text;
    this.#problems = problems;
  }

  read(): PlistNode | undefined {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    this.#skipSpace();
    if (this.#hasFailed) return undefined;
    const start = this.#at;
    if (start >= this.#text.length) {
      this.#fail("The file holds no property list.", 0, this.#text.length, "empty-file");
      return undefined;
    }
    const first = this.#value(1);
    this.#skipSpace();
    if (this.#hasFailed || this.#at >= this.#text.length) return first;
    const next = this.#text[this.#at];
    if (first?.kind === "string" && (next === "=" || next === ";")) {
      this.#at = start;
      return this.#entries(start, start, 1, undefined);
    }
    this.#failHere("The property list is complete before this; nothing else may follow it.");
    return first;
  }

  #value(depth: number): PlistNode | undefined {
    const character = this.#text[this.#at];
    const start = this.#at;
    if ((character === "{" || character === "(") && depth > maximumDepth) {
      const message = `Dictionaries and arrays are nested more than ${maximumDepth} deep here.`;
      this.#fail(message, start, start + 1, "too-deep");
      return undefined;
    }
    if (character === "{") {
      this.#at++;
      return this.#entries(start, this.#at, depth, "}");
    }
    if (character === "(") return this.#array(depth);
    if (character === "<") return this.#data();
    return this.#string();
  }

  #array(depth: number): PlistNode {
    const start = this.#at++;
    const items: PlistNode[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#takeClosing(")")) break;
      const item = this.#value(depth + 1);
      if (item !== undefined) items.push(item);
      this.#skipSpace();
      if (this.#hasFailed) break;
      if (this.#text[this.#at] === ",") this.#at++;
      else if (this.#text[this.#at] !== ")") this.#expect(",", start);
      if (this.#hasFailed) break;
    }
    return { kind: "array", items, ...this.#around(start) };
  }

  /** The inside of `{…}`, or a whole file without braces where `closing` is undefined. */
  #entries(start: number, contentStart: number, depth: number, closing: "}" | undefined): PlistNode {
    const entries: PlistEntry[] = [];
    const names = new Set<string>();
    this.#at = contentStart;
    while (!this.#hasFailed) {
      this.#skipSpace();
      if (closing === undefined ? this.#at >= this.#text.length : this.#takeClosing(closing)) break;
      if (this.#at >= this.#text.length) this.#failOpen(start);
      const written = this.#string();
      if (written?.kind !== "string") break;
      const key = { name: written.value, range: written.range, contentRange: written.contentRange };
      this.#noteName(key, names);
      const value = this.#valueOf(key, written, depth);
      const end = value?.range.end ?? key.range.end;
      entries.push({ key, value, range: { start: key.range.start, end } });
      if (!this.#hasFailed && this.#text[this.#at] === ";") this.#at++;
      else this.#expect(";", start);
    }
    const places = closing === undefined ? this.#places(start, this.#at) : this.#around(start);
    return { kind: "dict", entries, ...places };
  }

  /** `key = value`, or `key` alone in `.strings` files, which means the key itself. Stops before the semicolon. */
  #valueOf(key: PlistKey, written: PlistNode, depth: number): PlistNode | undefined {
    this.#skipSpace();
    if (this.#hasFailed) return undefined;
    if (this.#text[this.#at] === ";") return written;
    if (this.#text[this.#at] !== "=") {
      this.#failHere(`"=" and a value must follow the key "${excerpt(key.name)}".`);
      return undefined;
    }
    this.#at++;
    this.#skipSpace();
    const value = this.#hasFailed ? undefined : this.#value(depth + 1);
    this.#skipSpace();
    return value;
  }

  #data(): PlistNode | undefined {
    const start = this.#at;
    const end = this.#text.indexOf(">", start);
    if (end < 0) return this.#fail('This data is never closed. Write ">".', start, start + 1);
    const digits = this.#text.slice(start + 1, end);
    const value = readHexadecimal(digits);
    this.#at = end + 1;
    if (value === undefined)
      return this.#fail("Data between < and > is hexadecimal digits, two for each byte.", start, end + 1);
    return { kind: "data", value, ...this.#around(start) };
  }

  #string(): PlistNode | undefined {
    const start = this.#at;
    const quote = this.#text[start];
    if (quote === '"' || quote === "'") return this.#quoted(quote);
    while (isPlain(this.#text.charCodeAt(this.#at)) && !this.#isComment()) this.#at++;
    if (this.#at === start) {
      this.#failHere(
        "Here a key or value is expected. Text with other characters than letters, digits and _$/:.- needs quotes.",
      );
      return undefined;
    }
    return { kind: "string", value: this.#text.slice(start, this.#at), ...this.#places(start, this.#at) };
  }

  #quoted(quote: string): PlistNode | undefined {
    const start = this.#at++;
    let value = "";
    let copied = this.#at;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return this.#fail(`This text is never closed. Write ${quote}.`, start, start + 1);
      if (character === quote) break;
      if (character === "\\") {
        const escaped = openStepEscape(this.#text, this.#at);
        value += this.#text.slice(copied, this.#at) + escaped.value;
        this.#at = escaped.end;
        copied = escaped.end;
      } else this.#at++;
    }
    value += this.#text.slice(copied, this.#at);
    this.#at++;
    return { kind: "string", value, ...this.#around(start) };
  }

  #skipSpace(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === space || (code >= tab && code <= carriageReturn)) this.#at++;
      else if (this.#isComment()) {
        const isBlock = text[this.#at + 1] === "*";
        const end = text.indexOf(isBlock ? "*/" : "\n", this.#at + 2);
        if (end < 0 && isBlock) {
          this.#fail('This comment is never closed. Write "*/".', this.#at, this.#at + 2);
          return;
        }
        this.#at = end < 0 ? text.length : end + (isBlock ? 2 : 1);
      } else if (code > 127 && /\s/.test(text.charAt(this.#at))) this.#at++;
      else return;
    }
  }

  #isComment(): boolean {
    if (this.#text[this.#at] !== "/") return false;
    const next = this.#text[this.#at + 1];
    return next === "*" || next === "/";
  }

  #takeClosing(closing: string): boolean {
    if (this.#hasFailed) return true;
    if (this.#text[this.#at] !== closing) return false;
    this.#at++;
    return true;
  }

  #noteName(key: PlistKey, names: Set<string>): void {
    if (names.has(key.name))
      this.#problems.report(
        "duplicate-key",
        `"${excerpt(key.name)}" is in this dictionary twice. Only one of them counts. Remove one.`,
        key.range.start,
        key.range.end,
      );
    names.add(key.name);
  }

  #expect(mark: "," | ";", containerStart: number): void {
    if (this.#hasFailed) return;
    const before = this.#text.slice(containerStart, this.#at).trimEnd();
    const end = containerStart + before.length;
    const fix = { title: `Write "${mark}"`, range: { start: end, end }, newText: mark };
    if (this.#at >= this.#text.length) this.#failOpen(containerStart);
    else this.#failHere(`A "${mark}" is missing before this.`, fix);
  }

  #failOpen(start: number): void {
    this.#fail("The file ends before this is closed.", start, start + 1);
  }

  #failHere(message: string, fix?: { title: string; range: OffsetRange; newText: string }): void {
    const end = Math.min(this.#at + 1, this.#text.length);
    this.#fail(message, Math.min(this.#at, end), end, "malformed-openstep", fix);
  }

  #fail(
    message: string,
    start: number,
    end: number,
    code: PlistProblemCode = "malformed-openstep",
    fix?: { title: string; range: OffsetRange; newText: string },
  ): undefined {
    if (!this.#hasFailed) this.#problems.report(code, message, start, end, fix);
    this.#hasFailed = true;
    return undefined;
  }

  /** The places of something with a mark at either end. */
  #around(start: number): { readonly range: OffsetRange; readonly contentRange: OffsetRange } {
    const end = Math.max(this.#at, start + 1);
    const contentEnd = this.#hasFailed ? end : end - 1;
    return { range: { start, end }, contentRange: { start: start + 1, end: contentEnd } };
  }

  #places(start: number, end: number): { readonly range: OffsetRange; readonly contentRange: OffsetRange } {
    return { range: { start, end }, contentRange: { start, end } };
  }
}
