import { packagingManifest } from "./packaging-manifest";
import type { FileRule } from "./rule";
import { assetPackArticle, reported } from "./sources";

export const commentsInPackagingManifest: FileRule = {
  code: "BA321",
  title: "A packaging manifest has comments or trailing commas",
  severity: "info",
  scope: "file",
  evidence: [
    assetPackArticle("The template that `ba-package template` writes is full of comments."),
    reported(
      "Whether ba-package reads comments and trailing commas back is not documented; developers submit the template as it is.",
    ),
  ],
  explanation:
    "Apple's template has comments, and its example a trailing comma, so they are no mistake here. Other tools (`jq`, `JSONDecoder`, scripts) do not read them, and editors that take `.json` for strict JSON underline them.",
  *check(file) {
    const manifest = packagingManifest(file);
    const range = manifest?.problems.length === 0 ? manifest.notStrictAt : undefined;
    if (range === undefined) return;
    yield {
      path: file.path,
      range,
      message:
        "Comments and trailing commas are not strict JSON: Apple's template has them, other tools that read this file may stop here.",
    };
  },
};
