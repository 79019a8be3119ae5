import { items, member, property, rangeOfNode } from "../model/json/tree";
import { isHomemadePack } from "../model/manifest/recognise";
import { packagingManifest } from "./packaging-manifest";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const wrongKindOfManifest: FileRule = {
  code: "BA319",
  title: "The manifest is of another kind than it seems to be meant",
  severity: "error",
  scope: "file",
  evidence: [
    reported(
      "Three kinds of file are called manifest: the packaging manifest (assetPackID, one for each pack), the download manifest (assetPacks with id), and the unmanaged app's own. ba-package accepts no list of packs.",
    ),
  ],
  explanation:
    "`ba-package` packs one pack at a time, from a packaging manifest with `assetPackID`, `downloadPolicy`, `fileSelectors` and `platforms` at the top. A list of packs in one file is no such manifest, nor is the download manifest (`assetPacks` with `id`, `url`, `version`) that `BAManifestURL` points at and that `ba-package download-manifest` writes. A manifest of your own making belongs to an unmanaged project, whose extension reads it.",
  examples: {
    wrong: '{ "assetPacks": [{ "assetPackID": "maps", … }, { "assetPackID": "voices", … }] }',
    right: '// maps.json\n{ "assetPackID": "maps", … }',
  },
  *check(file) {
    if (file.kind === "download-manifest") {
      for (const [index, pack] of items(member(file.root, "assetPacks")).entries()) {
        const key = property(pack, "fileSelectors")?.children?.[0];
        if (key === undefined || index >= 100) continue;
        yield {
          path: file.path,
          range: rangeOfNode(key),
          message:
            "fileSelectors belong to a packaging manifest, the input of ba-package; a download manifest names finished archives. Let `ba-package download-manifest create` write it.",
        };
      }
      return;
    }
    const manifest = packagingManifest(file);
    if (manifest === undefined) return;
    const list = property(manifest.root, "assetPacks");
    const packs = items(list?.children?.[1]);
    const key = list?.children?.[0];
    if (key !== undefined && member(manifest.root, "assetPackID") === undefined) {
      yield {
        path: file.path,
        range: rangeOfNode(key),
        message: `This is no packaging manifest that ba-package reads: it takes one pack for each file, with assetPackID at the top. Write ${packs.length === 1 ? "the pack into a file of its own" : `${packs.length} files, one for each pack`}. (The download manifest with assetPacks is another one: \`ba-package download-manifest\` writes it.)`,
      };
      return;
    }
    if (isHomemadePack(manifest.root)) {
      yield {
        path: file.path,
        range: { start: manifest.root.offset, end: manifest.root.offset + 1 },
        message:
          "This lists files of a pack in a form of its own: ba-package does not read it, and without a URL neither can a device download by it. A packaging manifest has assetPackID, downloadPolicy, fileSelectors and platforms.",
      };
    }
  },
};
