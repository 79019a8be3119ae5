import assert from "node:assert/strict";
import { test } from "node:test";
import type { Location } from "vscode-languageserver-types";
import { definition } from "../../src/language/definition";
import { fileLinks } from "../../src/language/file-links";
import { references } from "../../src/language/references";
import { type CursorCase, cursorCase } from "./cursor-in-text";

const plist = (body: string) => `<plist version="1.0">\n<dict>\n${body}\n</dict>\n</plist>\n`;
const group = (name: string) =>
  plist(`<key>com.apple.security.application-groups</key>\n<array>\n<string>${name}</string>\n</array>`);
const extension = (identifier: string) =>
  plist(
    `<key>CFBundleIdentifier</key><string>${identifier}</string><key>EXAppExtensionAttributes</key><dict><key>EXExtensionPointIdentifier</key><string>com.apple.background-asset-downloader-extension</string></dict>`,
  );

/** `FILE:LINE TEXT` of each place, lines from 1. */
function told(made: CursorCase, found: readonly Location[]): readonly string[] {
  return found.map(({ uri, range }) => {
    const path = uri.replace("file://", "");
    const file = made.snapshot.files.get(path);
    const text = file?.text.slice(file.lines.offsetAt(range.start), file.lines.offsetAt(range.end));
    return `${path.replace("/project/", "")}:${range.start.line + 1} ${text}`;
  });
}

const defined = (files: Readonly<Record<string, string>>) => {
  const made = cursorCase(files);
  return told(made, definition(made.snapshot, made.path, made.position));
};
const referred = (files: Readonly<Record<string, string>>, withDeclaration = true) => {
  const made = cursorCase(files);
  return told(made, references(made.snapshot, made.path, made.position, withDeclaration));
};

test("an app group leads to the entitlements of both targets", () => {
  const files = {
    "App/Info.plist": plist(
      "<key>BAHasManagedAssetPacks</key><true/>\n<key>BAAppGroupID</key>\n<string>group.com.exa¦mple</string>",
    ),
    "App/App.entitlements": group("group.com.example"),
    "Loader/Loader.entitlements": group("group.com.example"),
    "Other/Other.entitlements": group("group.com.example.other"),
  };
  assert.deepEqual(defined(files), [
    "App/App.entitlements:5 group.com.example",
    "Loader/Loader.entitlements:5 group.com.example",
  ]);
  assert.deepEqual(referred(files, false), ["App/Info.plist:5 group.com.example"]);
});

test("a group in the entitlements knows who refers to it", () => {
  const files = {
    "App/Info.plist": plist(
      "<key>BAHasManagedAssetPacks</key><true/>\n<key>BAAppGroupID</key>\n<string>group.a</string>",
    ),
    "App/App.entitlements": group("group.a¦"),
  };
  assert.deepEqual(referred(files), ["App/Info.plist:5 group.a", "App/App.entitlements:5 group.a"]);
});

test("the app's part of an extension's identifier leads to the app", () => {
  const files = (marked: string) => ({
    "App/Info.plist": plist(
      "<key>CFBundleIdentifier</key><string>com.example.app</string><key>BAHasManagedAssetPacks</key><true/>",
    ),
    "Loader/Info.plist": extension(marked),
  });
  assert.deepEqual(defined(files("com.exa¦mple.app.loader")), ["App/Info.plist:3 com.example.app"]);
  assert.deepEqual(defined(files("com.example.app.loa¦der")), ["Loader/Info.plist:3 com.example.app.loader"]);
});

test("a bundle identifier is found in its extension's and in signed entitlements, behind the team", () => {
  const files = {
    "App/Info.plist": plist(
      "<key>CFBundleIdentifier</key><string>com.example.¦app</string><key>BAHasManagedAssetPacks</key><true/>",
    ),
    "Loader/Info.plist": extension("com.example.app.loader"),
    "Near/Info.plist": extension("com.example.apps"),
    "App/App.entitlements": plist(
      "<key>com.apple.application-identifier</key><string>ABCDE12345.com.example.app</string><key>application-identifier</key><string>$(AppIdentifierPrefix)com.example.app</string>",
    ),
  };
  assert.deepEqual(referred(files, false), [
    "Loader/Info.plist:3 com.example.app",
    "App/App.entitlements:3 com.example.app",
    "App/App.entitlements:3 com.example.app",
  ]);
});

test("a pack id leads from the download manifest to the packaging manifest", () => {
  const files = {
    "manifest.json": '{"assetPacks": [{"id": "tuto¦rial", "url": "https://a.example/tutorial", "version": 1}]}',
    "Packs/tutorial.json": '{\n  "assetPackID": "tutorial",\n  "fileSelectors": []\n}',
    "Packs/other.json": '{"assetPackID": "other", "fileSelectors": []}',
  };
  assert.deepEqual(defined(files), ["Packs/tutorial.json:2 tutorial"]);
  assert.deepEqual(referred(files), ["manifest.json:1 tutorial", "Packs/tutorial.json:2 tutorial"]);
});

test("nothing on other values, build variables, escaped text and binary places", () => {
  for (const text of [
    "<key>CFBundleName</key><string>A¦pp</string>",
    "<key>BAAppGroupID</key><string>$(GR¦OUP)</string>",
    "<key>BAAppGroupID</key><string>group.a&amp;¦b</string>",
    "<key>BAAppGr¦oupID</key><string>group.a</string>",
    "<key>BAAppGroupID</key><string>¦</string>",
  ]) {
    const files = { "App/Info.plist": plist(text), "App/App.entitlements": group("group.a&amp;b") };
    assert.deepEqual(defined(files), [], text);
    assert.deepEqual(referred(files), [], text);
  }
});

test("links to the files that a project file names", () => {
  const text =
    '{\n// "app": "no.plist"\n"version": 1, "projects": [{"app": "App/Info.plist", "extension": "../x y/Info.plist", "manifest": {"file": "server/manifest.json", "assets": "$.assets[*]"}}],\n"downloader": "down.ts" }¦';
  const made = cursorCase({ "Config/background-assets.jsonc": text });
  const links = fileLinks(made.snapshot, made.path);
  assert.deepEqual(
    links.map(({ target, range }) => `${told(made, [{ uri: `file://${made.path}`, range }])} -> ${target}`),
    [
      "Config/background-assets.jsonc:3 App/Info.plist -> file:///project/Config/App/Info.plist",
      "Config/background-assets.jsonc:3 ../x y/Info.plist -> file:///project/x%20y/Info.plist",
      "Config/background-assets.jsonc:3 server/manifest.json -> file:///project/Config/server/manifest.json",
      "Config/background-assets.jsonc:4 down.ts -> file:///project/Config/down.ts",
    ],
  );
});

test("a scenario links its project; folders and other files have no links", () => {
  const linked = (name: string, text: string) => {
    const made = cursorCase({ [name]: `${text}¦` });
    return fileLinks(made.snapshot, made.path).map((link) => link.target);
  };
  assert.deepEqual(linked("t/a.ba-scenario.jsonc", '{"project": "../App/Info.plist", "steps": []}'), [
    "file:///project/App/Info.plist",
  ]);
  assert.deepEqual(linked("t/a.ba-scenario.jsonc", '{"project": "../App", "steps": []}'), []);
  assert.deepEqual(linked("a.json", '{"project": "../App/Info.plist"}'), []);
});
