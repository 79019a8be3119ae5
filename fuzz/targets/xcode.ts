import assert from "node:assert/strict";
import type { SourceLocation } from "../../src/model/app-configuration";
import { maskSwift } from "../../src/model/swift/mask";
import { mentionsBackgroundAssets, scanSwift } from "../../src/model/swift/scan";
import { readExpoInfoPlist, readExpoProject } from "../../src/model/xcode/expo-app-json";
import { readPbxproj } from "../../src/model/xcode/pbxproj";
import { readTuistProject } from "../../src/model/xcode/tuist";
import { readXcconfig } from "../../src/model/xcode/xcconfig";
import { readXcodeModel } from "../../src/model/xcode/xcode-model";
import type { XcodeProject } from "../../src/model/xcode/xcode-project";
import { pbxprojText } from "../../test/model/xcode/pbxproj-text";
import { type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedText } from "../mutate";
import { assertInside, whole } from "../places";

const path = "/w/App.xcodeproj/project.pbxproj";

const pbxproj = pbxprojText({
  app: {
    Debug: 'INFOPLIST_FILE = "App/Info.plist";\nSDKROOT = iphoneos;',
    Release: 'INFOPLIST_FILE = "$(SRCROOT)/App/Info.plist";',
  },
  extension: { Debug: 'INFOPLIST_FILE = "Ext/Info.plist";', Release: 'INFOPLIST_FILE = "Ext/Info.plist";' },
  project: { Debug: "A = $(B);\nB = $(A);", Release: "" },
  baseConfiguration: "baseConfigurationReference = CONFIGFILE;",
  embed: 'dstPath = "$(EXTENSIONS_FOLDER_PATH)";\n\t\t\tdstSubfolderSpec = 16;',
});
const tuist = `import ProjectDescription
let group = "group.example"
let project = Project(
  name: "App",
  settings: .settings(base: ["A": "b"], configurations: [.debug(name: "Debug", xcconfig: "A.xcconfig")]),
  targets: [
    .target(name: "App", destinations: .iOS, product: .app, bundleId: "a.b", infoPlist: .extendingDefault(with: ["BAManifestURL": "https://a.example", "BAMaxInstallSize": 5, "L": ["x", true]]),
      entitlements: .dictionary(["com.apple.security.application-groups": [.string(group)]]), dependencies: [.target(name: "Ext")]),
    .target(name: "Ext", destinations: .iOS, product: .extensionKitExtension, bundleId: "a.b.c", infoPlist: "Ext/Info.plist"),
  ]
)
`;
const swift = `import BackgroundAssets
/* outer /* inner */ still */
#if os(iOS)
@main struct Downloader: BADownloaderExtension {
  func downloads(for request: BAContentRequest, manifestURL: URL, extensionInfo: BAAppExtensionInfo) -> Set<BADownload> { [] }
}
#endif
let text = """
  a \\(b) "quoted" \\"""
  """
let raw = #"a " b \\#(c)"#
func load() async throws { try await AssetPackManager.shared.ensureLocalAvailability(of: pack); _ = try await AssetPackManager.shared.assetPack(withID: "Core") }
`;
const xcodeGen = `name: App
include: [more.yml]
options: {bundleIdPrefix: a.b}
settingGroups:
  common: {A: group}
settings: {base: {D: project}, groups: [common]}
targets:
  App:
    type: application
    platform: [iOS, macOS]
    configFiles: {Debug: A.xcconfig}
    info: {path: App/Info.plist, properties: {BAManifestURL: "https://a.example", List: [1, yes, *anchor]}}
    entitlements: {path: App/App.entitlements, properties: {x: &anchor [a]}}
    dependencies: [{target: Ext, embed: true, copy: {destination: extensions}}]
  Ext: {type: extensionkit-extension, platform: iOS}
`;
const xcconfig = `// c
#include "Other.xcconfig"
#include? "Missing.xcconfig"
A = b $(inherited) $(C:lower)
B[sdk=iphoneos*][arch=arm64] = \${A} // d
C = $(B)
`;
const expo = `{"expo": {"name": "App", "ios": {"bundleIdentifier": "a.b", "infoPlist": {"BAManifestURL": "https://a.example"}, "entitlements": {"com.apple.security.application-groups": ["g"]}}}}`;

function locationsOf(project: XcodeProject): readonly SourceLocation[] {
  return project.targets.flatMap(({ name, productType, phases, configurations }) => [
    name.location,
    ...(productType === undefined ? [] : [productType.location]),
    ...phases.map(({ location }) => location),
    ...configurations.flatMap(({ levels }) =>
      levels.flatMap((level) =>
        level.kind === "written"
          ? [...level.settings.values()].flat().flatMap((one) => [one.location, one.nameLocation])
          : [],
      ),
    ),
  ]);
}

