import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { projectSwiftExtension } from "../../src/language/swift-extension";
import type { ManifestMapping } from "../../src/model/manifest/manifest";
import { buildSnapshot } from "../../src/model/project/discover";
import type { AppProject } from "../../src/model/project/snapshot";
import { maskSwift } from "../../src/model/swift/mask";
import { scanSwift } from "../../src/model/swift/scan";
import { writeSwiftExtension } from "../../src/model/swift/write-extension";
import { diagnose } from "../../src/rules/engine";
import { infoPlist } from "../cli/simulated-project";

const plain: ManifestMapping = {
  assets: "$.assets[*]",
  item: { identifier: "$.id", url: "$.url", fileSize: "$.size" },
};

function sourceFor(mapping: ManifestMapping): string {
  const written = writeSwiftExtension({
    mode: "self-hosted-unmanaged",
    appName: "Skylands",
    bundleIdentifier: "com.example.skylands",
    appGroup: "group.com.example.skylands",
    mapping,
    manifestUrl: "https://cdn.example.com/manifest.json",
  });
  assert.ok("text" in written, "problem" in written ? written.problem : "");
  assertBalanced(written.text);
  return written.text;
}

/** Brackets outside of strings and comments belong together. */
function assertBalanced(text: string): void {
  const open: string[] = [];
  const closing: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
  for (const character of maskSwift(text).code) {
    if ("([{".includes(character)) open.push(character);
    else if (character in closing) assert.equal(open.pop(), closing[character], text);
  }
  assert.deepEqual(open, []);
}

