import { member, rangeOfNode } from "../model/json/tree";
import { readPackPath } from "../model/packs/pack-path";
import { repackingCommand } from "./packaging-command";
import { packOf } from "./packs";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const sourceRoot: FileRule = {
  code: "BA305",
  title: "sourceRoot leads nowhere, or the archive lands in it",
  severity: "error",
  scope: "file",
  evidence: [
    reported(
      "`sourceRoot` (Xcode 27) is relative to the manifest's folder. ba-package changes into it before it resolves the output path, so that a relative `-o` puts the archive among the assets.",
    ),
  ],
  explanation:
    "`sourceRoot` says where the paths of the selectors start, relative to the manifest's own folder. `ba-package` changes into that folder before it looks at `-o`: with a relative output path the archive lands among the assets, and the next run packs it too. Give `-o` an absolute path.",
  examples: { wrong: '"sourceRoot": "/Users/me/Game/Assets"', right: '"sourceRoot": "../Assets"' },
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    const node = member(pack?.file.root, "sourceRoot");
    if (pack === undefined || node === undefined) return;
    const at = { path: file.path, range: rangeOfNode(node) };
    const root = pack.manifest.sourceRoot?.value;
    if (root === undefined) {
      yield { ...at, message: "sourceRoot is no string: ba-package refuses the manifest. Write a relative path." };
      return;
    }
    const kind = readPackPath(root).kind;
    if (kind === "absolute" || kind === "empty") {
      yield {
        ...at,
        message: `sourceRoot ${kind === "empty" ? "is empty" : `“${root.slice(0, 100)}” is an absolute path`}: it has to be relative to this manifest's folder, and on another computer it leads nowhere.`,
      };
      return;
    }
    const archives = (pack.contents?.files ?? []).filter(({ path }) => /\.aar$/i.test(path));
    const [first] = archives;
    if (first === undefined) return;
    const command = repackingCommand(pack);
    yield {
      ...at,
      severity: "warning",
      message: `The pack would hold ${archives.length === 1 ? "an archive of ba-package" : `${archives.length} archives of ba-package`} (${first.path}): with sourceRoot a relative -o lands among the assets. Remove it, and ${command === undefined ? "give -o an absolute path." : `pack with an absolute path: ${command}`}`,
    };
  },
};
