import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { codeLenses } from "../../src/language/code-lenses";
import { assertWanted, diagnostics, fixture, snapshotOf } from "./rule-case";

/** Every finding is wanted at its line, and every wanted one is found. */
function assertFindings(source: string): void {
  const { texts, wants } = fixture(source);
  const snapshot = snapshotOf(texts);
  assertWanted(snapshot, diagnostics(snapshot), wants);
}

const point = "com.apple.background-asset-downloader-extension";

describe("Info.plists that XcodeGen writes", () => {
  const spec = (app: string, entitlements = "[group.com.example.app]", version = '"1.0"') => `
=== project.yml
name: App
targets:
  App:
    type: application
    platform: iOS
    settings: {PRODUCT_BUNDLE_IDENTIFIER: com.example.app}
    info:
      path: App/Info.plist
      properties:
        # BAManifestURL: https://nobody.example.com
        ${app}
    entitlements:
      path: App/App.entitlements
      properties:
        com.apple.security.application-groups: ${entitlements}
    dependencies:
      - target: Downloader
  Downloader:
    type: extensionkit-extension
    platform: iOS
    settings: {PRODUCT_BUNDLE_IDENTIFIER: com.example.app.downloader}
    info:
      path: Downloader/Info.plist
      properties:
        CFBundleDisplayName: Downloader
        CFBundleShortVersionString: ${version}
        EXAppExtensionAttributes: {EXExtensionPointIdentifier: ${point}}
    entitlements:
      path: Downloader/Downloader.entitlements
      properties:
        com.apple.security.application-groups: [group.com.example.app]
`;
  const sound = `BAHasManagedAssetPacks: yes
        BAUsesAppleHosting: true
        BAAppGroupID: group.com.example.app`;

  it("are silent where they are sound, with whatever an older run left on disk", () => {
    assertFindings(spec(sound));
    assertFindings(
      `${spec(sound)}\n=== App/Info.plist\n<key>BAUsesAppleHosting</key><true/>\n<key>CFBundlePackageType</key><string>APPL</string>`,
    );
  });

  it("have the Swift sources of the folder that they are written to", () => {
    const withClass = spec(sound).replace(
      "EXAppExtensionAttributes: {",
      'EXAppExtensionAttributes: { EXPrincipalClass: Downloader, // want BA220 "ITMS-90979"\n          ',
    );
    const source = (folder: string) =>
      `\n=== ${folder}/Main.swift\nimport BackgroundAssets\n@main struct Downloader: StoreDownloaderExtension {}\n`;
    assertFindings(withClass + source("Downloader"));
    assertFindings(withClass.replace(/ \/\/ want.*/, "") + source("Elsewhere"));
  });

  it("are judged at the place of the spec, like those on disk", () => {
    assertFindings(
      spec(`BAUsesAppleHosting: true // want BA106 "BAHasManagedAssetPacks"
        BAAppGroupID: group.com.example.app`),
    );
    assertFindings(
      spec(`BAHasManagedAssetPacks: true
        BAUsesAppleHosting: true
        BAMaxInstallSize: 5 // want BA108 "BAMaxInstallSize"
        BAAppGroupId: group.com.example.app // want BA121 "BAAppGroupID"
        BAAppGroupID: group.com.example.app`),
    );
  });

  it("compare with entitlements and versions of the spec", () => {
    const codes = (source: string) => diagnostics(snapshotOf(fixture(source).texts)).map(({ code }) => code);
    assert.deepEqual(codes(spec(sound, "[group.com.example.other]")), ["BA214"]);
    assert.deepEqual(codes(spec(sound, "[group.com.example.app]", '"2.0"')), ["BA208"]);
    // What XcodeGen fills in is unknown.
    assert.deepEqual(codes(spec(sound.replace("group.com.example.app", "$" + "{GROUP}"))), []);
  });

  it("count in project.json as well", () => {
    const text = JSON.stringify(
      {
        name: "App",
        targets: {
          App: {
            type: "application",
            info: {
              path: "App/Info.plist",
              properties: { BAUsesAppleHosting: true, BAAppGroupID: "group.com.example.app" },
            },
          },
        },
      },
      undefined,
      2,
    );
    const snapshot = snapshotOf(new Map([["/project/project.json", text]]));
    const [found, ...others] = diagnostics(snapshot).filter(({ code }) => code !== "BA201");
    assert.deepEqual([found?.code, others], ["BA106", []]);
    assert.equal(found?.path, "/project/project.json");
    assert.equal(text.slice(found?.range.start, found?.range.end), '"BAUsesAppleHosting"');
    // Nothing can be edited in place here.
    assert.deepEqual(found?.fixes, []);
    assert.equal(snapshot.projects[0]?.id, "/project/App/Info.plist");
  });

  it("do not stand for a file of which they say nothing", () => {
    const { texts } = fixture(`
=== project.yml
name: App
targets:
  App:
    type: application
    info: {path: App/Info.plist, properties: {UILaunchScreen: {}}}
=== App/Info.plist
<key>BAUsesAppleHosting</key>
<true/>
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
`);
    const found = diagnostics(snapshotOf(texts)).find(({ code }) => code === "BA106");
    assert.equal(found?.path, "/project/App/Info.plist");
  });
});

