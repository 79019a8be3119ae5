import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildSnapshot,
  isCandidatePath,
  isSkippedFolder,
  pathsNamedByProjectFiles,
} from "../../../src/model/project/discover";
import type { AppProject, ProjectSnapshot } from "../../../src/model/project/snapshot";

/** A property list with this inside its dictionary. */
const plist = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${body}</dict></plist>\n`;
const string = (key: string, value: string) => `<key>${key}</key><string>${value}</string>`;
const yes = (key: string) => `<key>${key}</key><true/>`;
const groups = (...names: string[]) =>
  plist(
    `<key>com.apple.security.application-groups</key><array>${names.map((name) => `<string>${name}</string>`).join("")}</array>`,
  );

const extensionPlist = plist(
  `<key>EXAppExtensionAttributes</key><dict>${string("EXExtensionPointIdentifier", "com.apple.background-asset-downloader-extension")}</dict>`,
);
const widgetPlist = plist(
  `<key>NSExtension</key><dict>${string("NSExtensionPointIdentifier", "com.apple.widgetkit-extension")}</dict>`,
);
const unmanaged = (url = "https://cdn.example.com/manifest.json", more = "") =>
  plist(
    `${string("BAManifestURL", url)}<key>BAInitialDownloadRestrictions</key><dict><key>BADownloadAllowance</key><integer>10</integer><key>BADownloadDomainAllowList</key><array><string>cdn.example.com</string><string>$(CDN)</string></array><key>BAEssentialDownloadAllowance</key><integer>20</integer></dict><key>BAMaxInstallSize</key><integer>30</integer><key>BAEssentialMaxInstallSize</key><string>40</string>${more}`,
  );
const managed = (more = "") => plist(`${yes("BAHasManagedAssetPacks")}${string("BAAppGroupID", "group.a")}${more}`);
const manifest = (id: string) =>
  JSON.stringify({ assets: [{ id, url: `https://cdn.example.com/${id}`, size: 3, essential: true }] });

type Files = Readonly<Record<string, string>>;

function snapshotOf(files: Files, more: Partial<Parameters<typeof buildSnapshot>[0]> = {}): ProjectSnapshot {
  const sources = Object.entries(files).map(([path, content]) => ({ path: `/w/${path}`, version: 1, content }));
  return buildSnapshot({ sources, ...more });
}

const short = (path: string | undefined) => path?.slice("/w/".length);

/** app: extension | app's entitlements | extension's entitlements */
function parts(snapshot: ProjectSnapshot): readonly string[] {
  return snapshot.projects.map(
    (project) =>
      `${short(project.app.path)}: ${[project.extension, project.appEntitlements, project.extensionEntitlements].map((file) => short(file?.path) ?? "-").join(" | ")}`,
  );
}

function only(snapshot: ProjectSnapshot): AppProject {
  assert.equal(snapshot.projects.length, 1);
  const [project] = snapshot.projects;
  assert.ok(project);
  return project;
}

