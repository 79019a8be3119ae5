import { junkReason } from "../model/packs/junk-files";
import { readPackPath } from "../model/packs/pack-path";
import type { PackedFile, ResolvedSelector } from "../model/packs/resolve-pack";
import { sourceOf } from "../model/packs/selector";
import { formatBytes } from "../model/sizes";
import { packOf, resolvedSelectors, someOf } from "./packs";
import type { FileRule, Fix } from "./rule";
import { assetPackArticle, reported } from "./sources";

/** A longer list is no improvement over a folder's name. */
const mostFilesWrittenOut = 200;

export const junkFiles: FileRule = {
  code: "BA307",
  title: "Files that nobody means to ship are selected",
  severity: "warning",
  scope: "file",
  evidence: [
    assetPackArticle("A directory is selected with everything in it, nested folders too."),
    reported(
      "`.DS_Store` and intermediate files were shipped that way; naming the files halved the packs. What is published cannot be changed.",
    ),
  ],
  explanation:
    "A folder or a pattern takes whatever lies there: `.DS_Store`, resource forks, backups, files of version control, archives of an earlier run. They are downloaded by every customer and count against the allowances, and a published pack cannot be changed. Remove them, exclude them (`fileExclusion`, Xcode 27), or name the files.",
  examples: {
    wrong: '{ "directory": "Textures" } // Textures/.DS_Store lies in it',
    right: '{ "directory": "Textures" }, { "fileExclusion": "Textures/.DS_Store" } // Xcode 27',
  },
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    const kept = new Set(pack?.contents?.files.map(({ path }) => path));
    for (const resolved of resolvedSelectors(pack)) {
      const { selector } = resolved;
      // A file that is named is meant.
      if (selector.kind === "file" || selector.kind === "renamed-file" || selector.kind === "exclusion") continue;
      const junk = resolved.files.filter(
        ({ path, sourcePath }) => kept.has(path) && junkReason(sourcePath) !== undefined,
      );
      if (junk.length === 0) continue;
      const bytes = junk.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);
      yield {
        path: file.path,
        range: sourceOf(selector).range,
        message: `${junk.length === 1 ? "A file that is" : `${junk.length} files that are`} hardly meant to be shipped ${junk.length === 1 ? "is" : "are"} selected (${formatBytes(bytes)}): ${someOf(junk.map(({ sourcePath }) => sourcePath))}. Every customer downloads them. Remove or exclude them, or name the files.`,
        fixes: writtenOut(file.path, file.text, resolved, new Set(junk)),
      };
    }
  },
};

/** The folder replaced by its files, without the junk. */
function writtenOut(
  path: string,
  text: string,
  { selector, files, state }: ResolvedSelector,
  junk: ReadonlySet<PackedFile>,
): readonly Fix[] {
  const wanted = files.filter((file) => !junk.has(file));
  if (state !== "resolved" || wanted.length === 0 || wanted.length > mostFilesWrittenOut) return [];
  if (selector.kind === "directory" && readPackPath(selector.path.value).kind !== "inside") return [];
  return [
    {
      title: `Name the ${wanted.length === 1 ? "file" : `${wanted.length} files`} instead`,
      preferred: false,
      edits: () => {
        const lineStart = text.lastIndexOf("\n", selector.range.start) + 1;
        const indent = /^[ \t]*/.exec(text.slice(lineStart, selector.range.start))?.[0] ?? "";
        const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
        const written = wanted.map((file) =>
          file.path === file.sourcePath
            ? `{ "file": ${JSON.stringify(file.path)} }`
            : `{ "fileSource": ${JSON.stringify(file.sourcePath)}, "fileDestination": ${JSON.stringify(file.path)} }`,
        );
        return [{ path, edits: [{ range: selector.range, newText: written.join(`,${lineBreak}${indent}`) }] }];
      },
    },
  ];
}
