import assert from "node:assert/strict";
import { test } from "node:test";
import { plistToValue } from "../../../src/model/plist/query";
import type { PlistProblemCode } from "../../../src/model/plist/syntax";
import type { PlistValue } from "../../../src/model/plist/value";
import { parseXmlPlist } from "../../../src/model/plist/xml";
import { applyEdits } from "../../../src/model/text";
import { markedText } from "./marked-text";

interface Mistake {
  readonly what: string;
  /** The text with «…» around each place that a problem must name. */
  readonly text: string;
  readonly codes: readonly PlistProblemCode[];
  /** What is read nevertheless. */
  readonly value: PlistValue | undefined;
  /** The text after all fixes. */
  readonly fixed?: string;
}

/** Inside of `<plist><dict>`. */
function inDict(mistake: Mistake): Mistake {
  const around = (text: string) => `<plist>\n<dict>\n${text}\n</dict>\n</plist>\n`;
  const fixed = mistake.fixed === undefined ? {} : { fixed: around(mistake.fixed) };
  return { ...mistake, text: around(mistake.text), ...fixed };
}

function inDicts(mistakes: readonly Mistake[]): readonly Mistake[] {
  return mistakes.map(inDict);
}

const halfTyped: readonly Mistake[] = inDicts([
  {
    what: "an unclosed key before a value",
    text: "«<key>»a\n<string>b</string>",
    codes: ["unclosed-element"],
    value: { a: "b" },
    fixed: "<key>a</key>\n<string>b</string>",
  },
  {
    what: "a key inside an unclosed key closes it",
    text: "«<key>»a\n<key>b</key><true/>",
    codes: ["unclosed-element"],
    value: { b: true },
    fixed: "<key>a</key>\n<key>b</key><true/>",
  },
  {
    what: "a slash forgotten in the closing tag",
    text: "<key>a«<key>»\n<string>b</string>",
    codes: ["mismatched-close"],
    value: { a: "b" },
    fixed: "<key>a</key>\n<string>b</string>",
  },
  {
    what: "an unclosed value before the next key",
    text: "<key>a</key>«<integer>»5\n<key>b</key><true/>",
    codes: ["unclosed-element"],
    value: { a: 5, b: true },
    fixed: "<key>a</key><integer>5</integer>\n<key>b</key><true/>",
  },
  {
    what: "an unclosed value before the end of the dict",
    text: "<key>a</key>«<string>»b",
    codes: ["unclosed-element"],
    value: { a: "b" },
    fixed: "<key>a</key><string>b</string>",
  },
  {
    what: "a key just begun",
    text: "«<ke»\n<key>b</key><true/>",
    codes: ["malformed-tag"],
    value: { b: true },
  },
  {
    what: "a key just begun before a value that is there already",
    text: "«<ke»\n<string>old</string>\n<key>b</key><true/>",
    codes: ["malformed-tag"],
    value: { b: true },
  },
  {
    what: "a value just begun",
    text: "<key>a</key>\n«<strin»\n<key>b</key><true/>",
    codes: ["malformed-tag"],
    value: { b: true },
  },
  {
    what: "an angle bracket just typed",
    text: "<key>a</key>\n«<»\n<key>b</key><true/>",
    codes: ["malformed-tag"],
    value: { b: true },
  },
  { what: "empty angle brackets", text: "«<»>\n<key>b</key><true/>", codes: ["malformed-tag"], value: { b: true } },
  {
    what: "half a closing tag",
    text: "<key>a«</ke»\n<true/>",
    codes: ["malformed-tag"],
    value: { a: true },
    fixed: "<key>a</key>\n<true/>",
  },
  {
    what: "a closing tag just begun",
    text: "<key>a«<»\n<string>b«<»\n<key>c</key><string>«<»</string>",
    codes: ["malformed-tag", "malformed-tag", "malformed-tag"],
    value: { a: "b", c: "<" },
    fixed: "<key>a</key>\n<string>b</string>\n<key>c</key><string>&lt;</string>",
  },
  {
    what: "a tag without its closing bracket",
    text: "«<key a»</key><true/>",
    codes: ["malformed-tag"],
    value: { a: true },
    fixed: "<key>a</key><true/>",
  },
  {
    what: "a container without its closing bracket",
    text: "<key>a</key>«<dict»\n<key>b</key><true/></dict>",
    codes: ["malformed-tag"],
    value: { a: { b: true } },
    fixed: "<key>a</key><dict>\n<key>b</key><true/></dict>",
  },
  { what: "a key without a value at the end", text: "«<key>a</key>»", codes: ["key-without-value"], value: {} },
  {
    what: "a key without a value in the middle",
    text: "«<key>a</key>»\n<key>b</key><true/>",
    codes: ["key-without-value"],
    value: { b: true },
  },
  {
    what: "text where a key belongs",
    text: "«BAManifest»\n<string>old</string><key>b</key><true/>",
    codes: ["unexpected-text"],
    value: { b: true },
  },
  {
    what: "text where a value belongs",
    text: "<key>a</key>\n«5 MB»\n<key>b</key><true/>",
    codes: ["unexpected-text"],
    value: { b: true },
  },
  { what: "an open key at the end", text: "«<key>»a", codes: ["unclosed-element"], value: {}, fixed: "<key>a</key>" },
  {
    what: "a boolean left open",
    text: "<key>a</key>«<true>»\n<key>b</key><true/>",
    codes: ["unclosed-element"],
    value: { a: true, b: true },
    fixed: "<key>a</key><true/>\n<key>b</key><true/>",
  },
]);

