import { readPackPath } from "../model/packs/pack-path";
import { type ManifestString, sourceOf } from "../model/packs/selector";
import { packOf } from "./packs";
import type { FileRule, Finding } from "./rule";
import { assetPackArticle, reported } from "./sources";

export const pathNotInside: FileRule = {
  code: "BA304",
  title: "A selector's path is absolute, leaves its root, or is the root itself",
  severity: "error",
  scope: "file",
  evidence: [
    assetPackArticle("Paths of selectors are relative; they are the paths by which the app reads the files."),
    reported(
      '`{"directory": "."}` fails in ba-package 1.2: “an item with the same name already exists”. Selectors are resolved against the working directory, in Xcode 27 against `sourceRoot`.',
    ),
  ],
  explanation:
    "The relative path of a selector is also the path inside the pack, by which the app reads the file. An absolute path, or one that climbs out with `..`, has no such place. The folder itself (`.`) cannot be selected either: `ba-package` stops with “an item with the same name already exists”. Run `ba-package` in the folder above, set `sourceRoot` (Xcode 27), or name the folders and files.",
  examples: {
    wrong: '"fileSelectors": [{ "directory": "." }, { "file": "/Users/me/Assets/intro.m4v" }]',
    right: '"fileSelectors": [{ "directory": "Textures" }, { "file": "Videos/intro.m4v" }]',
  },
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    for (const selector of pack?.manifest.selectors ?? []) {
      yield* judge(file.path, sourceOf(selector), selector.kind === "directory");
      if ("destination" in selector) yield* judge(file.path, selector.destination, false);
    }
  },
};

function* judge(path: string, { value, range }: ManifestString, isFolder: boolean): Iterable<Finding> {
  const read = readPackPath(value);
  const message = messageFor(value, read, isFolder);
  if (message !== undefined) yield { path, range, message };
}

function messageFor(value: string, read: ReturnType<typeof readPackPath>, isFolder: boolean): string | undefined {
  const shown = `“${value.slice(0, 100)}”`;
  switch (read.kind) {
    case "empty":
      return "The path is empty: ba-package finds nothing there. Write a path relative to the working directory, or to sourceRoot.";
    case "absolute":
      return `${shown} is an absolute path: the path of a selector is also the one inside the pack, so it has to be relative, and on another computer it leads nowhere. Write it relative to the working directory, or set sourceRoot (Xcode 27).`;
    case "outside":
      return `${shown} leads out of the folder that ba-package runs in: there is no such place inside the pack. Run ba-package in the folder above, or set sourceRoot (Xcode 27) and write the path from there.`;
    case "inside":
      // The root as the source of a renamed folder has a place in the pack.
      return read.path === "" && isFolder
        ? `${shown} selects the root itself: ba-package fails with “an item with the same name already exists”. Name the folders and files in it, or run ba-package in the folder above and write the folder's name.`
        : undefined;
  }
}
