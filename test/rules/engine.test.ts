import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { catalogue } from "../../src/rules/catalogue";
import { diagnose } from "../../src/rules/engine";
import type { FileRule } from "../../src/rules/rule";
import { fixture, root, snapshotOf } from "./rule-case";

const source = `
=== App/Info.plist
<key>BAManifestURL</key>
<string></string>
<key></key>
<string></string>
=== Notes.txt
nothing of ours
`;

const broken: FileRule = {
  code: "BA999",
  title: "Throws",
  severity: "error",
  scope: "file",
  evidence: [],
  explanation: "",
  check() {
    throw new Error("a bug");
  },
};

describe("diagnose", () => {
  it("has an entry for every file, in the order of its text", () => {
    const found = diagnose(snapshotOf(fixture(source).texts));
    assert.deepEqual([...found.keys()].sort(), [`${root}/App/Info.plist`, `${root}/Notes.txt`]);
    const starts = found.get(`${root}/App/Info.plist`)?.map(({ range }) => range.start) ?? [];
    assert.ok(starts.length > 2);
    assert.deepEqual(
      starts,
      [...starts].sort((a, b) => a - b),
    );
  });

  it("judges only the files that are asked for", () => {
    const found = diagnose(snapshotOf(fixture(source).texts), { paths: [`${root}/Notes.txt`] });
    assert.deepEqual([...found.keys()], [`${root}/Notes.txt`]);
  });

  it("says of a Swift source alone what it says of it among all files", () => {
    const files = `${source}
=== App/Loader.swift
struct Loader: StoreDownloaderExtension {}
`;
    const snapshot = snapshotOf(
      fixture(files.replace("<string></string>", "<string>https://a.example/m.json</string>")).texts,
    );
    const path = `${root}/App/Loader.swift`;
    const codes = diagnose(snapshot, { paths: [path] })
      .get(path)
      ?.map(({ code }) => code);
    assert.ok(codes?.includes("BA217"), codes?.join(", "));
    assert.deepEqual(
      codes,
      diagnose(snapshot)
        .get(path)
        ?.map(({ code }) => code),
    );
  });

  it("goes on after a rule that throws, and tells", () => {
    const failures: string[] = [];
    const found = diagnose(snapshotOf(fixture(source).texts), {
      rules: [broken, ...catalogue],
      onRuleFailure: (rule, path, error) => failures.push(`${rule.code} ${path} ${error}`),
    });
    assert.ok((found.get(`${root}/App/Info.plist`)?.length ?? 0) > 2);
    assert.deepEqual(failures, [`BA999 ${root}/App/Info.plist Error: a bug`, `BA999 ${root}/Notes.txt Error: a bug`]);
  });

  it("follows the levels of the project file", () => {
    const settings = '=== background-assets.jsonc\n{"version": 1, "rules": {"BA110": "off", "BA006": "error"}}\n';
    const found = diagnose(snapshotOf(fixture(source + settings).texts)).get(`${root}/App/Info.plist`) ?? [];
    assert.ok(found.every(({ code }) => code !== "BA110"));
    assert.equal(found.find(({ code }) => code === "BA006")?.severity, "error");
  });

  it("offers no fix in a form that cannot be edited in place", () => {
    const texts = new Map([[`${root}/App/Info.plist`, '{ BAManifestURL = "http://example.com/m.json"; }']]);
    const found = diagnose(snapshotOf(texts)).get(`${root}/App/Info.plist`) ?? [];
    assert.equal(found.find(({ code }) => code === "BA110")?.fixes?.length, 0);
  });
});

describe("the catalogue", () => {
  it("has every code once, in order, with evidence and an explanation", () => {
    const codes = catalogue.map(({ code }) => code);
    assert.deepEqual(codes, [...new Set(codes)].sort());
    for (const rule of catalogue) {
      assert.match(rule.code, /^BA[0-5]\d\d$/);
      assert.ok(rule.evidence.length > 0, `${rule.code} has evidence`);
      assert.ok(rule.explanation.length > 80, `${rule.code} is explained`);
      for (const { url } of rule.evidence) if (url !== undefined) assert.equal(new URL(url).protocol, "https:");
    }
  });
});
