import assert from "node:assert/strict";
import { test } from "node:test";
import { readSpec, specMember, specText } from "../../../src/model/xcode/spec-node";
import { readXcodeModel } from "../../../src/model/xcode/xcode-model";

const modelOf = (files: Readonly<Record<string, string>>) =>
  readXcodeModel(new Map(Object.entries(files).map(([name, text]) => [`/w/${name}`, { path: `/w/${name}`, text }])));

function resolved(files: Readonly<Record<string, string>>, target: string, setting: string): unknown {
  const model = modelOf(files);
  const [project] = model.projects;
  const found = project?.targets.find(({ name }) => name.value === target);
  if (project === undefined || found === undefined) return "no such target";
  const value = model.buildOf(project, [found]).settings.value(setting);
  if (value.kind === "varies") return value.values.map((one) => [one.configuration, one.value]);
  return value.kind === "known" ? value.value : value.kind;
}

test("YAML and JSON give the same tree, with places", () => {
  const yaml = "a:\n  - 1.10\n  - 'x'\nb: yes # c\nc: &d {e: true}\nf: *d\n";
  const { root, isSound } = readSpec("/w/project.yml", yaml);
  assert.equal(isSound, true);
  const list = specMember(root, "a");
  assert.deepEqual(list?.kind === "list" ? list.items.map(specText) : undefined, ["1.10", "x"]);
  const place = specMember(root, "b")?.location.range;
  assert.equal(yaml.slice(place?.start, place?.end), "yes");
  assert.equal(specText(specMember(specMember(root, "f"), "e")), "true");
  const json = readSpec("/w/project.json", '{"a": {"b": "c"}}');
  assert.equal(specText(specMember(specMember(json.root, "a"), "b")), "c");
});

test("YAML that leads to itself, is nested without end or multiplies itself ends at once", () => {
  assert.equal(readSpec("/w/project.yml", "a: &a\n  b: *a\n").isSound, false);
  assert.equal(readSpec("/w/project.yml", "[".repeat(50_000)).isSound, false);
  const lines = Array.from({ length: 40 }, (_, index) => `k${index + 1}: &k${index + 1} [*k${index}, *k${index}]`);
  assert.ok(readSpec("/w/project.yml", `k0: &k0 x\n${lines.join("\n")}\n`).root !== undefined);
});

test("nonsense costs no more than its length, and aliases none of the document's", () => {
  const nonsense = ["!a ", "*a ", "&a ", "'a' "].map((unit) => unit.repeat(100_000));
  const aliases = `a: &a [${"[".repeat(60)}${"]".repeat(60)}]\nb: [${"*a, ".repeat(20_000)}]\n`;
  for (const text of [...nonsense, aliases]) {
    const started = performance.now();
    readSpec("/w/project.yml", text);
    // A linear reader takes a second or two on a busy computer, one with the square of it minutes.
    assert.ok(performance.now() - started < 20_000, text.slice(0, 10));
  }
});

test("an alias stands for the last anchor of its name before it", () => {
  const { root } = readSpec(
    "/w/project.yml",
    "a: &x 1\nb: *x\nc: &x 2\nd: *x\n&k e: 3\nf: *k\ng: *later\nh: &later 4\n",
  );
  assert.deepEqual(
    ["b", "d", "f", "g"].map((name) => specText(specMember(root, name))),
    ["1", "2", "e", undefined],
  );
});

test("settings of groups, base and configurations, in XcodeGen's order", () => {
  const files = {
    "project.yml": `
name: App
configFiles: {Debug: Config/Debug.xcconfig}
settingGroups:
  common: {A: group, B: group, C: group}
settings: {D: project, F: project}
targets:
  App:
    type: application
    platform: iOS
    deploymentTarget: "17.0"
    configFiles: {Debug: Config/Target.xcconfig, Release: Config/Target.xcconfig}
    settings:
      groups: [common]
      base: {B: base, C: base}
      configs:
        debug: {C: debug}
`,
    "Config/Target.xcconfig": "A = file\nD = file $(inherited)\nE = file",
    "Config/Debug.xcconfig": "F = file",
  };
  const expected: Readonly<Record<string, unknown>> = {
    A: "group",
    B: "base",
    C: [
      ["Debug", "debug"],
      ["Release", "base"],
    ],
    D: "file project",
    E: "file",
    F: "project",
    IPHONEOS_DEPLOYMENT_TARGET: "17.0",
    INFOPLIST_FILE: "unset",
  };
  for (const [name, value] of Object.entries(expected)) assert.deepEqual(resolved(files, "App", name), value, name);
});

test("includes are merged, REPLACE replaces, and a missing one leaves the spec incomplete", () => {
  const files = {
    "project.yml": `
include: [base.yml]
name: App
options: {bundleIdPrefix: com.example}
targets:
  App:
    settings:
      base: {A: top}
    dependencies:REPLACE:
      - target: Downloader
`,
    "base.yml": `
targets:
  App:
    type: application
    settings:
      base: {A: below, B: below}
    dependencies:
      - target: Gone
  Downloader:
    type: extensionkit-extension
`,
  };
  assert.equal(resolved(files, "App", "A"), "top");
  assert.equal(resolved(files, "App", "B"), "below");
  assert.equal(resolved(files, "Downloader", "PRODUCT_BUNDLE_IDENTIFIER"), "com.example.Downloader");
  const model = modelOf(files);
  const [project] = model.projects;
  assert.equal(project?.isComplete, true);
  assert.deepEqual(
    project?.targets[0]?.phases.map(({ products }) => products.map(({ name }) => name)),
    [["Downloader"]],
  );
  assert.deepEqual(project === undefined ? [] : model.filesOf(project), ["/w/project.yml", "/w/base.yml"]);
  const partly = modelOf({ "project.yml": files["project.yml"].replace("App:\n", "App:\n    type: application\n") });
  assert.equal(partly.projects[0]?.isComplete, false);
  assert.deepEqual(partly.missing, ["/w/base.yml"]);
});

test("other files called project.yml or project.json are no specs", () => {
  for (const text of [
    "name: x\ntargets: [a]\n",
    "name: x\ntargets: {build: {executor: y}}\n",
    "targets: {}",
    "- a",
    "",
  ]) {
    assert.deepEqual(modelOf({ "project.yml": text }).projects, [], text);
  }
  assert.deepEqual(modelOf({ "project.json": '{"name": "x", "targets": {"build": {"executor": "y"}}}' }).projects, []);
});

test("the spec counts, not the project that XcodeGen made of it", () => {
  const spec = "name: App\ntargets:\n  App:\n    type: application\n";
  const formats = (files: Readonly<Record<string, string>>) => modelOf(files).projects.map(({ format }) => format);
  assert.deepEqual(formats({ "project.yml": spec, "App.xcodeproj/project.pbxproj": "{}" }), ["xcodegen"]);
  assert.deepEqual(formats({ "project.yml": `include: x.yml\n${spec}`, "App.xcodeproj/project.pbxproj": "{}" }), [
    "xcodegen",
    "pbxproj",
  ]);
});