describe("Info.plists that Tuist writes", () => {
  const manifest = (
    app: string,
    entitlements = '.dictionary(["com.apple.security.application-groups": ["group.com.example.app"]])',
    product = ".extensionKitExtension",
  ) => `
=== Project.swift
import ProjectDescription

let group: Plist.Value = "group.com.example.app"
let base: SettingsDictionary = ["MARKETING_VERSION": "1.0"]

let project = Project(
    name: "App",
    settings: .settings(base: base),
    targets: [
        .target(
            name: "App",
            destinations: .iOS,
            product: .app,
            bundleId: "com.example.app",
            infoPlist: ${app},
            sources: ["App/**"],
            entitlements: ${entitlements},
            dependencies: [.target(name: "Downloader"), .external(name: "Alamofire")]
        ),
        .target(
            name: "Downloader",
            destinations: .iOS,
            product: ${product},
            bundleId: "com.example.app.downloader",
            infoPlist: .extendingDefault(with: [
                "CFBundleDisplayName": "Downloader",
                "EXAppExtensionAttributes": ["EXExtensionPointIdentifier": "${point}"],
            ]),
            entitlements: .file(path: "Downloader/Downloader.entitlements")
        ),
    ]
)
=== Downloader/Downloader.entitlements
<key>com.apple.security.application-groups</key>
<array><string>group.com.example.app</string></array>
`;
  const sound = `.extendingDefault(with: [
                // "BAManifestURL": "http://nobody.example.com",
                "BAHasManagedAssetPacks": true, /* "BAMaxInstallSize": -1, */
                "BAUsesAppleHosting": .boolean(true),
                "BAAppGroupID": group,
            ])`;

  it("are silent where they are sound", () => {
    assertFindings(manifest(sound));
    assertFindings(
      manifest(
        sound.replace(
          ".extendingDefault(with: [",
          '.dictionary(["CFBundleIdentifier": "com.example.app", "CFBundlePackageType": "APPL", "CFBundleVersion": "1", "CFBundleShortVersionString": "1.0",',
        ),
      ),
    );
  });

  it("are judged at their place in the manifest", () => {
    assertFindings(
      manifest(`.extendingDefault(with: [
                "BAUsesAppleHosting": true, // want BA106 "BAHasManagedAssetPacks"
                "BAAppGroupID": group,
            ])`),
    );
    assertFindings(
      manifest(`.extendingDefault(with: [
                "BAManifestURL": "http://cdn.example.com/m.json", // want BA110 "https"
                "BAMaxInstallSize": 2_000_000,
                "BAEssentialMaxInstallSize": 0,
                "BAInitialDownloadRestrictions": [
                    "BADownloadAllowance": -5, // want BA120 "BADownloadAllowance"
                    "BAEssentialDownloadAllowance": .integer(0),
                    "BADownloadDomainAllowList": ["cdn.example.com"],
                ],
            ])`),
    );
  });

  it("compare with entitlements, and with the product that embeds them", () => {
    const codes = (source: string) => diagnostics(snapshotOf(fixture(source).texts)).map(({ code }) => code);
    const other = '.dictionary(["com.apple.security.application-groups": ["group.com.example.other"]])';
    assert.deepEqual(codes(manifest(sound, other)), ["BA214"]);
    assert.deepEqual(codes(manifest(sound, undefined, ".appExtension")), ["BA202"]);
    assert.deepEqual(codes(manifest(sound).replace('.target(name: "Downloader"), ', "")), ["BA201"]);
    assert.deepEqual(codes(manifest(sound).replace('bundleId: "com.example.app.d', 'bundleId: "com.example.d')), [
      "BA207",
    ]);
  });

  it("say nothing of what is computed", () => {
    assertFindings(manifest(".extendingDefault(with: keys.merging(others) { $1 })"));
    assertFindings(manifest(".extendingDefault(with: keys())"));
    assertFindings(manifest('isRelease ? .default : .file(path: "x")'));
    assertFindings(
      manifest(
        sound
          .replace("group,", '"\\(prefix).app",')
          .replace("true, /*", "Environment.isManaged.getBoolean(default: true), /*"),
      ),
    );
    assertFindings(manifest(sound, "entitlements(for: .app)"));
    // A target that a function makes may be the one that embeds the extension.
    assertFindings(manifest(sound).replace('.target(name: "Downloader"), ', "").replace("    ]\n)", "    ] + more\n)"));
  });

  it("survive half-typed text", () => {
    const [[path, text] = ["", ""]] = fixture(manifest(sound)).texts;
    for (let end = 0; end < text.length; end += 7) {
      assert.doesNotThrow(() => diagnostics(snapshotOf(new Map([[path, text.slice(0, end)]]))));
    }
  });
});

