import type { Node } from "jsonc-parser";
import { closest } from "../model/closest-name";
import { items, member, properties, property, propertyName, rangeOfNode } from "../model/json/tree";
import type { OffsetRange } from "../model/text";
import { isOtherKind, packagingMembers as members, misspelledMember, packagingManifest } from "./packaging-manifest";
import type { FileRule, Finding } from "./rule";
import { assetPackArticle, reported, session } from "./sources";

const required = ["assetPackID", "fileSelectors", "platforms"] as const;
const optional = ["downloadPolicy", "language", "sourceRoot", "userInfo"];

/** What people look for here, and where it really is. */
const elsewhere: Readonly<Record<string, string>> = {
  version:
    "App Store Connect counts versions up by itself; where you host the packs, `ba-package download-manifest --asset-pack-versions` sets them",
  tags: "asset packs have no tags: those belonged to On-Demand Resources",
  url: "URLs are in the download manifest, which `ba-package download-manifest` writes",
  downloadSize: "sizes are in the download manifest, which `ba-package download-manifest` writes",
};

export const packagingManifestMember: FileRule = {
  code: "BA327",
  title: "A packaging manifest lacks a member, or has one that ba-package does not know",
  severity: "error",
  scope: "file",
  evidence: [
    assetPackArticle("assetPackID, downloadPolicy, fileSelectors and platforms make a packaging manifest."),
    session(2025, "Versions are given by App Store Connect, not by the manifest."),
    reported("language, sourceRoot and userInfo are optional; the first two came with Xcode 27."),
  ],
  explanation:
    "A packaging manifest has `assetPackID`, `downloadPolicy` (BA303), `fileSelectors` and `platforms`, and may have `language`, `sourceRoot` (both Xcode 27) and `userInfo`. `ba-package` refuses a manifest that lacks one of the first four, and knows nothing of others: what is misspelled has no effect.",
  examples: { wrong: '{ "assetPackId": "maps", … }', right: '{ "assetPackID": "maps", … }' },
  *check(file) {
    const manifest = packagingManifest(file);
    if (manifest === undefined) return;
    const { root } = manifest;
    if (isOtherKind(root)) return;
    for (const child of properties(root)) {
      const finding = unknownMember(file.path, root, child);
      if (finding !== undefined) yield finding;
    }
    const opening = { start: root.offset, end: root.offset + 1 };
    for (const name of required) {
      const value = member(root, name);
      if (property(root, name) === undefined) {
        if (misspelledMember(root, name) === undefined) {
          yield {
            path: file.path,
            range: opening,
            message: `${name} is missing: ba-package refuses the manifest. ${needs[name]}`,
          };
        }
      } else if (value !== undefined) yield* wrongValue(file.path, name, value);
    }
    const info = member(root, "userInfo");
    if (info !== undefined && info.type !== "object") {
      yield {
        path: file.path,
        range: rangeOfNode(info),
        message: "userInfo has to be an object: ba-package refuses the manifest.",
      };
    }
  },
};

const needs: Readonly<Record<(typeof required)[number], string>> = {
  assetPackID: "It is the name by which the app asks for the pack.",
  fileSelectors:
    'It lists what goes into the pack, such as { "file": "Videos/intro.m4v" } or { "directory": "Textures" }.',
  platforms: "It lists where the pack is offered: iOS, macOS, tvOS, visionOS.",
};

function* wrongValue(path: string, name: (typeof required)[number], value: Node): Iterable<Finding> {
  const range = rangeOfNode(value);
  if (name === "assetPackID") {
    if (value.type !== "string")
      yield { path, range, message: "assetPackID has to be a string: ba-package refuses the manifest." };
    return;
  }
  if (value.type !== "array") {
    yield { path, range, message: `${name} has to be an array: ba-package refuses the manifest. ${needs[name]}` };
    return;
  }
  if (name === "fileSelectors" && items(value).length === 0) {
    yield { path, range, message: `fileSelectors is empty: the pack would hold nothing. ${needs[name]}` };
  }
}

function unknownMember(path: string, root: Node, child: Node): Finding | undefined {
  const name = propertyName(child);
  const key = child.children?.[0];
  // Members for schemas and for people.
  if (key === undefined || members.includes(name) || /^[$_/#]|^comment$/i.test(name) || name === "assetPacks")
    return undefined;
  const range: OffsetRange = rangeOfNode(key);
  const place = elsewhere[name];
  if (place !== undefined) {
    return {
      path,
      range,
      severity: "warning",
      message: `A packaging manifest has no ${name}, and ba-package does not read it: ${place}.`,
    };
  }
  const meant = closest(name, members);
  const isNeeded = meant !== undefined && property(root, meant) === undefined;
  return {
    path,
    range,
    severity: isNeeded && meant !== undefined && !optional.slice(1).includes(meant) ? "error" : "warning",
    message: `ba-package does not know “${name}”: it has no effect.${isNeeded ? ` Did you mean ${meant}?` : ""}`,
    fixes: isNeeded
      ? [
          {
            title: `Write ${meant}`,
            preferred: true,
            edits: () => [{ path, edits: [{ range, newText: JSON.stringify(meant) }] }],
          },
        ]
      : [],
  };
}
