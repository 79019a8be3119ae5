type Token = "star" | "any" | ((char: string) => boolean);

/** Compiles one component of a glob to a test of a name. The test takes time in proportion to pattern times name at most. */
export function compileComponent(pattern: string): (name: string) => boolean {
  const tokens = tokensOf(pattern);
  const hidesDots = !pattern.startsWith(".") && !pattern.startsWith("\\.");
  return (name) => !(hidesDots && name.startsWith(".")) && matchTokens(tokens, [...name]);
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (char === "*") {
      if (tokens.at(-1) !== "star") tokens.push("star");
    } else if (char === "?") tokens.push("any");
    else if (char === "[") {
      const set = readSet(chars, at);
      if (set === undefined) tokens.push((one) => one === "[");
      else {
        tokens.push(set.test);
        at = set.end;
      }
    } else if (char === "\\" && at + 1 < chars.length) {
      const escaped = chars[++at];
      tokens.push((one) => one === escaped);
    } else tokens.push((one) => one === char);
  }
  return tokens;
}

const classes: Readonly<Record<string, RegExp>> = {
  alpha: /\p{L}/u,
  digit: /\d/,
  alnum: /[\p{L}\p{N}]/u,
  upper: /\p{Lu}/u,
  lower: /\p{Ll}/u,
  space: /\s/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** `[abc]`, `[a-z]`, `[!…]` or `[^…]`, `[[:digit:]]`; a `]` in the first place stands for itself. Undefined without an end. */
function readSet(
  chars: readonly string[],
  start: number,
): { readonly test: (char: string) => boolean; readonly end: number } | undefined {
  let at = start + 1;
  const isNegated = chars[at] === "!" || chars[at] === "^";
  if (isNegated) at++;
  const tests: ((char: string) => boolean)[] = [];
  for (let isFirst = true; at < chars.length; isFirst = false) {
    const char = chars[at] ?? "";
    if (char === "]" && !isFirst) {
      return { test: (one) => tests.some((test) => test(one)) !== isNegated, end: at };
    }
    const named = char === "[" && chars[at + 1] === ":" ? /^\[:(\w+):\]/.exec(chars.slice(at, at + 12).join("")) : null;
    const known = classes[named?.[1] ?? ""];
    if (named !== null && known !== undefined) {
      tests.push((one) => known.test(one));
      at += named[0].length;
      continue;
    }
    const last = chars[at + 2];
    if (chars[at + 1] === "-" && last !== undefined && last !== "]") {
      tests.push((one) => one >= char && one <= last);
      at += 3;
    } else {
      tests.push((one) => one === char);
      at++;
    }
  }
  return undefined;
}

/** The last star that was passed takes one character more whenever what follows does not fit: no deeper backtracking is needed. */
function matchTokens(tokens: readonly Token[], chars: readonly string[]): boolean {
  let token = 0;
  let char = 0;
  let star = -1;
  let charAtStar = 0;
  while (char < chars.length) {
    const current = tokens[token];
    if (current === "star") {
      star = token++;
      charAtStar = char;
    } else if (current === "any" || (typeof current === "function" && current(chars[char] ?? ""))) {
      token++;
      char++;
    } else if (star >= 0) {
      token = star + 1;
      char = ++charAtStar;
    } else return false;
  }
  while (tokens[token] === "star") token++;
  return token === tokens.length;
}
