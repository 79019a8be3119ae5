import { createScanner, type JSONScanner } from "jsonc-parser";
import { tokens } from "./tokens";

const doubleQuote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
/** Digits that a number holds exactly, whatever they are. */
const safeDigits = 15;

/**
 * The tokens of a text, spaces and line breaks left out. Plain ones are taken here, in a fifth of the time; whatever is
 * unusual (escapes, control characters, comments, fractions, mistakes) is left to jsonc-parser's scanner.
 */
export class TokenScanner {
  readonly #text: string;
  readonly #careful: JSONScanner;
  readonly #names: (string | undefined)[] = new Array(256).fill(undefined);
  offset = 0;
  end = 0;
  /** jsonc-parser's ScanError; 0 for none. */
  error = 0;
  /** The token's number where it is one, otherwise undefined and `value` is asked. */
  #number: number | undefined;
  #isPlainString = false;

  constructor(text: string) {
    this.#text = text;
    this.#careful = createScanner(text, false);
  }

  /** Goes to the next token and gives its kind. */
  scan(): number {
    const text = this.#text;
    let position = this.end;
    let code = text.charCodeAt(position);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++position);
    this.offset = position;
    this.error = 0;
    switch (code) {
      case 0x7b:
        this.end = position + 1;
        return tokens.openBrace;
      case 0x7d:
        this.end = position + 1;
        return tokens.closeBrace;
      case 0x5b:
        this.end = position + 1;
        return tokens.openBracket;
      case 0x5d:
        this.end = position + 1;
        return tokens.closeBracket;
      case 0x3a:
        this.end = position + 1;
        return tokens.colon;
      case 0x2c:
        this.end = position + 1;
        return tokens.comma;
      case doubleQuote: {
        do code = text.charCodeAt(++position);
        while (code >= 0x20 && code !== doubleQuote && code !== backslash);
        if (code !== doubleQuote) return this.#scanCarefully();
        this.end = position + 1;
        this.#isPlainString = true;
        return tokens.string;
      }
      default:
        return code > zero && code <= zero + 9 ? this.#scanDigits() : this.#scanCarefully();
    }
  }

  /** Of a string: what it says, escapes resolved. */
  string(): string {
    return this.#isPlainString ? this.#text.slice(this.offset + 1, this.end - 1) : this.#careful.getTokenValue();
  }

  /** As `string`. Members of one name share it: the same few names stand in every item of a list. */
  name(): string {
    const length = this.end - this.offset - 2;
    if (!this.#isPlainString || length < 1 || length > 40) return this.string();
    const text = this.#text;
    const start = this.offset + 1;
    const slot =
      (length * 31 +
        text.charCodeAt(start) * 7 +
        text.charCodeAt(start + (length >> 1)) +
        text.charCodeAt(this.end - 2)) &
      255;
    const known = this.#names[slot];
    if (known !== undefined && known.length === length && text.startsWith(known, start)) return known;
    const name = this.string();
    this.#names[slot] = name;
    return name;
  }

  number(): number {
    return this.#number ?? Number(this.#careful.getTokenValue());
  }

  #scanDigits(): number {
    const text = this.#text;
    let position = this.offset;
    let value = 0;
    let code = text.charCodeAt(position);
    while (code >= zero && code <= zero + 9) {
      value = value * 10 + code - zero;
      code = text.charCodeAt(++position);
    }
    const isPlain =
      position - this.offset <= safeDigits &&
      (code === 0x2c || code === 0x0a || code === 0x0d || code === 0x20 || code === 0x7d || code === 0x5d);
    if (!isPlain) return this.#scanCarefully();
    this.end = position;
    this.#number = value;
    return tokens.number;
  }

  #scanCarefully(): number {
    const careful = this.#careful;
    this.#isPlainString = false;
    this.#number = undefined;
    careful.setPosition(this.offset);
    let token: number = careful.scan();
    while (token === tokens.trivia || token === tokens.lineBreak) token = careful.scan();
    this.offset = careful.getTokenOffset();
    // Of a comment that is not closed, jsonc-parser ends one behind the text.
    this.end = Math.min(this.offset + careful.getTokenLength(), this.#text.length);
    this.error = careful.getTokenError();
    return token;
  }
}
