import { readSwiftExpression, type SwiftExpression } from "./expression";
import type { MaskedSwift } from "./mask";

/** The constants of a source: `let name = …` outside of every declaration. One that is declared twice is left out. */
export class SwiftConstants {
  readonly #masked: MaskedSwift;
  readonly #offsets = new Map<string, number | undefined>();
  readonly #known = new Map<string, SwiftExpression>();
  readonly #open = new Set<string>();

  constructor(masked: MaskedSwift) {
    this.#masked = masked;
    let depth = 0;
    for (const match of masked.code.matchAll(/[{}]|\blet\s+(\w+)\s*(?::[^=\n{}]+)?=(?!=)/g)) {
      if (match[0] === "{") depth++;
      else if (match[0] === "}") depth = Math.max(0, depth - 1);
      else if (depth === 0 && match[1] !== undefined) {
        const offset = match.index + match[0].length;
        this.#offsets.set(match[1], this.#offsets.has(match[1]) ? undefined : offset);
      }
    }
  }

  /** What a name stands for, if it is a constant; other expressions as they are. */
  resolve(expression: SwiftExpression): SwiftExpression {
    if (expression.kind !== "name") return expression;
    const { name } = expression;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const offset = this.#offsets.get(name);
    // Constants that name each other in a circle do not compile.
    if (offset === undefined || this.#open.has(name)) return expression;
    this.#open.add(name);
    const value = this.resolve(readSwiftExpression(this.#masked, offset));
    this.#open.delete(name);
    this.#known.set(name, value);
    return value;
  }
}
