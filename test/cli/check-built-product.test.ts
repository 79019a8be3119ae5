import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { below, binaryPlist, group, type ProductFiles, profile, soundApp, writeProduct, zip } from "./built-app";
import { bundleCli, type Cli } from "./run-cli";

interface ReadFile {
  readonly path: string;
  readonly kind: string;
  readonly mode: string | null;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly range: unknown;
    readonly fixes: readonly string[];
  }[];
}

describe("background-assets check, of what Xcode built", () => {
  let cli: Cli;
  let folder: string;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => cli.dispose());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "background-assets-built-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const check = (...paths: readonly string[]) => {
    const result = cli.run(["check", "--format", "json", ...paths], { cwd: folder });
    assert.equal(result.stderr, "");
    return JSON.parse(result.stdout).files as readonly ReadFile[];
  };
  const codes = (files: readonly ReadFile[]) =>
    files.flatMap(({ path, diagnostics }) => diagnostics.map(({ code, severity }) => `${severity} ${code} ${path}`));
  const checkApp = (files: ProductFiles) => {
    writeProduct(folder, files);
    return check("App.app");
  };

  it("reads app, extension and profiles of an app, and finds nothing in a sound one", () => {
    const files = checkApp(soundApp());
    assert.deepEqual(
      files.map(({ path, kind, mode }) => [path, kind, mode]),
      [
        ["App.app/Extensions/Downloader.appex/Info.plist", "extension-info-plist", "apple-hosted"],
        ["App.app/Extensions/Downloader.appex/embedded.mobileprovision", "entitlements", "apple-hosted"],
        ["App.app/Info.plist", "app-info-plist", "apple-hosted"],
        ["App.app/embedded.mobileprovision", "entitlements", "apple-hosted"],
      ],
    );
    assert.deepEqual(codes(files), []);
  });

  it("compares the built versions and identifiers, at the beginning of a binary file", () => {
    const files = checkApp(soundApp({ extension: { CFBundleVersion: "4", CFBundleIdentifier: "com.example.other" } }));
    const found = files.flatMap(({ diagnostics }) => diagnostics);
    assert.deepEqual(found.map(({ code }) => code).sort(), ["BA207", "BA208", "BA212"]);
    const versions = found.find(({ code }) => code === "BA208");
    assert.match(versions?.message ?? "", /CFBundleVersion is 4, the app's is 13/);
    assert.deepEqual(versions?.range, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  });

  it("refuses the extension in PlugIns", () => {
    assert.deepEqual(codes(checkApp(soundApp({ extensionFolder: "PlugIns" }))), [
      "error BA202 App.app/PlugIns/Downloader.appex/Info.plist",
    ]);
  });

  it("misses the extension of an app that is set up, and only there", () => {
    const files = soundApp();
    const appOnly = { "App.app/Info.plist": files["App.app/Info.plist"] ?? new Uint8Array() };
    const widget = binaryPlist({
      CFBundleIdentifier: "com.example.app.widget",
      CFBundlePackageType: "XPC!",
      NSExtension: { NSExtensionPointIdentifier: "com.apple.widgetkit-extension" },
    });
    const built = checkApp({ ...appOnly, "App.app/PlugIns/Widget.appex/Info.plist": widget });
    assert.deepEqual(codes(built), ["error BA201 App.app/Info.plist"]);
    assert.match(built[0]?.diagnostics[0]?.message ?? "", /BAHasManagedAssetPacks.* no downloader extension/);
    assert.deepEqual(codes(check("App.app/Info.plist")), [], "of a single file nobody knows what lies beside it");
  });

  it("does not miss an extension that it cannot read", () => {
    const files = { ...soundApp(), "App.app/Extensions/Downloader.appex/Info.plist": Buffer.from("bplist00cut off") };
    assert.deepEqual(codes(checkApp(files)), ["error BA001 App.app/Extensions/Downloader.appex/Info.plist"]);
  });

  it("finds nothing to say about an app without Background Assets", () => {
    const files = checkApp({ "App.app/Info.plist": binaryPlist({ CFBundlePackageType: "APPL", CFBundleName: "App" }) });
    assert.deepEqual(codes(files), []);
    assert.equal(files[0]?.mode, "none");
  });

  it("sees an app group that the extension's profile does not have", () => {
    const files = checkApp({
      ...soundApp(),
      "App.app/Extensions/Downloader.appex/embedded.mobileprovision": profile({
        "application-identifier": "ABCDE12345.com.example.app.downloader",
      }),
    });
    assert.deepEqual(codes(files), ["error BA214 App.app/Extensions/Downloader.appex/embedded.mobileprovision"]);
  });

  it("sees that the profile has expired", () => {
    const path = "App.app/embedded.mobileprovision";
    const expired = profile(
      {
        "application-identifier": "ABCDE12345.com.example.app",
        "com.apple.security.application-groups": [group],
      },
      { ExpirationDate: new Date(Date.UTC(2020, 0, 1)) },
    );
    assert.deepEqual(codes(checkApp({ ...soundApp(), [path]: expired })), [`warning BA219 ${path}`]);
  });

  it("takes the entitlements that were kept from signing before the profile's", () => {
    const kept = binaryPlist({ "com.apple.security.application-groups": [] });
    const files = checkApp({ ...soundApp(), "App.app/archived-expanded-entitlements.xcent": kept });
    assert.deepEqual(codes(files), ["error BA214 App.app/archived-expanded-entitlements.xcent"]);
  });

  it("reads an app for macOS, whose profiles need not have group and sandbox", () => {
    const mac = Object.entries(soundApp()).map(([path, content]) => {
      const at = path.replace("App.app/", "App.app/Contents/").replace(".appex/", ".appex/Contents/");
      if (!at.endsWith(".mobileprovision")) return [at, content] as const;
      const id = at.includes(".appex") ? "com.example.app.downloader" : "com.example.app";
      return [
        at.replace("mobileprovision", "provisionprofile"),
        profile({ "com.apple.application-identifier": `ABCDE12345.${id}` }),
      ] as const;
    });
    const files = checkApp(Object.fromEntries(mac));
    assert.equal(files.length, 4);
    assert.deepEqual(codes(files), []);
  });

  it("reads an archive of Xcode's and an extension by itself", () => {
    const files = soundApp({ extension: { CFBundleVersion: "4" } });
    writeProduct(folder, below("App.xcarchive/Products/Applications", files));
    const appex = "App.xcarchive/Products/Applications/App.app/Extensions/Downloader.appex";
    assert.deepEqual(codes(check("App.xcarchive/")), [`warning BA208 ${appex}/Info.plist`]);
    assert.deepEqual(codes(check(appex)), []);
  });

  it("reads an exported app without unpacking it", () => {
    const files = below("Payload", soundApp({ app: { BAAppGroupID: "group.com.example.else" } }));
    for (const isWide of [false, true]) {
      writeFileSync(join(folder, "App.ipa"), zip(files, { isWide }));
      assert.deepEqual(codes(check("App.ipa")), [
        "error BA214 App.ipa/Payload/App.app/Extensions/Downloader.appex/embedded.mobileprovision",
        "error BA214 App.ipa/Payload/App.app/embedded.mobileprovision",
      ]);
    }
  });

  it("keeps what is built apart from the sources beside it", () => {
    writeProduct(folder, soundApp({ app: { CFBundleVersion: "14" }, extension: { CFBundleVersion: "14" } }));
    const source = (text: string) => Buffer.from(`<plist version="1.0"><dict>${text}</dict></plist>`);
    writeProduct(folder, {
      "App/Info.plist": source("<key>BAHasManagedAssetPacks</key><true/><key>CFBundleVersion</key><string>1</string>"),
      "Downloader/Info.plist": source(
        "<key>EXAppExtensionAttributes</key><dict><key>EXExtensionPointIdentifier</key><string>com.apple.background-asset-downloader-extension</string></dict><key>CFBundleVersion</key><string>2</string>",
      ),
    });
    const found = codes(check(".", "App.app"));
    assert.ok(found.includes("warning BA208 Downloader/Info.plist"), found.join("\n"));
    assert.ok(!found.some((line) => line.includes("App.app")), found.join("\n"));
  });

  it("never writes into what is signed", () => {
    const xml = `<plist version="1.0"><dict><key>CFBundlePackageType</key><string>APPL</string><key>CFBundleIdentifier</key><string>com.example.app</string><key>BAHasManagedAssetPacks</key><string>YES</string><key>BAAppGroupID</key><string>${group}</string><key>BAUsesAppleHosting</key><true/></dict></plist>`;
    writeProduct(folder, { ...soundApp(), "App.app/Info.plist": Buffer.from(xml) });
    const before = readFileSync(join(folder, "App.app/Info.plist"), "utf8");
    const { stderr, stdout } = cli.run(["check", "--fix", "App.app"], { cwd: folder });
    assert.match(stdout, /App\.app\/Info\.plist:1:\d+: error BA124/);
    assert.ok(!stderr.includes("Fixed"), stderr);
    assert.equal(readFileSync(join(folder, "App.app/Info.plist"), "utf8"), before);
    const [fixes] = check("App.app").flatMap(({ diagnostics }) => diagnostics.map((one) => one.fixes));
    assert.deepEqual(fixes, []);
  });

  it("says in one line why a product cannot be read", () => {
    const sound = below("Payload", soundApp());
    const whole = zip(sound);
    const cases: readonly (readonly [string, Uint8Array | undefined, RegExp])[] = [
      ["absent.xcarchive", undefined, /absent\.xcarchive does not exist\n$/],
      ["text.ipa", Buffer.from("no archive"), /text\.ipa is no zip archive, or is cut off\n$/],
      ["cut.ipa", whole.slice(0, -40), /is no zip archive, or is cut off\n$/],
      ["short.ipa", whole.slice(50), /is a damaged zip archive\n$/],
      ["empty.ipa", zip({ "Symbols/x": new Uint8Array() }), /holds no app: .* below Payload\n$/],
      ["file.app", Buffer.from("x"), /file\.app is a file, where a folder is expected\n$/],
      ["up.ipa", zip({ ...sound, "Payload/../../x": new Uint8Array() }), /leads out of the archive\n$/],
      ["root.ipa", zip({ ...sound, "/etc/x": new Uint8Array() }), /leads out of the archive\n$/],
      ["drive.ipa", zip({ ...sound, "C:\\x": new Uint8Array() }), /leads out of the archive\n$/],
      ["bomb.ipa", zip({ "Payload/A.app/Info.plist": Buffer.alloc(20_000_000) }), /20000000 bytes, which is too large/],
      ["liar.ipa", zip(sound, { declaredSizeInBytes: 10 }), /unpacks to more than it declares\n$/],
      ["sum.ipa", zip(sound, { checksum: 1 }), /is not what its checksum says\n$/],
      ["locked.ipa", zip(sound, { flags: 1 }), /encrypted\n$/],
    ];
    for (const [name, content, message] of cases) {
      if (content !== undefined) writeFileSync(join(folder, name), content);
      const { status, stderr, stdout } = cli.run(["check", name], { cwd: folder });
      assert.match(stderr, message, name);
      assert.equal(stderr.trimEnd().split("\n").length, 1, name);
      assert.equal(stdout, "", name);
      assert.equal(status, 2, name);
    }
  });
});