const layouts: readonly { name: string; files: Files; found: readonly string[] }[] = [
  {
    name: "Xcode's own layout",
    files: {
      "App/Info.plist": unmanaged(),
      "App/App.entitlements": groups("group.a"),
      "Downloader/Info.plist": extensionPlist,
      "Downloader/Downloader.entitlements": groups("group.a"),
      "Widget/Info.plist": widgetPlist,
      "Widget/Widget.entitlements": groups("group.b"),
    },
    found: ["App/Info.plist: Downloader/Info.plist | App/App.entitlements | Downloader/Downloader.entitlements"],
  },
  {
    name: "two apps of a monorepo whose names begin alike",
    files: {
      "Apps/Slides/Slides/Info.plist": managed(),
      "Apps/Slides/SlidesBackgroundDownloadExtension/Info.plist": extensionPlist,
      "Apps/SlidesFlutter/SlidesFlutter/Info.plist": plist(""),
      "Apps/SlidesFlutter/SlidesFlutterBackgroundDownloadExtension/Info.plist": extensionPlist,
    },
    found: [
      "Apps/Slides/Slides/Info.plist: Apps/Slides/SlidesBackgroundDownloadExtension/Info.plist | - | -",
      "Apps/SlidesFlutter/SlidesFlutter/Info.plist: Apps/SlidesFlutter/SlidesFlutterBackgroundDownloadExtension/Info.plist | - | -",
    ],
  },
  {
    name: "two apps side by side in one folder, told apart by name",
    files: {
      "Slides/Info.plist": managed(),
      "SlidesFlutter/Info.plist": managed(),
      "SlidesExtension/Info.plist": extensionPlist,
      "SlidesFlutterExtension/Info.plist": extensionPlist,
    },
    found: [
      "Slides/Info.plist: SlidesExtension/Info.plist | - | -",
      "SlidesFlutter/Info.plist: SlidesFlutterExtension/Info.plist | - | -",
    ],
  },
  {
    name: "two apps told apart by bundle identifiers",
    files: {
      "One/Info.plist": unmanaged(undefined, string("CFBundleIdentifier", "com.example.one")),
      "Two/Info.plist": unmanaged(undefined, string("CFBundleIdentifier", "com.example.two")),
      "Loader/Info.plist": extensionPlist.replace(
        "</dict></plist>",
        `${string("CFBundleIdentifier", "com.example.two.loader")}</dict></plist>`,
      ),
    },
    found: ["One/Info.plist: - | - | -", "Two/Info.plist: Loader/Info.plist | - | -"],
  },
  {
    name: "two apps and nothing that tells whose the extension is: nobody's",
    files: { "One/Info.plist": unmanaged(), "Two/Info.plist": unmanaged(), "Loader/Info.plist": extensionPlist },
    found: ["One/Info.plist: - | - | -", "Two/Info.plist: - | - | -"],
  },
  {
    name: "an extension far away from the only app, without anything in common",
    files: { "a/b/c/d/Loader/Info.plist": extensionPlist, "x/y/Thing/Info.plist": unmanaged() },
    found: ["x/y/Thing/Info.plist: - | - | -"],
  },
  {
    name: "all plists in one folder, with names of their own",
    files: {
      "Config/Game-Info.plist": unmanaged(),
      "Config/Game.entitlements": groups("group.a"),
      "Config/GameDownloader-Info.plist": extensionPlist,
      "Config/GameDownloader.entitlements": groups("group.a"),
    },
    found: [
      "Config/Game-Info.plist: Config/GameDownloader-Info.plist | Config/Game.entitlements | Config/GameDownloader.entitlements",
    ],
  },
  {
    name: "a macOS variant of the plist and of the entitlements",
    files: {
      "App/Info.plist": managed(),
      "App/Info-macOS.plist": managed(),
      "App/App.entitlements": groups("group.a"),
      "App/App-macOS.entitlements": groups("TEAM.group.a"),
      "Ext/Info.plist": extensionPlist,
    },
    found: [
      "App/Info.plist: Ext/Info.plist | App/App.entitlements | -",
      "App/Info-macOS.plist: Ext/Info.plist | App/App-macOS.entitlements | -",
    ],
  },
  {
    name: "debug and release entitlements: what is uploaded counts",
    files: {
      "App/Info.plist": managed(),
      "App/AppDebug.entitlements": groups("group.debug"),
      "App/AppRelease.entitlements": groups("group.a"),
    },
    found: ["App/Info.plist: - | App/AppRelease.entitlements | -"],
  },
  {
    name: "an extension inside the app's folder, and an app without any key",
    files: {
      "Game/Info.plist": plist(string("CFBundlePackageType", "APPL")),
      "Game/Extension/Info.plist": extensionPlist,
    },
    found: ["Game/Info.plist: Game/Extension/Info.plist | - | -"],
  },
  {
    name: "a wrong extension point is still the downloader's",
    files: {
      "Game/Info.plist": unmanaged(),
      "Pack/Info.plist": plist(
        `<key>NSExtension</key><dict>${string("NSExtensionPointIdentifier", "com.apple.background-asset-downloader")}</dict>`,
      ),
    },
    found: ["Game/Info.plist: Pack/Info.plist | - | -"],
  },
  {
    name: "nothing to do with Background Assets",
    files: {
      "App/Info.plist": plist(string("CFBundlePackageType", "APPL")),
      "App/App.entitlements": groups("group.a"),
      "Widget/Info.plist": widgetPlist,
      "GoogleService-Info.plist": plist(string("BUNDLE_ID", "x")),
      "data.json": "[1, 2",
    },
    found: [],
  },
];

