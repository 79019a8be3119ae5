import type { ModelFile } from "../model/project/snapshot";
import { isMarkup } from "./ba322-manifest-unusable";
import type { FileRule } from "./rule";
import { reported } from "./sources";

/** The reader's own words for files that are nothing at all. */
const unreadable: ReadonlySet<string> = new Set([
  "not-a-plist",
  "empty-file",
  "bad-encoding",
  "other-encoding",
  "malformed-binary",
]);

export const unreadableFile: FileRule = {
  code: "BA001",
  title: "The file cannot be read",
  severity: "error",
  scope: "file",
  evidence: [reported("Xcode stops the build at a property list that it cannot read.")],
  explanation:
    "The file has the name of one that belongs to Background Assets, but it is not what it has to be: it is empty, it is no property list in any of Apple's forms and no JSON, or its bytes are not text. Nothing in it can be checked, and Xcode cannot build with it. A property list in another encoding than UTF-8 is a warning: Core Foundation reads those whose name it knows, and every other tool may read other characters.",
  *check(file) {
    if (file.kind === "other") {
      if (file.problem !== undefined) {
        yield { path: file.path, range: { start: 0, end: firstLineEnd(file.text) }, message: file.problem };
      }
      return;
    }
    if (isNoJson(file)) {
      yield {
        path: file.path,
        range: { start: 0, end: firstLineEnd(file.text) },
        message: `This is no JSON: it begins with “${beginning(file.text)}”, where JSON begins with { or [. Nothing in it was checked.`,
      };
    }
    if (!("plist" in file)) return;
    for (const problem of file.plist.problems) {
      if (!unreadable.has(problem.code)) continue;
      // Read on a device, though perhaps not as it was meant.
      const severity = problem.code === "other-encoding" ? ({ severity: "warning" } as const) : {};
      yield { path: file.path, range: problem.range, message: problem.message, ...severity };
    }
  },
};

/** Prose and the like: what JSON misses in it could be said at every word, and would help nobody. */
export function isNoJson(file: ModelFile): boolean {
  if (!("problems" in file) || isMarkup(file)) return false;
  const start = file.root?.offset ?? file.text.length;
  return file.problems.filter(({ range }) => range.start < start).length > 1;
}

function beginning(text: string): string {
  const start = text.trimStart();
  const line = start.slice(0, firstLineEnd(start));
  return line.length > 30 ? `${line.slice(0, 30)}…` : line;
}

export function isUnreadable(code: string): boolean {
  return unreadable.has(code);
}

function firstLineEnd(text: string): number {
  const end = text.slice(0, 200).search(/[\r\n]/);
  return end === -1 ? Math.min(text.length, 200) : end;
}
