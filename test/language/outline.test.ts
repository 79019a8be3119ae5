import assert from "node:assert/strict";
import { test } from "node:test";
import type { DocumentSymbol, SelectionRange } from "vscode-languageserver-types";
import { documentSymbols } from "../../src/language/document-symbols";
import { foldingRanges } from "../../src/language/folding";
import { selectionRanges } from "../../src/language/selection-ranges";
import { buildSnapshot } from "../../src/model/project/discover";
import { cursorCase } from "./cursor-in-text";

function snapshotOf(name: string, content: string) {
  const path = `/project/${name}`;
  return { path, snapshot: buildSnapshot({ sources: [{ path, version: 1, content }], named: [path] }) };
}

function outline(name: string, content: string): readonly string[] {
  const { path, snapshot } = snapshotOf(name, content);
  const lines: string[] = [];
  const walk = (symbols: readonly DocumentSymbol[], depth: number) => {
    for (const symbol of symbols) {
      const { start, end } = symbol.range;
      const { start: from, end: to } = symbol.selectionRange;
      const isInside =
        (from.line > start.line || (from.line === start.line && from.character >= start.character)) &&
        (to.line < end.line || (to.line === end.line && to.character <= end.character));
      assert.ok(isInside, `${symbol.name}: VS Code refuses a selection outside of the range`);
      lines.push(`${"  ".repeat(depth)}${symbol.name}: ${symbol.detail ?? ""}`);
      walk(symbol.children ?? [], depth + 1);
    }
  };
  walk(documentSymbols(snapshot, path), 0);
  return lines;
}

const infoPlist = `<?xml version="1.0"?>
<!-- one
     two -->
<plist version="1.0">
<dict>
	<key>BAHasManagedAssetPacks</key>
	<true/>
	<key>BAInitialDownloadRestrictions</key>
	<dict>
		<key>BADownloadAllowance</key>
		<integer>5</integer>
		<key>BADownloadDomainAllowList</key>
		<array>
			<string>a.example</string>
		</array>
	</dict>
	<key>Half</key>
</dict>
</plist>
`;

test("the outline of a property list", () => {
  assert.deepEqual(outline("App/Info.plist", infoPlist), [
    "BAHasManagedAssetPacks: YES",
    "BAInitialDownloadRestrictions: 2 keys",
    "  BADownloadAllowance: 5",
    "  BADownloadDomainAllowList: 1 item",
    "    Item 0: a.example",
    "Half: no value",
  ]);
});

test("the outline of files that are empty, half typed, in one line or with empty keys", () => {
  assert.deepEqual(outline("App/Info.plist", ""), []);
  assert.deepEqual(outline("App/Info.plist", "<plist><dict><key>BAMax"), ["BAMax: no value"]);
  assert.deepEqual(outline("App/Info.plist", "<plist><dict><key></key><true/></dict></plist>"), ["(empty): YES"]);
  assert.deepEqual(
    outline("App/Info.plist", `<plist><dict><key>a</key><string>${"x".repeat(100)}</string></dict></plist>`),
    [`a: ${"x".repeat(59)}…`],
  );
});

test("the outline of a manifest is its assets", () => {
  assert.deepEqual(
    outline(
      "packs.json",
      '{"assetPacks": [{"id": "a", "url": "https://cdn.example.com/a", "version": 1, "downloadSize": 20000, "downloadPolicy": {"essential": {}}}, {"id": "b", "url": "https://cdn.example.com/b", "downloadSize": 5, "downloadPolicy": {"onDemand": {}}}]}',
    ),
    ["a: 20 KB, essential, cdn.example.com", "b: 5 bytes, non-essential, cdn.example.com"],
  );
});

const folded = (content: string) => {
  const { path, snapshot } = snapshotOf("App/Info.plist", content);
  return foldingRanges(snapshot, path).map(
    ({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind === undefined ? "" : ` ${kind}`}`,
  );
};

test("folding leaves the closing tag visible, with either line end", () => {
  const expected = ["2-3 comment", "5-17", "9-15", "13-14"];
  assert.deepEqual(folded(infoPlist), expected);
  assert.deepEqual(folded(infoPlist.replaceAll("\n", "\r\n")), expected);
});

test("folding in files that are empty, in one line or not closed", () => {
  assert.deepEqual(folded(""), []);
  assert.deepEqual(folded("<plist><dict><key>a</key><array><true/></array></dict></plist>"), []);
  assert.deepEqual(folded("<plist>\n<dict>\n<key>a</key>\n<array>\n<true/>\n"), ["2-6", "4-6"]);
  assert.deepEqual(folded("<plist>\n<dict>\n<!-- open\n\n</dict>"), ["2-4"]);
});

function selections(marked: string): readonly string[] {
  const made = cursorCase({ "App/Info.plist": marked });
  const file = made.snapshot.files.get(made.path);
  assert.ok(file !== undefined);
  const texts: string[] = [];
  const [first] = selectionRanges(made.snapshot, made.path, [made.position]);
  for (let range: SelectionRange | undefined = first; range !== undefined; range = range.parent) {
    texts.push(file.text.slice(file.lines.offsetAt(range.range.start), file.lines.offsetAt(range.range.end)));
  }
  return texts;
}

test("selecting more and more", () => {
  const dict = "<key>a</key><array><string>one</string></array><key>b</key><true/>";
  const plist = `<plist><dict>${dict}</dict></plist>`;
  assert.deepEqual(selections(plist.replace("one", "o¦ne")), [
    "one",
    "<string>one</string>",
    "<array><string>one</string></array>",
    "<key>a</key><array><string>one</string></array>",
    dict,
    `<dict>${dict}</dict>`,
    plist,
  ]);
  assert.deepEqual(selections(plist.replace(">b<", ">b¦<")).slice(0, 3), ["b", "<key>b</key>", "<key>b</key><true/>"]);
});

test("there is always something to select", () => {
  assert.deepEqual(selections("¦"), [""]);
  assert.equal(selections("<plist>¦</plist>").at(-1), "<plist></plist>");
});
