import type { OffsetRange } from "../../model/text";

export interface PredicateToken {
  readonly kind: "number" | "text" | "word" | "operator" | "bracket" | "placeholder" | "unknown";
  /** Of texts without the quotes. */
  readonly text: string;
  readonly range: OffsetRange;
}

const pattern =
  /\s+|(?<number>[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<placeholder>%[@a-zA-Z]|\$[A-Za-z_]+)|(?<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_@][A-Za-z0-9_]*)*)|(?<operator><=|=<|>=|=>|==|!=|<>|&&|\|\||[<>=!])|(?<bracket>[(){},])|(?<unknown>[\s\S])/y;

export function predicateTokens(text: string): readonly PredicateToken[] {
  const tokens: PredicateToken[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) break;
    const range = { start, end: pattern.lastIndex };
    const quoted = groups.single ?? groups.double;
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replace(/\\(.)/g, "$1"), range });
    for (const kind of ["number", "placeholder", "word", "operator", "bracket", "unknown"] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found, range });
    }
  }
  return tokens;
}
