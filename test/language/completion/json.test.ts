import assert from "node:assert/strict";
import { test } from "node:test";
import { accepted, completions, itemNamed, labels } from "../cursor-in-text";

const offered = (text: string, others: Readonly<Record<string, string>> = {}) =>
  labels(completions({ "Packs/tutorial.json": text, ...others }).items);
const after = (text: string, label: string, others: Readonly<Record<string, string>> = {}) => {
  const { case: made, items } = completions({ "Packs/tutorial.json": text, ...others });
  return accepted(made, itemNamed(items, label));
};

test("members of a packaging manifest, of Xcode 26 and 27, those present left out", () => {
  const { items } = completions({ "Packs/tutorial.json": '{ "assetPackID": "a", "platforms": ["iOS"], ¦ }' });
  assert.deepEqual(labels(items), ["downloadPolicy", "fileSelectors", "language", "sourceRoot", "userInfo"]);
  assert.equal(itemNamed(items, "sourceRoot").detail, "Xcode 27");
  assert.equal(itemNamed(items, "fileSelectors").detail, undefined);
});

test("a member is written with its value, and a comma where another follows", () => {
  assert.equal(
    after('{\n  "assetPackID": "a",\n  "down¦"\n}', "downloadPolicy"),
    '{\n  "assetPackID": "a",\n  "downloadPolicy": { "essential": { "installationEventTypes": ["firstInstallation"] } }\n}',
  );
  assert.equal(
    after('{\n  "assetPackID": "a",\n  "plat¦\n  "fileSelectors": []\n}', "platforms"),
    '{\n  "assetPackID": "a",\n  "platforms": ["iOS"],\n  "fileSelectors": []\n}',
  );
});

test("of a member with a value only the name is replaced", () => {
  assert.equal(
    after('{ "assetPackID": "a", "plat¦": ["iOS"] }', "platforms"),
    '{ "assetPackID": "a", "platforms": ["iOS"] }',
  );
});

test("exactly one policy", () => {
  assert.deepEqual(offered('{ "assetPackID": "a", "downloadPolicy": { ¦ } }'), ["essential", "prefetch", "onDemand"]);
  assert.deepEqual(offered('{ "assetPackID": "a", "downloadPolicy": { "onDemand": {}, ¦ } }'), []);
  assert.equal(
    after('{ "assetPackID": "a", "downloadPolicy": ¦ }', "prefetch"),
    '{ "assetPackID": "a", "downloadPolicy": { "prefetch": { "installationEventTypes": ["firstInstallation"] } } }',
  );
  assert.equal(
    after('{ "assetPackID": "a", "downloadPolicy": { "onDemand": ¦ } }', "{}"),
    '{ "assetPackID": "a", "downloadPolicy": { "onDemand": {} } }',
  );
});

