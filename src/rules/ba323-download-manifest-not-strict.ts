import type { FileRule } from "./rule";
import { reported } from "./sources";

export const downloadManifestNotStrict: FileRule = {
  code: "BA323",
  title: "A download manifest has comments or trailing commas",
  severity: "error",
  scope: "file",
  evidence: [
    reported(
      "The download manifest is read on the device as JSON; `ba-package download-manifest` writes it without comments.",
    ),
  ],
  explanation:
    "The download manifest is what `BAManifestURL` delivers, and the device reads it as JSON. Comments and trailing commas are none: the manifest cannot be read and no pack is downloaded. (In packaging manifests, which only `ba-package` reads, Apple has them itself.)",
  examples: { wrong: '{ "assetPacks": [ … ], } // for 2.0', right: '{ "assetPacks": [ … ] }' },
  *check(file) {
    if (file.kind !== "download-manifest" || file.problems.length > 0 || file.notStrictAt === undefined) return;
    yield {
      path: file.path,
      range: file.notStrictAt,
      message:
        "Comments and trailing commas are not JSON: the device cannot read the download manifest, and no pack is downloaded. Remove them, or let ba-package write the file.",
    };
  },
};
