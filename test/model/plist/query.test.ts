import assert from "node:assert/strict";
import { test } from "node:test";
import { dictEntry, nodeAt, nodePathAtOffset } from "../../../src/model/plist/query";
import { parsePlistText } from "../../../src/model/plist/read";

/** The text without its `|`, and the offset at which it stands. */
function cursor(marked: string): { readonly text: string; readonly offset: number } {
  return { text: marked.replace("|", ""), offset: marked.indexOf("|") };
}

const places: readonly (readonly [string, string, readonly (string | number)[]])[] = [
  ["<plist><dict><key>a|b</key><true/></dict></plist>", "key", ["ab"]],
  ["<plist><dict><key>|ab</key><true/></dict></plist>", "key", ["ab"]],
  ["<plist><dict><key>ab|</key><true/></dict></plist>", "key", ["ab"]],
  ["<plist><dict><key>ab</k|ey><true/></dict></plist>", "tag", ["ab"]],
  ["<plist><dict><key>ab</key> | <true/></dict></plist>", "before-value", ["ab"]],
  ["<plist><dict><key>ab</key><tr|ue/></dict></plist>", "tag", ["ab"]],
  ["<plist><dict><key>ab</key><string>|</string></dict></plist>", "value", ["ab"]],
  ["<plist><dict><key>ab</key><string>c|</string></dict></plist>", "value", ["ab"]],
  ["<plist><dict><key>ab</key>\n|\n</dict></plist>", "before-value", ["ab"]],
  ["<plist><dict>|<key>ab</key><true/></dict></plist>", "tag", ["ab"]],
  ["<plist><dict>\n|\n<key>ab</key><true/></dict></plist>", "between", []],
  ["<plist><dict><key>ab</key><true/>|</dict></plist>", "between", []],
  ["<plist><dict><key>ab</key><true/> | <key>c</key><true/></dict></plist>", "between", []],
  ["<plist><di|ct></dict></plist>", "tag", []],
  ["<plist><dict>|</dict></plist>", "between", []],
  ["<pl|ist><dict/></plist>", "outside", []],
  ["<plist><dict><key>a</key><array><true/><string>b|</string></array></dict></plist>", "value", ["a", 1]],
  ["<plist><dict><key>a</key><array><true/>|</array></dict></plist>", "between", ["a"]],
  ["<plist><dict><key>a</key><dict><key>b|\n</dict></dict></plist>", "key", ["a", "b"]],
  ["<plist><dict><key>a</key><string>b|", "value", ["a"]],
  ['{ a = { "b|c" = d; }; }', "key", ["a", "bc"]],
  ['{"a": ["b|"]}', "value", ["a", 0]],
];
for (const [marked, part, path] of places)
  test(`at the cursor: ${JSON.stringify(marked)}`, () => {
    const { text, offset } = cursor(marked);
    const location = nodePathAtOffset(parsePlistText(text), offset);
    assert.deepEqual([location.part, location.path], [part, path]);
    assert.equal(location.steps.length, path.length);
  });

test("the place has the nodes around it", () => {
  const { text, offset } = cursor("<plist><dict><key>a</key><array><string>b|</string></array></dict></plist>");
  const document = parsePlistText(text);
  const { steps, node } = nodePathAtOffset(document, offset);
  assert.equal(node, nodeAt(document.root, ["a", 0]));
  const [entry, item] = steps;
  assert.ok(entry?.kind === "entry" && item?.kind === "item");
  assert.equal(entry.dict, document.root);
  assert.equal(entry.entry.key.name, "a");
  assert.equal(item.node, node);
});

test("in a long array the right item is found", () => {
  const items = Array.from({ length: 1000 }, (_, index) => `<string>item ${index}</string>\n`).join("");
  const document = parsePlistText(`<plist><array>${items}</array></plist>`);
  for (const index of [0, 1, 499, 998, 999])
    assert.deepEqual(nodePathAtOffset(document, document.text.indexOf(`item ${index}<`) + 2).path, [index]);
});

test("of two entries with one name the first is taken", () => {
  const { root } = parsePlistText("<dict><key>a</key><true/><key>a</key><false/></dict>");
  assert.ok(root?.kind === "dict");
  assert.equal(dictEntry(root, "a"), root.entries[0]);
  assert.equal(dictEntry(root, "b"), undefined);
});

test("a path that leads nowhere is undefined", () => {
  const { root } = parsePlistText("<dict><key>a</key><array><true/></array><key>0</key><true/></dict>");
  assert.equal(nodeAt(root, ["a", 0])?.kind, "boolean");
  for (const path of [["b"], ["a", 1], ["a", -1], ["a", "0"], [0], ["a", 0, 0]])
    assert.equal(nodeAt(root, path), undefined);
});
