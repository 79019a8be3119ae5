import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRule, diagnostics, fixture, snapshotOf } from "./rule-case";

const app = (more = "", keys = "<key>BAHasManagedAssetPacks</key>\n<true/>\n") => `
=== App/Info.plist
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
${keys}<key>BAUsesAppleHosting</key>
<true/>
<key>CFBundleIdentifier</key>
<string>com.example.app</string>
${more}`;
const extension = `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
<key>CFBundleIdentifier</key>
<string>com.example.app.downloader</string>
`;
const entitlements = (target: "App" | "Downloader", body: string) => `
=== ${target}/${target}.entitlements
${body}<key>com.apple.security.application-groups</key>
<array>
\t<string>group.com.example.app</string>
</array>
`;
const sandbox = "<key>com.apple.security.app-sandbox</key>\n<true/>\n";
const mac = "<key>LSMinimumSystemVersion</key>\n<string>26.0</string>\n";

describe("rules of platforms and signing", () => {
  it("BA122 tells from which system on the keys are read", () => {
    const old = mac.replace("26.0", "14.0");
    assertRule({
      code: "BA122",
      fires: app(
        old,
        '<key>BAHasManagedAssetPacks</key> <!-- want BA122 "from macOS 14.0 on, and managed asset packs exist from macOS 26.0 on" -->\n<true/>\n',
      ),
      silent: [app(mac), app(), app(mac.replace("26.0", "$(MACOSX_DEPLOYMENT_TARGET)"))],
    });
    const spec = (target: string) => `=== project.yml
name: App
targets:
  App:
    type: application
    platform: iOS
    deploymentTarget: "${target}"
    info: { path: App/Info.plist }
`;
    assertRule({
      code: "BA122",
      fires:
        app("", '<key>BAHasManagedAssetPacks</key> <!-- want BA122 "from iOS 17.0 on" -->\n<true/>\n') + spec("17.0"),
      silent: [app() + spec("26.0")],
    });
  });

  it("BA211 finds signing turned off, not for the simulator", () => {
    const spec = (setting: string) => `${app()}=== project.yml
name: App
targets:
  App:
    type: application
    platform: iOS
    info: { path: App/Info.plist }
    settings:
      base:
        ${setting}
`;
    assertRule({
      code: "BA211",
      fires: spec('CODE_SIGNING_ALLOWED: "NO" // want BA211 "never registers the extension"'),
      silent: [
        spec('CODE_SIGNING_ALLOWED: "YES"'),
        spec('"CODE_SIGNING_ALLOWED[sdk=iphonesimulator*]": "NO"'),
        spec("SWIFT_VERSION: 6"),
      ],
    });
  });

  it("BA212 wants no foreign application identifier", () => {
    const id = (value: string, want = "") => `<key>application-identifier</key>\n<string>${value}</string>${want}\n`;
    const project = (body: string) => app() + extension + entitlements("App", "") + entitlements("Downloader", body);
    assertRule({
      code: "BA212",
      fires: project(id("ABCDE12345.com.example.app", ' <!-- want BA212 "90886" -->')),
      silent: [
        project(""),
        project(id("ABCDE12345.com.example.app.downloader")),
        project(id("ABCDE12345.com.example.*")),
        project(id("$(AppIdentifierPrefix)com.example.app")),
      ],
    });
  });

  it("BA213 wants one team, or none in the files", () => {
    const team = (value: string, want = "") =>
      `<key>com.apple.developer.team-identifier</key>\n<string>${value}</string>${want}\n`;
    const project = (ofApp: string, ofExtension: string) =>
      app() + extension + entitlements("App", ofApp) + entitlements("Downloader", ofExtension);
    assertRule({
      code: "BA213",
      fires: project(team("AAAAAAAAAA"), team("BBBBBBBBBB", ' <!-- want BA213 "and the app\'s AAAAAAAAAA" -->')),
      silent: [
        project("", ""),
        project(team("AAAAAAAAAA"), team("AAAAAAAAAA")),
        project(team("AAAAAAAAAA"), team("$(DEVELOPMENT_TEAM)")),
        project("", team("BBBBBBBBBB")),
      ],
    });
    assertRule({
      code: "BA213",
      fires: project(team("", ' <!-- want BA213 "is empty" -->'), ""),
      silent: [],
    });
  });

  it("BA215 wants the sandbox on both targets of a macOS app, and adds it", () => {
    const project = (ofExtension: string) =>
      app(mac) + extension + entitlements("App", sandbox) + entitlements("Downloader", ofExtension);
    const found = diagnostics(snapshotOf(fixture(project("")).texts)).filter(({ code }) => code === "BA215");
    assert.deepEqual(
      found.map(({ path, severity, message }) => [path.split("/").at(-1), severity, /sandbox/.test(message)]),
      [
        ["App.entitlements", "warning", false],
        ["Downloader.entitlements", "warning", true],
        ["Downloader.entitlements", "warning", false],
      ],
    );
    const group = "$(TeamIdentifierPrefix)com.example.app";
    const prefixed = (target: "App" | "Downloader", body: string) =>
      entitlements(target, body).replace("group.com.example.app", group);
    const macApp = app(mac).replace("group.com.example.app", group);
    assertRule({
      code: "BA215",
      fires: `${macApp}${extension}${prefixed("App", sandbox)}${prefixed("Downloader", "").replace(
        "entitlements\n",
        'entitlements\n<key>com.apple.security.app-sandbox</key> <!-- want BA215 "turn off app-sandbox" -->\n<false/>\n',
      )}`,
      fixed: prefixed("Downloader", sandbox),
      silent: [
        macApp + extension + prefixed("App", sandbox) + prefixed("Downloader", sandbox),
        app("<key>LSRequiresIPhoneOS</key>\n<true/>\n") + extension + entitlements("App", ""),
        app() + extension + entitlements("App", "") + entitlements("Downloader", ""),
      ],
    });
  });

  it("BA215 takes a sandbox of the app alone for a sign of macOS", () => {
    const prefixed = (text: string) => text.replace("group.com.example.app", "$(TeamIdentifierPrefix)com.example.app");
    const project = (ofApp: string, ofExtension: string) =>
      app() + extension + prefixed(entitlements("App", ofApp)) + prefixed(entitlements("Downloader", ofExtension));
    const messages = (source: string) =>
      diagnostics(snapshotOf(fixture(source).texts)).flatMap(({ code, message }) =>
        code === "BA215" ? [message] : [],
      );
    assert.deepEqual(
      messages(project(sandbox, "")).map((message) =>
        message.startsWith("The extension's entitlements have no app-sandbox"),
      ),
      [true],
    );
    assert.deepEqual(messages(project(sandbox, sandbox)), []);
    assert.deepEqual(messages(project("", "")), []);
  });

  it("BA215 wants a group of iOS to begin with group., and is mild to files that serve several platforms", () => {
    const ios = app("<key>LSRequiresIPhoneOS</key>\n<true/>\n").replace("group.com", "TEAM.com");
    assertRule({
      code: "BA215",
      fires: `${ios}${entitlements("App", "").replace("group.com.example.app</string>", 'TEAM.com.example.app</string> <!-- want BA215 "does not begin with" -->')}`,
      silent: [],
    });
    const macVariant = app(mac).replace("Info.plist", "Info-macOS.plist");
    const several = app("<key>LSRequiresIPhoneOS</key>\n<true/>\n") + macVariant + extension + entitlements("App", "");
    const found = diagnostics(snapshotOf(fixture(several).texts)).filter(({ code }) => code === "BA215");
    assert.ok(found.every(({ severity }) => severity === "info"));
  });

  it("BA401 and BA402 know hosts that a customer's device does not reach", () => {
    const at = (host: string, want = "", more = "") => `
=== App/Info.plist
<key>BAManifestURL</key>
<string>https://${host}/manifest.json</string>${want}
${more}`;
    const assets = (host: string, want: string) =>
      `${at("cdn.example.com")}=== server/manifest.json\n[{ "id": "a", "url": "https://${host}/a", "size": 5 }]${want}\n`;
    for (const host of ["localhost:8443", "127.0.0.1", "[::1]"]) {
      assertRule({
        code: "BA401",
        fires: at(host, ' <!-- want BA401 "the device itself" -->'),
        silent: [at("cdn.example.com"), at("192.168.1.2")],
      });
    }
    assertRule({ code: "BA401", fires: assets("localhost", ' // want BA401 "The URL of `a`"'), silent: [] });
    const permission = "<key>NSLocalNetworkUsageDescription</key>\n<string>Tests</string>\n";
    for (const host of ["192.168.1.20:8443", "10.0.0.2", "172.16.4.4", "mac.local"]) {
      assertRule({
        code: "BA402",
        fires: at(host, ' <!-- want BA402 "-1004" -->'),
        silent: [at(host, "", permission), at("172.32.0.1"), at("cdn.example.com"), at("localhost")],
      });
    }
  });
});
