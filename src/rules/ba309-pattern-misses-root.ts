import { packOf, resolvedSelectors, someOf } from "./packs";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const patternMissesRoot: FileRule = {
  code: "BA309",
  title: "A pattern with ** may miss the files right in its folder",
  severity: "warning",
  scope: "file",
  evidence: [
    reported(
      "A packaging tool left out the files in the root for `**/*.tiles`. Apple only says that patterns are UNIX globs, of which some take `**/` for at least one folder.",
    ),
  ],
  explanation:
    "`**/*.tiles` is read in two ways: with or without the files that lie right in the folder. Apple does not say which one `ba-package` takes, and a packaging tool was seen to leave them out. Files that fit only in the wider reading are not counted in the previews. Name them with a second pattern (`*.tiles`), or select the folder.",
  examples: {
    wrong: '{ "filePattern": "**/*.tiles" } // and world.tiles lies in the root',
    right: '{ "filePattern": "**/*.tiles" }, { "filePattern": "*.tiles" }',
  },
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    const certain = new Set(pack?.contents?.files.map(({ sourcePath }) => sourcePath));
    for (const { selector, perhaps } of resolvedSelectors(pack)) {
      if (selector.kind !== "pattern") continue;
      const missed = perhaps.map(({ path }) => path).filter((path) => !certain.has(path));
      if (missed.length === 0) continue;
      const second = selector.pattern.value.replaceAll("**/", "");
      yield {
        path: file.path,
        range: selector.pattern.range,
        message: `Whether “${selector.pattern.value}” also matches ${missed.length === 1 ? "a file" : `${missed.length} files`} right in its folder (${someOf(missed)}) depends on the tool: they may be missing in the pack. Add “${second}” as a pattern of its own.`,
        fixes: [
          {
            title: `Add the pattern ${second}`,
            preferred: false,
            edits: () => [
              {
                path: file.path,
                edits: [
                  {
                    range: { start: selector.range.end, end: selector.range.end },
                    newText: `, { "filePattern": ${JSON.stringify(second)} }`,
                  },
                ],
              },
            ],
          },
        ],
      };
    }
  },
};
