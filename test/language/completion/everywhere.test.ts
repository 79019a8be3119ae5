import assert from "node:assert/strict";
import { test } from "node:test";
import { completion } from "../../../src/language/completion";
import { buildSnapshot } from "../../../src/model/project/discover";
import { labels } from "../cursor-in-text";

const infoPlist = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<!-- <key>BAMaxInstallSize</key> -->
	<key>BAManifestURL</key>
	<string>https://cdn.example.com/manifest.json</string>
	<key>BAInitialDownloadRestrictions</key>
	<dict>
		<key>BADownloadDomainAllowList</key>
		<array>
			<string>cdn.example.com</string>
		</array>
		<key>BADownloadAllowance</key><integer>1</integer>
	</dict>
</dict>
</plist>
`;
const packaging = `{
  // ours
  "assetPackID": "a",
  "downloadPolicy": { "essential": { "installationEventTypes": ["firstInstallation"] } },
  "fileSelectors": [{ "file": "x" }],
}
`;

/** Every place of a file, with the whole of it and with nothing behind the cursor, as when somebody writes it from the start. */
for (const [name, text] of [
  ["App/Info.plist", infoPlist],
  ["Packs/a.json", packaging],
] as const) {
  test(`${name}: an answer at every place, and edits that hold the cursor`, () => {
    for (let offset = 0; offset <= text.length; offset++) {
      for (const content of [text, text.slice(0, offset)]) {
        const path = `/project/${name}`;
        const snapshot = buildSnapshot({ sources: [{ path, version: 1, content }], named: [path] });
        const position = snapshot.files.get(path)?.lines.positionAt(offset) ?? { line: 0, character: 0 };
        const items = completion(snapshot, path, position);
        assert.equal(new Set(labels(items)).size, items.length, `no item twice at ${offset}`);
        for (const { textEdit } of items) {
          assert.ok(textEdit !== undefined && "range" in textEdit);
          const { start, end } = textEdit.range;
          assert.ok(start.line === position.line && end.line === position.line, `one line at ${offset}`);
          assert.ok(start.character <= position.character && position.character <= end.character, `at ${offset}`);
        }
      }
    }
  });
}

test("a key that stands there is offered nowhere else in its dictionary", () => {
  const path = "/project/App/Info.plist";
  const snapshot = buildSnapshot({ sources: [{ path, version: 1, content: infoPlist }], named: [path] });
  const lines = infoPlist.split("\n");
  const line = lines.findIndex((text) => text.includes("BAInitialDownloadRestrictions"));
  const items = completion(snapshot, path, { line, character: 0 });
  assert.ok(!labels(items).includes("BAManifestURL"));
  assert.ok(labels(items).includes("BAMaxInstallSize"), "a key in a comment is not there");
});
