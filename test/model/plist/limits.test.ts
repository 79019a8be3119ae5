import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePlistText, readPlist } from "../../../src/model/plist/read";
import type { PlistNode } from "../../../src/model/plist/syntax";
import { parseXmlPlist } from "../../../src/model/plist/xml";

const count = 100_000;

function depthOf(node: PlistNode | undefined): number {
  if (node?.kind === "array") return 1 + Math.max(0, ...node.items.map(depthOf));
  if (node?.kind === "dict") return 1 + Math.max(0, ...node.entries.map((entry) => depthOf(entry.value)));
  return 0;
}

for (const [what, text, code] of [
  ["arrays never closed", `<plist>${"<array>".repeat(count)}`, "too-deep"],
  ["arrays closed", `<plist>${"<array>".repeat(count)}${"</array>".repeat(count)}</plist>`, "too-deep"],
  ["dictionaries", `<plist>${"<dict><key>a</key>".repeat(count)}`, "too-deep"],
  ["OpenStep arrays", "(".repeat(count), "too-deep"],
  ["OpenStep dictionaries", "{a=".repeat(count), "too-deep"],
  ["JSON arrays", "[".repeat(count), "malformed-json"],
  ["JSON objects", '{"a":'.repeat(count), "malformed-json"],
] as const)
  test(`${count} levels of ${what} end in one problem`, () => {
    const { root, problems } = parsePlistText(text);
    assert.equal(problems[0]?.code, code);
    assert.ok(problems.length <= 2, JSON.stringify(problems.slice(0, 5)));
    assert.ok(depthOf(root) <= 513);
  });

test("512 levels are read, and what follows a deeper place too", () => {
  const nested = (depth: number) => `${"<array>".repeat(depth)}${"</array>".repeat(depth)}`;
  assert.deepEqual(parseXmlPlist(`<plist>${nested(511)}</plist>`).problems, []);
  const { root, problems } = parseXmlPlist(`<plist><array>${nested(600)}<true/></array></plist>`);
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ["too-deep"],
  );
  assert.ok(root?.kind === "array");
  assert.equal(root.items[1]?.kind, "boolean");
});

test("an entity bomb is refused where it is declared and never grows", () => {
  const entities = Array.from({ length: 20 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`);
  const text = `<!DOCTYPE plist [<!ENTITY l0 "lol">${entities.join("")}]><plist><string>&l20;</string></plist>`;
  const { root, problems } = parseXmlPlist(text);
  assert.deepEqual(
    problems.map((problem) => [problem.code, text.slice(problem.range.start, problem.range.end)]),
    [["entity-declaration", '<!ENTITY l0 "lol">']],
  );
  assert.ok(root?.kind === "string");
  assert.equal(root.value, "&l20;");
});

test("100,000 strings keep their values and places", () => {
  const items = Array.from({ length: count }, (_, index) => `\t<string>host-${index}.example.com</string>\n`);
  const text = `<plist>\n<array>\n${items.join("")}</array>\n</plist>\n`;
  const { root, problems } = parseXmlPlist(text);
  assert.deepEqual(problems, []);
  assert.ok(root?.kind === "array");
  assert.equal(root.items.length, count);
  const last = root.items[count - 1];
  assert.ok(last?.kind === "string");
  assert.equal(last.value, "host-99999.example.com");
  assert.equal(text.slice(last.range.start, last.range.end), "<string>host-99999.example.com</string>");
});

// Each would take minutes if anything were searched again and again; the runner's own time limit is the only clock.
test("nonsense in great amounts is read in time", () => {
  const pieces = ["<", "<!", "<?", "</", "<a>", "<a", "</a>", "<key>", "<string>", "<strinq>", "<!--", "<![CDATA["];
  const more = ["<!DOCTYPE [", "&", "&#", "<plist>", "<array></dict>", "<dict></array>", "<a b='", "<string>&amp;\r\n"];
  for (const piece of [...pieces, ...more])
    for (const start of ["", "<plist><dict><key>a</key><string>"]) {
      const { problems } = parseXmlPlist(start + piece.repeat(200_000 / piece.length));
      assert.ok(problems.length > 0 && problems.length <= 1000, piece);
    }
  for (const piece of ["{a=", "(", '"', "/*", "<", "a=", "\\", '"\\'])
    assert.ok(parsePlistText(`x${piece.repeat(100_000)}`).problems.length > 0, piece);
});

test("bytes of any kind are refused, not thrown at", () => {
  for (const bytes of [[], [0], [0xff], [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0, 0, 0xfe, 0xff, 1], [0x3c, 0, 0x3c]])
    assert.ok(readPlist(new Uint8Array(bytes)).problems.length > 0, String(bytes));
});
