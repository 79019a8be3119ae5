import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { FileListing } from "../../src/model/packs/file-listing";
import { buildSnapshot } from "../../src/model/project/discover";
import { listSelectedFiles } from "../../src/node/list-selected-files";
import { corePath, readProjectFiles } from "../../src/node/walk-project";

describe("listSelectedFiles", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "background-assets-packs-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (path: string, content: string | Uint8Array = "x") => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const manifest = (path: string, selectors: readonly object[], more: object = {}) =>
    write(
      path,
      JSON.stringify({
        assetPackID: "p",
        downloadPolicy: { onDemand: {} },
        fileSelectors: selectors,
        platforms: ["iOS"],
        ...more,
      }),
    );
  const list = (): FileListing => {
    const { files } = readProjectFiles([folder]);
    const [listing, second] = listSelectedFiles(buildSnapshot({ sources: files }), [corePath(folder)]);
    assert.equal(second, undefined);
    assert.ok(listing);
    return listing;
  };
  const pathsOf = (listing: FileListing) => [...listing.files.keys()].sort();

  it("finds the folder that the paths start from: the manifest's, or one above it", () => {
    manifest("packs/maps/pack.json", [{ directory: "Assets/Maps" }, { file: "Assets/a.bin" }]);
    write("Assets/Maps/eu/x.bin", "12345");
    write("Assets/Maps/.DS_Store");
    write("Assets/a.bin");
    write("Assets/other.bin");
    const listing = list();
    assert.equal(listing.root, corePath(folder));
    assert.equal(listing.basis, "found");
    assert.deepEqual(pathsOf(listing), ["Assets/Maps/.DS_Store", "Assets/Maps/eu/x.bin", "Assets/a.bin"]);
    assert.equal(listing.files.get("Assets/Maps/eu/x.bin")?.sizeInBytes, 5);
    assert.equal(listing.isComplete, true);
  });

  it("goes by sourceRoot, and says what is missing there", () => {
    manifest("packs/pack.json", [{ filePattern: "Audio/*.wav" }, { file: "gone.bin" }], { sourceRoot: "../Raw" });
    write("Raw/Audio/a.wav");
    write("packs/gone.bin");
    const listing = list();
    assert.equal(listing.root, `${corePath(folder)}/Raw`);
    assert.equal(listing.basis, "source-root");
    assert.deepEqual(pathsOf(listing), ["Raw/Audio/a.wav".slice(4)]);
    assert.deepEqual([...listing.missing], ["gone.bin"]);
  });

  it("does not guess where nothing is found", () => {
    manifest("pack.json", [{ directory: "Nowhere" }]);
    write("Somewhere/a.bin");
    const listing = list();
    assert.equal(listing.basis, "unknown");
    assert.equal(listing.files.size, 0);
  });

  it("ends in a circle of links", { skip: process.platform === "win32" }, () => {
    manifest("pack.json", [{ directory: "Assets" }]);
    write("Assets/a.bin");
    symlinkSync("..", join(folder, "Assets/up"));
    const listing = list();
    assert.ok(listing.files.has("Assets/a.bin"));
    assert.equal(listing.isComplete, false);
  });

  it("looks at the first bytes of what may be a program", () => {
    const program = new Uint8Array(64);
    const view = new DataView(program.buffer);
    view.setUint32(0, 0xfeedfacf, true);
    view.setUint32(16, 1, true);
    view.setUint32(32, 0x32, true);
    view.setUint32(36, 24, true);
    view.setUint32(40, 1, true);
    manifest("pack.json", [{ directory: "Assets" }]);
    write("Assets/run", program);
    write("Assets/LICENSE", "text that is long enough to be looked at\n");
    const { files } = list();
    assert.equal(files.get("Assets/run")?.isMacExecutable, true);
    assert.equal(files.get("Assets/LICENSE")?.isMacExecutable, undefined);
  });
});

describe("readProjectFiles", () => {
  it("takes the Swift sources along that speak of Background Assets", () => {
    const folder = mkdtempSync(join(tmpdir(), "background-assets-swift-"));
    try {
      mkdirSync(join(folder, ".build"));
      writeFileSync(join(folder, "Loader.swift"), "struct Loader: StoreDownloaderExtension {}");
      writeFileSync(join(folder, "View.swift"), "struct V: View {}");
      writeFileSync(join(folder, ".build/Loader.swift"), "struct Loader: StoreDownloaderExtension {}");
      const { files } = readProjectFiles([folder]);
      assert.deepEqual(
        files.map(({ path }) => path.slice(corePath(folder).length)),
        ["/Loader.swift"],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
