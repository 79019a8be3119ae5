import type { Node } from "jsonc-parser";
import type { JsonProblem } from "../project/snapshot";
import type { OffsetRange } from "../text";
import { duplicateKey, repeatedMembers } from "./duplicate-keys";
import { TokenScanner } from "./token-scanner";
import { scanErrorMessages, tokens } from "./tokens";
import { ContainerNode, type JsonLiteral, MemberNode, ScalarNode, type TreeNode } from "./tree-node";

/** Deeper than any manifest; a text nested deeper is taken for an attack or an accident, and reading stops there. */
const maximumJsonDepth = 256;

/** After so many syntax problems the text is something else than JSON, and more of them help nobody. */
const maximumProblems = 100;

export interface ParsedJson {
  /** jsonc-parser's node, so that its editing functions work on it. Undefined where there is no value at all. */
  readonly root: Node | undefined;
  /** Syntax problems in the order of the text. Comments and trailing commas are not among them. */
  readonly problems: readonly JsonProblem[];
  /** Neither comments nor trailing commas: what `JSONDecoder` reads without options. */
  readonly strict: boolean;
  /** The first comment or trailing comma. */
  readonly notStrictAt: OffsetRange | undefined;
  /** Second and later members of one name in one object: the later one wins in most readers. Each range is that of a name. */
  readonly duplicateKeys: readonly JsonProblem[];
}

/** A container that is not closed yet. */
interface Open {
  readonly node: ContainerNode;
  /** Where its children begin among the finished nodes. */
  readonly start: number;
  /** The member whose value is awaited. */
  member: MemberNode | undefined;
  colonOffset: number | undefined;
}

/**
 * Reads JSON with comments, half-typed text included: every value that is there gets a node, every deviation a problem.
 *
 * jsonc-parser's own tree builder calls itself for every level, so that 100,000 `[` overflow the stack; this one walks
 * its tokens in one loop, in time and memory linear to the text. Never throws.
 */
export function parseJson(text: string): ParsedJson {
  return new TreeBuilder(text).build();
}