for (const { name, files, found } of layouts) {
  test(`layout: ${name}`, () => {
    const snapshot = snapshotOf(files);
    assert.deepEqual([...parts(snapshot)].sort(), [...found].sort());
    if (found.length === 0) assert.equal(snapshot.files.size, 0);
    // The order in which a host lists files must not matter.
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    assert.deepEqual([...parts(snapshotOf(reversed))].sort(), [...found].sort());
  });
}

test("layouts of different projects stay apart when they lie in one workspace", () => {
  const all: Record<string, string> = {};
  const expected: string[] = [];
  for (const [index, { files, found }] of layouts.entries()) {
    for (const [path, content] of Object.entries(files)) all[`p${index}/sub/${path}`] = content;
    expected.push(...found.map((line) => line.replaceAll(/(^| )(?=[\w-]*\/)/g, `$1p${index}/sub/`)));
  }
  assert.deepEqual([...parts(snapshotOf(all))].sort(), expected.sort());
});

const modes: readonly { body: string; mode: string }[] = [
  { body: "", mode: "none" },
  { body: string("BACompanyServer", "x"), mode: "none" },
  { body: yes("BAHasManagedAssetPacks") + yes("BAUsesAppleHosting"), mode: "apple-hosted" },
  { body: yes("BAHasManagedAssetPacks"), mode: "self-hosted-managed" },
  { body: `${yes("BAHasManagedAssetPacks")}<key>BAUsesAppleHosting</key><false/>`, mode: "self-hosted-managed" },
  { body: string("BAHasManagedAssetPacks", "YES"), mode: "self-hosted-managed" },
  { body: `${string("BAHasManagedAssetPacks", "$(MANAGED)")}${yes("BAUsesAppleHosting")}`, mode: "apple-hosted" },
  { body: yes("BAUsesAppleHosting"), mode: "apple-hosted" },
  { body: yes("BAUsesAppleHosting") + string("BAManifestURL", "https://x.example/m"), mode: "self-hosted-unmanaged" },
  {
    body: `<key>BAHasManagedAssetPacks</key><false/>${string("BAManifestURL", "https://x.example/m")}`,
    mode: "self-hosted-unmanaged",
  },
  { body: string("BAManifestURL", ""), mode: "self-hosted-unmanaged" },
];

for (const { body, mode } of modes) {
  test(`mode ${mode}: ${body || "no key"}`, () => {
    const snapshot = snapshotOf(
      { "App/Info.plist": plist(body + string("CFBundlePackageType", "APPL")) },
      { named: ["/w/App/Info.plist"] },
    );
    assert.equal(only(snapshot).configuration.mode, mode);
  });
}

test("the configuration holds literal values of the right type, each with its place", () => {
  const text = unmanaged(
    "https://cdn.example.com/m.json",
    string("CFBundleName", "$(PRODUCT_NAME)") + string("CFBundleShortVersionString", "2.1"),
  );
  const { configuration } = only(snapshotOf({ "My Game/Info.plist": text }));
  const at = (located: { location: { range: { start: number; end: number } } } | undefined) =>
    text.slice(located?.location.range.start, located?.location.range.end);
  assert.equal(configuration.displayName, "My Game");
  assert.equal(configuration.version, "2.1");
  assert.equal(configuration.manifestUrl?.value, "https://cdn.example.com/m.json");
  assert.equal(at(configuration.manifestUrl), "<string>https://cdn.example.com/m.json</string>");
  assert.equal(configuration.downloadAllowanceInBytes?.value, 10);
  assert.equal(configuration.essentialDownloadAllowanceInBytes?.value, 20);
  assert.deepEqual(
    configuration.domainAllowList?.hosts.map((host) => host.value),
    ["cdn.example.com"],
  );
  assert.equal(configuration.maxInstallSizeInBytes?.value, 30);
  assert.equal(configuration.essentialMaxInstallSizeInBytes, undefined);
  assert.equal(configuration.appGroupId, undefined);
});

