import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationSettings, TargetSettings } from "../../../src/model/xcode/build-settings";
import { expandSettings } from "../../../src/model/xcode/setting-text";
import { collectXcconfig, readXcconfig } from "../../../src/model/xcode/xcconfig";
import { layerOf, type SettingsLayer } from "../../../src/model/xcode/xcode-project";

/** The other way to write `$(NAME)`. */
const braces = (name: string) => `$\{${name}}`;
const layer = (text: string, path = "/w/a.xcconfig"): SettingsLayer =>
  layerOf(readXcconfig(path, text).lines.flatMap((line) => (line.kind === "setting" ? [line.setting] : [])));
const settings = (...levels: string[]) =>
  new ConfigurationSettings(
    "Debug",
    levels.map((text) => layer(text)),
    new Map([
      ["TARGET_NAME", "My App"],
      ["PRODUCT_NAME", "$(TARGET_NAME)"],
    ]),
    true,
  );
const textOf = (one: ConfigurationSettings, name: string) => one.values(name)[0]?.value;

test("references, nested ones and operators", () => {
  const values = new Map([
    ["A", "One Two"],
    ["B", "A"],
    ["E", ""],
  ]);
  const lookup = (name: string) => values.get(name);
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["plain", "plain"],
    ["$(A)!", "One Two!"],
    [braces("A"), "One Two"],
    ["$($(B))", "One Two"],
    [`$(${braces("B")})`, "One Two"],
    ["x$(A:rfc1034identifier)", "xOne-Two"],
    ["$(A:c99extidentifier:lower)", "one_two"],
    ["$(A:upper)", "ONE TWO"],
    ["$(NONE:default=x)", "x"],
    ["$(E:default=y)", "y"],
    ["$(A:default=x)", "One Two"],
    ["https:/$()/e", "https://e"],
    ["$5 and $A", "$5 and $A"],
    ["$(NONE)", undefined],
    ["$(A:relativeto=x)", undefined],
    ["$(A", undefined],
  ];
  for (const [text, expected] of cases) assert.equal(expandSettings(text, lookup), expected, text);
});

test("the target's level counts before the project's; $(inherited) and a setting's own name go one level down", () => {
  const one = settings("A = own $(inherited)\nB = $(B).x\nC = $(A)", "A = below\nB = com.example\nD = d");
  assert.equal(textOf(one, "A"), "own below");
  assert.equal(textOf(one, "B"), "com.example.x");
  assert.equal(textOf(one, "C"), "own below");
  assert.equal(textOf(one, "D"), "d");
  assert.equal(one.expand("$(PRODUCT_NAME:rfc1034identifier)"), "My-App");
  assert.equal(textOf(settings("A = $(inherited)x"), "A"), "x");
});

test("circles and values that grow without end are unknown, at once", () => {
  const circle = settings("A = $(B)\nB = $(C)\nC = $(A)");
  assert.equal(textOf(circle, "A"), undefined);
  const names = Array.from({ length: 60 }, (_, index) => `N${index} = $(N${index + 1})$(N${index + 1})`);
  assert.equal(textOf(settings(`${names.join("\n")}\nN60 = xx`), "N0"), undefined);
  assert.equal(settings("").expand("$(".repeat(10_000)), undefined);
});

test("a value is known only where all configurations and conditions agree", () => {
  const configuration = (name: string, text: string, isComplete = true) =>
    new ConfigurationSettings(name, [layer(text)], new Map(), isComplete);
  const value = (debug: string, release: string, isComplete = true) =>
    new TargetSettings([configuration("Debug", debug), configuration("Release", release, isComplete)]).value("A");
  assert.equal(value("A = 1", "A = 1").kind, "known");
  const varies = value("A = 1", "A = 2");
  assert.deepEqual(
    varies.kind === "varies" ? varies.values.map((one) => [one.configuration, one.value]) : varies.kind,
    [
      ["Debug", "1"],
      ["Release", "2"],
    ],
  );
  assert.equal(value("A = 1", "").kind, "varies");
  assert.equal(value("", "").kind, "unset");
  assert.equal(value("", "", false).kind, "unknown");
  assert.equal(value("A = $(X)", "A = $(X)").kind, "unknown");
  const conditional = value("A = 1\nA[sdk=macosx*] = 2", "A = 1");
  assert.deepEqual(
    conditional.kind === "varies" ? conditional.values.map((one) => one.configuration) : conditional.kind,
    ["Debug", "Debug [sdk=macosx*]", "Release"],
  );
  assert.equal(value("A[sdk=macosx*] = 1\nA = 1", "A = 1").kind, "known");
  // A condition on the configuration can be decided.
  assert.equal(value("A[config=Debug] = 1\nA[config=Rel*] = 9", "A[config=Rel*] = 1").kind, "known");
});

test(".xcconfig: comments, conditions, places", () => {
  const text =
    '// A = no\n  NAME[sdk=iphoneos*][arch=arm64] = a = b ; // said\r\nURL = https://example.com\n#include? "x.xcconfig"\nnonsense\nLAST=1';
  const { lines } = readXcconfig("/w/a.xcconfig", text);
  const found = lines.map((line) =>
    line.kind === "setting"
      ? [line.setting.name, line.setting.condition, line.setting.value]
      : ["#include", line.include.isOptional, line.include.path],
  );
  assert.deepEqual(found, [
    ["NAME", "sdk=iphoneos*,arch=arm64", "a = b "],
    // What stands behind // is a comment to Xcode, in a URL too.
    ["URL", undefined, "https:"],
    ["#include", true, "x.xcconfig"],
    ["LAST", undefined, "1"],
  ]);
  for (const line of lines) {
    const location = line.kind === "setting" ? line.setting.location : line.include.location;
    const written = text.slice(location.range.start, location.range.end);
    assert.equal(written, line.kind === "setting" ? line.setting.value : '#include? "x.xcconfig"');
  }
});

test("#include in its place, relative to the file, each file once", () => {
  const files: Readonly<Record<string, string>> = {
    "/w/c/a.xcconfig": 'A = 1\n#include "sub/b.xcconfig"\nC = 3\n#include "gone.xcconfig"',
    "/w/c/sub/b.xcconfig": 'A = 2\nC = 2\n#include "../a.xcconfig"',
  };
  const {
    settings: collected,
    paths,
    missing,
  } = collectXcconfig("/w/c/a.xcconfig", (path) => {
    const text = files[path];
    return text === undefined ? undefined : readXcconfig(path, text);
  });
  const read = layerOf(collected);
  assert.deepEqual([read.get("A")?.[0]?.value, read.get("C")?.[0]?.value], ["2", "3"]);
  assert.deepEqual(paths, ["/w/c/a.xcconfig", "/w/c/sub/b.xcconfig"]);
  assert.deepEqual(missing, ["/w/c/gone.xcconfig"]);
});
