import type { PlistNode } from "../model/plist/syntax";
import type { PlistFile } from "../model/project/snapshot";
import { removeEntries } from "./plist-fixes";
import type { FileRule, Finding } from "./rule";
import { reported } from "./sources";

export const emptyKey: FileRule = {
  code: "BA006",
  title: "A key is empty",
  severity: "info",
  scope: "file",
  evidence: [reported("Xcode's property list editor leaves such a pair behind when a new row is not named.")],
  explanation:
    "An entry whose key is empty is legal and means nothing. It is usually a row that somebody added in Xcode and never named, so the key that was meant is missing.",
  examples: {
    wrong: "<key></key>\n<string></string>",
    right: "<!-- nothing, or the key that was meant -->",
  },
  *check(file) {
    if (!("plist" in file) || file.plist.format !== "xml") return;
    yield* inNode(file, file.plist.root);
  },
};

function* inNode(file: PlistFile, root: PlistNode | undefined): Iterable<Finding> {
  const open: PlistNode[] = root === undefined ? [] : [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "array") {
      for (const item of node.items) if (item.kind === "array" || item.kind === "dict") open.push(item);
    }
    if (node.kind !== "dict") continue;
    for (const entry of node.entries) {
      if (entry.value?.kind === "array" || entry.value?.kind === "dict") open.push(entry.value);
      if (entry.key.name !== "") continue;
      yield {
        path: file.path,
        range: entry.key.range,
        message: "This key is empty, so its value means nothing to anybody. Name it, or remove the pair.",
        fixes: [{ title: "Remove the empty key", preferred: true, edits: () => [removeEntries(file, [entry])] }],
      };
    }
  }
}