class TreeBuilder {
  readonly #text: string;
  readonly #problems: JsonProblem[] = [];
  readonly #duplicates: JsonProblem[] = [];
  readonly #scanner: TokenScanner;
  readonly #open: Open[] = [];
  /** Finished nodes whose container is still open. Children are cut out when it closes: arrays that grow waste memory. */
  readonly #finished: TreeNode[] = [];
  #depth = 0;
  #root: ContainerNode | ScalarNode | undefined;
  #notStrictAt: OffsetRange | undefined;
  /** The last comma without something after it. */
  #comma: OffsetRange | undefined;
  /** Whether the container on top has a finished member that a comma must follow. */
  #needsComma = false;
  #afterRoot = false;
  #lastEnd = 0;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = new TokenScanner(text);
  }

  build(): ParsedJson {
    const scanner = this.#scanner;
    for (;;) {
      const token = scanner.scan();
      if (token === tokens.endOfFile) break;
      const { offset, end, error } = scanner;
      if (error !== 0) this.#problem(scanErrorMessages[error] ?? "This is not JSON.", offset, end);
      if (token === tokens.lineComment || token === tokens.blockComment) {
        this.#notStrictAt ??= { start: offset, end };
        continue;
      }
      if (!this.#take(token, offset, end)) break;
      this.#lastEnd = end;
      if (this.#problems.length >= maximumProblems) break;
    }
    this.#finish();
    return {
      root: this.#root as Node | undefined,
      problems: this.#problems,
      strict: this.#notStrictAt === undefined,
      notStrictAt: this.#notStrictAt,
      duplicateKeys: this.#duplicates,
    };
  }

  /** Returns whether reading goes on. */
  #take(token: number, offset: number, end: number): boolean {
    if (this.#afterRoot && this.#open.length === 0) {
      this.#problem("Nothing may follow the end of the JSON value.", offset, end);
      return false;
    }
    const top = this.#open.at(-1);
    switch (token) {
      case tokens.openBrace:
      case tokens.openBracket: {
        if (!this.#expectsValue(top, offset, end)) return true;
        if (this.#depth >= maximumJsonDepth) {
          this.#problem(`More than ${maximumJsonDepth} levels of nesting: the rest is not read.`, offset, end);
          return false;
        }
        const type = token === tokens.openBrace ? "object" : "array";
        const node = new ContainerNode(type, offset, top?.member ?? top?.node);
        if (top === undefined) this.#root = node;
        this.#open.push({ node, start: this.#finished.length, member: undefined, colonOffset: undefined });
        this.#depth++;
        this.#needsComma = false;
        this.#comma = undefined;
        return true;
      }
      case tokens.closeBrace:
        this.#close("object", offset, end);
        return true;
      case tokens.closeBracket:
        this.#close("array", offset, end);
        return true;
      case tokens.comma:
        this.#takeComma(top, offset, end);
        return true;
      case tokens.colon:
        if (top?.member !== undefined && top.colonOffset === undefined) top.colonOffset = offset;
        else this.#problem("A colon is only legal after the name of a member.", offset, end);
        return true;
      case tokens.string:
        if (top?.node.type === "object" && top.member === undefined) this.#member(top, offset, end);
        else this.#literal(top, offset, end, this.#scanner.string());
        return true;
      case tokens.number:
        this.#literal(top, offset, end, this.#scanner.number());
        return true;
      case tokens.true:
        this.#literal(top, offset, end, true);
        return true;
      case tokens.false:
        this.#literal(top, offset, end, false);
        return true;
      case tokens.null:
        this.#literal(top, offset, end, null);
        return true;
      default:
        this.#problem(`"${excerpt(this.#text, offset, end)}" is not a JSON value.`, offset, end);
        return true;
    }
  }

  #member(object: Open, offset: number, end: number): void {
    if (this.#needsComma) this.#problem("A comma is missing before this member.", offset, end);
    object.member = new MemberNode(offset, end - offset, object.node, this.#scanner.name());
    object.colonOffset = undefined;
    this.#comma = undefined;
    this.#needsComma = false;
  }

  #literal(top: Open | undefined, offset: number, end: number, value: JsonLiteral): void {
    if (!this.#expectsValue(top, offset, end)) return;
    this.#comma = undefined;
    this.#needsComma = true;
    if (top?.member !== undefined) {
      top.member.setLiteral(value, offset, end);
      this.#finished.push(top.member);
      top.member = undefined;
      return;
    }
    const node = new ScalarNode(value, offset, end - offset, top?.node);
    if (top !== undefined) {
      this.#finished.push(node);
      return;
    }
    this.#root = node;
    this.#afterRoot = true;
  }

  /** Says what is wrong where a value stands; false where it cannot be given a place in the tree. */
  #expectsValue(top: Open | undefined, offset: number, end: number): boolean {
    if (top === undefined) return true;
    if (top.node.type === "object" && top.member === undefined) {
      this.#problem("The name of a member must be a string in double quotes.", offset, end);
      return false;
    }
    if (top.member !== undefined && top.colonOffset === undefined) {
      this.#problem("A colon is missing between the member's name and its value.", offset, end);
    }
    if (top.node.type === "array" && this.#needsComma) {
      this.#problem("A comma is missing before this item.", offset, end);
    }
    return true;
  }

  /** Gives a closed container to the container or member that it belongs to. */
  #finishContainer(value: ContainerNode, end: number): void {
    const top = this.#open.at(-1);
    this.#needsComma = true;
    if (top?.member === undefined) {
      if (top !== undefined) this.#finished.push(value);
      return;
    }
    top.member.setContainer(value, end);
    this.#finished.push(top.member);
    top.member = undefined;
  }

  #close(type: "object" | "array", offset: number, end: number): void {
    this.#abandonMember(offset);
    const top = this.#open.at(-1);
    if (top === undefined || top.node.type !== type) {
      const bracket = type === "object" ? "}" : "]";
      // The enclosing container may be the one that is meant: `{"a": [1, 2}`.
      if (!this.#open.some(({ node }) => node.type === type)) {
        this.#problem(`"${bracket}" closes nothing.`, offset, end);
        return;
      }
      const missing = type === "object" ? "]" : "}";
      this.#problem(`"${missing}" is missing before this "${bracket}".`, offset, end);
      while (this.#open.at(-1)?.node.type !== type) this.#pop(offset);
    }
    if (this.#comma !== undefined) this.#notStrictAt ??= this.#comma;
    this.#comma = undefined;
    this.#pop(end);
    if (this.#open.length === 0) this.#afterRoot = true;
  }

  #takeComma(top: Open | undefined, offset: number, end: number): void {
    if (top?.member !== undefined) {
      this.#abandonMember(offset);
      this.#needsComma = true;
    }
    if (top === undefined || !this.#needsComma) {
      this.#problem("There is nothing before this comma.", offset, end);
      return;
    }
    this.#needsComma = false;
    this.#comma = { start: offset, end };
  }

  /** A member whose value never came. */
  #abandonMember(offset: number): void {
    const top = this.#open.at(-1);
    if (top?.member === undefined) return;
    const { member, colonOffset } = top;
    const end = Math.max(member.nameEnd, colonOffset === undefined ? 0 : Math.min(offset, colonOffset + 1));
    this.#problem(`The value of "${member.name}" is missing.`, member.offset, end);
    this.#finished.push(member);
    top.member = undefined;
  }

  /** Closes the container on top. */
  #pop(end: number): void {
    const top = this.#open.pop();
    if (top === undefined) return;
    const { node, start, member } = top;
    node.length = end - node.offset;
    if (member !== undefined) {
      // Reading was broken off within it.
      member.length = end - member.offset;
      this.#finished.push(member);
    }
    node.takeChildren(this.#finished, start);
    this.#depth--;
    if (node.type === "object" && this.#duplicates.length < maximumProblems) {
      for (const member of repeatedMembers(node.children)) this.#duplicates.push(duplicateKey(member));
    }
    this.#finishContainer(node, end);
  }

  #finish(): void {
    const end = this.#text.length;
    if (this.#problems.length < maximumProblems && this.#depth < maximumJsonDepth) {
      this.#abandonMember(end);
      const top = this.#open.at(-1);
      if (top !== undefined) {
        const bracket = top.node.type === "object" ? "}" : "]";
        this.#problem(`The text ends before the closing "${bracket}".`, Math.max(0, this.#lastEnd - 1), this.#lastEnd);
      } else if (this.#root === undefined && this.#problems.length === 0) {
        this.#problem("The text is empty: there is no JSON value.", 0, end);
      }
    }
    while (this.#open.length > 0) this.#pop(this.#lastEnd);
    this.#problems.sort((a, b) => a.range.start - b.range.start);
  }

  #problem(message: string, start: number, end: number): void {
    if (this.#problems.length < maximumProblems) this.#problems.push({ message, range: { start, end } });
  }
}

function excerpt(text: string, start: number, end: number): string {
  return end - start > 40 ? `${text.slice(start, start + 40)}…` : text.slice(start, end);
}
