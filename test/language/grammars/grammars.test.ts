import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { keyCatalogue } from "../../../src/model/key-catalogue";
import { coloured } from "./tokenise";

const key = "support.type.property-name.background-assets";
const string = "string.unquoted.background-assets";
const number = "constant.numeric.integer.background-assets";
const boolean = "constant.language.boolean.background-assets";
const keyword = "keyword.other.background-assets";
const eventType = "constant.language.event-type.background-assets";

async function pairs(language: "text.xml" | "source.json", text: string): Promise<readonly string[][]> {
  return (await coloured(language, text)).map((one) => [one.text, one.scope]);
}

const plist = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n${body}\n</dict>\n</plist>`;

test("an app's whole Info.plist: our keys with their values, and nothing else", async () => {
  const found = await pairs("text.xml", readFileSync("examples/unmanaged/Skylands/Info.plist", "utf8"));
  const texts = (wanted: string) => found.filter(([, scope]) => scope === wanted).map(([text]) => text);
  assert.deepEqual(texts(key), [
    "BAManifestURL",
    "BAEssentialMaxInstallSize",
    "BAMaxInstallSize",
    "BAInitialDownloadRestrictions",
    "BAEssentialDownloadAllowance",
    "BADownloadAllowance",
    "BADownloadDomainAllowList",
  ]);
  assert.equal(texts(number).length, 4);
  assert.ok(texts(string).some((text) => text?.startsWith("https://")));
  assert.ok(!found.some(([text]) => text === "CFBundleIdentifier" || text === "com.example.skylands"));
});

test("every key of the catalogue is coloured as a key", async () => {
  for (const { path } of keyCatalogue) {
    const name = path.at(-1) ?? "";
    assert.deepEqual(await pairs("text.xml", plist(`\t<key>${name}</key>`)), [[name, key]]);
    assert.deepEqual(await pairs("text.xml", plist(`\t<key>${name}s</key>`)), [], "a longer name is another key");
    assert.deepEqual(await pairs("text.xml", plist(`\t<string>${name}</string>`)), [], "a value of that name is none");
  }
});

test("values of our keys, on the same line, on the next and in a list", async () => {
  const text = plist(`\t<key>BAUsesAppleHosting</key><false/>
\t<key>BAMaxInstallSize</key>
\t<integer> 500 </integer>
\t<key>BADownloadDomainAllowList</key>
\t<array>
\t\t<string>a.example</string>
\t\t<string>*.b.example</string>
\t</array>`);
  assert.deepEqual(await pairs("text.xml", text), [
    ["BAUsesAppleHosting", key],
    ["false", boolean],
    ["BAMaxInstallSize", key],
    [" 500", number],
    ["BADownloadDomainAllowList", key],
    ["a.example", string],
    ["*.b.example", string],
  ]);
});

test("the next key, which is not ours, ends our colours", async () => {
  const text = plist(`\t<key>BAMaxInstallSize</key>
\t<integer>500</integer>
\t<key>CFBundleVersion</key>
\t<string>7</string>
\t<key>UIFileSharingEnabled</key>
\t<true/>`);
  assert.deepEqual(await pairs("text.xml", text), [
    ["BAMaxInstallSize", key],
    ["500", number],
  ]);
});

test("comments and CDATA stay as they are, also between a key and its value", async () => {
  assert.deepEqual(await pairs("text.xml", plist("<!-- <key>BAMaxInstallSize</key><integer>5</integer> -->")), []);
  assert.deepEqual(await pairs("text.xml", plist("<!--\n<key>BAMaxInstallSize</key>\n<integer>5</integer>\n-->")), []);
  assert.deepEqual(await pairs("text.xml", plist("<string><![CDATA[<key>BAMaxInstallSize</key>]]></string>")), []);
  const between = plist("<key>BAMaxInstallSize</key>\n<!-- was <integer>5</integer> -->\n<integer>6</integer>");
  assert.deepEqual(await pairs("text.xml", between), [
    ["BAMaxInstallSize", key],
    ["6", number],
  ]);
});

test("a number that is none has no colour of a number", async () => {
  assert.deepEqual(await pairs("text.xml", plist("<key>BAMaxInstallSize</key><integer>5 MB</integer>")), [
    ["BAMaxInstallSize", key],
  ]);
});

const manifest = `{
  // "assetPackID": "old"
  "assetPackID": "fileSelectors",
  "downloadPolicy": { "essential": { "installationEventTypes": ["firstInstallation", "subsequentUpdate"] } },
  "fileSelectors" : [{ "file": "assetPacks" }],
  "userInfo": { "name": "assetPackID" }
}`;

test("the words of a packaging manifest: names as names, event types as values, no comment", async () => {
  assert.deepEqual(await coloured("source.json", manifest), [
    { line: 3, text: "assetPackID", scope: keyword },
    { line: 4, text: "downloadPolicy", scope: keyword },
    { line: 4, text: "installationEventTypes", scope: keyword },
    { line: 4, text: "firstInstallation", scope: eventType },
    { line: 4, text: "subsequentUpdate", scope: eventType },
    { line: 5, text: "fileSelectors", scope: keyword },
  ]);
});

test("other JSON files have no colour of ours", async () => {
  const text = readFileSync("examples/unmanaged/background-assets.jsonc", "utf8");
  assert.deepEqual(await pairs("source.json", text), []);
  assert.deepEqual(
    await pairs("source.json", '{ "name": "app", "version": 1, "file": "a", "platforms": ["iOS"] }'),
    [],
  );
});
