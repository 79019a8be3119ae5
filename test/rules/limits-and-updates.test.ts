import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRule, diagnostics, fixture, snapshotOf } from "./rule-case";

const apple = `
=== App/Info.plist
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
`;
const extension = (more = "") => `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
${more}`;
const pack = (id: string, { path = `${id}.json`, platforms = '["iOS"]', want = "", wantPlatforms = "" } = {}) => `
=== ${path}
{
  "assetPackID": "${id}",${want}
  "downloadPolicy": { "onDemand": {} },
  "fileSelectors": [{ "directory": "Maps" }],
  "platforms": ${platforms}${wantPlatforms}
}
`;
const file = (path: string, sizeInBytes = 1000) => ({ path, sizeInBytes, modifiedAtMs: 0 });

describe("rules of what a managed extension may do", () => {
  const swift = (body: string, protocol = "StoreDownloaderExtension") =>
    `=== Downloader/Downloader.swift\nimport StoreKit\n@main\nstruct Downloader: ${protocol} {\n${body}\n}\n`;

  it("BA221 finds implementations that are the system's matter", () => {
    const downloads =
      "  func downloads(for request: BAContentRequest, manifestURL: URL, extensionInfo: BAAppExtensionInfo) -> Set<BADownload> { [] }";
    assertRule({
      code: "BA221",
      fires:
        apple +
        extension() +
        swift(`${downloads} // want BA221 "downloads(for:manifestURL:extensionInfo:)"
  func backgroundDownload(_ one: BADownload, failedWithError error: any Error) {} // want BA221 "failedWithError"
  func backgroundDownload(_ one: BADownload, finishedWithFileURL url: URL) {} // want BA221 "finishedWithFileURL"`),
      silent: [
        apple + extension() + swift("  func shouldDownload(_ pack: AssetPack) -> Bool { true }"),
        // The one that may be implemented.
        apple +
          extension() +
          swift(
            "  func backgroundDownload(_ one: BADownload, didReceive challenge: URLAuthenticationChallenge) async {}",
          ),
        apple + extension() + swift(`  // ${downloads.trim()}`),
        apple + extension() + swift(downloads, "BADownloaderExtension"),
        apple +
          extension() +
          `=== Downloader/Helper.swift\nimport BackgroundAssets\nfunc downloads(for url: URL) -> [BAURLDownload] { [] }\n`,
      ],
    });
  });

  it("BA222 finds a package type that is no extension's", () => {
    const type = (value: string, want = "") => `<key>CFBundlePackageType</key>\n<string>${value}</string>${want}\n`;
    assertRule({
      code: "BA222",
      fires: apple + extension(type("APPL", ' <!-- want BA222 "XPC!" -->')),
      fixed: apple + extension(type("$(PRODUCT_BUNDLE_PACKAGE_TYPE)")),
      silent: [
        apple + extension(type("XPC!")),
        apple + extension(type("$(PRODUCT_BUNDLE_PACKAGE_TYPE)")),
        apple + extension(),
      ],
    });
  });
});

describe("rules of limits, names and updates of packs", () => {
  it("BA331 wants a manifest's name to end in .json", () => {
    assertRule({
      code: "BA331",
      fires: apple + pack("maps", { path: "maps.jsonc", want: ' // want BA331 "Name it maps.json"' }),
      silent: [apple + pack("maps"), `${apple}=== packs.jsonc\n{ "assetPacks": [] }\n`],
    });
  });

  it("BA332 counts the packs that Apple hosts", () => {
    const many = (count: number) =>
      apple + Array.from({ length: count }, (_, index) => pack(`p${1000 + index}`)).join("");
    const found = (source: string) =>
      diagnostics(snapshotOf(fixture(source).texts))
        .filter(({ code }) => code === "BA332")
        .map(({ severity, path }) => `${severity} ${path}`);
    assert.deepEqual(found(many(100)), []);
    assert.deepEqual(found(many(101)), ["warning /project/p1100.json"]);
    assert.deepEqual(found(many(201)), ["error /project/p1200.json"]);
    assert.deepEqual(found(many(201).replace("<key>BAUsesAppleHosting</key>\n<true/>", "")), []);
  });

  it("BA332 hints at packs that hold more than Apple hosts", () => {
    assertRule({
      code: "BA332",
      fires: apple + pack("maps", { want: ' // want BA332 "250 GB before compression"' }),
      silent: [],
      disk: [file("Maps/a.bin", 250_000_000_000)],
    });
    assertRule({
      code: "BA332",
      fires: apple + pack("maps", { want: ' // want BA332 "before compression"' }),
      silent: [apple.replace("<key>BAUsesAppleHosting</key>\n<true/>", "") + pack("maps")],
      disk: [file("Maps/a.bin", 200_000_000_001)],
    });
  });

  it("BA330 compares with what was published", () => {
    const published = (changes: object = {}) => `
=== background-assets.published.json
${JSON.stringify({
  version: 1,
  packs: [{ id: "maps", platforms: ["iOS", "tvOS"], files: [{ path: "Maps/a.bin", sizeInBytes: 1 }], ...changes }],
  apps: [{ version: "1.0", paths: ["Maps/a.bin"], packIds: ["maps"] }],
})}
`;
    const both = '["iOS", "tvOS"]';
    assertRule({
      code: "BA330",
      fires:
        apple +
        pack("maps", {
          want: ' // want BA330 "App 1.0 reads Maps/a.bin"',
          wantPlatforms: ' // want BA330 "ITMS-91148"',
        }) +
        published(),
      silent: [apple + pack("maps", { platforms: both })],
      disk: [file("Maps/b.bin")],
    });
    assertRule({
      code: "BA330",
      fires: apple + pack("maps", { wantPlatforms: ' // want BA330 "tvOS"' }) + published(),
      silent: [apple + pack("maps", { platforms: both }) + published()],
      disk: [file("Maps/a.bin"), file("Maps/b.bin")],
    });
    const [broken] = diagnostics(
      snapshotOf(fixture(`${apple}${pack("maps")}=== background-assets.published.json\n{ "version": 2 }\n`).texts),
    ).filter(({ code }) => code === "BA330");
    assert.match(broken?.message ?? "", /cannot be read\. "version" must be 1/);
  });

  it("BA333 warns of a manifest that the extension can hardly read", () => {
    const project = `
=== App/Info.plist
<key>BAManifestURL</key>
<string>https://cdn.example.com/manifest.json</string>
=== manifest.json
`;
    const manifest = (count: number) =>
      JSON.stringify(
        Array.from({ length: count }, (_, index) => ({
          id: `a${index}`,
          url: `https://cdn.example.com/${"x".repeat(900)}${index}`,
          size: 5,
        })),
      );
    const codes = (count: number) =>
      diagnostics(snapshotOf(fixture(project + manifest(count)).texts))
        .filter(({ code }) => code === "BA333")
        .map(({ path, message }) => `${path} ${/4\.\d MB/.exec(message)?.[0]}`);
    assert.deepEqual(codes(10), []);
    assert.deepEqual(codes(4300), ["/project/manifest.json 4.1 MB"]);
  });
});
