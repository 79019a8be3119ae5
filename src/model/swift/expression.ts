import type { OffsetRange } from "../text";
import type { MaskedSwift } from "./mask";

/** A Swift expression as far as it can be read without compiling: literals, calls and names. */
export type SwiftExpression = { readonly range: OffsetRange } & (
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "nil" }
  | { readonly kind: "array"; readonly items: readonly SwiftExpression[] }
  | { readonly kind: "dict"; readonly entries: readonly SwiftDictEntry[] }
  | {
      readonly kind: "call";
      /** `.target`, `Target`, `Plist.Value.string`; a leading dot stays. */
      readonly name: string;
      readonly nameRange: OffsetRange;
      readonly arguments: readonly SwiftArgument[];
    }
  | { readonly kind: "name"; readonly name: string }
  /** Computed: operators, closures, interpolations, chains of calls. */
  | { readonly kind: "unknown" }
);

export interface SwiftDictEntry {
  readonly key: SwiftExpression;
  readonly value: SwiftExpression;
}

export interface SwiftArgument {
  /** Undefined for an argument without one. */
  readonly label: string | undefined;
  readonly value: SwiftExpression;
}

/** Deeper nesting is no literal that somebody writes. */
const deepest = 60;

/** Reads the expression that begins at an offset. Never throws; what is not understood is `unknown`. */
export function readSwiftExpression(masked: MaskedSwift, offset: number): SwiftExpression {
  return new ExpressionReader(masked, offset).read(0);
}

class ExpressionReader {
  readonly #code: string;
  readonly #strings: MaskedSwift["strings"];
  #at: number;

  constructor({ code, strings }: MaskedSwift, offset: number) {
    this.#code = code;
    this.#strings = strings;
    this.#at = offset;
  }

  /** One expression up to what ends it: a comma, a colon, a closing bracket, or the line outside of brackets. */
  read(depth: number): SwiftExpression {
    this.#skipSpace();
    const start = this.#at;
    const found = depth > deepest ? undefined : this.#primary(start, depth);
    if (found !== undefined && this.#isAtEnd(depth)) return found;
    this.#at = start;
    this.#skipToEnd(depth);
    return { kind: "unknown", range: { start, end: Math.max(start, this.#at) } };
  }

  #primary(start: number, depth: number): SwiftExpression | undefined {
    const string = this.#strings.get(start);
    if (string !== undefined) {
      this.#at = string.range.end;
      const hashes = /^#*/.exec(this.#code.slice(start, start + 20))?.[0].length ?? 0;
      const quotes = string.range.end - start - (string.value?.length ?? 0) - 2 * hashes;
      // The indentation of a string of several lines is no part of its value.
      return string.value === undefined || quotes > 2
        ? { kind: "unknown", range: string.range }
        : { kind: "string", value: string.value, range: string.range };
    }
    if (this.#code[start] === "[") return this.#brackets(start, depth);
    const number = this.#match(/[-+]?(?:0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][-+]?[0-9]+)?)/y);
    if (number !== undefined) return { kind: "number", text: number, range: { start, end: this.#at } };
    const name = this.#match(/\.?[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*/y)?.replace(/\s+/g, "");
    if (name === undefined) return undefined;
    const nameRange = { start, end: this.#at };
    if (name === "true" || name === "false") return { kind: "boolean", value: name === "true", range: nameRange };
    if (name === "nil") return { kind: "nil", range: nameRange };
    if (this.#code[this.#at] !== "(") return { kind: "name", name, range: nameRange };
    const list = this.#arguments(depth);
    return list === undefined
      ? undefined
      : { kind: "call", name, nameRange, arguments: list, range: { start, end: this.#at } };
  }

  #arguments(depth: number): readonly SwiftArgument[] | undefined {
    this.#at++;
    const list: SwiftArgument[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#take(")")) return list;
      const label = this.#match(/[A-Za-z_]\w*\s*:(?!:)/y);
      const value = this.read(depth + 1);
      list.push({ label: label?.replace(/\s*:$/, ""), value });
      this.#skipSpace();
      if (!this.#take(",") && this.#code[this.#at] !== ")") return undefined;
    }
  }

  #brackets(start: number, depth: number): SwiftExpression | undefined {
    this.#at++;
    this.#skipSpace();
    if (this.#code[this.#at] === ":") {
      this.#at++;
      this.#skipSpace();
      return this.#take("]") ? { kind: "dict", entries: [], range: { start, end: this.#at } } : undefined;
    }
    const items: SwiftExpression[] = [];
    const entries: SwiftDictEntry[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#take("]")) break;
      const first = this.read(depth + 1);
      this.#skipSpace();
      if (this.#take(":")) entries.push({ key: first, value: this.read(depth + 1) });
      else items.push(first);
      this.#skipSpace();
      if (!this.#take(",") && this.#code[this.#at] !== "]") return undefined;
    }
    const range = { start, end: this.#at };
    if (entries.length === 0) return { kind: "array", items, range };
    return items.length === 0 ? { kind: "dict", entries, range } : undefined;
  }

  /** Whether nothing follows that would make something else of what was read. */
  #isAtEnd(depth: number): boolean {
    const before = this.#at;
    this.#skipSpace();
    const next = this.#code[this.#at];
    if (next === undefined || /[,:)\]}]/.test(next)) return true;
    const isNewLine = /[\r\n;]/.test(this.#code.slice(before, this.#at + 1));
    // Outside of brackets a line ends the expression, unless an operator or a chain goes on with it.
    return depth === 0 && isNewLine && !/[.+\-*/%&|^?<>=!([]/.test(next);
  }

  #skipToEnd(depth: number): void {
    let open = 0;
    const mark = /[()[\]{},:\r\n]/g;
    mark.lastIndex = this.#at;
    for (let found = mark.exec(this.#code); found !== null; found = mark.exec(this.#code)) {
      this.#at = found.index;
      const char = found[0];
      if ("([{".includes(char)) open++;
      else if (")]}".includes(char)) {
        if (open === 0) return;
        open--;
      } else if (open > 0) continue;
      else if (char === "," || (char === ":" && !this.#isTernary())) return;
      else if (depth === 0 && (char === "\n" || char === "\r")) return;
    }
    this.#at = this.#code.length;
  }

  /** The colon of `a ? b : c` ends nothing. */
  #isTernary(): boolean {
    const line = this.#code.slice(Math.max(0, this.#at - 300), this.#at);
    return /\s\?\s[^,()[\]{}]*$/.test(line);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#code)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #take(char: string): boolean {
    if (this.#code[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    this.#match(/\s+/y);
  }
}
