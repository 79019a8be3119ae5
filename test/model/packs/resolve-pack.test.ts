import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseJson } from "../../../src/model/json/parse-json";
import { type FileListing, possibleRoots } from "../../../src/model/packs/file-listing";
import { compileGlob } from "../../../src/model/packs/glob";
import { isMacExecutable } from "../../../src/model/packs/mach-o";
import { readPackPath } from "../../../src/model/packs/pack-path";
import { readPackagingManifest } from "../../../src/model/packs/packaging-manifest";
import { resolvePack } from "../../../src/model/packs/resolve-pack";

const manifestOf = (selectors: unknown, more: object = {}) => {
  const { root } = parseJson(JSON.stringify({ assetPackID: "p", fileSelectors: selectors, ...more }));
  assert.ok(root);
  return readPackagingManifest(root);
};

const disk = {
  "Textures/rock.png": 10,
  "Textures/deep/moss.png": 20,
  "Textures/.DS_Store": 6,
  "Audio/a.wav": 100,
  "Audio/en/b.wav": 200,
  "TexturesOld/x.png": 1,
  "root.wav": 5,
};

const listing = (more: Partial<FileListing> = {}): FileListing => ({
  manifestPath: "/w/pack.json",
  root: "/w",
  basis: "found",
  files: new Map(Object.entries(disk).map(([path, sizeInBytes]) => [path, { path, sizeInBytes }])),
  folders: new Set([""]),
  missing: new Set(),
  isComplete: true,
  ...more,
});

const contents = (selectors: unknown, more?: Partial<FileListing>) => {
  const pack = resolvePack(manifestOf(selectors), listing(more));
  return { ...pack, paths: pack.files.map(({ path }) => path) };
};

describe("resolvePack", () => {
  it("keeps the folder's name in the paths, takes nested folders along, and sums the bytes", () => {
    const { paths, sizeInBytes, isComplete } = contents([{ directory: "Textures" }, { file: "root.wav" }]);
    assert.deepEqual(paths, ["Textures/.DS_Store", "Textures/deep/moss.png", "Textures/rock.png", "root.wav"]);
    assert.equal(sizeInBytes, 41);
    assert.equal(isComplete, true);
  });

  it("renames files and folders", () => {
    assert.deepEqual(
      contents([
        { fileSource: "root.wav", fileDestination: "Sounds/start.wav" },
        { directorySource: "Audio", directoryDestination: "Sounds" },
        { directorySource: "Textures/deep", directoryDestination: "." },
      ]).files.map(({ path, sourcePath }) => `${sourcePath} -> ${path}`),
      [
        "Audio/a.wav -> Sounds/a.wav",
        "Audio/en/b.wav -> Sounds/en/b.wav",
        "root.wav -> Sounds/start.wav",
        "Textures/deep/moss.png -> moss.png",
      ],
    );
  });

  it("applies exclusions to everything, wherever they stand", () => {
    assert.deepEqual(
      contents([{ fileExclusion: "Textures/.DS_Store" }, { fileExclusion: "Textures/deep" }, { directory: "Textures" }])
        .paths,
      ["Textures/rock.png"],
    );
    assert.deepEqual(contents([{ directory: "Audio" }, { fileExclusion: "Audio/*.wav" }]).paths, ["Audio/en/b.wav"]);
  });

  it("matches UNIX globs, and counts only what every reading of ** matches", () => {
    const { paths, selectors } = contents([{ filePattern: "**/*.wav" }]);
    assert.deepEqual(paths, ["Audio/a.wav", "Audio/en/b.wav"]);
    assert.deepEqual(
      selectors[0]?.perhaps.map(({ path }) => path),
      ["root.wav"],
    );
    assert.deepEqual(contents([{ filePattern: "Audio/?.wav" }]).paths, ["Audio/a.wav"]);
    assert.deepEqual(contents([{ filePattern: "Textures/*" }]).paths, ["Textures/rock.png"], "no hidden files");
    assert.deepEqual(contents([{ filePattern: "*.png" }]).paths, []);
  });

  it("counts a file once that several selectors match", () => {
    assert.equal(contents([{ directory: "Audio" }, { file: "Audio/a.wav" }]).sizeInBytes, 300);
  });

  it("tells a folder from a file, and what is not there from what nobody looked at", () => {
    const { selectors, isComplete } = contents([{ file: "Audio" }, { directory: "root.wav" }, { file: "none.wav" }]);
    assert.deepEqual(
      selectors.map(({ state, foundInstead }) => [state, foundInstead]),
      [
        ["resolved", "folder"],
        ["resolved", "file"],
        ["resolved", undefined],
      ],
    );
    assert.equal(isComplete, true);
    const partly = { folders: new Set(["Audio"]), missing: new Set(["gone.wav"]) };
    assert.deepEqual(
      contents([{ file: "gone.wav" }, { file: "elsewhere.wav" }, { directory: "Audio/en" }], partly).selectors.map(
        ({ state }) => state,
      ),
      ["resolved", "unknown", "resolved"],
    );
    assert.equal(contents([{ directory: "Audio" }], { isComplete: false }).isComplete, false);
  });

  it("finds nothing outside of the root, and does not know shapes that it does not know", () => {
    for (const selector of [
      { file: "/etc/passwd" },
      { file: "../x" },
      { directory: "a/../../b" },
      { fileSource: "root.wav", fileDestination: "../x" },
      { filePattern: "../*" },
    ]) {
      const { selectors, files } = contents([selector]);
      assert.equal(selectors[0]?.state, "unusable", JSON.stringify(selector));
      assert.deepEqual(files, []);
    }
    assert.equal(contents([{ file: "root.wav" }, { directory: { source: "a" } }]).isComplete, false);
  });

  it("takes a hundred thousand files without a thought", { timeout: 20_000 }, () => {
    const files = new Map(
      Array.from({ length: 100_000 }, (_, index) => {
        const path = `Assets/${index % 1000}/file-${index}.png`;
        return [path, { path, sizeInBytes: 1 }] as const;
      }),
    );
    const selectors = Array.from({ length: 1000 }, (_, index) => ({ directory: `Assets/${index}` }));
    assert.equal(contents(selectors, { files }).files.length, 100_000);
    assert.equal(contents([{ filePattern: "Assets/**/*.png" }], { files }).files.length, 100_000);
  });
});

