import assert from "node:assert/strict";
import { test } from "node:test";
import { hover } from "../../src/language/hover";
import { buildSnapshot } from "../../src/model/project/discover";
import { cursorCase } from "./cursor-in-text";

const infoPlist = `<plist version="1.0">
<dict>
	<key>CFBundlePackageType</key>
	<string>APPL</string>
	<key>BAManifestURL</key>
	<string>https://assets.example.com/manifest.json</string>
	<key>BAInitialDownloadRestrictions</key>
	<dict>
		<key>BADownloadAllowance</key>
		<integer>3000000</integer>
		<key>BAEssentialDownloadAllowance</key>
		<integer>1000000</integer>
		<key>BADownloadDomainAllowList</key>
		<array>
			<string>assets.example.com</string>
		</array>
	</dict>
</dict>
</plist>
`;

function said(files: Readonly<Record<string, string>>): string {
  const { snapshot, path, position } = cursorCase(files);
  const found = hover(snapshot, path, position);
  return found === undefined ? "" : (found.contents as { value: string }).value;
}

const asset = (name: string, size: string, essential: boolean) =>
  `{ "identifier": "${name}", "url": "https://assets.example.com/${name}", "fileSize": ${size}, "isEssential": ${essential} }`;
const manifest = (first: string) =>
  `{ "assets": [\n${first},\n${asset("music", "1500000", false)},\n${asset("map", "1000000", false)}\n] }`;

test("an entry of a manifest: its size for people, its lane, and what both lanes take of what is allowed", () => {
  for (const marked of [
    asset("in¦tro", "800000", true),
    asset("intro", "800¦000", true),
    asset("intro", "800000", true).replace("https", "ht¦tps"),
  ]) {
    const text = said({ "App/Info.plist": infoPlist, "manifest.json": manifest(marked) });
    assert.match(text, /^`intro`: 800 KB \(800,000 bytes\) on the wire, essential\n/, marked);
    assert.match(
      text,
      /- essential: 1 asset and the manifest \(\d+ bytes\), 800 KB of the 1 MB in BAEssentialDownloadAllowance\n/,
    );
    assert.match(text, /- non-essential: 2 assets, 2\.5 MB of the 3 MB in BADownloadAllowance$/);
  }
});

test("what an identifier says stays text: no link, no picture of a stranger's server", () => {
  const evil = "a`\n\n![x](https://evil.example/seen.png) [y](command:evil)\u2028\u0085";
  const text = said({
    "App/Info.plist": infoPlist,
    "manifest.json":
      `{ "assets": [${asset("b", "1000", true)}, ${asset("c", "1000", true)}, ${asset("EVIL", "10¦00", true)}] }`.replace(
        "EVIL",
        JSON.stringify(evil).slice(1, -1),
      ),
  });
  assert.match(text, /^`[^`\n\u2028]*seen\.png[^`\n\u2028]*`: /);
});

test("nothing between the entries, and nothing in other JSON", () => {
  assert.equal(
    said({ "App/Info.plist": infoPlist, "manifest.json": `{ "ass¦ets": [${asset("a", "1000", true)}] }` }),
    "",
  );
  assert.equal(said({ "other.json": '{ "na¦me": "x" }' }), "");
});

test("a packaging manifest says at its identifier what is in the pack", () => {
  const text =
    '{ "assetPackID": "Atlas", "downloadPolicy": { "onDemand": {} }, "fileSelectors": [{ "file": "eu.map" }], "platforms": ["iOS"] }';
  const manifestPath = "/w/pack.json";
  const snapshot = buildSnapshot({
    sources: [{ path: manifestPath, version: 1, content: text }],
    listings: [
      {
        manifestPath,
        root: "/w",
        basis: "found",
        files: new Map([["eu.map", { path: "eu.map", sizeInBytes: 5_000_000 }]]),
        folders: new Set([""]),
        missing: new Set(),
        isComplete: true,
      },
    ],
  });
  const at = (word: string) => hover(snapshot, manifestPath, { line: 0, character: text.indexOf(word) + 2 })?.contents;
  const said = at("Atlas");
  const value = typeof said === "object" && "value" in said ? said.value : "";
  assert.match(value, /^`Atlas`: 1 file, 5 MB before it is compressed\n/);
  assert.equal(value.match(/\*\*taken\*\*/g)?.length, 3);
  assert.equal(at("downloadPolicy"), undefined);
});

test("at an identifier it says who takes it: Apple's hosting, one's own, Google Play", () => {
  const answers = (id: string) => {
    const text = `{ "assetPackID": "${id}", "downloadPolicy": { "onDemand": {} }, "fileSelectors": [], "platforms": ["iOS"] }`;
    const snapshot = buildSnapshot({ sources: [{ path: "/w/pack.json", version: 1, content: text }] });
    const found = hover(snapshot, "/w/pack.json", { line: 0, character: text.indexOf(id) + 1 })?.contents;
    const value = typeof found === "object" && "value" in found ? found.value : "";
    return [...value.matchAll(/: \*\*(\w+)\*\*/g)].map(([, answer]) => answer);
  };
  assert.deepEqual(answers("north-coast"), ["taken", "taken", "refused"]);
  assert.deepEqual(answers("north.coast"), ["refused", "taken", "refused"]);
  assert.deepEqual(answers("north_coast"), ["disputed", "taken", "taken"]);
  assert.deepEqual(answers("1"), ["taken", "taken", "refused"]);
});
