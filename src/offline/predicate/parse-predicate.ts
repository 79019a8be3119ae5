import type { OffsetRange } from "../../model/text";
import { keyPathProblem } from "./key-paths";
import type { Operand, Predicate, PredicateOperator, PredicateProblem, PredicateReading } from "./predicate";
import { type PredicateToken, predicateTokens } from "./predicate-tokens";

/** Deeper than a person writes; beyond it a text is refused and not read by a call for every bracket. */
const maximumDepth = 50;

const operators: Readonly<Record<string, PredicateOperator>> = {
  "<": "<",
  "<=": "<=",
  "=<": "<=",
  ">": ">",
  ">=": ">=",
  "=>": ">=",
  "=": "==",
  "==": "==",
  "!=": "!=",
  "<>": "!=",
  IN: "IN",
  CONTAINS: "CONTAINS",
  BETWEEN: "BETWEEN",
};

const readings = new Map<string, PredicateReading>();

/** Reads a predicate's format; what NSPredicate would refuse with an exception is a problem. */
export function parsePredicate(text: string): PredicateReading {
  let reading = readings.get(text);
  if (reading === undefined) {
    reading = new Parser(text).parse();
    // A predicate that is being typed leaves a reading behind with every letter.
    if (readings.size >= 200) readings.clear();
    readings.set(text, reading);
  }
  return reading;
}

class Refusal extends Error {
  readonly problem: PredicateProblem;

  constructor(message: string, range: OffsetRange) {
    super(message);
    this.problem = { message, range };
  }
}

class Parser {
  readonly #tokens: readonly PredicateToken[];
  readonly #end: OffsetRange;
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = predicateTokens(text);
    this.#end = { start: Math.max(0, text.length - 1), end: text.length };
  }

  parse(): PredicateReading {
    try {
      const predicate = this.#or();
      const rest = this.#tokens[this.#next];
      if (rest !== undefined)
        throw new Refusal(`“${rest.text}” is not expected here: AND or OR is missing.`, rest.range);
      return { kind: "predicate", predicate };
    } catch (error) {
      if (error instanceof Refusal) return { kind: "problem", problem: error.problem };
      throw error;
    }
  }

  #or(): Predicate {
    const of = [this.#and()];
    while (this.#takes("OR", "||")) of.push(this.#and());
    const [only] = of;
    return only !== undefined && of.length === 1 ? only : { kind: "or", of };
  }

  #and(): Predicate {
    const of = [this.#not()];
    while (this.#takes("AND", "&&")) of.push(this.#not());
    const [only] = of;
    return only !== undefined && of.length === 1 ? only : { kind: "and", of };
  }

  #not(): Predicate {
    const token = this.#tokens[this.#next];
    if (++this.#depth > maximumDepth) {
      throw new Refusal("The predicate is nested too deeply to be read.", token?.range ?? this.#end);
    }
    try {
      if (this.#takes("NOT", "!")) return { kind: "not", of: this.#not() };
      if (this.#takes("TRUEPREDICATE")) return { kind: "constant", value: true };
      if (this.#takes("FALSEPREDICATE")) return { kind: "constant", value: false };
      if (this.#takes("(")) {
        const inner = this.#or();
        this.#expect(")");
        return inner;
      }
      return this.#comparison();
    } finally {
      this.#depth--;
    }
  }

  #comparison(): Predicate {
    const left = this.#operand();
    const token = this.#take("A comparison such as < 2000000 is missing here");
    const operator = operators[token.kind === "word" ? token.text.toUpperCase() : token.text];
    if (operator === undefined) {
      throw new Refusal(
        `“${token.text}” is no comparison. There are < <= > >= == != IN, CONTAINS and BETWEEN.`,
        token.range,
      );
    }
    return { kind: "comparison", left, operator, right: this.#operand() };
  }

  #operand(): Operand {
    const token = this.#take("A value or a key path is missing here");
    switch (token.kind) {
      case "number":
        return { kind: "number", value: Number(token.text) };
      case "text":
        return { kind: "text", value: token.text };
      case "placeholder":
        throw new Refusal(
          `“${token.text}” stands for an argument of the code: write the value itself, such as 'PQ' or 2000000.`,
          token.range,
        );
      case "word":
        return this.#word(token);
      case "bracket":
        if (token.text === "{") return this.#list();
        break;
    }
    throw new Refusal(`“${token.text}” is not expected here: a value or a key path is.`, token.range);
  }

  #word(token: PredicateToken): Operand {
    switch (token.text.toUpperCase()) {
      case "NIL":
      case "NULL":
        return { kind: "nil" };
      case "TRUE":
      case "YES":
        return { kind: "number", value: 1 };
      case "FALSE":
      case "NO":
        return { kind: "number", value: 0 };
    }
    const path = token.text.replace(/^SELF\./i, "");
    const problem = keyPathProblem(path);
    if (problem !== undefined) throw new Refusal(problem, token.range);
    return { kind: "keyPath", path };
  }

  #list(): Operand {
    const items: Operand[] = [];
    if (this.#takes("}")) return { kind: "list", items };
    do {
      // A list in a list says nothing about a variant.
      items.push(this.#operandOutsideOfLists());
    } while (this.#takes(","));
    this.#expect("}");
    return { kind: "list", items };
  }

  #operandOutsideOfLists(): Operand {
    const token = this.#tokens[this.#next];
    if (token?.text === "{") throw new Refusal("A list may not hold a list.", token.range);
    return this.#operand();
  }

  #takes(...texts: readonly string[]): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.kind === "text") return false;
    if (!texts.includes(token.kind === "word" ? token.text.toUpperCase() : token.text)) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (this.#takes(text)) return;
    throw new Refusal(`“${text}” is missing here.`, this.#tokens[this.#next]?.range ?? this.#end);
  }

  #take(missing: string): PredicateToken {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new Refusal(`${missing}: the predicate ends too early.`, this.#end);
    this.#next++;
    return token;
  }
}
