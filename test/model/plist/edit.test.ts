import assert from "node:assert/strict";
import { test } from "node:test";
import { appendItem, insertEntry, removeEntry, renameKey, setValue } from "../../../src/model/plist/edit";
import { nodeAt, plistToValue } from "../../../src/model/plist/query";
import { parsePlistText } from "../../../src/model/plist/read";
import type { PlistDocument } from "../../../src/model/plist/syntax";
import type { PlistValue } from "../../../src/model/plist/value";
import { applyEdits, type TextEdit } from "../../../src/model/text";

type Edit = (document: PlistDocument) => readonly TextEdit[];

function edited(text: string, edit: Edit): string {
  return applyEdits(text, edit(parsePlistText(text)));
}

function valueAt(text: string, path: readonly (string | number)[]): PlistValue | undefined {
  const { root, problems } = parsePlistText(text);
  assert.deepEqual(problems, []);
  const node = nodeAt(root, path);
  return node === undefined ? undefined : plistToValue(node);
}

const file = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
	<!-- where -->
	<key>url</key>
	<string>https://example.com/?a=1&amp;b</string> <!-- keep me -->
	<key>limits</key>
	<dict>
		<key>bytes</key>
		<integer>5</integer>
		<key>hosts</key>
		<array>
			<string>a.com</string>
		</array>
	</dict>
	<key>none</key>
	<dict/>
	<key>flag</key>
	<true/>
