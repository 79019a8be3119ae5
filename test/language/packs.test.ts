import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { codeLenses } from "../../src/language/code-lenses";
import { definition } from "../../src/language/definition";
import { inlayHints } from "../../src/language/inlay-hints";
import type { FileListing } from "../../src/model/packs/file-listing";
import { buildSnapshot } from "../../src/model/project/discover";

const disk = { "Maps/eu.map": 5_000_000, "Maps/us.map": 6_000_000, "start.wav": 1_000_000, "Maps/.DS_Store": 6 };

function opened(selectors: readonly object[], swift = "", more: Partial<FileListing> = {}) {
  const manifestPath = "/w/pack.json";
  const content = JSON.stringify(
    { assetPackID: "Atlas", downloadPolicy: { onDemand: {} }, fileSelectors: selectors, platforms: ["iOS"] },
    null,
    2,
  );
  const listing: FileListing = {
    manifestPath,
    root: "/w",
    basis: "found",
    files: new Map(Object.entries(disk).map(([path, sizeInBytes]) => [path, { path, sizeInBytes }])),
    folders: new Set([""]),
    missing: new Set(),
    isComplete: true,
    ...more,
  };
  const snapshot = buildSnapshot({
    sources: [
      { path: manifestPath, version: 1, content },
      { path: "/w/App.swift", version: 1, content: swift },
    ],
    listings: [listing],
  });
  const lens = () => codeLenses(snapshot, manifestPath).map(({ command }) => command?.title);
  const hints = (from = 0, to = 1000) => {
    const range = { start: { line: from, character: 0 }, end: { line: to, character: 0 } };
    const lines = content.split("\n");
    return inlayHints(snapshot, manifestPath, range).map(({ position, label }) => {
      const before = lines[position.line]?.slice(0, position.character).trim();
      return `${before} | ${String(label)}`;
    });
  };
  const defined = (marked: string) => {
    const offset = swift.indexOf(marked);
    assert.notEqual(offset, -1);
    const line = swift.slice(0, offset).split("\n").length - 1;
    const character = offset - (swift.lastIndexOf("\n", offset - 1) + 1) + 1;
    return definition(snapshot, "/w/App.swift", { line, character }).map(
      ({ uri, range }) => `${uri.replace("file://", "")}:${range.start.line + 1}`,
    );
  };
  return { lens, hints, defined };
}

describe("a packaging manifest whose files are known", () => {
  it("has lenses with what is in the pack, and what can be done with it", () => {
    assert.deepEqual(opened([{ filePattern: "Maps/*.map" }, { file: "start.wav" }]).lens(), [
      "3 files, 12 MB",
      "Package",
    ]);
    assert.deepEqual(opened([{ file: "start.wav" }]).lens(), ["1 file, 1 MB", "Package"]);
  });

  it("says where it does not know all of it, and nothing where it knows nothing", () => {
    assert.deepEqual(opened([{ directory: "Maps" }], "", { isComplete: false }).lens(), [
      "at least 3 files, 11 MB",
      "Package",
    ]);
    assert.deepEqual(opened([{ directory: "Maps" }], "", { basis: "unknown" }).lens(), []);
  });

  it("has hints with the paths that the app reads", () => {
    const { hints } = opened([
      { filePattern: "Maps/*.map" },
      { fileSource: "start.wav", fileDestination: "./Sounds/a.wav" },
      { file: "start.wav" },
      { file: "gone.wav" },
      { fileExclusion: "Maps/us.map" },
    ]);
    assert.deepEqual(hints(), [
      '"filePattern": "Maps/*.map" | Maps/eu.map and 1 more',
      '"fileDestination": "./Sounds/a.wav" | Sounds/a.wav',
      '"file": "start.wav" | 1 MB',
      '"fileExclusion": "Maps/us.map" | takes 1 file away',
    ]);
    assert.equal(hints(0, 8).length, 1, "only what is visible");
  });
});

describe("Swift that asks for packs", () => {
  const swift = `let manager = AssetPackManager.shared
let pack = try await manager.assetPack(withID: "Atlas")
let other = try await manager.assetPack(withID: "Nobody")
let data = try manager.contents(at: "Sounds/a.wav")
let nothing = try manager.contents(at: "Sounds/b.wav")
`;
  const { defined } = opened([{ fileSource: "start.wav", fileDestination: "Sounds/a.wav" }], swift);

  it("leads to the pack, and to the file that becomes the path", () => {
    assert.deepEqual(defined('"Atlas"'), ["/w/pack.json:2"]);
    assert.deepEqual(defined('"Sounds/a.wav"'), ["/w/start.wav:1"]);
    assert.deepEqual(defined('"Nobody"'), []);
    assert.deepEqual(defined('"Sounds/b.wav"'), []);
    assert.deepEqual(defined("let data"), []);
  });
});
