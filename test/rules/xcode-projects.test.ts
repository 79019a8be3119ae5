import { describe, it } from "node:test";
import { embedInExtensions, type ProjectParts, pbxprojText } from "../model/xcode/pbxproj-text";
import { assertRule } from "./rule-case";

const point = "com.apple.background-asset-downloader-extension";
const appPlist = (body = "") => `
=== App/Info.plist
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
${body}`;
const extensionPlist = (body = "") => `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>${point}</string>
</dict>
${body}`;

const both = (settings: string) => ({ Debug: settings, Release: settings });
const appSettings = "INFOPLIST_FILE = App/Info.plist;\nGENERATE_INFOPLIST_FILE = YES;";
const extensionSettings = "INFOPLIST_FILE = Downloader/Info.plist;\nGENERATE_INFOPLIST_FILE = YES;";
const sound: ProjectParts = { app: both(appSettings), extension: both(extensionSettings), embed: embedInExtensions };
/** The project's text as a file of a fixture; markers stand at the end of a line. */
const xcode = (parts: ProjectParts, mark: (text: string) => string = (text) => text) =>
  `\n=== App.xcodeproj/project.pbxproj\n${mark(pbxprojText(parts))}`;
const files = appPlist() + extensionPlist();

describe("rules of project files", () => {
  it("BA130 says that Xcode drops keys of Background Assets set as build settings", () => {
    const parts = { ...sound, app: both(`${appSettings}\nINFOPLIST_KEY_BAUsesAppleHosting = YES;`) };
    const without = files.replace(/<key>BAUsesAppleHosting<\/key>\n<true\/>\n/, "");
    const marked = (message: string) => (text: string) =>
      text.replaceAll(/(INFOPLIST_KEY_BAUsesAppleHosting = YES;)/g, `$1 // want BA130 "${message}"`);
    assertRule({
      code: "BA130",
      fires: without + xcode(parts, marked("the built app lacks BAUsesAppleHosting")),
      silent: [files + xcode(sound)],
    });
    assertRule({
      code: "BA130",
      fires: files + xcode(parts, marked("The BAUsesAppleHosting of the Info.plist counts")),
      silent: [],
    });
  });

  it("BA130 looks into .xcconfig files, and names each line once", () => {
    assertRule({
      code: "BA130",
      fires: `${files}${xcode({ ...sound, baseConfiguration: "baseConfigurationReference = CONFIGFILE;" })}
=== Config/Base.xcconfig
#include "Shared.xcconfig"
=== Config/Shared.xcconfig
INFOPLIST_KEY_BAManifestURL = https:/$()/example.com // want BA130 "leaves BAManifestURL out as well"
`,
      silent: [],
    });
  });

  it("BA205 knows from the build settings that nothing adds a display name", () => {
    const named = {
      ...sound,
      extension: both(`${extensionSettings}\nINFOPLIST_KEY_CFBundleDisplayName = Downloader;`),
    };
    const body =
      "<key>CFBundleExecutable</key>\n<string>a</string>\n<key>CFBundleIdentifier</key>\n<string>b</string>\n";
    assertRule({
      code: "BA205",
      fires:
        appPlist() +
        extensionPlist('<key>CFBundleName</key> <!-- want BA205 "no build setting adds it" -->\n<string>a</string>\n') +
        xcode(sound),
      silent: [files + xcode(named), appPlist() + extensionPlist(body) + xcode(named), files],
    });
  });

  it("BA201 knows whether the target embeds a downloader extension", () => {
    const nameMarked = (text: string) =>
      text.replace("name = App;", 'name = App; // want BA201 "ends the app. Add Downloader under"');
    assertRule({
      code: "BA201",
      fires: files + xcode({ ...sound, embed: undefined }, nameMarked),
      silent: [
        files + xcode(sound),
        // Only what is there can contradict: no project file, one that is cut off, an extension that is not in the folder.
        files,
        files + xcode({ ...sound, embed: undefined }, (text) => text.slice(0, text.indexOf("rootObject"))),
        appPlist() + xcode(sound),
        // A script may embed whatever it likes.
        files +
          xcode({ ...sound, embed: undefined, scriptsBefore: ["Copy"] }, (text) =>
            text.replace("exit 0", "cp -R Downloader.appex x"),
          ),
        // No key of Background Assets: nobody set anything up.
        `\n=== App/Info.plist\n<key>CFBundleName</key>\n<string>App</string>${xcode({ ...sound, extension: undefined })}`,
      ],
    });
    assertRule({
      code: "BA201",
      fires: `${appPlist()}${xcode({ ...sound, extension: undefined }, (text) =>
        text.replace("name = App;", 'name = App; // want BA201 "Background Download"'),
      )}`,
      silent: [],
    });
  });

  it("BA202 moves the extension from PlugIns to Extensions", () => {
    const inPlugIns = 'dstPath = "";\n\t\t\tdstSubfolderSpec = 13;';
    assertRule({
      code: "BA202",
      fires:
        files +
        xcode({ ...sound, embed: inPlugIns }, (text) =>
          text.replace("dstSubfolderSpec = 13;", 'dstSubfolderSpec = 13; // want BA202 "ITMS-91179"'),
        ),
      fixed: xcode(sound),
      silent: [
        files + xcode(sound),
        files + xcode({ ...sound, embed: "dstPath = Extensions;\n\t\t\tdstSubfolderSpec = 1;" }),
        files +
          xcode({ ...sound, embed: 'dstPath = "$(CONTENTS_FOLDER_PATH)/Extensions";\n\t\t\tdstSubfolderSpec = 16;' }),
        files + xcode({ ...sound, embed: 'dstPath = "$(SOMEWHERE)";\n\t\t\tdstSubfolderSpec = 16;' }),
      ],
    });
  });

  it("BA202 wants the product type of ExtensionKit", () => {
    const type = "com.apple.product-type.app-extension";
    assertRule({
      code: "BA202",
      fires:
        files +
        xcode({ ...sound, extensionType: type }, (text) =>
          text.replace(`productType = "${type}";`, `productType = "${type}"; // want BA202 "extensionkit-extension"`),
        ),
      silent: [],
    });
  });

  it("BA206 wants a bundle identifier where Xcode generates none", () => {
    const parts = {
      ...sound,
      extension: both("INFOPLIST_FILE = Downloader/Info.plist;\nGENERATE_INFOPLIST_FILE = NO;"),
    };
    const marked = `
=== Downloader/Info.plist
<plist version="1.0">
<dict> <!-- want BA206 "GENERATE_INFOPLIST_FILE is NO" -->
\t<key>EXAppExtensionAttributes</key>
\t<dict>
\t\t<key>EXExtensionPointIdentifier</key>
\t\t<string>${point}</string>
\t</dict>
</dict>
</plist>`;
    assertRule({
      code: "BA206",
      fires: appPlist() + marked + xcode(parts),
      fixed: `
=== Downloader/Info.plist
<plist version="1.0">
<dict>
\t<key>EXAppExtensionAttributes</key>
\t<dict>
\t\t<key>EXExtensionPointIdentifier</key>
\t\t<string>${point}</string>
\t</dict>
\t<key>CFBundleIdentifier</key>
\t<string>$(PRODUCT_BUNDLE_IDENTIFIER)</string>
</dict>
</plist>`,
      silent: [
        files + xcode(sound),
        files,
        appPlist() +
          extensionPlist("<key>CFBundleIdentifier</key>\n<string>com.example.app.d</string>\n") +
          xcode(parts),
        files +
          xcode({
            ...sound,
            extension: { Debug: "INFOPLIST_FILE = Downloader/Info.plist;", Release: extensionSettings },
          }),
      ],
    });
  });

  it("BA207 fills in the bundle identifiers of each configuration", () => {
    const app = {
      Debug: `${appSettings}\nPRODUCT_BUNDLE_IDENTIFIER = com.example.app.debug;`,
      Release: `${appSettings}\nPRODUCT_BUNDLE_IDENTIFIER = com.example.app;`,
    };
    const extension = (debug: string) => ({
      Debug: `${extensionSettings}\nPRODUCT_BUNDLE_IDENTIFIER = ${debug};`,
      Release: `${extensionSettings}\nPRODUCT_BUNDLE_IDENTIFIER = com.example.app.downloader;`,
    });
    const project = both("");
    assertRule({
      code: "BA207",
      fires:
        files +
        xcode({ ...sound, app, extension: extension("com.example.app.downloader"), project }, (text) =>
          text.replace(
            "IDENTIFIER = com.example.app.downloader;",
            'IDENTIFIER = com.example.app.downloader; // want BA207 "In the configuration Debug"',
          ),
        ),
      silent: [
        files + xcode({ ...sound, app, extension: extension("com.example.app.debug.downloader") }),
        files + xcode({ ...sound, app, extension: extension('"$(APP_IDENTIFIER).downloader"') }),
        files +
          xcode({
            ...sound,
            app,
            extension: extension('"$(BASE:lower).downloader"'),
            project: both("BASE = Com.Example.App.Debug;"),
          }),
      ],
    });
  });

  it("BA208 fills in the versions", () => {
    const version = (settings: string, number: string) => both(`${settings}\nMARKETING_VERSION = ${number};`);
    const parts = { ...sound, app: version(appSettings, "2.0"), extension: version(extensionSettings, "1.0") };
    const marked = (text: string) =>
      text.replace("MARKETING_VERSION = 1.0;", 'MARKETING_VERSION = 1.0; // want BA208 "is 1.0, the app\'s is 2.0"');
    assertRule({
      code: "BA208",
      fires: files + xcode(parts, marked),
      silent: [
        files + xcode({ ...parts, extension: version(extensionSettings, "2.0") }),
        files + xcode({ ...parts, extension: both(extensionSettings), project: both("MARKETING_VERSION = 2.0;") }),
        files + xcode({ ...parts, app: both(appSettings) }),
      ],
    });
  });

  it("BA210 says that the extension is embedded too late for Flutter and CocoaPods", () => {
    assertRule({
      code: "BA210",
      fires:
        files +
        xcode({ ...sound, scriptsBefore: ["Thin Binary"] }, (text) =>
          text.replace(
            'name = "Embed ExtensionKit Extensions";',
            'name = "Embed ExtensionKit Extensions"; // want BA210 "after “Thin Binary”"',
          ),
        ),
      silent: [files + xcode({ ...sound, scriptsBefore: ["Lint"] }), files + xcode(sound)],
    });
  });

  it("BA218 compares numbers, and one setting of the project is one finding", () => {
    const target = (version: string) => ({
      ...sound,
      project: { Release: `IPHONEOS_DEPLOYMENT_TARGET = ${version};` },
    });
    const releaseOnly = (version: string) => ({
      ...target(version),
      app: { Release: appSettings },
      extension: { Release: extensionSettings },
    });
    assertRule({
      code: "BA218",
      fires:
        files +
        xcode(releaseOnly("9.3"), (text) =>
          text.replace("TARGET = 9.3;", 'TARGET = 9.3; // want BA218 "IPHONEOS_DEPLOYMENT_TARGET is 9.3"'),
        ),
      silent: [files + xcode(releaseOnly("17.0")), files + xcode(releaseOnly("15.0")), files + xcode(sound)],
    });
  });
});

