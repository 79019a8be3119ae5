import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBinaryPlist } from "../../../src/model/plist/binary";
import { plistToValue } from "../../../src/model/plist/query";

interface Layout {
  readonly offsetWidth?: number;
  readonly referenceWidth?: number;
  readonly top?: number;
}

function bigEndian(number: number | bigint, width: number): number[] {
  const value = BigInt.asUintN(64, BigInt(number));
  return Array.from({ length: width }, (_, index) => Number((value >> BigInt(8 * (width - 1 - index))) & 255n));
}

/** A binary property list of these objects, each given as its bytes. */
function binary(objects: readonly (readonly number[])[], layout: Layout = {}): Uint8Array {
  const { offsetWidth = 2, referenceWidth = 1, top = 0 } = layout;
  const bytes = [..."bplist00"].map((character) => character.charCodeAt(0));
  const offsets = objects.map((object) => {
    const offset = bytes.length;
    for (const byte of object) bytes.push(byte);
    return offset;
  });
  const table = bytes.length;
  for (const offset of offsets) bytes.push(...bigEndian(offset, offsetWidth));
  bytes.push(0, 0, 0, 0, 0, 0, offsetWidth, referenceWidth);
  bytes.push(...bigEndian(objects.length, 8), ...bigEndian(top, 8), ...bigEndian(table, 8));
  return new Uint8Array(bytes);
}

function ascii(text: string): number[] {
  const length = text.length < 15 ? [0x50 | text.length] : [0x5f, 0x10, text.length];
  return [...length, ...[...text].map((character) => character.charCodeAt(0))];
}

function double(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return [...new Uint8Array(view.buffer)];
}

function valueOfObject(object: readonly number[]): unknown {
  const { root, problems } = parseBinaryPlist(binary([object]));
  assert.deepEqual(problems, []);
  return root === undefined ? undefined : plistToValue(root);
}

const scalars: readonly (readonly [string, readonly number[], unknown])[] = [
  ["false", [0x08], false],
  ["true", [0x09], true],
  ["one byte, unsigned", [0x10, 0xff], 255],
  ["two bytes", [0x11, 0x12, 0x34], 0x1234],
  ["four bytes, unsigned", [0x12, 0xff, 0xff, 0xff, 0xff], 0xffffffff],
  ["eight bytes, negative", [0x13, ...bigEndian(-1, 8)], -1],
  ["eight bytes beyond 2^53", [0x13, ...bigEndian(9007199254740993n, 8)], 9007199254740993n],
  ["sixteen bytes for 2^64 - 1", [0x14, ...bigEndian(0, 8), ...bigEndian(2n ** 64n - 1n, 8)], 18446744073709551615n],
  ["a float", [0x22, 0x3f, 0x00, 0, 0], 0.5],
  ["a double", [0x23, ...double(0.1)], 0.1],
  ["a date", [0x33, ...double(1)], new Date("2001-01-01T00:00:01Z")],
  ["data", [0x43, 1, 2, 255], new Uint8Array([1, 2, 255])],
  ["a short string", ascii("abc"), "abc"],
  ["a long string", ascii("a".repeat(200)), "a".repeat(200)],
  ["UTF-16", [0x63, 0x20, 0xac, 0xd8, 0x3d, 0xde, 0x00], "€😀"],
  ["a UID", [0x81, 1, 2], { CF$UID: 258 }],
  ["an empty array", [0xa0], []],
  ["an empty dict", [0xd0], {}],
];
for (const [what, object, value] of scalars) test(what, () => assert.deepEqual(valueOfObject(object), value));

for (const offsetWidth of [1, 2, 3, 4, 5, 6, 7, 8])
  for (const referenceWidth of [1, 2, 3, 4, 5, 6, 7, 8])
    test(`offsets of ${offsetWidth} and references of ${referenceWidth} bytes`, () => {
      const references = [1, 2, 3].flatMap((index) => bigEndian(index, referenceWidth));
      const inner = bigEndian(2, referenceWidth);
      const bytes = binary([[0xa3, ...references], ascii("a"), ascii("b"), [0xd1, ...inner, ...inner]], {
        offsetWidth,
        referenceWidth,
      });
      const { root, problems } = parseBinaryPlist(bytes);
      assert.deepEqual(problems, []);
      assert.ok(root);
      assert.deepEqual(plistToValue(root), ["a", "b", { b: "b" }]);
    });

