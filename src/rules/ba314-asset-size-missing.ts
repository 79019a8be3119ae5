import type { ReadManifest } from "./manifest-assets";
import { limited, manifestsOf, placeOf } from "./manifest-assets";
import type { Finding, SnapshotRule } from "./rule";
import { header, session } from "./sources";

export const assetSizeMissing: SnapshotRule = {
  code: "BA314",
  title: "An asset of the manifest has no size, or the size 0",
  severity: "warning",
  scope: "snapshot",
  evidence: [
    header(
      "BAURLDownload's fileSize must be exact and greater than 0 for essential downloads; a download whose size differs fails.",
    ),
    session(2023, "The manifest is the place for file sizes: the extension cannot probe the network first."),
  ],
  explanation:
    "The extension has to give each download its exact size in bytes, and the manifest is where it gets it from. An essential download without a size, or with 0, fails; another one is not charged before its bytes arrive, so no budget can be checked.",
  examples: {
    wrong: '{ "id": "terrain", "url": "https://assets.example.com/terrain.bin" }',
    right: '{ "id": "terrain", "url": "https://assets.example.com/terrain.bin", "size": 200000000 }',
  },
  *check(snapshot) {
    for (const manifest of manifestsOf(snapshot)) yield* limited(manifest.path, judge(manifest));
  },
};

function* judge({ path, reading }: ReadManifest): Iterable<Finding> {
  for (const asset of reading.assets) {
    const size = asset.fileSizeInBytes;
    if (size !== undefined && size > 0) continue;
    yield {
      path,
      range: placeOf(asset, "fileSize"),
      severity: asset.essential ? "error" : "warning",
      message: `\`${asset.identifier}\` ${size === undefined ? "has no size" : `has the size ${size}`}: ${
        asset.essential
          ? "an essential download needs its exact size and fails without it, so the app launches without it."
          : "the download cannot be charged to an allowance before its bytes arrive, and a size that differs fails it."
      } Write the exact bytes of the file.`,
    };
  }
}