const misspelt: readonly Mistake[] = inDicts([
  {
    what: "a misspelt closing tag",
    text: "<key>a</key><integer>5«</intger>»",
    codes: ["mismatched-close"],
    value: { a: 5 },
    fixed: "<key>a</key><integer>5</integer>",
  },
  {
    what: "another element's closing tag",
    text: "<key>a«</string>»<string>b«</key>»",
    codes: ["mismatched-close", "mismatched-close"],
    value: { a: "b" },
    fixed: "<key>a</key><string>b</string>",
  },
  {
    what: "a misspelt element",
    text: "<key>a</key>«<intger>»5</intger>",
    codes: ["unknown-element"],
    value: { a: 5 },
    fixed: "<key>a</key><integer>5</integer>",
  },
  {
    what: "a misspelt empty element",
    text: "<key>a</key>«<ture/>»",
    codes: ["unknown-element"],
    value: { a: true },
    fixed: "<key>a</key><true/>",
  },
  {
    what: "a misspelt container",
    text: "<key>a</key>«<Dict>»<key>b</key><true/></Dict>",
    codes: ["unknown-element"],
    value: { a: { b: true } },
  },
  {
    what: "a misspelt end of a container",
    text: "<key>a</key><dict>«</dcit>»<key>b</key><true/>",
    codes: ["mismatched-close"],
    value: { a: {}, b: true },
    fixed: "<key>a</key><dict></dict><key>b</key><true/>",
  },
  {
    what: "an element that property lists do not have",
    text: "<key>a</key>«<number>»5</number><key>b</key>«<list>»<true/></list>",
    codes: ["unknown-element", "unknown-element"],
    value: { b: true },
  },
  {
    what: "the wrong container closed",
    text: "<key>a</key><array><true/>«</dict>»\n<key>b</key><true/>",
    codes: ["mismatched-close"],
    value: { a: [true], b: true },
    fixed: "<key>a</key><array><true/></array>\n<key>b</key><true/>",
  },
  {
    what: "a closing tag too many",
    text: "<key>a</key><true/>«</array>»<key>b</key>«</string>»<true/>",
    codes: ["unexpected-close", "unexpected-close"],
    value: { a: true, b: true },
    fixed: "<key>a</key><true/><key>b</key><true/>",
  },
]);

