import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson } from "../../../src/model/json/parse-json";
import { toValue } from "../../../src/model/json/tree";
import { compilePath, memberPathText, selectFirst, selectNodes } from "../../../src/model/manifest/json-path";

const { root } = parseJson('{"a": [{"n": 1, "x y": {"é": 2}}, {"n": 3}, null], "b": {"k": "v", "l": "w"}, "it\'s": 4}');

function select(expression: string): readonly unknown[] {
  const compiled = compilePath(expression);
  assert.ok("path" in compiled, expression);
  assert.ok(root);
  const nodes = selectNodes(compiled.path, root);
  assert.deepEqual(selectFirst(compiled.path, root), nodes[0]);
  return nodes.map(toValue);
}

const cases: readonly [string, readonly unknown[], "steps" | "query"][] = [
  ["$.a[*].n", [1, 3], "steps"],
  ["@.a[0].n", [1], "steps"],
  ["$.a[-2].n", [3], "steps"],
  ["$.a[9]", [], "steps"],
  ["$['a'][0][\"x y\"].é", [2], "steps"],
  ["$.b.*", ["v", "w"], "steps"],
  ["$.b[*]", ["v", "w"], "steps"],
  ["$.missing.too", [], "steps"],
  ["$.a.n", [], "steps"],
  ["$['it\\'s']", [4], "query"],
  ["$..n", [1, 3], "query"],
  ["$.a[?@.n > 1].n", [3], "query"],
  ["$.a[0:2].n", [1, 3], "query"],
  ["$.b['k','l']", ["v", "w"], "query"],
  ["$[?match(@.k, '[uv]')].l", ["w"], "query"],
];

for (const [expression, values, kind] of cases) {
  test(`${expression} (${kind})`, () => {
    assert.deepEqual(select(expression), values);
    const compiled = compilePath(expression);
    assert.equal("path" in compiled && compiled.path.kind, kind);
  });
}

test("what is no JSONPath says what is wrong with it", () => {
  for (const expression of ["", "a.b", "$.a[", "$.a b", "$[?@.a ==]", "$.a..", "$[99999999999999999999]"]) {
    const compiled = compilePath(expression);
    assert.ok("problem" in compiled, expression);
    assert.match(compiled.problem, /is not a JSONPath/);
  }
});

test("a path that is made from names selects them again", () => {
  for (const name of ["plain", "with space", "it's", 'a"b', "back\\slash", "é", "0", "a.b", "line\nbreak"]) {
    const tree = parseJson(JSON.stringify({ [name]: 1 })).root;
    const compiled = compilePath(`$${memberPathText([name])}`);
    assert.ok("path" in compiled && tree, name);
    assert.equal(selectFirst(compiled.path, tree)?.value, 1, name);
  }
});
