import { property, rangeOfNode } from "../model/json/tree";
import { hostingOf, packagingManifest } from "./packaging-manifest";
import type { FileRule } from "./rule";
import { header, reported } from "./sources";

export const userInfoWithAppleHosting: FileRule = {
  code: "BA311",
  title: "An Apple-hosted asset pack has userInfo",
  severity: "error",
  scope: "file",
  evidence: [
    header("AssetPack.userInfo is nil for asset packs that Apple hosts."),
    reported("App Store Connect refuses the upload of a pack whose packaging manifest has userInfo."),
  ],
  explanation:
    "`userInfo` is copied into the download manifest of self-hosted packs and handed to the app. Packs that Apple hosts have none: the upload is refused, and `AssetPack.userInfo` is always nil.",
  examples: { wrong: '"userInfo": { "level": 3 }', right: "// nothing: keep such data in a file of the pack" },
  *check(file, snapshot) {
    const manifest = packagingManifest(file);
    if (manifest === undefined || hostingOf(snapshot, file.path) !== "apple") return;
    const key = property(manifest.root, "userInfo")?.children?.[0];
    if (key === undefined) return;
    yield {
      path: file.path,
      range: rangeOfNode(key),
      message:
        "userInfo is not possible where Apple hosts the packs: the upload is refused, and the app always reads nil. Put the data into a file of the pack.",
    };
  },
};