const inText: readonly Mistake[] = inDicts([
  {
    what: "raw ampersands",
    text: "<key>a«&»b</key><string>x?c=1«&»d=2 «&» «&amp»</string>",
    codes: ["bare-ampersand", "bare-ampersand", "bare-ampersand", "bare-ampersand"],
    value: { "a&b": "x?c=1&d=2 & &amp" },
    fixed: "<key>a&amp;b</key><string>x?c=1&amp;d=2 &amp; &amp;</string>",
  },
  {
    what: "entities that XML does not have",
    text: "<key>a</key><string>«&nbsp;»«&#0;»«&#xD800;»«&#x110000;»«&toString;»</string>",
    codes: ["unknown-entity", "unknown-entity", "unknown-entity", "unknown-entity", "unknown-entity"],
    value: { a: "&nbsp;&#0;&#xD800;&#x110000;&toString;" },
  },
  {
    what: "a raw angle bracket",
    text: "<key>a</key><string>1 «<» 2</string>",
    codes: ["malformed-tag"],
    value: { a: "1 < 2" },
    fixed: "<key>a</key><string>1 &lt; 2</string>",
  },
  {
    what: "markup in a text",
    text: "<key>a</key><string>b «<b>c</b> d»</string><key>e</key><true/>",
    codes: ["unexpected-content"],
    value: { a: "b ", e: true },
  },
  {
    what: "an element in a key",
    text: "<key>«<true/>k»</key><true/>",
    codes: ["unexpected-content"],
    value: { "": true },
  },
  { what: "a stray declaration", text: "<key>a«<!b>»</key><true/>", codes: ["malformed-tag"], value: { a: true } },
  {
    what: "values that are none",
    text: "<key>a</key><integer> «12abc» </integer><key>b</key>«<integer></integer>»<key>c</key><integer>«1.5»</integer><key>d</key><real>«1,5»</real><key>e</key><date>«2026-02-30T00:00:00Z»</date><key>f</key><data>«A*==»</data><key>g</key><integer>«18446744073709551616»</integer>",
    codes: ["bad-integer", "bad-integer", "bad-integer", "bad-real", "bad-date", "bad-data", "bad-integer"],
    value: {
      a: " 12abc ",
      b: "",
      c: "1.5",
      d: "1,5",
      e: "2026-02-30T00:00:00Z",
      f: new Uint8Array(),
      g: "18446744073709551616",
    },
  },
  {
    what: "an unclosed comment",
    text: "«<!--» half\n<key>a</key><true/>",
    codes: ["unclosed-element"],
    value: { a: true },
  },
]);

