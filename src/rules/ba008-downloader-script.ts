import { member, rangeOfNode, stringValue } from "../model/json/tree";
import { folderOf, isBelow, resolvePath } from "../model/project/paths";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const downloaderScript: FileRule = {
  code: "BA008",
  title: "The downloader script cannot be run",
  severity: "error",
  scope: "file",
  evidence: [reported("What this tool runs, and how: docs/downloader.md.")],
  explanation:
    'A simulation asks the script that `"downloader"` names for its downloads, as a device asks the extension. Where it is not there, is no ES module or lies outside of the folder of background-assets.jsonc (which is all that it may read), the extension of the simulation fails and nothing is downloaded. The script is never run by `check`.',
  examples: {
    wrong: '{ "version": 1, "downloader": "../scripts/downloader.py" }',
    right: '{ "version": 1, "downloader": "downloader.mjs" }',
  },
  *check(file, snapshot) {
    if (file.kind !== "project-file" || file.root === undefined) return;
    const node = member(file.root, "downloader");
    const text = stringValue(node);
    if (node === undefined || text === undefined || text.trim() === "") return;
    const path = resolvePath(folderOf(file.path), text);
    const message = objection(text, isBelow(path, folderOf(file.path)), snapshot.absent.has(path));
    if (message !== undefined) yield { path: file.path, range: rangeOfNode(node), message };
  },
};

function objection(text: string, isInside: boolean, isAbsent: boolean): string | undefined {
  const consequence = "a simulation's extension fails and nothing is downloaded";
  if (!isInside) {
    return `"downloader" is “${text}”, which leads out of the folder of background-assets.jsonc: the script is not run from there, ${consequence}. Put it below that folder.`;
  }
  if (!/\.m?[jt]s$/i.test(text)) {
    return `"downloader" is “${text}”, which is no ES module: ${consequence}. Name a .mjs, .js, .mts or .ts file.`;
  }
  if (!isAbsent) return undefined;
  return `"downloader" is “${text}”, and there is no such file: ${consequence}. Correct the path, or leave it out to have the manifest's mapping decide.`;
}