test("a list that is still to be written comes with its first item", () => {
  assert.equal(
    after('{ "assetPackID": "a",\n  "platforms": ¦\n}', "macOS"),
    '{ "assetPackID": "a",\n  "platforms": ["macOS"]\n}',
  );
  assert.equal(
    after(
      '{ "assetPackID": "a", "downloadPolicy": { "essential": { "installationEventTypes": ¦ } } }',
      "firstInstallation",
    ),
    '{ "assetPackID": "a", "downloadPolicy": { "essential": { "installationEventTypes": ["firstInstallation"] } } }',
  );
  assert.match(
    after('{ "assetPackID": "a", "fileSelectors": ¦, "platforms": ["iOS"] }', "directory"),
    /: \[\{ "directory": "[^"]*" \}\], "platforms"/,
  );
});

test("event types and platforms that are not in their list yet", () => {
  const events = (list: string) =>
    `{ "assetPackID": "a", "downloadPolicy": { "essential": { "installationEventTypes": [${list}] } } }`;
  assert.deepEqual(offered(events("¦")), ["firstInstallation", "subsequentUpdate"]);
  assert.deepEqual(offered(events('"firstInstallation", "¦"')), ["subsequentUpdate"]);
  assert.deepEqual(offered('{ "assetPackID": "a", "platforms": ["iOS", "¦"] }'), ["macOS", "tvOS", "visionOS"]);
  assert.equal(
    after('{ "assetPackID": "a", "platforms": ["iOS", mac¦] }', "macOS"),
    '{ "assetPackID": "a", "platforms": ["iOS", "macOS"] }',
  );
  assert.deepEqual(offered('{ "assetPackID": "a", "downloadPolicy": { "essential": { ¦ } } }'), [
    "installationEventTypes",
  ]);
});

test("selectors, and what belongs to a source", () => {
  assert.equal(
    after('{ "assetPackID": "a", "fileSelectors": [¦] }', "fileSource"),
    '{ "assetPackID": "a", "fileSelectors": [{ "fileSource": "", "fileDestination": "" }] }',
  );
  assert.deepEqual(offered('{ "assetPackID": "a", "fileSelectors": [{ "directorySource": "x", ¦ }] }'), [
    "directoryDestination",
  ]);
  assert.deepEqual(offered('{ "assetPackID": "a", "fileSelectors": [{ "file": "x", ¦ }] }'), []);
});

test("pack ids: those that are served and not packaged, and the file's own name", () => {
  const served = JSON.stringify({
    assetPacks: [
      { id: "intro", url: "https://a.example/intro", version: 1 },
      { id: "done", url: "https://a.example/done", version: 1 },
    ],
  });
  const others = { "manifest.json": served, "Packs/done.json": '{ "assetPackID": "done", "fileSelectors": [] }' };
  assert.deepEqual(offered('{ "assetPackID": "¦", "fileSelectors": [] }', others), ["intro", "tutorial"]);
  assert.deepEqual(
    labels(
      completions({
        "manifest.json": served.replace('"id":"intro"', '"id":"¦"'),
        "Packs/x.json": '{ "assetPackID": "extra", "fileSelectors": [] }',
      }).items,
    ),
    ["extra"],
  );
});

test("a manifest that is called Manifest.json is named after its folder", () => {
  const { items } = completions({ "Packs/Game Media/Manifest.json": '{ "assetPackID": "¦", "fileSelectors": [] }' });
  assert.deepEqual(labels(items), ["Game-Media"]);
});

test("members of a download manifest", () => {
  const { items } = completions({ "m.json": '{ "assetPacks": [{ "id": "a", "url": "https://a.example/a", ¦ }] }' });
  assert.deepEqual(labels(items), ["version", "downloadSize", "downloadPolicy", "host", "userInfo"]);
});

test("comments and trailing commas, CRLF and tabs", () => {
  const text = '{\r\n\t// the pack\r\n\t"assetPackID": "a", /* "x": */\r\n\t"plat¦",\r\n\t"fileSelectors": [],\r\n}';
  assert.equal(after(text, "platforms"), text.replace('"plat¦",', '"platforms": ["iOS"],'));
  assert.deepEqual(offered('{ "assetPackID": "a", // "pl¦\n "fileSelectors": [] }'), []);
  assert.deepEqual(offered('{ "assetPackID": "a", /* "pl¦ */ "fileSelectors": [] }'), []);
});

test("a manifest with a schema of its own gets only what no schema knows", () => {
  assert.deepEqual(offered('{ "$schema": "./x.json", "assetPackID": "a", ¦ }'), []);
  assert.deepEqual(offered('{ "$schema": "./x.json", "assetPackID": "¦", "fileSelectors": [] }'), ["tutorial"]);
});

test("nothing behind a finished value", () => {
  assert.deepEqual(offered('{ "assetPackID": "a"¦, "fileSelectors": [] }'), []);
  assert.deepEqual(offered('{ "assetPackID": "a" ¦ "fileSelectors": [] }'), []);
  assert.deepEqual(offered('{ "assetPackID": "a", "fileSelectors": [] } ¦'), []);
});

test("an empty JSON file becomes a packaging manifest where there are packs", () => {
  const other = { "Packs/other.json": '{ "assetPackID": "other", "fileSelectors": [] }' };
  const text = after("¦", "Packaging manifest of an asset pack", other);
  assert.deepEqual(JSON.parse(text), {
    assetPackID: "",
    downloadPolicy: { essential: { installationEventTypes: ["firstInstallation"] } },
    fileSelectors: [{ file: "" }],
    platforms: ["iOS"],
  });
  assert.deepEqual(offered("¦"), []);
});

const workspace = {
  "App/Info.plist":
    "<plist><dict><key>BAManifestURL</key><string>https://cdn.example.com/manifest.json</string></dict></plist>",
  "App/App.entitlements": "<plist><dict><key>com.apple.security.application-groups</key><array/></dict></plist>",
  "Server/manifest.json": '{"assets":[{"id":"a","url":"https://media.example.com/a","size":1}]}',
};

test("paths in background-assets.jsonc, as seen from it", () => {
  const at = (project: string) =>
    labels(
      completions({ ...workspace, "Config/background-assets.jsonc": `{ "version": 1, "projects": [${project}] }` })
        .items,
    );
  assert.deepEqual(at('{ "app": "¦" }'), ["../App/Info.plist"]);
  assert.deepEqual(at('{ "app": "../App/Info.plist", "appEntitlements": "¦" }'), ["../App/App.entitlements"]);
  assert.deepEqual(at('{ "app": "../App/Info.plist", "manifest": { "file": "¦" } }'), ["../Server/manifest.json"]);
  assert.deepEqual(at('{ "app": "../App/Info.plist", ¦ }'), []);
});

test("origins that the project downloads from", () => {
  const { case: made, items } = completions({
    ...workspace,
    "background-assets.jsonc": '{ "version": 1, "hosts": { "¦" } }',
  });
  assert.deepEqual(labels(items), ["https://cdn.example.com", "https://media.example.com"]);
  assert.equal(
    accepted(made, itemNamed(items, "https://media.example.com")),
    '{ "version": 1, "hosts": { "https://media.example.com": "" } }',
  );
});

test("the project and the origins of a scenario", () => {
  const at = (text: string) => labels(completions({ ...workspace, "tests/one.ba-scenario.jsonc": text }).items);
  assert.deepEqual(at('{ "version": 1, "project": "¦", "steps": [] }'), ["../App/Info.plist"]);
  assert.deepEqual(at('{ "version": 1, "host": { "origins": ["¦"], "folder": "." } }'), [
    "https://cdn.example.com",
    "https://media.example.com",
  ]);
});
