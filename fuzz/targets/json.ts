import assert from "node:assert/strict";
import { parseJson } from "../../src/model/json/parse-json";
import { toValue } from "../../src/model/json/tree";
import { type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedText } from "../mutate";
import { assertJsonTree, assertPlaces, whole } from "../places";
import { randomJsonValue } from "../values";

const seeds = [
  '{"a": [1, 2.5e3, true, null, {"b": "c\\u20ac\\n"}], "d": -9223372036854775808, "e": {}}\n',
  '// first\n{\n  "a": 1, /* second */\n  "b": [1, 2,],\n}\n',
  "[]",
  '"text"',
];
const words = [
  "//",
  "/*",
  "*/",
  "\\u",
  "\\ud800",
  '"',
  ",",
  ":",
  "{",
  "}",
  "[",
  "]",
  "true",
  "false",
  "null",
  "-",
  "1e5",
  ".5",
  "\\",
]; // prettier-ignore

/** Deeper than what is read (`maximumJsonDepth`). */
const unreadDepth = 200;

export const jsonTexts: FuzzTarget = {
  name: "json",
  share: 10,
  generate: (random) =>
    random.below(4) === 0
      ? JSON.stringify(randomJsonValue(random, 5), undefined, random.below(3))
      : mutatedText(random.pick(seeds), random, words, seeds),
  check(input) {
    const text = textOf(input);
    const { root, problems, strict, notStrictAt, duplicateKeys } = parseJson(text);
    assertPlaces(problems, text);
    assertPlaces(duplicateKeys, text);
    if (notStrictAt !== undefined) assertPlaces([{ range: notStrictAt }], text);
    assert.equal(strict, notStrictAt === undefined);
    if (root !== undefined) assertJsonTree(root, whole(text));
    else assert.ok(problems.length > 0, "nothing read and nothing said");
    const isSound = problems.length === 0 && strict;
    const theirs = outcomeOf(text);
    if (isSound) {
      assert.ok(theirs.ok, "JSON.parse refuses what is said to be strict");
      assert.deepEqual(toValue(root), theirs.value);
    } else if (theirs.ok && (text.match(/[[{]/g)?.length ?? 0) < unreadDepth) {
      assert.fail(`JSON.parse reads it, and we say: ${problems[0]?.message ?? "not strict"}`);
    }
  },
};

function outcomeOf(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
