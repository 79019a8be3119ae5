import { describe, it } from "node:test";
import { assertRule } from "./rule-case";

const app = (...keys: readonly string[]) => `
=== App/Info.plist
${keys.map((key) => `<key>${key}</key>\n<true/>\n`).join("")}<key>BAAppGroupID</key>
<string>group.com.example.app</string>
`;
const apple = app("BAHasManagedAssetPacks", "BAUsesAppleHosting");
const managed = app("BAHasManagedAssetPacks");
const unmanaged = `
=== App/Info.plist
<key>BAManifestURL</key>
<string>https://cdn.example.com/manifest.json</string>
`;
const extension = (more = "") => `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
${more}</dict>
`;
const swift = (text: string, path = "Downloader/Downloader.swift") => `=== ${path}\n${text}\n`;
const packs = (id: string, selector = '{ "directory": "Maps" }') => `
=== ${id}.json
{ "assetPackID": "${id}", "downloadPolicy": { "onDemand": {} }, "fileSelectors": [${selector}], "platforms": ["iOS"] }
`;

describe("rules that look into Swift sources", () => {
  it("BA217 compares the extension's protocol with the keys", () => {
    const adopts = (name: string, want = "") =>
      swift(`import ExtensionFoundation\n@main\nstruct Downloader: ${name} {${want}\n}`);
    const store = adopts("StoreDownloaderExtension");
    const own = adopts("ManagedDownloaderExtension");
    const plain = adopts("BADownloaderExtension");
    assertRule({
      code: "BA217",
      fires:
        apple +
        extension() +
        adopts("ManagedDownloaderExtension", ' // want BA217 "which takes StoreDownloaderExtension"'),
      fixed: swift(
        "import StoreKit\nimport ExtensionFoundation\n@main\nstruct Downloader: StoreDownloaderExtension {\n}",
      ),
      silent: [
        apple + extension() + store,
        managed + extension() + own,
        unmanaged + extension() + plain,
        // In comments, in strings, under a condition, in somebody's mock beside the real one.
        apple + extension() + swift("// struct Downloader: ManagedDownloaderExtension {}"),
        apple + extension() + swift("#if os(macOS)\nstruct D: ManagedDownloaderExtension {}\n#endif"),
        apple + extension() + store + swift("struct Mock: ManagedDownloaderExtension {}", "Tests/Mock.swift"),
        own,
      ],
    });
    for (const [project, name] of [
      [apple, "BADownloaderExtension"],
      [managed, "StoreDownloaderExtension"],
      [unmanaged, "ManagedDownloaderExtension"],
      [unmanaged, "StoreDownloaderExtension"],
    ] as const) {
      assertRule({
        code: "BA217",
        fires: project + extension() + adopts(name, ` // want BA217 "adopts ${name}"`),
        silent: [],
      });
    }
  });

  it("BA106 knows the manager in the code of an app without the key", () => {
    const uses = swift("let packs = AssetPackManager.shared", "App/Packs.swift");
    assertRule({
      code: "BA106",
      fires: unmanaged.replace("</key>\n", '</key> <!-- want BA106 "The code uses AssetPackManager" -->\n') + uses,
      silent: [unmanaged + swift("// AssetPackManager.shared", "App/Packs.swift"), apple + uses],
    });
  });

  it("BA220 removes the principal class of a Swift extension", () => {
    const main = swift("@main\nstruct Downloader: StoreDownloaderExtension {}");
    assertRule({
      code: "BA220",
      fires:
        apple +
        extension('\t<key>EXPrincipalClass</key> <!-- want BA220 "ITMS-90979" -->\n\t<string>Downloader</string>\n') +
        main,
      fixed: extension(),
      silent: [
        apple + extension() + main,
        apple + extension("\t<key>EXPrincipalClass</key>\n\t<string>Downloader</string>\n"),
      ],
    });
  });

  it("BA220 knows the sources of a target whose Info.plist Tuist writes", () => {
    const project = (attribute: string) => `
=== Project.swift
import ProjectDescription
let project = Project(name: "App", targets: [
  .target(name: "App", destinations: .iOS, product: .app, bundleId: "com.example.app",
    infoPlist: .extendingDefault(with: ["BAAppGroupID": "group.a", "BAHasManagedAssetPacks": true, "BAUsesAppleHosting": true]),
    sources: ["App/**"], dependencies: [.target(name: "Dl")]),
  .target(name: "Dl", destinations: .iOS, product: .extensionKitExtension, bundleId: "com.example.app.dl",
    infoPlist: .extendingDefault(with: ["EXAppExtensionAttributes": [
      "EXExtensionPointIdentifier": "com.apple.background-asset-downloader-extension",
      ${attribute}
    ]]),
    sources: ["Dl/**/*.swift"]),
])
`;
    const main = (folder: string) => `=== ${folder}/Main.swift\n@main struct Downloader: StoreDownloaderExtension {}\n`;
    const named = '"EXPrincipalClass": "Downloader",';
    assertRule({
      code: "BA220",
      fires: project(`${named} // want BA220 "ITMS-90979"`) + main("Dl"),
      silent: [project("") + main("Dl"), project(named) + main("App"), project(named)],
    });
  });

  it("BA315 compares identifiers in the code with the manifests", () => {
    const asks = (id: string, want = "") =>
      swift(
        `let manager = AssetPackManager.shared\nlet pack = try await manager.assetPack(withID: "${id}")${want}`,
        "App/A.swift",
      );
    assertRule({
      code: "BA315",
      fires: apple + packs("Tutorial") + asks("tutorial", ' // want BA315 "Did you mean Tutorial?"'),
      fixed: asks("Tutorial"),
      silent: [
        apple + packs("Tutorial") + asks("Tutorial"),
        apple + asks("tutorial"),
        apple + packs("Tutorial") + asks("level-\\(number)"),
      ],
    });
  });

  it("BA329 compares paths in the code with the contents of the packs", () => {
    const reads = (path: string, want = "") =>
      swift(
        `let manager = AssetPackManager.shared\nlet data = try manager.contents(at: "${path}")${want}`,
        "App/A.swift",
      );
    assertRule({
      code: "BA329",
      fires: apple + packs("maps") + reads("eu.bin", ' // want BA329 "Maps/eu.bin"'),
      fixed: reads("Maps/eu.bin"),
      silent: [
        apple + packs("maps") + reads("Maps/eu.bin"),
        apple + packs("maps") + reads("Maps"),
        apple + reads("eu.bin"),
        // A pack whose contents are not known may hold it.
        apple + packs("maps") + packs("other", '{ "unknown": "x" }') + reads("eu.bin"),
      ],
      disk: [{ path: "Maps/eu.bin", sizeInBytes: 1 }],
    });
  });
});
