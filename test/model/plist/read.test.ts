import assert from "node:assert/strict";
import { test } from "node:test";
import { buildBinary } from "plist";
import { encodePlistText, type TextEncodingName } from "../../../src/model/plist/decode";
import { plistToValue } from "../../../src/model/plist/query";
import { parsePlistText, readPlist } from "../../../src/model/plist/read";

const encoder = new TextEncoder();

const encodings: readonly TextEncodingName[] = ["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"];
for (const name of encodings)
  for (const hasByteOrderMark of [true, false])
    test(`${name} ${hasByteOrderMark ? "with" : "without"} a byte order mark`, () => {
      const text = '<plist version="1.0"><string>Hällo €😀</string></plist>\n';
      const bytes = encodePlistText(text, { name, hasByteOrderMark });
      const document = readPlist(bytes);
      assert.deepEqual(document.problems, []);
      assert.equal(document.text, text);
      assert.deepEqual(document.encoding, { name, hasByteOrderMark });
      assert.ok(document.root);
      assert.equal(plistToValue(document.root), "Hällo €😀");
      assert.deepEqual(encodePlistText(document.text, { name, hasByteOrderMark }), bytes);
    });

test("the form is known by its first characters", () => {
  for (const [text, format] of [
    ["<plist><true/></plist>", "xml"],
    ["\n <!-- a --><dict/>", "xml"],
    ["abc\n<?xml version='1.0'?><plist/>", "xml"],
    ["<abcd>", "openstep"],
    ["<data>", "xml"],
    ["{a=b;}", "openstep"],
    ['{"a"=b;}', "openstep"],
    ['{"a": 1}', "json"],
    ['{ "a\\"" : 1}', "json"],
    ["[]", "json"],
    ['"a" = "b";', "openstep"],
    ["", "xml"],
  ] as const)
    assert.equal(parsePlistText(text).format, format, text);
  assert.equal(readPlist(buildBinary({ a: [1, "b"] })).format, "binary");
});

test("a binary file is read", () => {
  const { root, problems, text, encoding } = readPlist(buildBinary({ a: [1, "b", true], c: { d: "ä" } }));
  assert.deepEqual([problems, text, encoding], [[], "", undefined]);
  assert.ok(root);
  assert.deepEqual(plistToValue(root), { a: [1, "b", true], c: { d: "ä" } });
});

for (const [what, broken, offset] of [
  ["a byte that never occurs", [0xff], 1],
  ["half a character", [0xe2, 0x82], 1],
  ["an overlong form", [0xc0, 0x80], 1],
  ["a surrogate", [0xed, 0xa0, 0x80], 1],
] as const)
  test(`bytes that are not UTF-8 have their place: ${what}`, () => {
    const start = "<plist><string>ä";
    const bytes = new Uint8Array([...encoder.encode(start), ...broken, ...encoder.encode("</string></plist>")]);
    const { problems, root } = readPlist(bytes);
    const at = start.length + offset - 1;
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.range]),
      [["bad-encoding", { start: at, end: at + 1 }]],
    );
    assert.ok(root?.kind === "string");
    assert.ok(root.value.startsWith("ä"));
  });

test("UTF-16 that ends in half a character is refused", () => {
  const bytes = encodePlistText("<plist><true/></plist>\n", { name: "utf-16le", hasByteOrderMark: true });
  assert.equal(readPlist(bytes.slice(0, -1)).problems[0]?.code, "bad-encoding");
});

test("a declared encoding that is not the real one is said where it matters", () => {
  const text = (encoding: string, value: string) =>
    `<?xml version="1.0" encoding="${encoding}"?><plist><string>${value}</string></plist>`;
  const codes = (encoding: string, value: string) =>
    readPlist(encoder.encode(text(encoding, value))).problems.map(({ code, range }) => [
      code,
      text(encoding, value).slice(range.start, range.end),
    ]);
  assert.deepEqual(codes("UTF-8", "ä"), []);
  assert.deepEqual(codes("ISO-8859-1", "a"), []);
  assert.deepEqual(codes("ISO-8859-1", "ä"), [["other-encoding", "ISO-8859-1"]]);
  const latin = Uint8Array.from(text("ISO-8859-1", "ä"), (character) => character.charCodeAt(0));
  assert.equal(readPlist(latin).problems[0]?.code, "other-encoding");
  const undeclared = Uint8Array.from("<plist><string>ä</string></plist>", (character) => character.charCodeAt(0));
  assert.equal(readPlist(undeclared).problems[0]?.code, "bad-encoding");
});
