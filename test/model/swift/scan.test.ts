import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mentionsBackgroundAssets, scanSwift } from "../../../src/model/swift/scan";

const protocolsOf = (text: string) =>
  scanSwift(text).conformances.map(({ protocol, typeName, isConditional, range }) => {
    assert.equal(text.slice(range.start, range.end), protocol);
    return `${typeName}: ${protocol}${isConditional ? " (conditional)" : ""}`;
  });

describe("scanSwift", () => {
  it("finds the protocol that a type adopts, however the declaration is written", () => {
    assert.deepEqual(protocolsOf("import StoreKit\n@main\nstruct Downloader: StoreDownloaderExtension {\n}"), [
      "Downloader: StoreDownloaderExtension",
    ]);
    assert.deepEqual(
      protocolsOf("@main final class D<T>:\n  NSObject,\n  @preconcurrency BackgroundAssets.BADownloaderExtension {}"),
      ["D: BADownloaderExtension"],
    );
    assert.deepEqual(protocolsOf("extension App.Loader: Sendable & ManagedDownloaderExtension {}"), [
      "App.Loader: ManagedDownloaderExtension",
    ]);
    assert.deepEqual(
      protocolsOf(
        "#if os(macOS)\nstruct A: ManagedDownloaderExtension {}\n#else\nstruct A: StoreDownloaderExtension {}\n#endif\nstruct B: BADownloaderExtension {}",
      ),
      [
        "A: ManagedDownloaderExtension (conditional)",
        "A: StoreDownloaderExtension (conditional)",
        "B: BADownloaderExtension",
      ],
    );
  });

  it("takes nothing for a conformance that is none", () => {
    for (const text of [
      "// struct Downloader: StoreDownloaderExtension {}",
      "/* a /* nested */ struct Downloader: StoreDownloaderExtension {} */",
      'let s = "struct Downloader: StoreDownloaderExtension {}"',
      'let s = """\nstruct Downloader: StoreDownloaderExtension {}\n"""',
      'let s = #"a " struct Downloader: StoreDownloaderExtension {} "#',
      "func run<T: StoreDownloaderExtension>(_ t: T) {}",
      "let x: any ManagedDownloaderExtension = y",
      "struct A<T>: P where T: ManagedDownloaderExtension {}",
      "struct MyManagedDownloaderExtensionTests: XCTestCase {}",
      "StoreDownloaderExtension",
    ]) {
      assert.deepEqual(protocolsOf(text), [], text);
    }
  });

  it("finds identifiers and paths, and leaves out what is not known from the text", () => {
    const text = [
      'let pack = try await AssetPackManager.shared.assetPack(withID: "tutorial")',
      'for await s in AssetPackManager.shared.statusUpdates(forAssetPackWithID: "voices") {}',
      'try manager.remove(assetPackWithID: "old") // assetPack(withID: "comment")',
      'let x = cell(withID: "cell"); manager.assetPack(withID: "level-\\(number)")',
      'manager.contents(at: "Videos/intro.m4v", searchingInAssetPackWithID: "tutorial")',
      'manager.descriptor(for: FilePath("Videos/b.m4v"))',
      'manager.url(for: #"Textures\\rock"#)',
    ].join("\n");
    const { packIds, paths, uses, main } = scanSwift(text);
    assert.deepEqual(
      packIds.map(({ value }) => value),
      ["tutorial", "voices", "old", "tutorial"],
    );
    for (const { value, range } of packIds) assert.equal(text.slice(range.start, range.end), `"${value}"`);
    assert.deepEqual(
      paths.map(({ value }) => value),
      ["Videos/intro.m4v", "Videos/b.m4v", "Textures\\rock"],
    );
    assert.deepEqual([...uses.keys()], ["AssetPackManager"]);
    assert.equal(main, undefined);
    assert.deepEqual(scanSwift('FileManager.default.contents(at: "a")').paths, [], "nobody speaks of packs");
  });

  it("survives what is half typed, and anything else", () => {
    for (const text of [
      '"',
      '"""',
      '#"',
      "/*",
      '"\\(',
      '"\\("',
      '"abc\nstruct D: StoreDownloaderExtension {}',
      "#####",
      "struct D: ",
    ]) {
      scanSwift(text);
    }
    assert.deepEqual(protocolsOf('let a = "open\nstruct D: StoreDownloaderExtension {}'), [
      "D: StoreDownloaderExtension",
    ]);
    assert.deepEqual(protocolsOf('let a = "x \\(f(")")) y"\nstruct D: StoreDownloaderExtension {}'), [
      "D: StoreDownloaderExtension",
    ]);
  });

  it("is linear: a megabyte of what it looks for takes no minutes", { timeout: 20_000 }, () => {
    for (const piece of [
      "struct D: StoreDownloaderExtension {}\n",
      "#if A\n",
      '"',
      '"""',
      "/*",
      '#"',
      ": StoreDownloaderExtension ",
      "@",
      '"\\(',
    ]) {
      scanSwift(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    }
  });

  it("tells sources apart that say nothing", () => {
    assert.equal(mentionsBackgroundAssets("import SwiftUI\nstruct A: View {}"), false);
    assert.equal(mentionsBackgroundAssets("AssetPackManager.shared"), true);
    assert.equal(mentionsBackgroundAssets("struct D: StoreDownloaderExtension {}"), true);
  });
});