/** Places, and every setting of every target worked out, includes and references to themselves as well. */
function judge(files: Readonly<Record<string, string>>): void {
  const model = readXcodeModel(new Map(Object.entries(files).map(([name, text]) => [name, { path: name, text }])));
  for (const project of model.projects) {
    for (const place of locationsOf(project)) {
      const text = files[place.path];
      assert.ok(text !== undefined, place.path);
      assertInside(place.range, whole(text), "place");
    }
    for (const target of project.targets) {
      const { settings } = model.buildOf(project, [target]);
      for (const name of ["INFOPLIST_FILE", "PRODUCT_BUNDLE_IDENTIFIER", "A", "B", "C", "D"]) settings.value(name);
    }
  }
}

const seeds = [pbxproj, tuist, swift, xcodeGen, xcconfig, expo];

export const pbxprojects: FuzzTarget = {
  name: "pbxproj",
  share: 5,
  generate: (random) =>
    mutatedText(
      pbxproj,
      random,
      [
        "isa = ",
        "{",
        "}",
        "(",
        ")",
        ";",
        "=",
        "APP",
        "EXT",
        "APPLIST",
        "PROJECT",
        "$(A)",
        "$(B:lower)",
        "/*",
        "*/",
        "buildSettings",
        "targets",
        '"',
      ],
      seeds,
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    readPbxproj(path, text);
    judge({ [path]: text, "/w/Config/Base.xcconfig": xcconfig });
  },
};

export const tuistProjects: FuzzTarget = {
  name: "tuist",
  share: 5,
  generate: (random) =>
    mutatedText(
      tuist,
      random,
      [
        "Project(",
        ".target(",
        "name:",
        "infoPlist:",
        "[",
        "]",
        "(",
        ")",
        ".",
        ",",
        ":",
        '"',
        '"""',
        '#"',
        "\\(",
        "//",
        "/*",
        "*/",
        "let a = b",
        ".init",
      ],
      seeds,
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    readTuistProject("/w/Project.swift", text);
    judge({ "/w/Project.swift": text });
  },
};

export const xcodeGenSpecs: FuzzTarget = {
  name: "xcodegen",
  share: 3,
  generate: (random) =>
    mutatedText(
      xcodeGen,
      random,
      [
        "targets:",
        "- ",
        ": ",
        "&a ",
        "*a",
        "<<: *a",
        "|\n",
        ">\n",
        "{",
        "}",
        "[",
        "]",
        "---\n",
        "...",
        "!!binary ",
        "$" + "{target_name}",
        "include:",
        "templates:",
        "? ",
        "\t",
      ],
      seeds,
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    judge({ "/w/project.yml": text, "/w/more.yml": text, "/w/A.xcconfig": xcconfig });
  },
};

export const xcconfigs: FuzzTarget = {
  name: "xcconfig",
  share: 5,
  generate: (random) =>
    mutatedText(
      xcconfig,
      random,
      ["#include ", "#include? ", "= ", "[sdk=", "]", "$(", "${", ")", ":lower", ":default=", "$(inherited)", "//"],
      seeds,
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    const place = "/w/Config/Base.xcconfig";
    for (const line of readXcconfig(place, text).lines) {
      const range = line.kind === "setting" ? line.setting.location.range : line.include.location.range;
      assertInside(range, whole(text), line.kind);
    }
    judge({ [path]: pbxproj, [place]: text, "/w/Config/Other.xcconfig": text });
  },
};

export const expoConfigs: FuzzTarget = {
  name: "expo",
  share: 2,
  generate: (random) =>
    mutatedText(expo, random, ['"ios"', '"infoPlist"', '"entitlements"', "{", "}", ":", ",", "[]"], seeds),
  check(input) {
    const text = textOf(input);
    readExpoInfoPlist(text);
    readExpoProject("/w/app.json", text);
  },
};

export const swiftSources: FuzzTarget = {
  name: "swift",
  share: 6,
  generate: (random) =>
    mutatedText(
      swift,
      random,
      [
        '"',
        '"""',
        '#"',
        '"#',
        "\\(",
        "\\",
        "/*",
        "*/",
        "//",
        "#if",
        "#endif",
        "@main",
        "BADownloaderExtension",
        "(",
        ")",
        "\n",
        "withID:",
      ],
      seeds,
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    const masked = maskSwift(text);
    assert.equal(masked.code.length, text.length);
    for (const { range } of masked.strings.values()) assertInside(range, whole(text), "string");
    mentionsBackgroundAssets(text);
    const facts = scanSwift(text);
    for (const { range } of [...facts.conformances, ...facts.downloaderRequirements])
      assertInside(range, whole(text), "fact");
    for (const range of facts.uses.values()) assertInside(range, whole(text), "use");
  },
};
