import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PackTreeNode, packTree } from "../../src/language/pack-tree";
import type { FileListing, ListedFile } from "../../src/model/packs/file-listing";
import { buildSnapshot } from "../../src/model/project/discover";

const infoPlist = `<plist version="1.0"><dict>
<key>CFBundlePackageType</key><string>APPL</string><key>CFBundleDisplayName</key><string>Lanterns</string>
<key>BAAppGroupID</key><string>group.com.example</string>
<key>BAHasManagedAssetPacks</key><true/><key>BAUsesAppleHosting</key><true/>
</dict></plist>`;

function manifest(id: string, selectors: readonly object[]): string {
  return JSON.stringify({
    assetPackID: id,
    downloadPolicy: { essential: { installationEventTypes: ["firstInstallation"] } },
    fileSelectors: selectors,
    platforms: ["iOS"],
  });
}

function listing(name: string, files: readonly ListedFile[]): FileListing {
  return {
    manifestPath: `/w/Packs/${name}.json`,
    root: "/w",
    basis: "found",
    files: new Map(files.map((file) => [file.path, file])),
    folders: new Set(["Assets"]),
    missing: new Set(["gone.map"]),
    isComplete: true,
  };
}

const files: readonly ListedFile[] = [
  { path: "Assets/.DS_Store", sizeInBytes: 6000 },
  { path: "Assets/a.map", sizeInBytes: 2_000_000 },
  { path: "Assets/link.map", sizeInBytes: 500, isLink: true },
  { path: "Assets/tool", sizeInBytes: 3000, isMacExecutable: true },
];

function tree(): readonly PackTreeNode[] {
  return packTree(
    buildSnapshot({
      sources: [
        { path: "/w/App/Info.plist", version: 1, content: infoPlist },
        {
          path: "/w/Packs/Core.json",
          version: 1,
          content: manifest("Core", [{ directory: "Assets" }, { file: "gone.map" }]),
        },
        { path: "/w/Packs/Other.json", version: 1, content: manifest("Other", [{ file: "Assets/a.map" }]) },
      ],
      listings: [listing("Core", files), listing("Other", files)],
    }),
  );
}

const below = (node: PackTreeNode | undefined) => node?.children?.() ?? [];
const named = (nodes: readonly PackTreeNode[], label: string) => nodes.find((node) => node.label === label);

describe("the tree of asset packs", () => {
  it("has the app with its mode and sizes, its packs, and the totals", () => {
    const [app, ...others] = tree();
    assert.equal(others.length, 0);
    assert.equal(app?.label, "Lanterns");
    assert.equal(app?.description, "2 packs, 4 MB · Apple-hosted");
    assert.deepEqual(
      below(app).map(({ label }) => label),
      ["Core", "Other", "Totals"],
    );
    const totals = new Map(below(named(below(app), "Totals")).map(({ label, description }) => [description, label]));
    assert.equal(totals.get("first installation, before the app opens"), "4 MB");
    assert.equal(totals.get("that Apple hosts for an app"), "4 MB of 200 GB");
    assert.equal(totals.get("packs"), "2 of 200");
    assert.equal(totals.has("on demand"), false);
  });

  it("shows the files by the paths of the app, and what is wrong with them", () => {
    const core = named(below(tree()[0]), "Core");
    assert.equal(core?.problem?.severity, "error");
    const [directory, gone] = below(core);
    assert.equal(gone?.description, "file · selects nothing");
    assert.notEqual(gone?.problem, undefined);
    const marks = new Map(below(directory).map(({ label, description }) => [label, description]));
    assert.equal(marks.get("Assets/.DS_Store"), "6 KB · junk");
    assert.equal(marks.get("Assets/a.map"), "2 MB · also in Other");
    assert.equal(marks.get("Assets/link.map"), "500 bytes · symbolic link");
    assert.equal(marks.get("Assets/tool"), "3 KB · program for macOS");
  });

  it("leads from a pack and a selector to their places, and from a file to the file", () => {
    const core = named(below(tree()[0]), "Core");
    assert.deepEqual(core?.opens, { path: "/w/Packs/Core.json", range: { start: 15, end: 21 } });
    const [directory] = below(core);
    assert.equal(directory?.opens?.path, "/w/Packs/Core.json");
    assert.deepEqual(named(below(directory), "Assets/a.map")?.opens, { path: "/w/Assets/a.map" });
  });
});

describe("the tree where it is recorded what was published", () => {
  const record = (paths: readonly string[]) =>
    JSON.stringify({
      version: 1,
      packs: [
        {
          id: "Core",
          policy: "essential",
          installationEventTypes: ["firstInstallation"],
          platforms: ["iOS"],
          files: [{ path: "Assets/a.map", sizeInBytes: 5 }, ...paths.map((path) => ({ path, sizeInBytes: 5 }))],
        },
      ],
      apps: [{ version: "1.0", paths, packIds: [] }],
    });
  const changes = (content: string) => {
    const snapshot = buildSnapshot({
      sources: [
        { path: "/w/App/Info.plist", version: 1, content: infoPlist },
        { path: "/w/Packs/Core.json", version: 1, content: manifest("Core", [{ file: "Assets/a.map" }]) },
        { path: "/w/background-assets.published.json", version: 1, content },
      ],
      listings: [listing("Core", files)],
    });
    return named(below(packTree(snapshot)[0]), "Since the last publication");
  };

  it("has the changes, those that break installed apps first, each with its place", () => {
    const row = changes(record(["Assets/lost.map"]));
    assert.equal(row?.description, "1 breaking, 1 other change");
    assert.equal(row?.problem?.severity, "error");
    const [lost, resized] = below(row);
    assert.equal(lost?.label, "Assets/lost.map");
    assert.match(lost?.description ?? "", /^App 1\.0 reads Assets\/lost\.map/);
    assert.deepEqual(lost?.opens, { path: "/w/Packs/Core.json", range: { start: 15, end: 21 } });
    assert.equal(resized?.label, "Assets/a.map");
    assert.equal(resized?.problem, undefined);
  });

  it("says that a record cannot be read", () => {
    assert.equal(changes("{")?.description, "the record cannot be read");
  });
});