const invalid: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["cut off", binary([[0x09]]).slice(0, 30), /too few.*byte 30/],
  ["another version", binary([[0x09]]).map((byte, index) => (index === 7 ? 0x35 : byte)), /version is "05".*byte 6/],
  ["offsets of no width", binary([[0x09]], { offsetWidth: 0 }), /offsets are 0 bytes wide/],
  ["references of nine bytes", binary([[0x09]], { referenceWidth: 9 }), /references are 9 bytes wide/],
  ["a top object that is not there", binary([[0x09]], { top: 1 }), /object 1 does not exist/],
  ["a reference to nothing", binary([[0xa1, 7]]), /object 7 does not exist.*byte 9/],
  ["an array in itself", binary([[0xa1, 0]]), /object 0 contains itself/],
  ["a cycle of three", binary([[0xa1, 1], [0xd1, 2, 0], ascii("a")]), /object 0 contains itself/],
  ["a string beyond the objects", binary([[0x5a, 65]]), /beyond the objects.*byte 9/],
  ["an array beyond the objects", binary([[0xae, 0]]), /beyond the objects/],
  ["a length of 2^63", binary([[0x5f, 0x13, 0x7f, 255, 255, 255, 255, 255, 255, 255]]), /beyond the objects/],
  ["a negative length", binary([[0xaf, 0x13, 255, 255, 255, 255, 255, 255, 255, 255]]), /beyond the objects/],
  ["a length that is a string", binary([[0x5f, 0x51, 65]]), /length is not an integer/],
  ["ASCII beyond 127", binary([[0x51, 0x80]]), /not ASCII/],
  ["half a surrogate pair", binary([[0x61, 0xd8, 0x00]]), /not UTF-16/],
  ["a key that is an array", binary([[0xd1, 1, 1], [0xa0]]), /key is of kind array/],
  ["a date of Infinity", binary([[0x33, ...double(Number.POSITIVE_INFINITY)]]), /years 1 and 9999/],
  ["a date that is no number", binary([[0x33, ...double(Number.NaN)]]), /years 1 and 9999/],
  ["a date in the year 10000", binary([[0x33, ...double(252455616000)]]), /years 1 and 9999/],
  ["an integer beyond 64 bits", binary([[0x14, 1, ...bigEndian(0, 15)]]), /64 bits/],
  ["null", binary([[0x00]]), /0x00 is no kind of value/],
];
for (const [what, bytes, message] of invalid)
  test(`refused: ${what}`, () => {
    const { root, problems } = parseBinaryPlist(bytes);
    assert.equal(root, undefined);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, "malformed-binary");
    assert.match(problems[0]?.message ?? "", message);
  });

test("what is shared in the file is shared in the tree", () => {
  const { root, problems } = parseBinaryPlist(binary([[0xa2, 1, 1], [0xa1, 2], ascii("a")]));
  assert.deepEqual(problems, []);
  assert.ok(root?.kind === "array");
  assert.equal(root.items[0], root.items[1]);
  assert.deepEqual(plistToValue(root), [["a"], ["a"]]);
});

test("arrays that hold each other twice are read up to ten million values and refused beyond", () => {
  const doubling = (levels: number) =>
    binary([...Array.from({ length: levels }, (_, index) => [0xa2, index + 1, index + 1]), [0x09]]);
  assert.deepEqual(parseBinaryPlist(doubling(20)).problems, []);
  assert.match(parseBinaryPlist(doubling(60)).problems[0]?.message ?? "", /10 million values/);
});

test("nesting deeper than 512 is refused, shared or not", () => {
  const count = 100_000;
  const chain = Array.from({ length: count }, (_, index) => [0xa1, ...bigEndian(index + 1, 3)]);
  const layout = { offsetWidth: 4, referenceWidth: 3 };
  const deep = parseBinaryPlist(binary([...chain, [0x09]], layout));
  assert.equal(deep.problems[0]?.code, "too-deep");
  // The 400 levels below are read first and then found again 400 levels down.
  const half = 400;
  const lower = Array.from({ length: half }, (_, index) => [0xa1, ...bigEndian(index + 1, 3)]);
  const upper = Array.from({ length: half }, (_, index) => [
    0xa1,
    ...bigEndian(index === half - 1 ? 0 : half + 2 + index, 3),
  ]);
  const top = [0xa2, ...bigEndian(0, 3), ...bigEndian(half + 1, 3)];
  const objects = [...lower, [0x09], ...upper, top];
  const shared = parseBinaryPlist(binary(objects, { ...layout, top: objects.length - 1 }));
  assert.equal(shared.problems[0]?.code, "too-deep");
});

test("a key that is there twice is said", () => {
  const { root, problems } = parseBinaryPlist(binary([[0xd2, 1, 1, 2, 3], ascii("a"), [0x08], [0x09]]));
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ["duplicate-key"],
  );
  assert.ok(root);
  assert.deepEqual(plistToValue(root), { a: false });
});
