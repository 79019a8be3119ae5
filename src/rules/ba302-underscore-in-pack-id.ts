import { rangeOfNode } from "../model/json/tree";
import { hostingOf, packagingManifest, packIdOf } from "./packaging-manifest";
import { projectForFile } from "./project-lookup";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const underscoreInPackId: FileRule = {
  code: "BA302",
  title: "An asset pack's identifier has an underscore",
  severity: "warning",
  scope: "file",
  evidence: [
    reported(
      "One developer saw -19241 PARAMETER_ERROR for an underscore; identifiers of Foundation Models adapters have them. The assumption `underscore-in-pack-id` decides.",
    ),
  ],
  explanation:
    "Whether App Store Connect accepts an underscore in the identifier of an Apple-hosted pack is disputed. Letters, digits and hyphens are safe. The assumption `underscore-in-pack-id` makes this an error, or allows it.",
  examples: { wrong: '"assetPackID": "maps_europe"', right: '"assetPackID": "maps-europe"' },
  *check(file, snapshot) {
    const manifest = packagingManifest(file);
    const pack = manifest === undefined ? undefined : packIdOf(manifest.root);
    if (pack === undefined || !pack.id.includes("_") || hostingOf(snapshot, file.path) === "self") return;
    // Adapters of Foundation Models have underscores in the names that Apple's own tools give them.
    if (pack.id.startsWith("fmadapter-")) return;
    const level = projectForFile(snapshot, file.path)?.settings.assumptions["underscore-in-pack-id"];
    if (level === "allowed") return;
    yield {
      path: file.path,
      range: rangeOfNode(pack.node),
      severity: level === "error" ? "error" : "warning",
      message: `assetPackID “${pack.id}” has an underscore, which App Store Connect was seen to refuse for Apple-hosted packs (-19241). A hyphen is safe.`,
    };
  },
};
