import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, plistToValue } from "../../../src/model/plist/query";
import { parsePlistText } from "../../../src/model/plist/read";
import type { PlistFormat } from "../../../src/model/plist/syntax";
import { markedText } from "./marked-text";

const valid: readonly (readonly [string, PlistFormat, string, unknown])[] = [
  ["a dict", "openstep", '{ a = b; "c d" = "e"; }', { a: "b", "c d": "e" }],
  ["nested, with a trailing comma", "openstep", "{a=(1,{b=c;},(),);}", { a: ["1", { b: "c" }, []] }],
  ["an array", "openstep", "(a, b)", ["a", "b"]],
  ["data", "openstep", "{a = <00 ff\n10>;}", { a: new Uint8Array([0, 255, 16]) }],
  ["data alone", "openstep", "<abcd ef>", new Uint8Array([0xab, 0xcd, 0xef])],
  ["bare text with every character", "openstep", "{_a.b-c/d:$e = -0.25;}", { "_a.b-c/d:$e": "-0.25" }],
  ["comments", "openstep", "// a = b;\n{ /* c */ d /**/ = // e\n f; }\n// end", { d: "f" }],
  ["a .strings file", "openstep", '/* Title */\n"a" = "b";\nc = d;\n', { a: "b", c: "d" }],
  ["a .strings line without a value", "openstep", '"a";\n"b" = "c";', { a: "a", b: "c" }],
  ["escapes", "openstep", String.raw`{a = "\"\\\n\t\U20ac\u00e4\101\200\q";}`, { a: '"\\\n\t€äA\u00a0q' }],
  ["single quotes", "openstep", "{a = 'b \"c\"';}", { a: 'b "c"' }],
  ["a string alone", "openstep", '"a=b"', "a=b"],
  ["an empty dict", "openstep", "{}", {}],
  ["a JSON object", "json", '{"a": [1, -2.5, 1e3, true, "b\\u20ac", {}]}', { a: [1, -2.5, 1000, true, "b€", {}] }],
  ["a JSON array", "json", "[1]", [1]],
  ["64-bit integers in JSON", "json", '{"a": -9223372036854775808}', { a: -9223372036854775808n }],
];
for (const [what, format, text, value] of valid)
  test(`valid: ${what}`, () => {
    const document = parsePlistText(text);
    assert.deepEqual(document.problems, []);
    assert.equal(document.format, format);
    assert.ok(document.root);
    assert.deepEqual(plistToValue(document.root), value);
  });

const broken: readonly (readonly [string, string, RegExp])[] = [
  ["plain words", "these «a»re not plist file contents", /complete before/],
  ["no semicolon", "{a = b «c» = d;}", /";" is missing/],
  ["no value", "{a = «;»}", /key or value is expected/],
  ["no equals sign", "{a «b»;}", /"=" and a value/],
  ["no comma", "(a «b»)", /"," is missing/],
  ["an open dict", "«{»a = b;", /ends before/],
  ["an open array", "«(»a, b", /ends before/],
  ["an open string", '{a = «"»b;}', /never closed/],
  ["an open comment", "{a = b; «/*» }", /never closed/],
  ["odd data", "{a = «<abc>»;}", /hexadecimal/],
  ["two values", "{a = b;} «c»", /complete before/],
  ["a key twice", "{a = b; «a» = c;}", /twice/],
  ["null in JSON", '{"a": «null»}', /null/],
  ["a key twice in JSON", '{"a": 1, «"a"»: 2}', /./],
  ["a comment in JSON", '{"a": 1 «// b»\n}', /neither comments/],
];
for (const [what, marked, message] of broken)
  test(`refused: ${what}`, () => {
    const { text, ranges } = markedText(marked);
    const { problems } = parsePlistText(text);
    assert.deepEqual(
      problems.map((problem) => problem.range),
      ranges,
    );
    assert.match(problems[0]?.message ?? "", message);
  });

test("values of OpenStep and JSON know their places", () => {
  for (const text of ['{ "a b" = (c, "d e"); }', '{ "a b": ["c", "d e"] }']) {
    const { root } = parsePlistText(text);
    const node = nodeAt(root, ["a b", 1]);
    assert.ok(root?.kind === "dict" && node);
    assert.equal(text.slice(node.range.start, node.range.end), '"d e"');
    assert.equal(text.slice(node.contentRange.start, node.contentRange.end), "d e");
    const [entry] = root.entries;
    assert.equal(text.slice(entry?.key.contentRange.start, entry?.key.contentRange.end), "a b");
  }
});

test("a missing semicolon is put behind the value", () => {
  const text = "{\n  a = b\n  c = d;\n}";
  const { fix } = parsePlistText(text).problems[0] ?? {};
  assert.deepEqual(fix, { title: 'Write ";"', range: { start: 9, end: 9 }, newText: ";" });
});