describe("rules of XcodeGen's specs", () => {
  const spec = (dependency: string, type = "extensionkit-extension") => `
=== project.yml
name: App
options:
  bundleIdPrefix: com.example
targets:
  App:
    type: application
    platform: iOS
    info: {path: App/Info.plist}
    settings: {PRODUCT_BUNDLE_IDENTIFIER: com.example.app}
    dependencies:
      ${dependency}
  Downloader:
    type: ${type}
    platform: iOS
    info:
      path: Downloader/Info.plist
    settings:
      base:
        PRODUCT_BUNDLE_IDENTIFIER: com.example.app.downloader
`;

  it("BA209 judges where the extension is copied to", () => {
    assertRule({
      code: "BA209",
      fires:
        files +
        spec(
          '- target: Downloader\n        copy: {destination: productsDirectory} // want BA209 "wrapper and subpath: Extensions"',
        ),
      silent: [
        files + spec("- target: Downloader"),
        files +
          spec("- target: Downloader\n        copy:\n          destination: wrapper\n          subpath: Extensions"),
      ],
    });
    assertRule({
      code: "BA209",
      fires: files + spec('- target: Downloader\n        copy: {destination: plugins} // want BA209 "ITMS-91179"'),
      silent: [],
    });
  });

  it("BA201 and BA202 read specs as well", () => {
    assertRule({
      code: "BA201",
      fires:
        files + spec("- sdk: StoreKit.framework").replace("  App:\n", '  App: // want BA201 "- target: Downloader"\n'),
      silent: [
        files + spec("- target: Downloader"),
        // A part of the spec is not there: it may say the rest.
        files + spec("- sdk: StoreKit.framework").replace("options:", "include: base.yml\noptions:"),
      ],
    });
    assertRule({
      code: "BA202",
      fires: files + spec("- target: Downloader", 'app-extension // want BA202 "has to be extensionkit-extension"'),
      silent: [files + spec("- target: Downloader")],
    });
  });

  it("BA207 reads settings groups, templates and configuration names", () => {
    const grouped = (identifier: string) => `
=== project.yml
name: App
configs: {Debug: debug, Release Store: release}
settingGroups:
  identifiers:
    BASE: com.example.app
targetTemplates:
  Common:
    platform: iOS
    settings:
      groups: [identifiers]
targets:
  App:
    type: application
    templates: [Common]
    settings: {base: {PRODUCT_BUNDLE_IDENTIFIER: $(BASE), INFOPLIST_FILE: App/Info.plist, GENERATE_INFOPLIST_FILE: true}}
    dependencies: [{target: Downloader}]
  Downloader:
    type: extensionkit-extension
    templates: [Common]
    settings:
      base: {INFOPLIST_FILE: Downloader/Info.plist, GENERATE_INFOPLIST_FILE: true}
      configs:
        debug: {PRODUCT_BUNDLE_IDENTIFIER: $(BASE).downloader}
        store:
          PRODUCT_BUNDLE_IDENTIFIER: ${identifier}
`;
    assertRule({
      code: "BA207",
      fires: files + grouped('com.example.downloader // want BA207 "In the configuration Release Store"'),
      silent: [files + grouped(`$${"{BASE}"}.downloader`)],
    });
  });
});
