import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SwiftConstants } from "../../../src/model/swift/constants";
import { readSwiftExpression, type SwiftExpression } from "../../../src/model/swift/expression";
import { maskSwift } from "../../../src/model/swift/mask";

/** An expression in short: what is computed is `?`. */
function short(one: SwiftExpression): string {
  switch (one.kind) {
    case "string":
      return `'${one.value}'`;
    case "number":
      return one.text;
    case "boolean":
      return String(one.value);
    case "array":
      return `[${one.items.map(short).join(", ")}]`;
    case "dict":
      return `{${one.entries.map(({ key, value }) => `${short(key)}: ${short(value)}`).join(", ")}}`;
    case "call":
      return `${one.name}(${one.arguments.map(({ label, value }) => `${label ?? "_"}: ${short(value)}`).join(", ")})`;
    case "name":
      return one.name;
    case "nil":
      return "nil";
    case "unknown":
      return "?";
  }
}
const read = (text: string) => short(readSwiftExpression(maskSwift(text), 0));

describe("readSwiftExpression", () => {
  it("reads literals, calls and names, with comments in between", () => {
    assert.equal(read('["a": 1_000, /* "b": 2, */ "c": [true, nil], // "d"\n]'), "{'a': 1_000, 'c': [true, nil]}");
    assert.equal(read("[:]"), "{}");
    assert.equal(read("[]"), "[]");
    assert.equal(read('.target(\n  name: "App",\n  Product . app,\n)'), ".target(name: 'App', _: Product.app)");
    assert.equal(read('#"raw \\ text"#'), "'raw \\ text'");
    assert.equal(read("-5"), "-5");
  });

  it("calls everything that is computed unknown, and goes on behind it", () => {
    assert.equal(read('f(a: x + "y", b: "z")'), "f(a: ?, b: 'z')");
    assert.equal(read('f(a: g(1).h, b: isOn ? "x" : "y", c: 3)'), "f(a: ?, b: ?, c: 3)");
    assert.equal(read('f(a: { $0.map { "}" } }, b: "\\(name).app", c: 1)'), "f(a: ?, b: ?, c: 1)");
    assert.equal(read('["a": x["b"], "c": 2]'), "{'a': ?, 'c': 2}");
    assert.equal(read('"a" + "b"'), "?");
    assert.equal(read('"a"\n  .uppercased()'), "?");
    assert.equal(read('"""\n  text\n  """'), "?");
    assert.equal(read("[1, 2"), "?");
    assert.equal(read(""), "?");
  });

  it("takes no more than linear time, whatever the nesting", () => {
    for (const text of ["[".repeat(50_000), "f(".repeat(50_000), "[1: ".repeat(20_000), '["a": '.repeat(20_000)]) {
      assert.equal(read(text), "?");
    }
  });
});

describe("SwiftConstants", () => {
  const resolved = (text: string) => {
    const constants = new SwiftConstants(maskSwift(text));
    return short(constants.resolve({ kind: "name", name: "wanted", range: { start: 0, end: 0 } }));
  };

  it("knows the constants at the top of a file only", () => {
    assert.equal(resolved('private let wanted: String = "a"\nlet other = 1'), "'a'");
    assert.equal(resolved("let first = 1\nlet wanted = first"), "1");
    assert.equal(resolved('func f() { let wanted = "a" }'), "wanted");
    assert.equal(resolved('var wanted = "a"'), "wanted");
    assert.equal(resolved('// let wanted = "a"'), "wanted");
    assert.equal(resolved("#if DEBUG\nlet wanted = 1\n#else\nlet wanted = 2\n#endif"), "wanted");
    assert.equal(resolved("let wanted = other\nlet other = wanted"), "wanted");
  });
});