describe("paths and patterns", () => {
  it("reads paths as they are in a pack", () => {
    assert.deepEqual(readPackPath("./a//b/../c/"), { kind: "inside", path: "a/c" });
    assert.deepEqual(readPackPath("."), { kind: "inside", path: "" });
    for (const [text, kind] of [
      ["", "empty"],
      ["/a", "absolute"],
      ["C:\\a", "absolute"],
      ["~/a", "absolute"],
      ["..", "outside"],
      ["a/../..", "outside"],
    ] as const) {
      assert.equal(readPackPath(text).kind, kind, text);
    }
  });

  it("matches as a shell does", () => {
    for (const [pattern, yes, no] of [
      ["*.wav", ["a.wav", "ä b.wav"], ["a/b.wav", ".a.wav", "a.wave"]],
      ["a*b*c", ["abc", "a-b-b-c"], ["ab", "abcd"]],
      ["?.[ch]", ["x.c", "é.h"], ["xy.c", "x.o"]],
      ["[!a-c]*", ["dog"], ["bear", ""]],
      ["[[:digit:]]?", ["1x"], ["x1"]],
      ["[]x]", ["]", "x"], ["[]x]"]],
      ["a[", ["a["], ["a"]],
      ["\\*.txt", ["*.txt"], ["a.txt"]],
      [".*", [".a"], ["a"]],
      ["A/**", ["A/b", "A/b/c"], ["A", "AB/c", "A/.git/c"]],
      ["A/**/c", ["A/b/c", "A/b/b/c"], ["A/c", "A/.x/c", "c"]],
      ["**/**/c", ["b/c"], ["c"]],
      ["./A//b", ["A/b"], ["A"]],
    ] as const) {
      const glob = compileGlob(pattern);
      assert.ok(glob, pattern);
      for (const path of yes) assert.equal(glob.matches(path), true, `${pattern} matches ${path}`);
      for (const path of no) assert.equal(glob.matches(path), false, `${pattern} does not match ${path}`);
    }
    const glob = compileGlob("A/**/*.c");
    assert.equal(glob?.folder, "A");
    assert.equal(glob.matchesPerhaps("A/x.c"), true);
    assert.equal(glob.matchesPerhaps("A/b/x.c"), false, "surely");
    assert.equal(compileGlob("/abs/*"), undefined);
    assert.equal(compileGlob("a/../*"), undefined);
  });

  it("is not kept busy by any pattern", { timeout: 20_000 }, () => {
    for (const pattern of ["*a".repeat(400), "**/a/".repeat(100), "[".repeat(900), `${"*".repeat(900)}b`]) {
      const glob = compileGlob(pattern);
      assert.equal(glob?.matches(`${"a".repeat(4000)}c`), false, pattern.slice(0, 10));
      assert.equal(glob?.matches(`${"a/".repeat(2000)}c`), false, pattern.slice(0, 10));
    }
  });

  it("knows where relative paths may start", () => {
    const plain = manifestOf([]);
    assert.deepEqual(possibleRoots("/w/app/packs/p.json", plain, "/w/app"), ["/w/app/packs", "/w/app"]);
    assert.deepEqual(possibleRoots("/w/app/packs/p.json", plain, undefined), ["/w/app/packs"]);
    const rooted = manifestOf([], { sourceRoot: "../Assets" });
    assert.deepEqual(possibleRoots("/w/app/packs/p.json", rooted, "/w"), ["/w/app/Assets"]);
    assert.deepEqual(possibleRoots("/w/p.json", manifestOf([], { sourceRoot: "/abs" }), "/w"), []);
  });
});

describe("isMacExecutable", () => {
  const thin = (platform: number, command = 0x32) => {
    const view = new DataView(new ArrayBuffer(64));
    view.setUint32(0, 0xfeedfacf, true);
    view.setUint32(16, 1, true);
    view.setUint32(32, command, true);
    view.setUint32(36, 24, true);
    view.setUint32(40, platform, true);
    return new Uint8Array(view.buffer);
  };

  it("tells macOS from Apple's other platforms and from everything else", () => {
    assert.equal(isMacExecutable(thin(1)), true);
    assert.equal(isMacExecutable(thin(2)), false, "iOS");
    assert.equal(isMacExecutable(thin(0, 0x24)), true, "the older load command");
    assert.equal(isMacExecutable(new TextEncoder().encode("#!/bin/sh\nexit 0 # nothing more than that here\n")), false);
    assert.equal(isMacExecutable(new Uint8Array(3)), false);
    assert.equal(isMacExecutable(thin(1).subarray(0, 36)), false, "cut off");
  });

  it("looks into universal files, and is not fooled by Java classes", () => {
    const fat = new Uint8Array(256);
    const view = new DataView(fat.buffer);
    view.setUint32(0, 0xcafebabe);
    view.setUint32(4, 1);
    view.setUint32(16, 128);
    fat.set(thin(1), 128);
    assert.equal(isMacExecutable(fat), true);
    view.setUint32(4, 61);
    assert.equal(isMacExecutable(fat), false);
  });
});
