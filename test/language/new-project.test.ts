import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type NewProject, type NewProjectRequest, newProject } from "../../src/language/new-project/new-project";
import type { DownloadingMode } from "../../src/model/key-catalogue";
import type { FileListing } from "../../src/model/packs/file-listing";
import { buildSnapshot } from "../../src/model/project/discover";
import type { SourceFile } from "../../src/model/project/snapshot";
import { applyEdits } from "../../src/model/text";
import { diagnose } from "../../src/rules/engine";

const modes: readonly DownloadingMode[] = ["apple-hosted", "self-hosted-managed", "self-hosted-unmanaged"];

const existing = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>CFBundleDisplayName</key>
	<string>Skylands</string>
	<key>CFBundleIdentifier</key>
	<string>com.example.skylands</string>
	<key>CFBundlePackageType</key>
	<string>APPL</string>
	<key>CFBundleShortVersionString</key>
	<string>2.1</string>
	<key>CFBundleVersion</key>
	<string>40</string>
</dict>
</plist>
`;

function made(request: Partial<NewProjectRequest>, sources: readonly SourceFile[] = []) {
  const result = newProject(
    {
      mode: "apple-hosted",
      app: { kind: "new", folder: "/w", name: "Skylands", bundleIdentifier: "com.example.skylands" },
      manifestUrl: "https://cdn.skylands.example/v1/manifest.json",
      writesManifest: true,
      writesSwift: true,
      ...request,
    },
    buildSnapshot({ sources }),
  );
  if (typeof result === "string") throw new Error(result);
  return { result, after: snapshotAfter(result, sources) };
}

function snapshotAfter({ created, edited }: NewProject, sources: readonly SourceFile[]) {
  const texts = new Map(sources.map(({ path, content }) => [path, String(content)]));
  for (const { path, edits } of edited) texts.set(path, applyEdits(texts.get(path) ?? "", edits));
  for (const { path, text } of created) texts.set(path, text);
  const listing: FileListing = {
    manifestPath: "/w/Packs/Tutorial.json",
    root: "/w",
    basis: "found",
    files: new Map([["Assets/Tutorial/welcome.txt", { path: "Assets/Tutorial/welcome.txt", sizeInBytes: 42 }]]),
    folders: new Set(["Assets/Tutorial"]),
    missing: new Set(),
    isComplete: true,
  };
  return buildSnapshot({
    sources: [...texts].map(([path, content]) => ({ path, version: 1, content })),
    listings: texts.has(listing.manifestPath) ? [listing] : [],
  });
}

function problems(after: ReturnType<typeof buildSnapshot>): readonly string[] {
  return [...diagnose(after).values()]
    .flat()
    .filter(({ severity }) => severity !== "info")
    .map(({ code, path, message }) => `${code} ${path} ${message}`);
}

describe("a new project", () => {
  for (const mode of modes) {
    it(`of the mode ${mode} has nothing that our own check objects to`, () => {
      const { after } = made({ mode });
      assert.equal(after.projects[0]?.configuration.mode, mode);
      assert.deepEqual(problems(after), []);
    });

    it(`is made of an app that is there, in the mode ${mode}, and leaves what the app has`, () => {
      const sources = [{ path: "/w/Skylands/Info.plist", version: 1, content: existing }];
      const { result, after } = made(
        {
          mode,
          app: {
            kind: "existing",
            infoPlistPath: "/w/Skylands/Info.plist",
            files: [{ path: "/w/Skylands/Info.plist", text: existing }],
          },
        },
        sources,
      );
      assert.deepEqual(
        result.edited.map(({ path }) => path),
        ["/w/Skylands/Info.plist"],
      );
      assert.equal(after.projects[0]?.configuration.mode, mode);
      assert.equal(after.projects[0]?.configuration.version, "2.1");
      assert.deepEqual(problems(after), []);
    });
  }

  it("has the manifest's address and its host in the allow list", () => {
    const { configuration } = made({ mode: "self-hosted-managed" }).after.projects[0] ?? {};
    assert.equal(configuration?.manifestUrl?.value, "https://cdn.skylands.example/v1/manifest.json");
    assert.deepEqual(
      configuration?.domainAllowList?.hosts.map(({ value }) => value),
      ["cdn.skylands.example"],
    );
  });

  it("writes nothing that was not asked for, and nothing over a file that is there", () => {
    const { result } = made({ writesManifest: false, writesSwift: false });
    assert.deepEqual(result.created.map(({ path }) => path).toSorted(), [
      "/w/App/App.entitlements",
      "/w/App/Info.plist",
      "/w/Downloader/Downloader.entitlements",
      "/w/Downloader/Info.plist",
    ]);
    const files = [{ path: "/w/App/Info.plist", text: existing }];
    const kept = made({ app: { kind: "existing", infoPlistPath: "/w/App/Info.plist", files } }, [
      { path: "/w/App/Info.plist", version: 1, content: existing },
      { path: "/w/Packs/Tutorial.json", version: 1, content: '{ "assetPackID": "Tutorial" }' },
    ]);
    assert.equal(
      kept.result.created.some(({ path }) => path === "/w/Packs/Tutorial.json"),
      false,
    );
  });
});