/** The lines that the mapping decides. */
function decided(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /\bvalue\(|nodes\(manifest|baseURL: String\?|^(priority|version|isEssential): /.test(line))
    .filter((line) => !line.startsWith("private func") && line !== "priority: priority");
}

function project(plist: Readonly<Record<string, string>>, projectFile: object, swift?: string): AppProject {
  const sources = [
    { path: "/p/App/Info.plist", version: 1, content: infoPlist(plist) },
    { path: "/p/background-assets.jsonc", version: 1, content: JSON.stringify({ version: 1, ...projectFile }) },
    ...(swift === undefined ? [] : [{ path: "/p/Downloader/DownloaderExtension.swift", version: 1, content: swift }]),
    { path: "/p/Downloader/Info.plist", version: 1, content: extensionPlist },
  ];
  const snapshot = buildSnapshot({ sources });
  const [found] = snapshot.projects;
  assert.ok(found);
  if (swift !== undefined) {
    assert.ok(snapshot.swift.length === 1, "the source belongs to the project");
    assert.deepEqual(
      [...diagnose(snapshot).values()].flat().filter(({ path }) => path.endsWith(".swift")),
      [],
    );
    const codes = [...diagnose(snapshot).values()].flat().map(({ code }) => code);
    assert.ok(!codes.includes("BA217"), codes.join());
  }
  return found;
}

const extensionPlist = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>CFBundleIdentifier</key><string>com.example.harbor.downloader</string>
<key>CFBundlePackageType</key><string>XPC!</string>
<key>EXAppExtensionAttributes</key><dict>
<key>EXExtensionPointIdentifier</key><string>com.apple.background-asset-downloader-extension</string>
</dict></dict></plist>`;

describe("the downloader extension in Swift", () => {
  it("reads what the mapping names, and returns BAURLDownloads of it", () => {
    const text = sourceFor(plain);
    assert.deepEqual(decided(text), [
      "let baseURL: String? = nil",
      'return nodes(manifest, ["assets", .all]).compactMap { node -> Asset? in',
      'let identifier = text(value(asset, ["id"])),',
      'let url = absoluteURL(text(value(asset, ["url"])), baseURL)',
      'fileSize: size(value(asset, ["size"])),',
      "isEssential: false,",
      "priority: .default,",
      "version: nil",
    ]);
    for (const part of [
      "@main\nstruct DownloaderExtension: BADownloaderExtension {",
      "BAURLDownload(\n            identifier: identifier,\n            request: URLRequest(url: url),\n            essential: essential,\n            fileSize: fileSize,\n            applicationGroupIdentifier: appGroup,\n            priority: priority\n        )",
      "scheduleDownload(failedDownload.removingEssential())",
      "finishedWithFileURL fileURL: URL",
      "moveItem(at: fileURL",
      'private let appGroup = "group.com.example.skylands"',
      'private let manifestAddress = "https://cdn.example.com/manifest.json"',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it("follows comparisons, templates, base URLs and names that need quotes", () => {
    const text = sourceFor({
      assets: "$['the \"packs\"'].*",
      baseUrl: "$.base",
      item: {
        identifier: { template: "pack-{@key}" },
        url: { template: "{baseUrl}/{files[-1].path}" },
        fileSize: "$.files[0].size",
        essential: { path: "$.policy", equals: "install" },
        priority: "$.priority",
        version: "$.hash",
      },
    });
    assert.deepEqual(decided(text), [
      'let baseURL: String? = text(value(manifest, ["base"]))',
      'return nodes(manifest, ["the \\"packs\\"", .all]).compactMap { node -> Asset? in',
      'let url = absoluteURL(text(joined([baseURL, "/", text(value(asset, ["files", -1, "path"]))])), baseURL)',
      'fileSize: size(value(asset, ["files", 0, "size"])),',
      'isEssential: flag(value(asset, ["policy"]) as? String == "install"),',
      'priority: downloadPriority(value(asset, ["priority"])),',
      'version: text(value(asset, ["hash"]))',
    ]);
    assert.ok(text.includes('let identifier = text(joined(["pack-", node.key])),'));
  });

  it("takes a literal base URL, numbers and switches", () => {
    const text = sourceFor({
      ...plain,
      baseUrl: "https://cdn.example.com/v2",
      item: { ...plain.item, essential: { path: "$.tier", equals: 1 }, priority: { path: "$.first", equals: true } },
    });
    assert.ok(text.includes('let baseURL: String? = "https://cdn.example.com/v2"'));
    assert.ok(text.includes('isEssential: flag((value(asset, ["tier"]) as? NSNumber)?.doubleValue == 1),'));
    assert.ok(text.includes('priority: downloadPriority(flag(value(asset, ["first"])) == true),'));
  });

  it("keeps hostile names within their strings and comments", () => {
    const written = writeSwiftExtension({
      mode: "self-hosted-unmanaged",
      appName: "Sky\nimport Evil",
      bundleIdentifier: '\\(exit(0))"',
      appGroup: 'group"; import Evil //',
      mapping: { ...plain, item: { ...plain.item, version: "$['a\"(exit(0))']" } },
      manifestUrl: undefined,
    });
    assert.ok("text" in written);
    assertBalanced(written.text);
    assert.doesNotMatch(written.text, /^import Evil/m);
    assert.doesNotMatch(maskSwift(written.text).code, /Evil|exit/);
  });

  it("says what it cannot write", () => {
    const filtered = writeSwiftExtension({
      mode: "self-hosted-unmanaged",
      appName: "Skylands",
      bundleIdentifier: undefined,
      appGroup: "group.a",
      mapping: { ...plain, assets: "$.assets[?@.platform == 'ios']" },
      manifestUrl: undefined,
    });
    assert.match(
      "problem" in filtered ? filtered.problem : "",
      /has filters or other queries of JSONPath\. Swift has no JSONPath/,
    );
    const unknown = projectSwiftExtension(project({}, {}));
    assert.match("problem" in unknown ? unknown.problem : "", /is not known\. Fetch it, or say it under "manifest"/);
  });

  it("is of the project: its mode's protocol, its app group, and no rule finds anything in it", () => {
    const mapped = { projects: [{ app: "App/Info.plist", extension: "Downloader/Info.plist", manifest: plain }] };
    const first = projectSwiftExtension(project({}, mapped));
    assert.ok("text" in first);
    assert.match(first.notes.join(), /No app group is known/);
    assert.deepEqual(
      scanSwift(first.text).conformances.map(({ protocol, typeName }) => [typeName, protocol]),
      [["DownloaderExtension", "BADownloaderExtension"]],
    );
    assert.ok(scanSwift(first.text).main);
    project({}, mapped, first.text);
    const managed = { BAHasManagedAssetPacks: "<true/>", BAAppGroupID: "<string>group.com.example.harbor</string>" };
    for (const [plist, protocol] of [
      [managed, "ManagedDownloaderExtension"],
      [{ ...managed, BAUsesAppleHosting: "<true/>" }, "StoreDownloaderExtension"],
    ] as const) {
      const written = projectSwiftExtension(project(plist, mapped));
      assert.ok("text" in written);
      assert.deepEqual(written.notes, []);
      assert.equal(scanSwift(written.text).conformances[0]?.protocol, protocol);
      assert.equal(/import StoreKit/.test(written.text), protocol === "StoreDownloaderExtension");
      project(plist, mapped, written.text);
    }
    const scripted = projectSwiftExtension(project({}, { ...mapped, downloader: "downloader.mjs" }));
    assert.match("notes" in scripted ? scripted.notes.join() : "", /not the script downloader\.mjs/);
  });
});
