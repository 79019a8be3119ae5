import { compileComponent } from "./glob-component";

export interface Glob {
  /** The deepest folder that holds everything that can match; "" for the root. */
  readonly folder: string;
  /** Whether a relative path is surely matched. */
  readonly matches: (path: string) => boolean;
  /**
   * Whether a path is matched only where a double asterisk with its slash stands for no folder at all. Tools differ:
   * with some of them a double asterisk before `/*.wav` leaves out the files right in the folder.
   */
  readonly matchesPerhaps: (path: string) => boolean;
}

const longestPattern = 1000;

/** Any number of folders. */
const folders = "**";

type Part = typeof folders | ((name: string) => boolean);

/**
 * Compiles a UNIX glob: `*`, `?` and `[…]` within a component, a double asterisk for folders; like a shell's, wildcards
 * do not match a leading dot. Undefined where the pattern is absolute, leaves its root, or is longer than anybody writes.
 *
 * Own code, since patterns and file names both come from a workspace that nobody trusts yet: libraries make regular
 * expressions of patterns, and five asterisks in one component keep those busy for minutes.
 */
export function compileGlob(pattern: string): Glob | undefined {
  if (pattern === "" || pattern.length > longestPattern || pattern.startsWith("/")) return undefined;
  const written = pattern.split("/").filter((part) => part !== "" && part !== ".");
  if (written.length === 0 || written.includes("..")) return undefined;
  const parts = written
    .filter((part, index) => part !== folders || written[index - 1] !== folders)
    .map((part): Part => (part === folders ? folders : compileComponent(part)));
  const firstWildcard = written.findIndex((part) => /[*?[\\]/.test(part));
  const folder = written.slice(0, firstWildcard < 0 ? written.length - 1 : firstWildcard).join("/");
  const matches = (path: string) => matchParts(parts, path.split("/"), 1);
  return {
    folder,
    matches,
    matchesPerhaps: (path) => matchParts(parts, path.split("/"), 0) && !matches(path),
  };
}

/** `leastFolders`: how many folders a double asterisk with something behind it stands for at least. */
function matchParts(parts: readonly Part[], names: readonly string[], leastFolders: 0 | 1): boolean {
  // reachable[i]: the parts so far match the first i names.
  let reachable = names.map(() => false);
  reachable.unshift(true);
  for (const [at, part] of parts.entries()) {
    // At the end it stands for the files, of which there is one.
    const least = at === parts.length - 1 ? 1 : leastFolders;
    reachable =
      part === folders
        ? throughFolders(reachable, names, least)
        : reachable.map((_, index) => index > 0 && reachable[index - 1] === true && part(names[index - 1] ?? ""));
  }
  return reachable[names.length] === true;
}

function throughFolders(reachable: readonly boolean[], names: readonly string[], least: number): boolean[] {
  let lastReachable = -1;
  let afterHidden = 0;
  return reachable.map((_, index) => {
    if (names[index - 1]?.startsWith(".") === true) afterHidden = index;
    if (reachable[index - least] === true) lastReachable = index - least;
    return lastReachable >= afterHidden;
  });
}
