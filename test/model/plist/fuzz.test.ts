import assert from "node:assert/strict";
import { test } from "node:test";
import { buildBinary } from "plist";
import { nodePathAtOffset, plistToValue } from "../../../src/model/plist/query";
import { parsePlistText, readPlist } from "../../../src/model/plist/read";
import type { PlistDocument, PlistNode } from "../../../src/model/plist/syntax";
import { applyEdits, type OffsetRange } from "../../../src/model/text";
import { SeededRandom } from "./seeded-random";

const seeds = {
  xml: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>url</key>
	<string>https://example.com/?a=1&amp;b=2</string>
	<!-- comment -->
	<key>limits</key>
	<dict>
		<key>bytes</key> <integer>500</integer>
		<key>when</key> <date>2026-01-31T12:00:00Z</date>
		<key>list</key> <array><string><![CDATA[a]]></string><true/><real>0.5</real><data>AQID</data></array>
	</dict>
</dict>
</plist>
`,
  openstep: '// a\n{ a = b; "c d" = (1, "e\\U20ac", { f = <00ff>; }); /* g */ h = \'i\'; }\n',
  strings: '/* Title */\n"a" = "b";\nc = d;\n',
  json: '{"a": [1, 2.5, true, {"b": "c\\u20ac"}], "d": -9223372036854775808}\n',
};

const pieces = [
  "<",
  ">",
  "</",
  "/>",
  "&",
  ";",
  "<key>",
  "</key>",
  "<dict>",
  "</dict>",
  "<array>",
  "</array>",
  "<string>",
];
const more = [
  "</string>",
  "<integer>",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "<?",
  '"',
  "'",
  "{",
  "}",
  "(",
  ")",
  "=",
  "\\",
  "\0",
];

function mutated(text: string, random: SeededRandom): string {
  let result = text;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(result.length + 1);
    const length = random.below(3) === 0 ? random.below(40) : random.below(4);
    const from = random.below(result.length + 1);
    switch (random.below(4)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + length);
        break;
      case 1:
        result = result.slice(0, at) + random.pick([...pieces, ...more]) + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + result.slice(from, from + length) + result.slice(at);
        break;
      default:
        result = result.slice(0, at) + random.pick([...pieces, ...more]) + result.slice(at + length);
    }
  }
  return result;
}

function assertInside(inner: OffsetRange, outer: OffsetRange, what: string): void {
  assert.ok(inner.start <= inner.end, what);
  assert.ok(inner.start >= outer.start && inner.end <= outer.end, what);
}

function assertTree(node: PlistNode, around: OffsetRange): void {
  assertInside(node.range, around, node.kind);
  assertInside(node.contentRange, node.range, `content of ${node.kind}`);
  if (node.kind === "array") for (const item of node.items) assertTree(item, node.range);
  if (node.kind !== "dict") return;
  for (const { key, value, range } of node.entries) {
    assertInside(range, node.range, "entry");
    assertInside(key.range, range, "key");
    assertInside(key.contentRange, key.range, "content of key");
    if (value !== undefined) assertTree(value, range);
  }
}

function assertSound(document: PlistDocument): void {
  const whole = { start: 0, end: document.text.length };
  let previous = 0;
  for (const { range, fix } of document.problems) {
    assertInside(range, whole, "problem");
    assert.ok(range.start >= previous, "problems are in the order of the file");
    previous = range.start;
    if (fix !== undefined) assert.notEqual(applyEdits(document.text, [fix]), document.text);
  }
  if (document.root === undefined) assert.ok(document.problems.length > 0, "nothing read and nothing said");
  else plistToValue(document.root);
}

for (const [form, text] of Object.entries(seeds))
  test(`mutations of ${form} are read or refused, with every place inside the text`, () => {
    assert.deepEqual(parsePlistText(text).problems, []);
    for (let seed = 1; seed <= 1500; seed++) {
      const random = new SeededRandom(seed);
      const input = mutated(text, random);
      try {
        const document = parsePlistText(input);
        assertSound(document);
        // A shorthand of .strings files is key and value in one place.
        if (document.root !== undefined) assertTree(document.root, { start: 0, end: input.length });
        nodePathAtOffset(document, random.below(input.length + 1));
      } catch (error) {
        throw new Error(`Seed ${seed}: ${JSON.stringify(input)}`, { cause: error });
      }
    }
  });

test("mutations of a binary file are read or refused", () => {
  const original = buildBinary({
    a: [1, 2.5, true, "ä", { b: new Date(0) }],
    c: new Uint8Array([1, 2]),
    d: "x".repeat(20),
  });
  for (let seed = 1; seed <= 3000; seed++) {
    const random = new SeededRandom(seed);
    const bytes = original.slice(0, random.below(8) === 0 ? random.below(original.length) : original.length);
    for (let count = 1 + random.below(3); count > 0; count--)
      bytes[random.below(bytes.length)] = random.pick([0, 1, 0x0f, 0x7f, 0x80, 0xa2, 0xd1, 0xff, random.below(256)]);
    try {
      assertSound(readPlist(bytes));
    } catch (error) {
      throw new Error(`Seed ${seed}: ${[...bytes].join(" ")}`, { cause: error });
    }
  }
});
