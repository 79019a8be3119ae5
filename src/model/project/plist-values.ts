import { dictEntry } from "../plist/query";
import type { PlistDict, PlistDocument, PlistEntry, PlistNode } from "../plist/syntax";

export function rootDict(plist: PlistDocument): PlistDict | undefined {
  return plist.root?.kind === "dict" ? plist.root : undefined;
}

/** The entry under names from the root; dictionaries on the way. */
export function entryAt(plist: PlistDocument, ...names: readonly string[]): PlistEntry | undefined {
  let dict = rootDict(plist);
  let entry: PlistEntry | undefined;
  for (const name of names) {
    if (dict === undefined) return undefined;
    entry = dictEntry(dict, name);
    dict = entry?.value?.kind === "dict" ? entry.value : undefined;
  }
  return entry;
}

/** Whether Xcode fills in a part of the text when it builds, so that its value cannot be known from the file. */
export function hasBuildVariable(text: string): boolean {
  return /\$\(|\$\{/.test(text);
}

/** A string that is there and known. */
export function literal(node: PlistNode | undefined): string | undefined {
  return node?.kind === "string" && !hasBuildVariable(node.value) ? node.value : undefined;
}

/** The known strings of an array, or of a single string in its place. */
export function literals(node: PlistNode | undefined): readonly string[] {
  const nodes = node?.kind === "array" ? node.items : node === undefined ? [] : [node];
  return nodes.map(literal).filter((text) => text !== undefined && text !== "") as string[];
}

/** `unknown`: a build variable. Strings and numbers count for what they are meant to be; their wrong type is a rule's matter. */
export function truth(node: PlistNode | undefined): boolean | "unknown" | undefined {
  switch (node?.kind) {
    case "boolean":
      return node.value;
    case "integer":
      return node.value === undefined ? undefined : Number(node.value) !== 0;
    case "string":
      if (hasBuildVariable(node.value)) return "unknown";
      return /^(yes|true|1)$/i.test(node.value) ? true : /^(no|false|0)$/i.test(node.value) ? false : undefined;
    default:
      return undefined;
  }
}