describe("an Expo app's config", () => {
  const config = (ios: object, expo: object = {}) =>
    JSON.stringify(
      {
        expo: {
          name: "Demo",
          version: "1.0",
          ...expo,
          ios: { bundleIdentifier: "com.example.demo", infoPlist: keys, ...ios },
        },
      },
      undefined,
      2,
    );
  const keys = { BAUsesAppleHosting: true, BAHasManagedAssetPacks: true, BAAppGroupID: "group.com.example.demo" };
  const groups = (...names: string[]) => ({ entitlements: { "com.apple.security.application-groups": names } });
  const extension = (id: string, version = "1.0") =>
    `<plist version="1.0"><dict><key>CFBundleIdentifier</key><string>${id}</string><key>CFBundleDisplayName</key><string>D</string><key>CFBundleShortVersionString</key><string>${version}</string><key>EXAppExtensionAttributes</key><dict><key>EXExtensionPointIdentifier</key><string>${point}</string></dict></dict></plist>`;
  const found = (text: string, id = "com.example.demo.downloader", version?: string) =>
    diagnostics(
      snapshotOf(
        new Map([
          ["/project/app.config.json", text],
          ["/project/targets/downloader/Info.plist", extension(id, version)],
        ]),
      ),
    );

  it("is silent where it is sound", () => {
    assert.deepEqual(found(config(groups("group.com.example.demo"))), []);
    assert.deepEqual(found(config({})), []);
  });

  it("is compared with the entitlements that it holds", () => {
    const text = config(groups("group.com.example.other"));
    const [one, ...others] = found(text);
    assert.deepEqual([one?.code, one?.path, others], ["BA214", "/project/app.config.json", []]);
    assert.deepEqual(one?.fixes, []);
    // A plugin may add the group.
    assert.deepEqual(found(config(groups("group.com.example.other"), { plugins: ["./with-groups"] })), []);
    assert.deepEqual(found(config({ entitlements: {} }, { plugins: [["./with-groups", {}]] })), []);
  });

  it("tells the app's identifier and version", () => {
    assert.deepEqual(
      found(config({}), "com.example.downloader").map(({ code }) => code),
      ["BA207"],
    );
    assert.deepEqual(
      found(config({}), undefined, "2.0").map(({ code }) => code),
      ["BA208"],
    );
  });

  it("names entitlements that Apple does not have", () => {
    const text = config({ entitlements: { "com.apple.developer.background-assets": true } });
    const invented = found(text).filter(({ code }) => code === "BA216");
    assert.deepEqual(
      invented.map(({ path, range }) => [path, text.slice(range.start, range.end)]),
      [["/project/app.config.json", '"com.apple.developer.background-assets"']],
    );
  });
});

describe("a project's source in the editor", () => {
  it("has the lenses of each app that it describes", () => {
    const app = (name: string) => `  ${name}:
    type: application
    info:
      path: ${name}/Info.plist
      properties: {BAHasManagedAssetPacks: true, BAUsesAppleHosting: true, BAAppGroupID: group.com.example}
`;
    const { texts } = fixture(`=== project.yml\nname: Apps\ntargets:\n${app("One")}${app("Two")}`);
    const snapshot = snapshotOf(texts);
    const lenses = codeLenses(snapshot, "/project/project.yml");
    assert.deepEqual(
      lenses
        .map(({ command, range }) => `${range.start.line}: ${command?.title} ${command?.arguments}`)
        .filter((text) => text.includes("keys")),
      ["6: Apple-hosted: 3 of 3 keys /project/One/Info.plist", "11: Apple-hosted: 3 of 3 keys /project/Two/Info.plist"],
    );
    // The simulator goes by the same name as the editor.
    assert.deepEqual(
      snapshot.projects.map(({ id, configuration }) => [
        id,
        configuration.infoPlistPath,
        configuration.appGroupId?.location.path,
      ]),
      ["One", "Two"].map((name) => [
        `/project/${name}/Info.plist`,
        `/project/${name}/Info.plist`,
        "/project/project.yml",
      ]),
    );
  });
});
