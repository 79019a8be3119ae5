import { dictEntry } from "../model/plist/query";
import { shapeProblemAt, shapeProblems } from "./info-plist-shape";
import { appendItems, removeItem } from "./plist-fixes";
import { hostNameOf, isSelfHosted, literalString, restrictionsOf, topEntry } from "./project-facts";
import type { Fix, ProjectRule } from "./rule";
import { reported, restrictionKeyPage } from "./sources";

export const emptyAllowList: ProjectRule = {
  code: "BA111",
  title: "BADownloadDomainAllowList is empty or holds an empty string",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage(
      "BADownloadDomainAllowList",
      "The hosts that the extension may download from before the first launch.",
    ),
    reported("The process is ended with “domainAllowlist cannot be empty”."),
  ],
  explanation:
    "The list names every host from which something may be downloaded before the first launch. An empty list, or an empty string in it, ends the app when the framework reads it.",
  examples: {
    wrong: "<key>BADownloadDomainAllowList</key>\n<array/>",
    right: "<key>BADownloadDomainAllowList</key>\n<array>\n\t<string>assets.example.com</string>\n</array>",
  },
  *check(project) {
    if (!isSelfHosted(project)) return;
    const restrictions = restrictionsOf(project);
    if (restrictions === undefined) return;
    const { file, dict } = restrictions;
    const entry = dictEntry(dict, "BADownloadDomainAllowList");
    const list = entry?.value;
    if (entry === undefined || list?.kind !== "array") return;
    const place = ["BAInitialDownloadRestrictions", "BADownloadDomainAllowList"];
    if (shapeProblemAt(file, ...place)?.keyword === "minItems") {
      const url = literalString(topEntry(project.app, "BAManifestURL")?.value);
      const host = url === undefined ? undefined : hostNameOf(url);
      const fixes: readonly Fix[] =
        host === undefined
          ? []
          : [{ title: `Add ${host}`, preferred: true, edits: () => [appendItems(file, list, [host])] }];
      yield {
        path: file.path,
        range: entry.key.range,
        message:
          "BADownloadDomainAllowList is empty: the app is ended at its first use of Background Assets. List every host that the manifest and the assets come from.",
        fixes,
      };
    }
    for (const { keyword, node: item, path } of shapeProblems(file)) {
      if (keyword !== "pattern" || path.length !== 3 || !place.every((name, index) => path[index] === name)) continue;
      yield {
        path: file.path,
        range: item.range,
        message:
          "BADownloadDomainAllowList holds an empty string: the app is ended at its first use of Background Assets. Write a host name, or remove the entry.",
        fixes: [
          {
            title: "Remove the empty entry",
            preferred: list.items.length > 1,
            edits: () => [removeItem(file, item)],
          },
        ],
      };
    }
  },
};
