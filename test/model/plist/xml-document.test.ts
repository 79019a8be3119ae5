import assert from "node:assert/strict";
import { it } from "node:test";
import { buildBinary } from "plist";
import { readPlist } from "../../../src/model/plist/read";
import { plistToValue } from "../../../src/model/plist/value";
import { xmlDocument } from "../../../src/model/plist/xml-document";

const value = {
  BAManifestURL: "https://example.com/?a=1&b=<2>",
  BAMaxInstallSize: 500_000_000,
  restrictions: { list: ["*.example.com", ""], none: [], empty: {} },
  on: true,
  ratio: 0.5,
  date: new Date("2026-01-02T03:04:05Z"),
  data: new Uint8Array([1, 2, 3]),
};

it("a binary property list written as XML reads as the same values", () => {
  const { root } = readPlist(buildBinary(value));
  assert.ok(root);
  const text = xmlDocument(root);
  const again = readPlist(new TextEncoder().encode(text));
  assert.deepEqual(again.problems, []);
  assert.equal(again.format, "xml");
  assert.deepEqual(again.root && plistToValue(again.root), value);
  assert.match(
    text,
    /^<\?xml .*\n<!DOCTYPE plist PUBLIC .*\n<plist version="1.0">\n<dict>\n\t<key>BAManifestURL<\/key>\n/,
  );
  assert.match(text, /\n\t<dict>\n\t\t<key>list<\/key>\n\t\t<array>\n\t\t\t<string>\*\.example\.com<\/string>\n/);
  assert.match(text, /\n<\/dict>\n<\/plist>\n$/);
});

it("a real that is whole stays a real", () => {
  const object = [0x23, 0x40, 0, 0, 0, 0, 0, 0, 0];
  const offsets = [8];
  // One byte each for offsets and references; one object, the first is the top; the offsets begin behind it.
  const trailer = [0, 0, 0, 0, 0, 0, 1, 1, ...eightBytes(1), ...eightBytes(0), ...eightBytes(17)];
  const magic = new TextEncoder().encode("bplist00");
  const { root } = readPlist(new Uint8Array([...magic, ...object, ...offsets, ...trailer]));
  assert.ok(root);
  assert.match(xmlDocument(root), /\n<real>2<\/real>\n/);
});

function eightBytes(number: number): readonly number[] {
  return [0, 0, 0, 0, 0, 0, 0, number];
}
