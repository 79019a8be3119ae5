import assert from "node:assert/strict";
import { test } from "node:test";
import { inlayHints } from "../../src/language/inlay-hints";
import { buildSnapshot } from "../../src/model/project/discover";

/** The text with each hint in brackets where it is shown. */
function shown(files: Readonly<Record<string, string>>, name: string, lines?: readonly [number, number]): string {
  const sources = Object.entries(files).map(([file, content]) => ({ path: `/project/${file}`, version: 1, content }));
  const snapshot = buildSnapshot({ sources, named: sources.map(({ path }) => path) });
  const file = snapshot.files.get(`/project/${name}`);
  assert.ok(file !== undefined);
  const [from, to] = lines ?? [0, file.lines.lineCount];
  const hints = inlayHints(snapshot, file.path, {
    start: { line: from, character: 0 },
    end: { line: to, character: 0 },
  });
  let text = file.text;
  for (const { position, label } of [...hints].sort(
    (a, b) => file.lines.offsetAt(b.position) - file.lines.offsetAt(a.position),
  )) {
    const offset = file.lines.offsetAt(position);
    text = `${text.slice(0, offset)}[${label}]${text.slice(offset)}`;
  }
  return text;
}

const plist = (body: string) => `<plist version="1.0">\n<dict>\n${body}\n</dict>\n</plist>\n`;

test("sizes of an Info.plist as people say them", () => {
  const body = (essential: string, install: string) =>
    plist(
      `<key>BAMaxInstallSize</key>\r\n\t<integer>${install}</integer>\n<key>BAInitialDownloadRestrictions</key>\n<dict><key>BAEssentialDownloadAllowance</key><integer>${essential}</integer><key>BADownloadAllowance</key><integer>0</integer></dict>\n<key>Other</key><integer>524288000</integer>`,
    );
  assert.equal(
    shown({ "App/Info.plist": body("524288000", "1500000000") }, "App/Info.plist"),
    body("524288000[524 MB (500 MiB)]", "1500000000[1.5 GB]"),
  );
});

test("numbers that are no sizes have no hint", () => {
  const text = plist(
    "<key>BAMaxInstallSize</key><integer>12abc</integer><key>BADownloadAllowance</key><string>524288000</string><key>BAEssentialMaxInstallSize</key>",
  );
  assert.equal(shown({ "App/Info.plist": text }, "App/Info.plist"), text);
  assert.equal(shown({ "App/Info.plist": "" }, "App/Info.plist"), "");
});

test("only what is visible", () => {
  const text = plist(
    "<key>BAMaxInstallSize</key>\n<integer>2000000</integer>\n<key>BAEssentialMaxInstallSize</key>\n<integer>3000000</integer>",
  );
  assert.match(shown({ "App/Info.plist": text }, "App/Info.plist", [0, 4]), /2000000\[2 MB\]<\/integer>[^[]*3000000</);
  assert.match(shown({ "App/Info.plist": text }, "App/Info.plist", [5, 8]), /2000000<\/integer>[^[]*3000000\[3 MB\]</);
});

const url = plist("<key>BAManifestURL</key><string>https://cdn.example.com/manifest.json</string>");

test("sizes and lanes in a manifest of any shape that is recognised", () => {
  const manifest = (size: string, first: string, second: string) =>
    `{"assets": [\n{"id": "a", "url": "https://cdn.example.com/a"${first}, "size": ${size}, "essential": true},\n{"id": "b", "url": "https://cdn.example.com/b"${second}, "size": 5, "essential": false}\n]}`;
  assert.equal(
    shown({ "App/Info.plist": url, "App/manifest.json": manifest("1240000", "", "") }, "App/manifest.json"),
    manifest("1240000[1.2 MB]", "[essential]", "[non-essential]"),
  );
});

test("no lane where the manifest does not say which assets are essential", () => {
  const text =
    '[{"id": "a", "url": "https://cdn.example.com/a", "size": 5}, {"id": "b", "url": "https://cdn.example.com/b", "size": 6}]';
  assert.equal(shown({ "App/Info.plist": url, "App/manifest.json": text }, "App/manifest.json"), text);
});

test("a download manifest, with a project and without", () => {
  const text = (size: string, lane: string) =>
    `{"assetPacks": [{"id": "a", "url": "https://cdn.example.com/a"${lane}, "version": 1, "downloadSize": ${size}, "downloadPolicy": {"essential": {}}}]}`;
  const expected = text("20000[20 KB]", "[essential]");
  assert.equal(shown({ "packs.json": text("20000", "") }, "packs.json"), expected);
  assert.equal(shown({ "App/Info.plist": url, "manifest.json": text("20000", "") }, "manifest.json"), expected);
});

test("JSON that is no manifest", () => {
  const text = '{"size": 5000000, "url": "https://cdn.example.com"}';
  assert.equal(shown({ "a.json": text }, "a.json"), text);
});
