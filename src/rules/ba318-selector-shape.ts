import type { Node } from "jsonc-parser";
import { closest } from "../model/closest-name";
import { items, member, properties, property, propertyName, rangeOfNode } from "../model/json/tree";
import { selectorMembers, selectorShapes } from "../model/packs/selector";
import type { OffsetRange } from "../model/text";
import { limited } from "./manifest-assets";
import { packagingManifest } from "./packaging-manifest";
import type { FileRule, Finding, Fix } from "./rule";
import { assetPackArticle, reported } from "./sources";

const shapesInWords =
  "file, directory, filePattern, fileSource with fileDestination, directorySource with directoryDestination, or fileExclusion (Xcode 26 knows only file and directory)";

export const selectorShape: FileRule = {
  code: "BA318",
  title: "A file selector has a shape that ba-package does not read",
  severity: "error",
  scope: "file",
  evidence: [
    assetPackArticle("Each element of fileSelectors is an object with file or directory."),
    reported(
      "ba-package of Xcode 27 reads six shapes. Anything else: DecodingError.typeMismatch … “Zero valid keys were found; one or two keys should be present.”",
    ),
  ],
  explanation:
    "An element of `fileSelectors` is an object with one member, or with two that belong together. `ba-package` stops at any other one with “Zero valid keys were found; one or two keys should be present.”, which names neither the file nor the selector.",
  examples: {
    wrong: '{ "directory": { "source": "raw", "destination": "Textures" } }, "intro.m4v"',
    right: '{ "directorySource": "raw", "directoryDestination": "Textures" }, { "file": "intro.m4v" }',
  },
  *check(file) {
    const manifest = packagingManifest(file);
    if (manifest === undefined) return;
    yield* limited(file.path, judgeAll(file.path, manifest.root));
  },
};

function* judgeAll(path: string, root: Node): Iterable<Finding> {
  for (const element of items(member(root, "fileSelectors"))) {
    const problem = judge(element);
    if (problem === undefined) continue;
    const { message, range = rangeOfNode(element), replacement } = problem;
    yield { path, range, message, fixes: replacement === undefined ? [] : [fixOf(path, replacement)] };
  }
}

interface Problem {
  readonly message: string;
  readonly range?: OffsetRange;
  readonly replacement?: { readonly range: OffsetRange; readonly newText: string };
}

function fixOf(path: string, edit: { readonly range: OffsetRange; readonly newText: string }): Fix {
  return { title: `Write ${edit.newText}`, preferred: true, edits: () => [{ path, edits: [edit] }] };
}

function judge(element: Node): Problem | undefined {
  if (element.type === "string") {
    const newText = `{ "file": ${JSON.stringify(element.value)} }`;
    return {
      message: `A selector is an object and not a string: ba-package refuses the manifest. Write ${newText}, or directory for a folder.`,
      replacement: { range: rangeOfNode(element), newText },
    };
  }
  if (element.type !== "object") {
    return { message: `A selector is an object with ${shapesInWords}; ba-package refuses anything else.` };
  }
  const members = properties(element);
  const names = members.map(propertyName);
  if (names.length === 0) {
    return {
      message: `The selector is empty: ba-package stops with “Zero valid keys were found”. It needs ${shapesInWords}.`,
    };
  }
  for (const name of names) {
    if (selectorMembers.includes(name)) continue;
    const node = property(element, name)?.children?.[0];
    const meant = closest(name, selectorMembers);
    const range = node === undefined ? rangeOfNode(element) : rangeOfNode(node);
    const isOnly = !names.some((one) => selectorMembers.includes(one));
    return {
      range,
      message: `A selector has no member “${name}”: ba-package ${isOnly ? "stops with “Zero valid keys were found”" : "reads only the others"}.${meant === undefined ? ` It needs ${shapesInWords}.` : ` Did you mean ${meant}?`}`,
      ...(meant === undefined || names.includes(meant)
        ? {}
        : { replacement: { range, newText: JSON.stringify(meant) } }),
    };
  }
  return valueProblem(element, names) ?? combinationProblem(element, names);
}

function valueProblem(element: Node, names: readonly string[]): Problem | undefined {
  for (const name of names) {
    const value = member(element, name);
    if (value === undefined || value.type === "string") continue;
    const source = member(value, "source");
    const destination = member(value, "destination");
    if (
      (name === "directory" || name === "file") &&
      names.length === 1 &&
      source?.type === "string" &&
      destination?.type === "string"
    ) {
      const newText = `{ "${name}Source": ${JSON.stringify(source.value)}, "${name}Destination": ${JSON.stringify(destination.value)} }`;
      return {
        message: `${name} is a path and not an object: ba-package refuses the manifest. To give it another place in the pack, write ${newText} (Xcode 27).`,
        replacement: { range: rangeOfNode(element), newText },
      };
    }
    return {
      range: rangeOfNode(value),
      message: `${name} is ${value.type === "array" ? "an array: write a selector for each path" : `no string but ${value.type === "object" ? "an object" : String(value.value)}`}; ba-package refuses the manifest.`,
    };
  }
  return undefined;
}

function combinationProblem(element: Node, names: readonly string[]): Problem | undefined {
  if (selectorShapes.some((shape) => shape.length === names.length && shape.every((name) => names.includes(name)))) {
    return undefined;
  }
  const [only, second] = names;
  if (only !== undefined && second === undefined) {
    const partner = selectorShapes.find((shape) => shape.includes(only))?.find((name) => name !== only);
    return {
      message: `${only} stands alone: ba-package wants ${partner} beside it. Without another place in the pack, write ${/^file/.test(only) ? "file" : "directory"}.`,
    };
  }
  return {
    message: `${names.join(" and ")} do not belong into one selector: ba-package reads ${shapesInWords}. Write a selector for each.`,
    range: rangeOfNode(element),
  };
}
