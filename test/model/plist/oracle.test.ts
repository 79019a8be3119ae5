import assert from "node:assert/strict";
import { test } from "node:test";
import { build, buildBinary, type PlistValue as OracleValue, parse, parseOpenStep } from "plist";
import { insertEntry } from "../../../src/model/plist/edit";
import { plistToValue } from "../../../src/model/plist/query";
import { parsePlistText, readPlist } from "../../../src/model/plist/read";
import type { PlistDocument } from "../../../src/model/plist/syntax";
import type { PlistValue } from "../../../src/model/plist/value";
import { applyEdits } from "../../../src/model/text";
import { SeededRandom } from "./seeded-random";

/**
 * The `plist` package as an oracle, for what it reads and writes rightly: it takes `12abc` and `0x10` for numbers, rounds beyond
 * 2^53 and keeps the last of two equal keys, so none of these is generated.
 */

const characters = [..."abcXYZ019 _-.:/&<>\"'\t\n€ä😀]]>"];

function text(random: SeededRandom): string {
  return Array.from({ length: random.below(12) }, () => random.pick(characters)).join("");
}

function scalar(random: SeededRandom): OracleValue {
  switch (random.below(6)) {
    case 0:
      return random.below(2) === 0;
    case 1:
      return random.below(2 ** 40) - 2 ** 39;
    case 2:
      return random.next() * 10 ** (random.below(20) - 10) + 1e-12;
    case 3:
      return new Date(random.below(4e9) * 1000 - 1e12);
    case 4:
      return Uint8Array.from({ length: random.below(8) }, () => random.below(256));
    default:
      return text(random);
  }
}

function value(random: SeededRandom, depth: number): OracleValue {
  if (depth === 0 || random.below(3) === 0) return scalar(random);
  const size = random.below(5);
  if (random.below(2) === 0) return Array.from({ length: size }, () => value(random, depth - 1));
  // The key must not be blank: the oracle's writer lets it collapse.
  return Object.fromEntries(
    Array.from({ length: size }, (_, index) => [`${index}${text(random)}`, value(random, depth - 1)]),
  );
}

function valueOfDocument({ root, problems }: PlistDocument): PlistValue | undefined {
  assert.deepEqual(problems, []);
  return root === undefined ? undefined : plistToValue(root);
}

function forSeeds(check: (random: SeededRandom) => void): void {
  for (let seed = 1; seed <= 300; seed++) {
    try {
      check(new SeededRandom(seed));
    } catch (error) {
      throw new Error(`With seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

test("what plist writes as XML is read alike", () => {
  forSeeds((random) => {
    const expected = { value: value(random, 4) };
    const pretty = random.below(2) === 0;
    assert.deepEqual(valueOfDocument(parsePlistText(build(expected, { pretty }))), expected);
  });
});

test("what plist writes as binary is read alike", () => {
  forSeeds((random) => {
    const expected = { value: value(random, 4) };
    assert.deepEqual(valueOfDocument(readPlist(buildBinary(expected))), expected);
  });
});

test("what is written by our edits, plist reads alike", () => {
  forSeeds((random) => {
    const expected = value(random, 3);
    const document = parsePlistText("<plist>\n<dict/>\n</plist>\n");
    const written = applyEdits(document.text, insertEntry(document, [], "value", expected as PlistValue));
    assert.deepEqual(parse(written), { value: expected });
  });
});

test("markup that means nothing changes nothing, for plist and for us", () => {
  const between = ["", "\n", " <!-- a & <b> -->", "\r\n\t", "<!---->"];
  forSeeds((random) => {
    const expected = { value: value(random, 3) };
    const xml = build(expected, { pretty: false }).replace(/></g, (tags, offset: number, all: string) => {
      // Between two elements only: inside of a text it would be part of it.
      const isEnd = /<\/\w+$|<\w+\/$|<(?:dict|array|plist[^<]*)$/.test(all.slice(0, offset));
      return isEnd ? `>${random.pick(between)}<` : tags;
    });
    assert.deepEqual(valueOfDocument(parsePlistText(xml)), expected);
    assert.deepEqual(parse(xml), expected);
  });
});

test("OpenStep is read as plist reads it", () => {
  const quote = (string: string) => `"${string.replace(/["\\]/g, "\\$&")}"`;
  const write = (random: SeededRandom, node: OracleValue): string => {
    if (Array.isArray(node)) return `(${node.map((item) => write(random, item)).join(", ")})`;
    if (node instanceof Uint8Array) return `<${[...node].map((byte) => byte.toString(16).padStart(2, "0")).join("")}>`;
    if (typeof node === "object" && node !== null && !(node instanceof Date)) {
      const entries = Object.entries(node).map(([key, item]) => `${quote(key)} = ${write(random, item)};`);
      return `{ ${entries.join(random.pick([" ", "\n", " /* a */ ", "// b\n"]))} }`;
    }
    return typeof node === "string" ? quote(node) : `v${Math.abs(Number(node))}`;
  };
  forSeeds((random) => {
    const written = `{ value = ${write(random, value(random, 4))}; }`;
    assert.deepEqual(valueOfDocument(parsePlistText(written)), parseOpenStep(written));
  });
});
