import type { ResolvedPack, ResolvedSelector } from "../model/packs/resolve-pack";
import { sourceOf } from "../model/packs/selector";
import { fileName } from "../model/project/paths";
import { packOf, resolvedSelectors } from "./packs";
import type { FileRule, Fix } from "./rule";
import { assetPackArticle, reported } from "./sources";

export const selectorMatchesNothing: FileRule = {
  code: "BA308",
  title: "A selector matches nothing",
  severity: "warning",
  scope: "file",
  evidence: [
    assetPackArticle("Selectors name files and directories relative to the folder that ba-package runs in."),
    reported("A pattern that matches nothing leaves its files out of the pack without a word."),
  ],
  explanation:
    "The selector names a file or folder that is not there, or a pattern that no file fits; the pack then lacks what the app will look for. This is only said where the folder that the paths start from is known: by `sourceRoot`, or because other selectors of the manifest match there.",
  examples: { wrong: '{ "file": "Textures" } // is a folder', right: '{ "directory": "Textures" }' },
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    for (const resolved of resolvedSelectors(pack)) {
      if (resolved.state !== "resolved" || resolved.files.length > 0 || resolved.perhaps.length > 0) continue;
      const { selector } = resolved;
      if (selector.kind === "exclusion" && pack?.contents?.isComplete !== true) continue;
      const source = sourceOf(selector);
      yield {
        path: file.path,
        range: source.range,
        message: messageFor(resolved, source.value, pack?.contents),
        fixes: fixesFor(file.path, resolved),
      };
    }
  },
};

function messageFor(
  { selector, foundInstead }: ResolvedSelector,
  value: string,
  pack: ResolvedPack | undefined,
): string {
  const shown = `“${value.slice(0, 100)}”`;
  const where = `in ${fileName(pack?.root ?? "") || "the root"}`;
  if (foundInstead === "folder")
    return `${shown} is a folder ${where}, and no file: ba-package does not find the file. Select it as a directory.`;
  if (foundInstead === "file")
    return `${shown} is a file ${where}, and no folder: ba-package does not find the folder. Select it as a file.`;
  switch (selector.kind) {
    case "file":
    case "renamed-file":
      return `There is no file ${shown} ${where}: the pack lacks it, and the app will not find it. Correct the path, or remove the selector.`;
    case "directory":
    case "renamed-directory":
      return `There is no file below ${shown} ${where}: the selector adds nothing to the pack. Correct the path, or remove the selector.`;
    case "pattern":
      return `No file ${where} matches ${shown}: the selector adds nothing to the pack. Patterns are UNIX globs, relative to the same folder as paths.`;
    case "exclusion":
      return `${shown} takes nothing away: no other selector matches such a file.`;
  }
}

function fixesFor(path: string, { selector, foundInstead }: ResolvedSelector): readonly Fix[] {
  if (foundInstead === undefined || (selector.kind !== "file" && selector.kind !== "directory")) return [];
  const name = foundInstead === "folder" ? "directory" : "file";
  return [
    {
      title: `Select it as a ${name}`,
      preferred: true,
      edits: () => [
        {
          path,
          edits: [{ range: selector.range, newText: `{ "${name}": ${JSON.stringify(selector.path.value)} }` }],
        },
      ],
    },
  ];
}