test("the manifest is the one file with the name of BAManifestURL, nearest to its own app", () => {
  const files = {
    "One/App/Info.plist": unmanaged(),
    "One/server/manifest.json": manifest("one"),
    "One/web/manifest.json": JSON.stringify({ name: "Web app", icons: [{ src: "icon.png", sizes: "48x48" }] }),
    "Two/App/Info.plist": unmanaged(),
  };
  const snapshot = snapshotOf(files);
  assert.deepEqual(
    snapshot.projects.map((project) => [project.folder, short(project.manifest?.path), project.manifest?.origin]),
    [
      ["/w/One/App", "One/server/manifest.json", "recognised"],
      ["/w/Two/App", undefined, undefined],
    ],
  );
  assert.equal(snapshot.files.get("/w/One/server/manifest.json")?.kind, "unmanaged-manifest");
  assert.equal(snapshot.files.has("/w/One/web/manifest.json"), false);
  // Two of them at one distance: none is chosen.
  const two = snapshotOf({ ...files, "One/other/manifest.json": manifest("two") });
  assert.equal(two.projects[0]?.manifest, undefined);
});

test("a manifest stays the manifest while it is half typed", () => {
  const sources = (content: string, version: number) => [
    { path: "/w/App/Info.plist", version: 1, content: unmanaged() },
    { path: "/w/manifest.json", version, content },
  ];
  const before = buildSnapshot({ sources: sources(manifest("a"), 1) });
  const after = buildSnapshot({ sources: sources(manifest("a").slice(0, -3), 2), previous: before });
  assert.equal(only(after).manifest?.reading.format, "unreadable");
  assert.equal(after.files.get("/w/manifest.json")?.kind, "unmanaged-manifest");
});

test("the order of manifests: configured, of that name, fetched; --manifest before all", () => {
  const files: Record<string, string> = { "App/Info.plist": unmanaged() };
  const fetchedManifests = [1, 3, 2].map((fetchedAtMs) => ({
    manifestUrl: "https://cdn.example.com/manifest.json",
    path: `/state/${fetchedAtMs}.json`,
    version: 1,
    content: manifest(`fetched-${fetchedAtMs}`),
    fetchedAtMs,
  }));
  const chosen = (more: Partial<Parameters<typeof buildSnapshot>[0]> = {}) => {
    const { manifest: found } = only(snapshotOf(files, { fetchedManifests, ...more }));
    return [found?.origin, found?.reading.assets[0]?.identifier, found?.fetchedAtMs];
  };
  assert.deepEqual(chosen(), ["fetched", "fetched-3", 3]);
  files["manifest.json"] = manifest("named");
  assert.deepEqual(chosen(), ["recognised", "named", undefined]);
  files["local/m.json"] = manifest("configured");
  files["background-assets.jsonc"] = JSON.stringify({
    version: 1,
    projects: [
      {
        app: "App/Info.plist",
        manifest: {
          file: "local/m.json",
          assets: "$.assets[*]",
          item: { identifier: "$.id", url: "$.url", fileSize: "$.size" },
        },
      },
    ],
  });
  assert.deepEqual(chosen(), ["configured", "configured", undefined]);
  files["other.json"] = manifest("override");
  assert.deepEqual(chosen({ manifestOverride: "/w/other.json" }), ["configured", "override", undefined]);
  // A copy from another address stands for nothing.
  const stale = fetchedManifests.map((one) => ({ ...one, manifestUrl: "https://old.example.com/manifest.json" }));
  assert.equal(only(snapshotOf({ "App/Info.plist": unmanaged() }, { fetchedManifests: stale })).manifest, undefined);
});

