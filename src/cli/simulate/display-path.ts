import { relative } from "node:path";
import { corePath } from "../../node/walk-project";

/** Shortens absolute paths to ones relative to the working directory, with `/`, where they lie below it. */
export function displayPathFrom(cwd: string): (path: string) => string {
  return (path) => {
    const shorter = relative(cwd, path);
    if (shorter === "") return ".";
    return shorter.startsWith("..") || /^[A-Za-z]:/.test(shorter) ? corePath(path) : corePath(shorter);
  };
}
