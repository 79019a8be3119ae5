import assert from "node:assert/strict";
import { test } from "node:test";
import { keyCatalogue } from "../../src/model/key-catalogue";
import { shapeProblems } from "../../src/rules/info-plist-shape";
import { diagnostics, fixture, snapshotOf } from "./rule-case";

const app = `
  === App/Info.plist
  <key>CFBundleIdentifier</key>
  <string>com.example.app</string>
  <key>BAAppGroupID</key>
  <string>group.com.example.app</string>
  <key>BAHasManagedAssetPacks</key>
  <true/>
  <key>BAUsesAppleHosting</key>
  <false/>
  <key>BAManifestURL</key>
  <string>https://assets.example.com/manifest.json</string>
  <key>BAInitialDownloadRestrictions</key>
  <dict>
    <key>BADownloadAllowance</key>
    <integer>300000000</integer>
    <key>BAEssentialDownloadAllowance</key>
    <integer>100000000</integer>
    <key>BADownloadDomainAllowList</key>
    <array>
      <string>assets.example.com</string>
    </array>
  </dict>
  <key>BAEssentialMaxInstallSize</key>
  <integer>350000000</integer>
  <key>BAMaxInstallSize</key>
  <integer>900000000</integer>
  === Downloader/Info.plist
  <key>EXAppExtensionAttributes</key>
  <dict>
    <key>EXExtensionPointIdentifier</key>
    <string>com.apple.background-asset-downloader-extension</string>
    <key>EXPrincipalClass</key>
    <string>Downloader</string>
  </dict>
  === background-assets.jsonc
  { "version": 1, "projects": [{ "app": "App/Info.plist", "extension": "Downloader/Info.plist" }] }
`;

const writtenByKind: Readonly<Record<string, string>> = {
  text: "<string>hello</string>",
  empty: "<string></string>",
  digits: "<string>12</string>",
  yes: "<string>YES</string>",
  integer: "<integer>1</integer>",
  negative: "<integer>-1</integer>",
  huge: "<integer>18446744073709551615</integer>",
  fraction: "<real>1.5</real>",
  boolean: "<true/>",
  date: "<date>2026-01-01T00:00:00Z</date>",
  data: "<data>AAAA</data>",
  array: "<array><integer>1</integer></array>",
  "empty array": "<array/>",
  dictionary: "<dict/>",
};

/** The app with another value of a key. */
function withValue(key: string, value: string): string {
  const replaced = app.replace(
    new RegExp(
      `(<key>${key}</key>\\s*)(?:<dict>[\\s\\S]*?</dict>|<array>[\\s\\S]*?</array>|<\\w+>[^<]*</\\w+>|<\\w+/>)`,
    ),
    (_, start: string) => start + value,
  );
  assert.ok(replaced.includes(value));
  return replaced;
}

test("the project is sound before a value of it is broken", () => {
  const snapshot = snapshotOf(fixture(app).texts);
  for (const file of snapshot.files.values()) if ("plist" in file) assert.deepEqual(shapeProblems(file), []);
  assert.deepEqual(
    diagnostics(snapshot).filter(({ severity }) => severity === "error"),
    [],
  );
});

for (const { path } of keyCatalogue) {
  const key = path.at(-1) ?? "";
  test(`whatever the schema refuses as ${key} is said once, at the value or its key`, () => {
    let refused = 0;
    for (const [kind, written] of Object.entries(writtenByKind)) {
      const snapshot = snapshotOf(fixture(withValue(key, written)).texts);
      const found = diagnostics(snapshot);
      for (const file of snapshot.files.values()) {
        if (!("plist" in file)) continue;
        for (const { node, path: place } of shapeProblems(file)) {
          refused++;
          const at = found.filter(({ path: where, range }): boolean => {
            if (where !== file.path) return false;
            const isValue = range.start === node.range.start && range.end === node.range.end;
            const before = file.text.slice(range.end, node.range.start);
            return isValue || (file.text.slice(range.start, range.end) === `<key>${key}</key>` && before.trim() === "");
          });
          const said = at.map(({ code, message }) => `${code} ${message}`).join("\n");
          assert.equal(at.length, 1, `${kind} at ${place.join("/")}:\n${said}`);
        }
      }
    }
    assert.ok(refused >= 5, "most of these values are wrong");
  });
}
