import type { PlistProblem, PlistProblemCode } from "./syntax";

/** More than this many problems help nobody, and a 7 MB file that is all mistakes must not become a million objects. */
const maximumCount = 1000;

/** Collects what is wrong with one text while it is read. */
export class ProblemList {
  readonly #problems: PlistProblem[] = [];

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  report(code: PlistProblemCode, message: string, start: number, end: number, fix?: PlistProblem["fix"]): void {
    if (this.#problems.length >= maximumCount) return;
    const range = { start, end };
    this.#problems.push(fix === undefined ? { code, message, range } : { code, message, range, fix });
  }

  /** Whether a problem goes as far as `offset`. */
  reaches(offset: number): boolean {
    return this.#problems.some((problem) => problem.range.end >= offset);
  }

  /** In the order of the file. */
  sorted(): readonly PlistProblem[] {
    return this.#problems.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  }
}

/** A piece of the file as a message can show it: one line, not too long. */
export function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}
