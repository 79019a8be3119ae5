import { isNoJson } from "./ba001-unreadable-file";
import { isMarkup } from "./ba322-manifest-unusable";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const jsonSyntax: FileRule = {
  code: "BA003",
  title: "The JSON is not well formed",
  severity: "error",
  scope: "file",
  evidence: [reported("`ba-package` and JSONDecoder refuse JSON that is not well formed.")],
  explanation:
    "A comma, a quote or a bracket is missing, or something stands where JSON allows nothing. Comments and trailing commas are accepted in packaging manifests (Apple's own template has them) and in the files of this tool.",
  examples: {
    wrong: '{ "assetPackID": "tutorial" "platforms": ["iOS"] }',
    right: '{ "assetPackID": "tutorial", "platforms": ["iOS"] }',
  },
  *check(file) {
    if (!("problems" in file) || isMarkup(file) || isNoJson(file)) return;
    for (const problem of file.problems) yield { path: file.path, range: problem.range, message: problem.message };
  },
};