test("the project file overrides what would be found, and its settings are the nearest app's", () => {
  const files = {
    "background-assets.jsonc": `{
      // the pairing here is not to be guessed
      "version": 1,
      "projects": [{"app": "One/Info.plist", "extension": "Loader/Info.plist", "appEntitlements": "signing/one.entitlements"}],
      "rules": {"BA118": "off"},
      "hosts": {"https://CDN.example.com/": "https://localhost:8443"}
    }`,
    "One/Info.plist": unmanaged(),
    "Two/Info.plist": unmanaged(),
    "Loader/Info.plist": extensionPlist,
    "signing/one.entitlements": groups("group.a"),
    "Three/background-assets.jsonc": '{"version": 1, "rules": {"BA101": "info"}}',
    "Three/App/Info.plist": unmanaged(),
  };
  const snapshot = snapshotOf(files);
  assert.deepEqual(parts(snapshot), [
    "One/Info.plist: Loader/Info.plist | signing/one.entitlements | -",
    "Two/Info.plist: - | - | -",
    "Three/App/Info.plist: - | - | -",
  ]);
  assert.deepEqual(
    snapshot.projects.map((project) => project.settings.rules),
    [{ BA118: "off" }, { BA118: "off" }, { BA101: "info" }],
  );
  assert.deepEqual(
    [...(snapshot.projects[0]?.settings.hosts ?? [])],
    [["https://cdn.example.com", "https://localhost:8443"]],
  );
  assert.deepEqual(pathsNamedByProjectFiles(snapshot), [
    "/w/One/Info.plist",
    "/w/Loader/Info.plist",
    "/w/signing/one.entitlements",
  ]);
});

test("an entry without an app is the only app's", () => {
  const item = { identifier: "$.n", url: "$.u", fileSize: "$.s" };
  const project = only(
    snapshotOf({
      "background-assets.jsonc": JSON.stringify({ version: 1, projects: [{ manifest: { assets: "$.l[*]", item } }] }),
      "App/Info.plist": unmanaged(),
      "manifest.json": JSON.stringify({ l: [{ n: "a", u: "https://x.example/a", s: 1 }] }),
    }),
  );
  assert.deepEqual(project.settings.manifest?.item, item);
  assert.equal(project.manifest?.reading.recognised, false);
  assert.equal(project.manifest?.reading.assets[0]?.identifier, "a");
});

test("an unchanged version is not read again, a changed one is", () => {
  const files = { "App/Info.plist": managed(), "Ext/Info.plist": extensionPlist, "Pack.json": '{"assetPackID": "a"}' };
  const first = snapshotOf(files);
  const again = snapshotOf(files, { previous: first });
  for (const [path, file] of first.files) assert.equal(again.files.get(path), file);
  assert.equal(again.projects[0], first.projects[0]);
  const sources = Object.entries(files).map(([path, content]) => ({
    path: `/w/${path}`,
    version: path === "App/Info.plist" ? 2 : 1,
    content: content.replace("group.a", "group.b"),
  }));
  const third = buildSnapshot({ sources, previous: again });
  assert.equal(only(third).configuration.appGroupId?.value, "group.b");
  assert.equal(only(third).extension, only(first).extension);
});

test("what is named is always there, with its kind or with why it could not be read", () => {
  const files = {
    "notes.txt": "hello",
    "broken.json": '{"a": [}',
    "empty.plist": "",
    "list.json": manifest("a"),
    "Widget/Info.plist": widgetPlist,
  };
  const snapshot = snapshotOf(files, { named: Object.keys(files).map((path) => `/w/${path}`) });
  assert.deepEqual(
    [...snapshot.files.values()].map((file) => [
      short(file.path),
      file.kind,
      file.kind === "other" && file.problem !== undefined,
    ]),
    [
      ["notes.txt", "other", true],
      ["broken.json", "other", true],
      ["empty.plist", "info-plist", false],
      ["list.json", "unmanaged-manifest", false],
      ["Widget/Info.plist", "info-plist", false],
    ],
  );
});

