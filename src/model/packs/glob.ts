import picomatch from "picomatch";
import { readPackPath } from "./pack-path";

export interface Glob {
  /** The deepest folder that holds everything that can match; "" for the root. */
  readonly folder: string;
  /** Whether a relative path is surely matched. */
  readonly matches: (path: string) => boolean;
  /**
   * Whether a path is matched only where a double asterisk with its slash stands for no folder at all. Tools differ:
   * with some of them `**` + `/*.wav` leaves out the files right in the root.
   */
  readonly matchesPerhaps: (path: string) => boolean;
}

/** More of them in one component could keep a regular expression busy for long. */
const mostWildcardsInComponent = 8;
const longestPattern = 1000;

/** Compiles a UNIX glob; undefined where the pattern is absolute, leaves its root, or is more than anybody writes. */
export function compileGlob(pattern: string): Glob | undefined {
  if (pattern === "" || pattern.length > longestPattern || pattern.startsWith("/")) return undefined;
  const parts = pattern.split("/").filter((part, index) => part !== "" && !(part === "." && index === 0));
  if (parts.includes("..") || parts.some((part) => (part.match(/[*?[{]/g) ?? []).length > mostWildcardsInComponent)) {
    return undefined;
  }
  if (parts.filter((part) => part === "**").length > mostWildcardsInComponent) return undefined;
  const plain = parts.join("/");
  const firstWildcard = parts.findIndex((part) => /[*?[\]{}\\]/.test(part));
  const folder = parts.slice(0, firstWildcard < 0 ? parts.length - 1 : firstWildcard).join("/");
  const wide = compiled(plain);
  const narrow = compiled(parts.map((part, index) => (isInner(parts, index) ? `*/${part}` : part)).join("/"));
  return {
    folder: readPackPath(folder).kind === "inside" ? folder : "",
    matches: narrow,
    matchesPerhaps: (path) => wide(path) && !narrow(path),
  };
}

/** `**` with something behind it. */
function isInner(parts: readonly string[], index: number): boolean {
  return parts[index] === "**" && index < parts.length - 1;
}

function compiled(pattern: string): (path: string) => boolean {
  return picomatch(pattern, { windows: false, nonegate: true, noextglob: true, nobrace: true });
}
