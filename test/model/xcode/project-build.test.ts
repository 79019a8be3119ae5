import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSnapshot, pathsNamedByProjectFiles } from "../../../src/model/project/discover";
import type { AppProject, ProjectSnapshot } from "../../../src/model/project/snapshot";
import { embedInExtensions, type ProjectParts, pbxprojText } from "./pbxproj-text";

const plist = (body: string) => `<plist version="1.0"><dict>${body}</dict></plist>`;
const string = (key: string, value: string) => `<key>${key}</key><string>${value}</string>`;
const app = (more = "") => plist(`<key>BAHasManagedAssetPacks</key><true/>${string("BAAppGroupID", "group.a")}${more}`);
const point = string("EXExtensionPointIdentifier", "com.apple.background-asset-downloader-extension");
const extension = plist(`<key>EXAppExtensionAttributes</key><dict>${point}</dict>`);
const groups = plist("<key>com.apple.security.application-groups</key><array><string>group.a</string></array>");

const both = (settings: string) => ({ Debug: settings, Release: settings });
const parts = (appSettings = "", extensionSettings = "", more: Partial<ProjectParts> = {}): ProjectParts => ({
  app: both(`INFOPLIST_FILE = One/First.plist;\n${appSettings}`),
  extension: both(`INFOPLIST_FILE = Other/Deep/Down/Here/Second.plist;\n${extensionSettings}`),
  embed: embedInExtensions,
  ...more,
});

type Files = Readonly<Record<string, string>>;
interface Versioned {
  readonly text: string;
  readonly version: number;
}

function snapshotOf(files: Readonly<Record<string, string | Versioned>>, previous?: ProjectSnapshot): ProjectSnapshot {
  const sources = Object.entries(files).map(([name, file]) => ({
    path: `/w/${name}`,
    version: typeof file === "string" ? 1 : file.version,
    content: typeof file === "string" ? file : file.text,
  }));
  return buildSnapshot({ sources, previous });
}

const found = (project: AppProject | undefined) => [
  project?.extension?.path,
  project?.appEntitlements?.path,
  project?.extensionEntitlements?.path,
];
const scattered: Files = {
  "One/First.plist": app(),
  "Other/Deep/Down/Here/Second.plist": extension,
  "Signing/a.entitlements": groups,
  "Signing/b.entitlements": groups,
};

test("the project file connects what names and folders would not", () => {
  assert.deepEqual(found(snapshotOf(scattered).projects[0]), [undefined, undefined, undefined]);
  const text = pbxprojText(
    parts(
      'CODE_SIGN_ENTITLEMENTS = "$(SRCROOT)/Signing/a.entitlements";',
      "CODE_SIGN_ENTITLEMENTS = Signing/b.entitlements;",
    ),
  );
  const snapshot = snapshotOf({ ...scattered, "App.xcodeproj/project.pbxproj": text });
  assert.deepEqual(found(snapshot.projects[0]), [
    "/w/Other/Deep/Down/Here/Second.plist",
    "/w/Signing/a.entitlements",
    "/w/Signing/b.entitlements",
  ]);
  assert.equal(snapshot.files.get("/w/App.xcodeproj/project.pbxproj")?.kind, "other");
});

test("of different entitlements those of the release, and none where the target has none", () => {
  const files = (debug: string, release: string): Files => ({
    "App/Info.plist": app(),
    "App/App.entitlements": groups,
    "App/Store.entitlements": groups,
    "App.xcodeproj/project.pbxproj": pbxprojText({
      app: {
        Release: `INFOPLIST_FILE = App/Info.plist;\n${release}`,
        Debug: `INFOPLIST_FILE = App/Info.plist;\n${debug}`,
      },
    }),
  });
  const entitlements = (debug: string, release: string) =>
    snapshotOf(files(debug, release)).projects[0]?.appEntitlements?.path;
  const setting = (name: string) => `CODE_SIGN_ENTITLEMENTS = App/${name}.entitlements;`;
  assert.equal(entitlements(setting("App"), setting("Store")), "/w/App/Store.entitlements");
  assert.equal(entitlements("", ""), undefined);
  // What only a build knows leaves it to the names.
  assert.equal(
    entitlements('CODE_SIGN_ENTITLEMENTS = "$(X)";', 'CODE_SIGN_ENTITLEMENTS = "$(X)";'),
    "/w/App/App.entitlements",
  );
});

