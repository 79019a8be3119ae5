import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, plistToValue } from "../../../src/model/plist/query";
import type { PlistValue } from "../../../src/model/plist/value";
import { parseXmlPlist } from "../../../src/model/plist/xml";

function validValue(text: string): PlistValue | undefined {
  const { root, problems } = parseXmlPlist(text);
  assert.deepEqual(problems, []);
  return root === undefined ? undefined : plistToValue(root);
}

const doctype =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

test("every kind of value is read", () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
${doctype}
<plist version="1.0">
<dict>
	<key>string</key>	<string>Hällo &lt;&#8217;&#x1F600;&gt;</string>
	<key>empty</key>	<string/>
	<key>integer</key>	<integer>-42</integer>
	<key>real</key>	<real>2.5e3</real>
	<key>date</key>	<date>2026-01-31T23:59:59Z</date>
	<key>data</key>	<data>
	AAEC
	/w==
	</data>
	<key>yes</key>	<true/>
	<key>no</key>	<false></false>
	<key>array</key>	<array><integer>1</integer><dict/><array></array></array>
</dict>
</plist>
`;
  assert.deepEqual(validValue(text), {
    string: "Hällo <’😀>",
    empty: "",
    integer: -42,
    real: 2500,
    date: new Date("2026-01-31T23:59:59Z"),
    data: new Uint8Array([0, 1, 2, 255]),
    yes: true,
    no: false,
    array: [1, {}, []],
  });
});

const valid: readonly (readonly [string, string, PlistValue])[] = [
  ["no declaration and no DOCTYPE", "<plist><true/></plist>", true],
  ["no <plist> around the value", "<dict><key>a</key><true/></dict>", { a: true }],
  ["a byte order mark", "\ufeff<plist><true/></plist>", true],
  ["CRLF inside a string is one line feed", "<plist>\r\n<string>a\r\nb\rc</string>\r\n</plist>\r\n", "a\nb\nc"],
  ["an entity for a carriage return is one", "<plist><string>a&#13;\r\nb</string></plist>", "a\r\nb"],
  ["CDATA", "<plist><string>a <![CDATA[<b> & ]] c]]> d</string></plist>", "a <b> & ]] c d"],
  ["a CDATA key", "<plist><dict><key><![CDATA[a&b]]></key><true/></dict></plist>", { "a&b": true }],
  [
    "comments anywhere",
    "<!-- <a> --><plist><!-- - --><dict><!----><key>a<!-- b --></key><!-- </key> --><true/></dict></plist><!-- end -->",
    { a: true },
  ],
  ["processing instructions", "<?xml version='1.0'?><?a b?><plist><?c?><string>d<?e f?></string></plist>", "d"],
  ["attributes and space in tags", `<plist\n version = "1 > 0" ><string  a='b"c' >d</string\n></plist >`, "d"],
  ["empty keys", "<plist><dict><key></key><string>a</string><key><!-- b --></key><true/></dict></plist>", { "": "a" }],
  [
    "a DOCTYPE with an internal subset",
    "<!DOCTYPE plist [ <!ELEMENT a (b)> <!-- ] > --> ]><plist><true/></plist>",
    true,
  ],
  ["space around a number", "<plist><integer>\n 5 </integer></plist>", 5],
  [
    "a key called __proto__",
    "<plist><dict><key>__proto__</key><true/></dict></plist>",
    JSON.parse('{"__proto__": true}'),
  ],
  ["entities in a row", "<plist><string>&amp;amp;&quot;&apos;&amp;</string></plist>", "&amp;\"'&"],
];
for (const [what, text, value] of valid) test(`valid: ${what}`, () => assert.deepEqual(validValue(text), value));

const integers: readonly (readonly [string, number | bigint])[] = [
  ["0", 0],
  ["-0", 0],
  ["+7", 7],
  ["0123", 123],
  ["0xff", 255],
  ["0XFF", 255],
  ["-0x10", -16],
  ["9007199254740991", 9007199254740991],
  ["9007199254740993", 9007199254740993n],
  ["-9007199254740993", -9007199254740993n],
  ["0x73709551615", 7932961166869],
  ["0xFFFFFFFFFFFFFFFF", 18446744073709551615n],
  ["18446744073709551615", 18446744073709551615n],
  ["-9223372036854775808", -9223372036854775808n],
  ["00000000000000000000000000000000000000000000001", 1],
];
for (const [text, value] of integers)
  test(`the integer ${text}`, () => {
    const { root, problems } = parseXmlPlist(`<plist><integer>${text}</integer></plist>`);
    assert.deepEqual(problems, []);
    assert.ok(root?.kind === "integer");
    assert.equal(root.value, value);
    assert.equal(root.text, text);
  });

test("reals that are no finite number", () => {
  for (const [text, value] of [
    ["nan", Number.NaN],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["+inf", Number.POSITIVE_INFINITY],
    [".5", 0.5],
    ["-3.", -3],
  ] as const)
    assert.deepEqual(validValue(`<plist><real>${text}</real></plist>`), value);
});

test("each key and value knows its place", () => {
  const text =
    "<plist>\r\n<dict>\r\n\t<key>a&amp;b</key> <!-- c -->\r\n\t<array><string>d</string><true/></array>\r\n</dict>\r\n</plist>";
  const { root } = parseXmlPlist(text);
  assert.ok(root?.kind === "dict");
  const at = ({ start, end }: { readonly start: number; readonly end: number }) => text.slice(start, end);
  const [entry] = root.entries;
  assert.ok(entry);
  assert.equal(at(root.range).slice(0, 8), "<dict>\r\n");
  assert.equal(at(root.range).slice(-7), "</dict>");
  assert.equal(at(root.contentRange), at(root.range).slice(6, -7));
  assert.equal(entry.key.name, "a&b");
  assert.equal(at(entry.key.range), "<key>a&amp;b</key>");
  assert.equal(at(entry.key.contentRange), "a&amp;b");
  assert.ok(at(entry.range).startsWith("<key>") && at(entry.range).endsWith("</array>"));
  const string = nodeAt(root, ["a&b", 0]);
  const boolean = nodeAt(root, ["a&b", 1]);
  assert.ok(string && boolean);
  assert.equal(at(string.range), "<string>d</string>");
  assert.equal(at(string.contentRange), "d");
  assert.equal(at(boolean.range), "<true/>");
  assert.deepEqual(boolean.contentRange, boolean.range);
});

test("entries keep the order of the file, duplicates included", () => {
  const text = "<plist><dict><key>b</key><true/><key>a</key><false/><key>b</key><false/></dict></plist>";
  const { root } = parseXmlPlist(text);
  assert.ok(root?.kind === "dict");
  assert.deepEqual(
    root.entries.map((entry) => entry.key.name),
    ["b", "a", "b"],
  );
  assert.deepEqual(plistToValue(root), { b: true, a: false });
});
