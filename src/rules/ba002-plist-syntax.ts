import { isUnreadable } from "./ba001-unreadable-file";
import type { FileRule, Finding } from "./rule";
import { reported } from "./sources";

export const plistSyntax: FileRule = {
  code: "BA002",
  title: "The property list is not well formed",
  severity: "error",
  scope: "file",
  evidence: [reported("Xcode stops the build at a property list that `plutil -lint` refuses.")],
  explanation:
    "Something is wrong with the writing itself, whatever the keys mean: a tag that is not closed or closed by another one, a key without a value, a bare `&`, a number that is none. `plutil -lint` refuses the file, and Xcode cannot build with it. Of a key that occurs twice only one value counts, which one depends on the reader.",
  examples: {
    wrong: "<key>BAMaxInstallSize</key>\n<integer>262144000</intger>",
    right: "<key>BAMaxInstallSize</key>\n<integer>262144000</integer>",
  },
  *check(file) {
    if (!("plist" in file)) return;
    for (const problem of file.plist.problems) {
      if (isUnreadable(problem.code)) continue;
      const fix = problem.fix;
      const finding: Finding = { path: file.path, range: problem.range, message: problem.message };
      yield fix === undefined
        ? finding
        : {
            ...finding,
            fixes: [
              {
                title: fix.title,
                preferred: true,
                edits: () => [{ path: file.path, edits: [{ range: fix.range, newText: fix.newText }] }],
              },
            ],
          };
    }
  },
};