test("an extension beside an app that does not embed it is not the app's", () => {
  const files: Files = { "App/Info.plist": app(), "AppDownloader/Info.plist": extension };
  const project = {
    app: both("INFOPLIST_FILE = App/Info.plist;"),
    extension: both("INFOPLIST_FILE = AppDownloader/Info.plist;"),
  };
  assert.equal(snapshotOf(files).projects[0]?.extension?.path, "/w/AppDownloader/Info.plist");
  const withProject = (embed: string | undefined) =>
    snapshotOf({ ...files, "App.xcodeproj/project.pbxproj": pbxprojText({ ...project, embed }) }).projects[0];
  assert.equal(withProject(undefined)?.extension, undefined);
  assert.equal(withProject(undefined)?.build?.embedding, "none");
  assert.equal(withProject(embedInExtensions)?.extension?.path, "/w/AppDownloader/Info.plist");
});

test("a plist for one platform is the same target's", () => {
  const text = pbxprojText(parts('"INFOPLIST_FILE[sdk=macosx*]" = "Mac/Any.plist";'));
  const snapshot = snapshotOf({ ...scattered, "Mac/Any.plist": app(), "App.xcodeproj/project.pbxproj": text });
  assert.deepEqual(
    snapshot.projects.map(({ id, extension: own }) => [id, own?.path]),
    [
      ["/w/One/First.plist", "/w/Other/Deep/Down/Here/Second.plist"],
      ["/w/Mac/Any.plist", "/w/Other/Deep/Down/Here/Second.plist"],
    ],
  );
});

test("what all configurations agree on is filled in; the rest stays unknown", () => {
  const settings = (appSettings: string) => {
    const body = [
      string("CFBundleIdentifier", "$(PRODUCT_BUNDLE_IDENTIFIER)"),
      string("CFBundleShortVersionString", "$(MARKETING_VERSION)"),
      string("BAManifestURL", "https://$(CDN)/manifest.json"),
    ].join("");
    const text = pbxprojText(parts(`GENERATE_INFOPLIST_FILE = YES;\n${appSettings}`));
    const files = { ...scattered, "One/First.plist": app(body), "App.xcodeproj/project.pbxproj": text };
    return snapshotOf(files).projects[0]?.configuration;
  };
  const known = settings(
    'PRODUCT_BUNDLE_IDENTIFIER = "com.example.$(TARGET_NAME:lower)";\nMARKETING_VERSION = 2.1;\nCDN = cdn.example.com;\nINFOPLIST_KEY_CFBundleDisplayName = "My App";',
  );
  assert.equal(known?.bundleIdentifier, "com.example.app");
  assert.equal(known?.version, "2.1");
  assert.equal(known?.displayName, "My App");
  assert.equal(known?.manifestUrl?.value, "https://cdn.example.com/manifest.json");
  const unknown = settings('MARKETING_VERSION = "$(SOMEWHERE_ELSE)";');
  assert.equal(unknown?.version, undefined);
  assert.equal(unknown?.bundleIdentifier, undefined);
  assert.equal(unknown?.manifestUrl, undefined);
  assert.equal(unknown?.displayName, "App");
});

test("typing elsewhere keeps what was worked out; a changed .xcconfig is read again", () => {
  const text = pbxprojText(
    parts("", "", { baseConfiguration: "baseConfigurationReference = CONFIGFILE;", project: both("") }),
  );
  const files = {
    ...scattered,
    "One/First.plist": app(string("CFBundleShortVersionString", "$(VERSION)")),
    "App.xcodeproj/project.pbxproj": text,
  };
  const without = snapshotOf(files);
  assert.deepEqual(pathsNamedByProjectFiles(without), ["/w/Config/Base.xcconfig"]);
  assert.equal(without.projects[0]?.configuration.version, undefined);
  const config = (version: number) => ({ "Config/Base.xcconfig": { text: `VERSION = ${version}`, version } });
  const first = snapshotOf({ ...files, ...config(1) }, without);
  assert.equal(first.projects[0]?.configuration.version, "1");
  const typed = { "Signing/a.entitlements": { text: "<plist", version: 2 } };
  const second = snapshotOf({ ...files, ...config(1), ...typed }, first);
  assert.equal(second.projects[0], first.projects[0]);
  const third = snapshotOf({ ...files, ...config(2), ...typed }, second);
  assert.equal(third.projects[0]?.configuration.version, "2");
  assert.deepEqual(third.projects[0]?.build?.files, ["/w/App.xcodeproj/project.pbxproj", "/w/Config/Base.xcconfig"]);
});