const structure: readonly Mistake[] = [
  inDict({
    what: "a duplicate key",
    text: "<key>a</key><true/><key>b</key><true/>«<key>a</key>»<false/>",
    codes: ["duplicate-key"],
    value: { a: true, b: true },
  }),
  inDict({
    what: "values without a key",
    text: "«<string>a</string>»<key>b</key><true/>«<dict>»</dict>",
    codes: ["value-without-key", "value-without-key"],
    value: { b: true },
  }),
  {
    what: "a key in an array",
    text: "<plist><array><true/>«<key>a</key>»<true/></array></plist>",
    codes: ["key-outside-dict"],
    value: [true, true],
  },
  {
    what: "two values at the top",
    text: "<plist><true/>«<false/>»<true/></plist>",
    codes: ["several-roots"],
    value: true,
  },
  {
    what: "a <plist> inside",
    text: "<plist><array>«<plist>»<true/></plist></array></plist>",
    codes: ["unexpected-content"],
    value: [true],
  },
  {
    what: "text around the property list",
    text: "«a» <plist><true/></plist> «b c»\n",
    codes: ["unexpected-text", "unexpected-text"],
    value: true,
  },
  {
    what: "an array that its dict cuts off",
    text: "<plist>\n<dict>\n\t<key>a</key>\n\t«<array>»\n\t\t<true/>\n</dict>\n</plist>",
    codes: ["unclosed-element"],
    value: { a: [true] },
    fixed: "<plist>\n<dict>\n\t<key>a</key>\n\t<array>\n\t\t<true/>\n</array>\n</dict>\n</plist>",
  },
  {
    what: "a file that ends in a container",
    text: "<plist><dict><key>a</key>«<array>»<true/>\n",
    codes: ["unclosed-element"],
    value: { a: [true] },
    fixed: "<plist><dict><key>a</key><array><true/>\n</array>\n</dict>\n</plist>\n",
  },
  {
    what: "a file that ends in a value",
    text: "<plist><dict><key>a</key>«<string>»b",
    codes: ["unclosed-element"],
    value: { a: "b" },
  },
  {
    what: "a file that ends behind a key",
    text: "<plist>«<dict>»<key>a</key>",
    codes: ["unclosed-element"],
    value: {},
  },
  {
    what: "an unclosed attribute",
    text: '«<plist version="1.0>»\n<true/></plist>',
    codes: ["malformed-tag"],
    value: true,
  },
  { what: "an empty file", text: "«»", codes: ["empty-file"], value: undefined },
  { what: "a blank file", text: "« \n»", codes: ["empty-file"], value: undefined },
  { what: "a declaration only", text: '«<?xml version="1.0"?>\n»', codes: ["empty-file"], value: undefined },
  { what: "an empty <plist>", text: "«<plist version='1.0'>\n</plist>»", codes: ["empty-file"], value: undefined },
  {
    what: "HTML",
    text: "<!DOCTYPE html>«<html lang='en'>»<p>Not & found</p></html>",
    codes: ["not-a-plist"],
    value: undefined,
  },
  {
    what: "an open DOCTYPE before comments",
    text: "«<!DOCTYPE plist [»\n<plist><dict><!-- a --><key>b</key><true/><!-- c --></dict></plist>",
    codes: ["malformed-tag"],
    value: { b: true },
  },
  {
    what: "an entity of its own",
    text: '<!DOCTYPE plist [ «<!ENTITY a "b">» <!ENTITY c "d"> ]><plist><string>&a;&c;</string></plist>',
    codes: ["entity-declaration"],
    value: "&a;&c;",
  },
];

for (const { what, text: marked, codes, value, fixed } of [...halfTyped, ...misspelt, ...inText, ...structure])
  test(`${what}: ${marked.replace(/\s+/g, " ").slice(0, 60)}`, () => {
    const { text, ranges } = markedText(marked);
    const { root, problems } = parseXmlPlist(text);
    assert.deepEqual(
      problems.map((problem) => problem.code),
      codes,
    );
    assert.deepEqual(
      problems.map((problem) => problem.range),
      ranges,
    );
    assert.deepEqual(root === undefined ? undefined : plistToValue(root), value);
    for (const problem of problems) assert.match(problem.message, /^\S.*\.$/s);
    if (fixed === undefined) return;
    const corrected = applyEdits(
      text,
      problems.flatMap((problem) => problem.fix ?? []),
    );
    assert.equal(corrected, fixed);
    const codesAfter = parseXmlPlist(corrected).problems.map((problem) => problem.code);
    // A finished key may then lack its value; the mistake itself must be gone.
    assert.ok(!codesAfter.some((code) => code !== "key-without-value"), String(codesAfter));
  });

test("a half-typed key is an entry without a value", () => {
  const { root } = parseXmlPlist("<plist><dict><key>BAMan\n</dict></plist>");
  assert.ok(root?.kind === "dict");
  assert.deepEqual(
    root.entries.map(({ key, value }) => [key.name, key.contentRange, value]),
    [["BAMan", { start: 18, end: 23 }, undefined]],
  );
});

test("whatever is cut off, one mistake is reported", () => {
  const text =
    '<?xml version="1.0"?>\n<plist version="1.0">\n<dict>\n\t<key>a</key>\n\t<array>\n\t\t<string>b</string>\n\t\t<true/>\n\t</array>\n</dict>\n</plist>\n';
  for (let length = 1; length < text.length - 1; length++) {
    const { problems } = parseXmlPlist(text.slice(0, length));
    assert.equal(problems.length, 1, JSON.stringify([text.slice(0, length), problems]));
  }
});
