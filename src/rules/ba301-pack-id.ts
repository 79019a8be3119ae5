import { rangeOfNode } from "../model/json/tree";
import { hostingOf, packagingManifest, packIdOf } from "./packaging-manifest";
import type { FileRule, Severity } from "./rule";
import { reported } from "./sources";

export const packId: FileRule = {
  code: "BA301",
  title: "An asset pack's identifier has characters that App Store Connect refuses",
  severity: "error",
  scope: "file",
  evidence: [
    reported(
      "App Store Connect refuses identifiers with anything but letters, digits and hyphens, or with a hyphen at an end: ITMS-91133, -19243, 400 PARAMETER_ERROR. ba-package, ba-serve and self-hosted projects accept dots. Apple does not document it.",
    ),
  ],
  explanation:
    "App Store Connect accepts letters, digits and inner hyphens in the identifier of an Apple-hosted asset pack. A dot, which looks natural to whoever writes bundle identifiers, is refused after packaging, at upload. Self-hosted packs may have dots; their identifier becomes the last component of a URL. (Underscores: BA302.)",
  examples: { wrong: '"assetPackID": "com.example.tutorial"', right: '"assetPackID": "tutorial"' },
  *check(file, snapshot) {
    const manifest = packagingManifest(file);
    const pack = manifest === undefined ? undefined : packIdOf(manifest.root);
    if (manifest === undefined || pack === undefined || /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(pack.id))
      return;
    const hosting = hostingOf(snapshot, file.path);
    const at = { path: file.path, range: rangeOfNode(pack.node) };
    if (pack.id === "") {
      yield { ...at, message: "assetPackID is empty: the pack cannot be named by the app. Give it a name." };
      return;
    }
    const selfHostedFine = /^[A-Za-z0-9._-]+$/.test(pack.id) && pack.id !== "." && pack.id !== "..";
    if (hosting === "self" && selfHostedFine) {
      yield {
        ...at,
        severity: "info",
        message: `assetPackID “${pack.id}” works where you host it yourself; App Store Connect would refuse it (only letters, digits and inner hyphens).`,
      };
      return;
    }
    if (hosting === "self") {
      yield {
        ...at,
        severity: "warning",
        message: `assetPackID “${pack.id}” becomes the last part of the pack's URL; other characters than letters, digits, dot, hyphen and underscore have to be escaped there, and servers disagree about that.`,
      };
      return;
    }
    const better = pack.id.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
    // Without a project around it nobody knows who will host the pack.
    const severity: Severity = hosting === "apple" ? "error" : "warning";
    yield {
      ...at,
      severity,
      message: `assetPackID “${pack.id}” is refused by App Store Connect (ITMS-91133): only letters, digits and inner hyphens are accepted for Apple-hosted packs.${better === "" ? "" : ` Write “${better}”, here and where the app names the pack.`}`,
      fixes:
        better === ""
          ? []
          : [
              {
                title: `Write ${better} (the app's code has to follow)`,
                preferred: false,
                edits: () => [{ path: file.path, edits: [{ range: at.range, newText: JSON.stringify(better) }] }],
              },
            ],
    };
  },
};
