import { member, properties, rangeOfNode } from "../model/json/tree";
import { readProjectFile } from "../model/project/project-file";
import { isNoJson } from "./ba001-unreadable-file";
import { unknownNames } from "./ba005-unknown-name";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const projectFileShape: FileRule = {
  code: "BA004",
  title: "background-assets.jsonc does not have the shape it should have",
  severity: "error",
  scope: "file",
  evidence: [reported("The shape is that of schemas/background-assets.schema.json of this tool.")],
  explanation:
    "The project file says which files belong together, how the manifest is read and what is switched. A member that is misspelt or has a value of another type has no effect: what it was meant to say is not done.",
  examples: {
    wrong: '{ "version": 1, "projects": { "app": "App/Info.plist" } }',
    right: '{ "version": 1, "projects": [{ "app": "App/Info.plist" }] }',
  },
  *check(file) {
    if (file.kind !== "project-file" || file.root === undefined || isNoJson(file)) return;
    // Names that do not exist are BA005's, with what was probably meant.
    const named = [...unknownNames(file)].map((finding) => finding.range);
    const assumptions = properties(member(file.root, "assumptions")).map(rangeOfNode);
    for (const { range, message } of readProjectFile(file).problems) {
      const said = [...named, ...assumptions].some((other) => range.start >= other.start && range.end <= other.end);
      if (!said) yield { path: file.path, range, message };
    }
  },
};