test("the kinds of JSON are told by content", () => {
  const files = {
    "a.json": '{"assetPackID": "x", "downloadPolicy": {"onDemand": {}}, "fileSelectors": [], "platforms": ["iOS"],}',
    "b.json": '{"assetPacks": [{"id": "x", "url": "https://x.example/x", "version": 1, "downloadSize": 4}]}',
    "c.json": '{"assetPacks": [{"assetPackID": "x", "fileSelectors": []}]}',
    "d.ba-scenario.jsonc": "{}",
    "e.media-plan.jsonc": "{}",
    "background-assets.jsonc": "{}",
  };
  assert.deepEqual(
    [...snapshotOf(files).files.values()].map((file) => file.kind),
    ["packaging-manifest", "download-manifest", "packaging-manifest", "scenario", "media-plan", "project-file"],
  );
});

test("a walk through a workspace leaves dependencies and products out", () => {
  for (const name of [
    "node_modules",
    ".git",
    "build",
    "DerivedData",
    "Pods",
    "Carthage",
    "project.xcworkspace",
    "xcuserdata",
    "Assets.xcassets",
    ".build",
  ]) {
    assert.equal(isSkippedFolder(name), true, name);
  }
  for (const name of ["App", "Sources", "BackgroundAssetsExtension", "Builder", "assets", "App.xcodeproj"])
    assert.equal(isSkippedFolder(name), false, name);
  for (const path of [
    "/w/Info.plist",
    "/w/App.entitlements",
    "/w/manifest.json",
    "/w/x.ba-scenario.jsonc",
    "C:/w/background-assets.jsonc",
    "/w/App.xcodeproj/project.pbxproj",
    "/w/Config/Base.xcconfig",
    "/w/project.yml",
  ]) {
    assert.equal(isCandidatePath(path), true, path);
  }
  for (const path of [
    "/w/package.json",
    "/w/Contents.json",
    "/w/tsconfig.base.json",
    "/w/main.swift",
    "/w/plist",
    "/w/ci.yml",
  ]) {
    assert.equal(isCandidatePath(path), false, path);
  }
});

test("Swift sources are in the snapshot where they speak of Background Assets, or were named", () => {
  const files = {
    "App/Loader.swift": "struct Loader: StoreDownloaderExtension {}",
    "App/View.swift": "struct V: View {}",
    "App/Plist.swift": 'let text = "<plist version=\\"1.0\\">" // AssetPackManager',
  };
  const snapshot = snapshotOf(files);
  assert.deepEqual(
    snapshot.swift.map((file) => [short(file.path), file.kind, file.swift.conformances.length]),
    [
      ["App/Loader.swift", "other", 1],
      ["App/Plist.swift", "other", 0],
    ],
  );
  assert.deepEqual([...snapshot.files.keys()].map(short), ["App/Loader.swift", "App/Plist.swift"]);
  const next = snapshotOf(files, { previous: snapshot, named: ["/w/App/View.swift"] });
  assert.equal(next.files.get("/w/App/Loader.swift"), snapshot.files.get("/w/App/Loader.swift"), "scanned once");
  assert.ok(next.files.has("/w/App/View.swift"));
});

test("a named file in NeXT's form is read under any name; words that are in no form are a problem", () => {
  const problemOf = (content: string) => {
    const sources = [{ path: "/p/Localizable.strings", version: 1, content }];
    const file = buildSnapshot({ sources, named: ["/p/Localizable.strings"] }).files.get("/p/Localizable.strings");
    return file?.kind === "other" ? file.problem : "not found";
  };
  assert.equal(problemOf('"Hello" = "Hallo";\n'), undefined);
  assert.equal(problemOf("{ a = (1, 2); }"), undefined);
  assert.match(problemOf("{ a = (1, 2; }") ?? "", /Not valid JSON/);
  assert.match(problemOf("some plain words") ?? "", /neither a property list nor JSON/);
});
