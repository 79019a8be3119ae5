/** What a reference gives; undefined where it cannot be known from files. */
export type Lookup = (name: string) => string | undefined;

/** A value that grows beyond this is an accident of settings that name each other. */
const largestValue = 16 * 1024;
const deepestReference = 32;

/**
 * Puts the values of build settings into a text: `$(NAME)`, `${NAME}`, `$NAME` not, nested `$(A_$(B))`, and the
 * operators `$(NAME:lower)`. Undefined where any of them cannot be known. `$()` is nothing: the way to write `//` in an
 * `.xcconfig`.
 */
export function expandSettings(text: string, lookup: Lookup, depth = 0): string | undefined {
  if (!text.includes("$")) return text;
  if (depth > deepestReference) return undefined;
  let result = "";
  let copied = 0;
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", at)) {
    const open = text[at + 1];
    if (open !== "(" && open !== "{") {
      at++;
      continue;
    }
    const end = closingOf(text, at + 1);
    if (end === undefined) return undefined;
    const inner = expandSettings(text.slice(at + 2, end), lookup, depth + 1);
    const value = inner === undefined ? undefined : reference(inner, lookup);
    if (value === undefined) return undefined;
    result += text.slice(copied, at) + value;
    if (result.length > largestValue) return undefined;
    at = end + 1;
    copied = at;
  }
  return result + text.slice(copied);
}

function closingOf(text: string, start: number): number | undefined {
  const open: string[] = [];
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (at === start || (text[at - 1] === "$" && (character === "(" || character === "{"))) {
      open.push(character === "(" ? ")" : "}");
    } else if (character === open.at(-1)) {
      open.pop();
      if (open.length === 0) return at;
    }
  }
  return undefined;
}

function reference(inner: string, lookup: Lookup): string | undefined {
  const [name = "", ...operators] = inner.split(":");
  if (name === "" && operators.length === 0) return "";
  let value = lookup(name);
  for (const operator of operators) {
    const byDefault = /^default=(.*)$/s.exec(operator)?.[1];
    if (byDefault !== undefined) value ||= byDefault;
    else if (value === undefined) return undefined;
    else value = applyOperator(operator, value);
  }
  return value;
}

/** The operators that Xcode documents and that need no file system. */
function applyOperator(operator: string, value: string): string | undefined {
  switch (operator) {
    case "lower":
      return value.toLowerCase();
    case "upper":
      return value.toUpperCase();
    case "rfc1034identifier":
      return value.replace(/[^A-Za-z0-9.-]/g, "-");
    case "c99extidentifier":
    case "identifier":
      return value.replace(/[^\p{L}\p{N}_]/gu, "_").replace(/^(?=\p{N})/u, "_");
    case "file":
      return value.slice(value.lastIndexOf("/") + 1);
    case "base":
      return value.slice(value.lastIndexOf("/") + 1).replace(/(.)\.[^.]*$/, "$1");
    case "dir":
      return value.includes("/") ? value.slice(0, value.lastIndexOf("/")) : ".";
    case "suffix":
      return /\.[^./]*$/.exec(value)?.[0] ?? "";
    default:
      return undefined;
  }
}
