import assert from "node:assert/strict";
import { test } from "node:test";
import { findNodeAtLocation } from "jsonc-parser";
import { parseJson } from "../../../src/model/json/parse-json";
import { member, nodeAt, stringValue, toValue } from "../../../src/model/json/tree";

const textAt = (text: string, range: { start: number; end: number } | undefined) =>
  range === undefined ? undefined : text.slice(range.start, range.end);

test("valid JSON becomes the value that JSON.parse gives, without problems", () => {
  const texts = [
    "null",
    "-1.5e3",
    '"a\\u00e9\\n\\"b"',
    "[]",
    "{}",
    '{"a": [1, {"b": [true, false, null]}], "": "", "ü": "😀"}',
    ' \r\n[[[]], {"x": {}}]\n',
  ];
  for (const text of texts) {
    const parsed = parseJson(text);
    assert.deepEqual(toValue(parsed.root), JSON.parse(text), text);
    assert.deepEqual(parsed.problems, [], text);
    assert.equal(parsed.strict, true, text);
  }
});

test("a member called __proto__ is an ordinary member", () => {
  const value = toValue(parseJson('{"__proto__": {"polluted": 1}}').root) as Record<string, unknown>;
  assert.deepEqual(Object.keys(value), ["__proto__"]);
  assert.equal((value as { polluted?: unknown }).polluted, undefined);
});

test("comments and trailing commas are read, and the first of them is named", () => {
  const text = '{\n  // why\n  "a": [1, 2,], /* x */\n}';
  const parsed = parseJson(text);
  assert.deepEqual(parsed.problems, []);
  assert.deepEqual(toValue(parsed.root), { a: [1, 2] });
  assert.equal(parsed.strict, false);
  assert.equal(textAt(text, parsed.notStrictAt), "// why");
  const comma = parseJson("[1, ]");
  assert.equal(textAt("[1, ]", comma.notStrictAt), ",");
  assert.deepEqual(comma.problems, []);
});

test("ranges are exact, and jsonc-parser's own functions find their way", () => {
  const text = '{"a": {"b": [10, "twenty"]}}';
  const { root } = parseJson(text);
  assert.ok(root);
  const node = findNodeAtLocation(root, ["a", "b", 1]);
  assert.ok(node);
  assert.equal(text.slice(node.offset, node.offset + node.length), '"twenty"');
  assert.equal(nodeAt(root, ["a", "b", 1]), node);
  const b = member(member(root, "a"), "b");
  assert.equal(b?.parent?.type, "property");
  assert.equal(
    text.slice(b?.parent?.offset, (b?.parent?.offset ?? 0) + (b?.parent?.length ?? 0)),
    '"b": [10, "twenty"]',
  );
});

const broken: readonly { text: string; at: string; says: RegExp; value?: unknown }[] = [
  { text: '{"a": }', at: '"a":', says: /value of "a" is missing/, value: { a: undefined } },
  { text: '{"a": , "b": 1}', at: '"a":', says: /value of "a" is missing/, value: { a: undefined, b: 1 } },
  { text: '{"a" 1}', at: "1", says: /colon is missing/, value: { a: 1 } },
  { text: '{"a": 1 "b": 2}', at: '"b"', says: /comma is missing/, value: { a: 1, b: 2 } },
  { text: "[1 2]", at: "2", says: /comma is missing/, value: [1, 2] },
  { text: "[1,,2]", at: ",", says: /nothing before this comma/, value: [1, 2] },
  { text: "{a: 1}", at: "a", says: /not a JSON value|double quotes/ },
  { text: '{"a": [1, 2}', at: "}", says: /"\]" is missing/, value: { a: [1, 2] } },
  { text: "[1]]", at: "]", says: /Nothing may follow/, value: [1] },
  { text: '{"a": 1', at: "1", says: /ends before the closing "}"/, value: { a: 1 } },
  { text: '["abc', at: '"abc', says: /not closed/ },
  { text: '["a\\x"]', at: '"a\\x"', says: /backslash/ },
  { text: "", at: "", says: /empty/ },
  { text: "]", at: "]", says: /closes nothing/ },
];

for (const { text, at, says, value } of broken) {
  test(`half-typed ${JSON.stringify(text)} is read as far as it goes, with a problem at ${JSON.stringify(at)}`, () => {
    const parsed = parseJson(text);
    const problem = parsed.problems[0];
    assert.ok(problem, "a problem");
    assert.match(problem.message, says);
    assert.equal(textAt(text, problem.range), at);
    if (value !== undefined) assert.deepEqual(toValue(parsed.root), value);
  });
}

test("every prefix of a manifest is read without an exception and, cut short, with a problem", () => {
  const text = '{"assets": [{"id": "a", "size": 12, "on": true}, {"id": "\\u00e9"}], "base": "https://x.example/"}';
  for (let length = 0; length < text.length; length++) {
    const parsed = parseJson(text.slice(0, length));
    assert.ok(parsed.problems.length > 0, `cut at ${length}`);
    for (const { range } of parsed.problems)
      assert.ok(range.start >= 0 && range.end <= length && range.start <= range.end);
  }
  assert.deepEqual(parseJson(text).problems, []);
});

test("100,000 open brackets end in a problem, not in a stack overflow", () => {
  for (const bomb of ["[".repeat(100_000), '{"a":'.repeat(100_000), `${"[".repeat(100_000)}${"]".repeat(100_000)}`]) {
    const parsed = parseJson(bomb);
    assert.equal(parsed.problems.length, 1);
    assert.match(parsed.problems[0]?.message ?? "", /levels of nesting/);
    toValue(parsed.root);
  }
});

test("duplicate members are noted, and the last one counts", () => {
  const text = '{"id": "a", "size": 1, "id": "b"}';
  const parsed = parseJson(text);
  assert.deepEqual(parsed.problems, []);
  assert.equal(parsed.duplicateKeys.length, 1);
  assert.equal(parsed.duplicateKeys[0]?.range.start, text.lastIndexOf('"id"'));
  assert.equal(stringValue(member(parsed.root, "id")), "b");
  const many = `{${Array.from({ length: 40 }, (_, index) => `"k${index % 39}": 0`).join()}}`;
  assert.equal(parseJson(many).duplicateKeys.length, 1);
});

test("a text that is something else gives a bounded number of problems", () => {
  const parsed = parseJson("lorem ipsum ".repeat(100_000));
  assert.ok(parsed.problems.length > 0 && parsed.problems.length <= 100);
});

test("a comment that is not closed ends with the text", () => {
  for (const text of ["/*", '{"a": 1} /* b']) {
    const { problems, notStrictAt } = parseJson(text);
    assert.ok(problems.every(({ range }) => range.end <= text.length));
    assert.equal(notStrictAt?.end, text.length);
  }
});