</dict>
</plist>
`;

const changes: readonly {
  readonly what: string;
  readonly edit: Edit;
  /** Taken out of the file and put in its place. */
  readonly from: string;
  readonly to: string;
}[] = [
  {
    what: "a string gets another text",
    edit: (document) => setValue(document, ["url"], "https://b.com/<&>"),
    from: "https://example.com/?a=1&amp;b",
    to: "https://b.com/&lt;&amp;&gt;",
  },
  {
    what: "an integer gets another number",
    edit: (document) => setValue(document, ["limits", "bytes"], 9007199254740993n),
    from: "5</integer>",
    to: "9007199254740993</integer>",
  },
  {
    what: "a value gets another type",
    edit: (document) => setValue(document, ["limits", "bytes"], "5"),
    from: "<integer>5</integer>",
    to: "<string>5</string>",
  },
  { what: "a boolean", edit: (document) => setValue(document, ["flag"], false), from: "<true/>", to: "<false/>" },
  {
    what: "a value becomes a dictionary",
    edit: (document) => setValue(document, ["limits", "bytes"], { a: [1.5], b: {} }),
    from: "<integer>5</integer>",
    to: "<dict>\n\t\t\t<key>a</key>\n\t\t\t<array>\n\t\t\t\t<real>1.5</real>\n\t\t\t</array>\n\t\t\t<key>b</key>\n\t\t\t<dict/>\n\t\t</dict>",
  },
  {
    what: "an entry at the end",
    edit: (document) => insertEntry(document, ["limits"], "more & more", true),
    from: "\t\t</array>\n",
    to: "\t\t</array>\n\t\t<key>more &amp; more</key>\n\t\t<true/>\n",
  },
  {
    what: "an entry behind another one",
    edit: (document) => insertEntry(document, ["limits"], "max", 6, { after: "bytes" }),
    from: "<integer>5</integer>\n",
    to: "<integer>5</integer>\n\t\t<key>max</key>\n\t\t<integer>6</integer>\n",
  },
  {
    what: "an entry behind one with a comment in its line",
    edit: (document) => insertEntry(document, [], "hosts", ["a", "b"], { after: "url" }),
    from: "<!-- keep me -->\n",
    to: "<!-- keep me -->\n\t<key>hosts</key>\n\t<array>\n\t\t<string>a</string>\n\t\t<string>b</string>\n\t</array>\n",
  },
  {
    what: "an entry behind one that is not there goes to the end",
    edit: (document) => insertEntry(document, [], "last", 1, { after: "nowhere" }),
    from: "\t<true/>\n",
    to: "\t<true/>\n\t<key>last</key>\n\t<integer>1</integer>\n",
  },
  {
    what: "an entry into <dict/>",
    edit: (document) => insertEntry(document, ["none"], "a", new Date("2026-01-31T12:00:00Z")),
    from: "<dict/>",
    to: "<dict>\n\t\t<key>a</key>\n\t\t<date>2026-01-31T12:00:00Z</date>\n\t</dict>",
  },
  {
    what: "an item at the end of an array",
    edit: (document) => appendItem(document, ["limits", "hosts"], "b.com"),
    from: "a.com</string>\n",
    to: "a.com</string>\n\t\t\t<string>b.com</string>\n",
  },
  {
    what: "an entry is removed with its lines",
    edit: (document) => removeEntry(document, ["limits", "bytes"]),
    from: "\t\t<key>bytes</key>\n\t\t<integer>5</integer>\n",
    to: "",
  },
  {
    what: "an entry is removed and the comment in its line stays",
    edit: (document) => removeEntry(document, ["url"]),
    from: "<key>url</key>\n\t<string>https://example.com/?a=1&amp;b</string>",
    to: "",
  },
  {
    what: "an item is removed",
    edit: (document) => removeEntry(document, ["limits", "hosts", 0]),
    from: "\t\t\t<string>a.com</string>\n",
    to: "",
  },
  {
    what: "a key is renamed",
    edit: (document) => renameKey(document, ["limits", "hosts"], "a<b"),
    from: "<key>hosts</key>",
    to: "<key>a&lt;b</key>",
  },
];

const files: readonly (readonly [string, (text: string) => string])[] = [
  ["tabs", (text) => text],
  ["two spaces", (text) => text.replaceAll("\t", "  ")],
  ["four spaces and CRLF", (text) => text.replaceAll("\t", "    ").replaceAll("\n", "\r\n")],
];
for (const { what, edit, from, to } of changes)
  for (const [style, styled] of files)
    test(`${what}: ${style}`, () => {
      const expected = styled(file.replace(from, to));
      assert.notEqual(expected, styled(file));
      assert.equal(edited(styled(file), edit), expected);
      assert.deepEqual(parsePlistText(expected).problems, []);
    });

const small: readonly (readonly [string, string, Edit, string])[] = [
  [
    "a one-line dict stays in its line",
    "<plist><dict><key>a</key><true/></dict></plist>",
    (document) => insertEntry(document, [], "b", 1),
    "<plist><dict><key>a</key><true/><key>b</key><integer>1</integer></dict></plist>",
  ],
  [
    "a one-line array stays in its line",
    "<dict>\n  <key>a</key> <array><true/></array>\n</dict>",
    (document) => appendItem(document, ["a"], false),
    "<dict>\n  <key>a</key> <array><true/><false/></array>\n</dict>",
  ],
  [
    "a pair in one line is followed by one",
    "<dict>\n  <key>a</key> <true/>\n</dict>",
    (document) => insertEntry(document, [], "b", "c"),
    "<dict>\n  <key>a</key> <true/>\n  <key>b</key><string>c</string>\n</dict>",
  ],
  [
    "an empty dict of two tags",
    "<plist>\n<dict></dict>\n</plist>",
    (document) => insertEntry(document, [], "a", true),
    "<plist>\n<dict>\n\t<key>a</key>\n\t<true/>\n</dict>\n</plist>",
  ],
  [
    "an empty dict with a comment",
    "<plist>\n<dict>\n  <!-- none yet -->\n</dict>\n</plist>",
    (document) => insertEntry(document, [], "a", true),
    "<plist>\n<dict>\n  <!-- none yet -->\n\t<key>a</key>\n\t<true/>\n</dict>\n</plist>",
  ],
  [
    "an item into <array/>",
    "<dict>\n  <key>a</key>\n  <array/>\n</dict>",
    (document) => appendItem(document, ["a"], new Uint8Array([1, 2, 3, 4])),
    "<dict>\n  <key>a</key>\n  <array>\n    <data>AQIDBA==</data>\n  </array>\n</dict>",
  ],
  [
    "text into <string/>",
    "<dict>\n\t<key>a</key>\n\t<string/>\n</dict>",
    (document) => setValue(document, ["a"], "b"),
    "<dict>\n\t<key>a</key>\n\t<string>b</string>\n</dict>",
  ],
  [
    "a value behind a key that has none",
    "<dict>\n\t<key>a</key>\n</dict>",
    (document) => setValue(document, ["a"], 1),
    "<dict>\n\t<key>a</key>\n\t<integer>1</integer>\n</dict>",
  ],
  [
    "a whole number for a real stays a real",
    "<dict><key>a</key><real>0.5</real></dict>",
    (document) => setValue(document, ["a"], 2),
    "<dict><key>a</key><real>2</real></dict>",
  ],
  [
    "a CDATA text is replaced whole",
    "<dict><key>a</key><string>x<![CDATA[&]]><!-- c --></string></dict>",
    (document) => setValue(document, ["a"], "y"),
    "<dict><key>a</key><string>y</string></dict>",
  ],
  [
    "the value at the top",
    "<plist>\n<true/>\n</plist>",
    (document) => setValue(document, [], ["a"]),
    "<plist>\n<array>\n\t<string>a</string>\n</array>\n</plist>",
  ],
  [
    "an empty key gets a name",
    "<dict><key/><true/></dict>",
    (document) => renameKey(document, [""], "a"),
    "<dict><key>a</key><true/></dict>",
  ],
  [
    "an entry between others in one line",
    "<dict><key>a</key><true/><key>b</key><true/></dict>",
    (document) => removeEntry(document, ["a"]),
    "<dict><key>b</key><true/></dict>",
  ],
];
for (const [what, text, edit, expected] of small)
  test(what, () => {
    assert.equal(edited(text, edit), expected);
    assert.deepEqual(parsePlistText(expected).problems, []);
  });

test("what is written is what is read again", () => {
  const values: readonly PlistValue[] = [
    "",
    " a\r\nb\tc ]]> ",
    "&amp; <b> \"'😀",
    0,
    -7,
    2n ** 64n - 1n,
    0.1,
    1e300,
    Number.POSITIVE_INFINITY,
    true,
    new Date("1999-12-31T23:59:59Z"),
    new Uint8Array([255]),
    new Uint8Array(0),
    [],
    [[], [{}], "a"],
    { "a&b": { "": false }, b: [1, 2] },
  ];
  for (const value of values) {
    const inserted = edited(file, (document) => insertEntry(document, ["limits"], "new", value));
    assert.deepEqual(valueAt(inserted, ["limits", "new"]), value);
    const set = edited(file, (document) => setValue(document, ["limits", "hosts"], value));
    assert.deepEqual(valueAt(set, ["limits", "hosts"]), value);
    const appended = edited(file, (document) => appendItem(document, ["limits", "hosts"], value));
    assert.deepEqual(valueAt(appended, ["limits", "hosts", 1]), value);
    assert.equal(
      edited(inserted, (document) => removeEntry(document, ["limits", "new"])),
      file,
    );
  }
});

test("a place that does not exist gives no edit", () => {
  const document = parsePlistText(file);
  for (const edits of [
    setValue(document, ["nothing"], 1),
    setValue(document, ["limits", 0], 1),
    insertEntry(document, ["url"], "a", 1),
    appendItem(document, ["limits"], 1),
    removeEntry(document, ["nothing"]),
    removeEntry(document, []),
    renameKey(document, ["limits", "hosts", 0], "a"),
    setValue(parsePlistText("{a=b;}"), ["a"], "c"),
    insertEntry(parsePlistText('{"a": {}}'), ["a"], "b", "c"),
  ])
    assert.deepEqual(edits, []);
});

test("a container may be given as its node", () => {
  const document = parsePlistText(file);
  const limits = nodeAt(document.root, ["limits"]);
  const hosts = nodeAt(document.root, ["limits", "hosts"]);
  assert.ok(limits?.kind === "dict" && hosts?.kind === "array");
  assert.deepEqual(insertEntry(document, limits, "a", 1), insertEntry(document, ["limits"], "a", 1));
  assert.deepEqual(appendItem(document, hosts, 1), appendItem(document, ["limits", "hosts"], 1));
});
