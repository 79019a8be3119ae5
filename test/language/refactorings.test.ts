import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CodeAction } from "vscode-languageserver-types";
import { refactorings } from "../../src/language/refactorings/refactorings";
import { downloadingModes, switchMode } from "../../src/language/refactorings/switch-mode";
import { rename } from "../../src/language/rename";
import type { DownloadingMode } from "../../src/model/key-catalogue";
import { applyEdits, type FileEdit, LineIndex } from "../../src/model/text";
import { diagnostics, fixture, root, snapshotOf } from "../rules/rule-case";

const appPath = `${root}/App/Info.plist`;

const unmanaged = `
=== App/Info.plist
<key>CFBundleIdentifier</key>
<string>com.example.game</string>
<!-- the manifest -->
<key>BAManifestURL</key>
<string>https://assets.example.com/manifest.json</string> <!-- v1 -->
<key>BAInitialDownloadRestrictions</key>
<dict>
\t<key>BADownloadAllowance</key>
\t<integer>1200000000</integer>
\t<key>BADownloadDomainAllowList</key>
\t<array>
\t\t<string>assets.example.com</string>
\t</array>
\t<key>BAEssentialDownloadAllowance</key>
\t<integer>500000000</integer>
</dict>
<key>BAEssentialMaxInstallSize</key>
<integer>600000000</integer>
<key>BAMaxInstallSize</key>
<integer>1500000000</integer>
<!-- ours -->
<key>UIRequiresFullScreen</key>
<true/>
`;
const appleHosted = `
=== App/Info.plist
<key>CFBundleIdentifier</key>
<string>com.example.game</string>
<key>BAAppGroupID</key>
<string>group.com.example.game</string>
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
<key>UIRequiresFullScreen</key>
<true/>
`;
const managed = unmanaged.replace(
  "<!-- the manifest -->",
  "<key>BAHasManagedAssetPacks</key>\n<true/>\n<key>BAAppGroupID</key>\n<string>group.com.example.game</string>",
);
const onlyKeys = `
=== App/Info.plist
<key>BAManifestURL</key>
<string>https://assets.example.com/manifest.json</string>
`;
const notFilledIn = `
=== App/Info.plist
<key>BAManifestURL</key>
<string></string>
<key>BAInitialDownloadRestrictions</key>
<dict>
\t<key>BADownloadDomainAllowList</key>
\t<array/>
</dict>
`;
const around = `
=== App/App.entitlements
<key>com.apple.security.application-groups</key>
<array>
\t<string>group.com.example.game</string>
</array>
=== Downloader/Info.plist
<key>CFBundleDisplayName</key>
<string>Downloader</string>
<key>CFBundleIdentifier</key>
<string>com.example.game.downloader</string>
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
=== Downloader/Downloader.entitlements
<key>com.apple.security.network.client</key>
<true/>
`;
const swift = (protocol: string) => `
=== Downloader/Downloader.swift
import BackgroundAssets
@main
struct Downloader: ${protocol} {}
`;

function after(texts: ReadonlyMap<string, string>, edits: readonly FileEdit[]): ReadonlyMap<string, string> {
  const result = new Map(texts);
  for (const edit of edits) {
    const same = edits.filter(({ path }) => path === edit.path).flatMap(({ edits: all }) => all);
    result.set(edit.path, applyEdits(texts.get(edit.path) ?? "", same));
  }
  return result;
}

function switched(texts: ReadonlyMap<string, string>, mode: DownloadingMode): ReadonlyMap<string, string> {
  const snapshot = snapshotOf(texts);
  const project = snapshot.projects[0];
  assert.ok(project !== undefined);
  return after(texts, switchMode(project, mode, snapshot));
}

/** Rules about keys that are there or not, the extension point and the group. */
const aboutMode = /^BA(10[1-8]|11[0-2]|12[1-8]|20[34]|214|217)$/;

describe("switching the mode", () => {
  for (const [name, source] of Object.entries({ unmanaged, managed, appleHosted, onlyKeys, notFilledIn })) {
    for (const mode of downloadingModes) {
      it(`leaves no key missing or forbidden: ${name} to ${mode}`, () => {
        const texts = switched(fixture(source + around).texts, mode);
        const snapshot = snapshotOf(texts);
        assert.equal(snapshot.projects[0]?.configuration.mode, mode);
        assert.deepEqual(
          diagnostics(snapshot)
            .filter(({ code, severity }) => aboutMode.test(code) && severity !== "info")
            .map(({ code, message }) => `${code} ${message}`),
          [],
        );
      });
    }
  }

  it("changes nothing where the project has the mode already", () => {
    const complete = around.replace(
      "<key>com.apple.security.network.client</key>\n<true/>",
      "<key>com.apple.security.application-groups</key>\n<array>\n\t<string>group.com.example.game</string>\n</array>",
    );
    for (const [source, mode] of [
      [unmanaged, "self-hosted-unmanaged"],
      [managed, "self-hosted-managed"],
      [appleHosted, "apple-hosted"],
    ] as const) {
      const { texts } = fixture(source + complete);
      assert.deepEqual(switched(texts, mode), texts);
    }
  });

  it("keeps comments, order, indentation and line ends, and every byte that is not of a key it adds or removes", () => {
    const { texts } = fixture(unmanaged + around);
    const windows = new Map([...texts].map(([path, text]) => [path, text.replaceAll("\n", "\r\n")]));
    const result = switched(windows, "apple-hosted");
    assert.equal(
      result.get(appPath),
      [
        '<plist version="1.0">',
        "<dict>",
        "<key>CFBundleIdentifier</key>",
        "<string>com.example.game</string>",
        "<!-- the manifest -->",
        " <!-- v1 -->",
        "<!-- ours -->",
        "<key>UIRequiresFullScreen</key>",
        "<true/>",
        "<key>BAHasManagedAssetPacks</key>",
        "<true/>",
        "<key>BAUsesAppleHosting</key>",
        "<true/>",
        "<key>BAAppGroupID</key>",
        "<string>group.com.example.game</string>",
        "</dict>",
        "</plist>",
        "",
      ].join("\r\n"),
    );
    for (const path of ["App/App.entitlements", "Downloader/Info.plist"]) {
      assert.equal(result.get(`${root}/${path}`), windows.get(`${root}/${path}`), `${path} needs no edit`);
    }
    assert.match(
      result.get(`${root}/Downloader/Downloader.entitlements`) ?? "",
      /<key>com\.apple\.security\.application-groups<\/key>\r\n<array>\r\n\t<string>group\.com\.example\.game<\/string>\r\n<\/array>\r\n<\/dict>/,
    );
  });

  it("takes sizes and hosts from the manifest, and marks the rest with placeholders", () => {
    const manifest = `
=== server/manifest.json
[{"id": "a", "url": "https://cdn.example.com/a", "size": 412000000, "essential": true}]
`;
    const known = switched(fixture(onlyKeys + manifest).texts, "self-hosted-unmanaged").get(appPath) ?? "";
    const manifestBytes = fixture(onlyKeys + manifest).texts.get(`${root}/server/manifest.json`)?.length ?? 0;
    assert.match(known, new RegExp(`BAEssentialDownloadAllowance</key>\\s*<integer>${412000000 + manifestBytes}<`));
    assert.match(known, /<string>assets\.example\.com<\/string>\s*<string>cdn\.example\.com<\/string>/);
    const unknown = switched(fixture(appleHosted).texts, "self-hosted-managed").get(appPath) ?? "";
    assert.match(unknown, /<key>BAManifestURL<\/key>\s*<string>https:\/\/assets\.example\.com\/manifest\.json</);
    assert.match(unknown, /<key>BAMaxInstallSize<\/key>\s*<integer>0</);
  });

  it("names the app group as the entitlements write it", () => {
    const around = (group: string) => `
=== App/App.entitlements
<key>com.apple.security.application-groups</key>
<array>
\t<string>${group}</string>
</array>
`;
    const group = "$(TeamIdentifierPrefix)com.example.game";
    const text = switched(fixture(unmanaged + around(group)).texts, "apple-hosted").get(appPath) ?? "";
    assert.ok(text.includes(`<key>BAAppGroupID</key>\n<string>${group}</string>`), text);
  });

  it("adopts the managed protocol of the other hosting in Swift, and rewrites no unmanaged code", () => {
    const path = `${root}/Downloader/Downloader.swift`;
    const toManaged = switched(
      fixture(appleHosted + around + swift("StoreDownloaderExtension")).texts,
      "self-hosted-managed",
    );
    assert.match(toManaged.get(path) ?? "", /struct Downloader: ManagedDownloaderExtension \{\}/);
    const texts = fixture(unmanaged + around + swift("BADownloaderExtension")).texts;
    assert.equal(switched(texts, "apple-hosted").get(path), texts.get(path));
  });

  it("converts a wrong extension point, and nothing else of the extension's file", () => {
    const wrong = around.replace("com.apple.background-asset-downloader-extension", "com.apple.background-assets");
    const result = switched(fixture(unmanaged + wrong).texts, "self-hosted-managed");
    assert.equal(
      result.get(`${root}/Downloader/Info.plist`),
      fixture(unmanaged + around).texts.get(`${root}/Downloader/Info.plist`),
    );
  });

  it("takes over what somebody wrote where nobody reads it", () => {
    const inExtension = around.replace(
      "<key>CFBundleDisplayName</key>",
      "<key>BAInitialDownloadRestrictions</key>\n<dict>\n\t<key>BADownloadAllowance</key>\n\t<integer>77</integer>\n</dict>\n<key>CFBundleDisplayName</key>",
    );
    const text = switched(fixture(onlyKeys + inExtension).texts, "self-hosted-unmanaged").get(appPath) ?? "";
    assert.match(text, /<key>BADownloadAllowance<\/key>\s*<integer>77</);
    assert.match(text, /<key>BAEssentialDownloadAllowance<\/key>/);
  });

  it("is undone by switching back, but for the values that were forgotten", () => {
    const { texts } = fixture(managed + around);
    const back = switched(switched(texts, "self-hosted-unmanaged"), "self-hosted-managed").get(appPath) ?? "";
    const lines = (text: string) => text.split("\n").sort();
    assert.deepEqual(lines(back), lines(texts.get(appPath) ?? ""));
  });
});

describe("refactorings", () => {
  const manifest = `
=== server/manifest.json
[{"id": "a", "url": "https://assets.example.com/a", "size": 412000000, "essential": true}]
`;
  const at = (source: string, needle: string, path = appPath): readonly CodeAction[] => {
    const { texts } = fixture(source);
    const text = texts.get(path) ?? "";
    assert.ok(text.includes(needle), needle);
    const position = new LineIndex(text).positionAt(text.indexOf(needle));
    return refactorings(snapshotOf(texts), path, { start: position, end: position });
  };
  const titles = (actions: readonly CodeAction[]) => actions.map(({ title }) => title);

  it("offers the other modes at the beginning of the dictionary, to be confirmed before anything changes", () => {
    const actions = at(unmanaged + around, "<dict>");
    assert.deepEqual(titles(actions), [
      "Switch the project to “Apple-hosted”",
      "Switch the project to “Self-hosted, managed”",
    ]);
    for (const { kind, edit } of actions) {
      assert.equal(kind, "refactor.rewrite");
      const edits = (edit?.documentChanges ?? []).flatMap((change) => ("edits" in change ? change.edits : []));
      const needsConfirmation = (one: object) =>
        "annotationId" in one && edit?.changeAnnotations?.[String(one.annotationId)]?.needsConfirmation === true;
      // VS Code shows a preview when one edit asks for it, and leaves that one out: it must not be one that matters.
      assert.deepEqual(
        edits.filter(needsConfirmation).map((one) => "newText" in one && one.newText),
        [""],
      );
      assert.ok(edits.length > 3);
    }
    assert.deepEqual(at(unmanaged + around, "UIRequiresFullScreen"), []);
  });

  it("inserts all keys that the mode misses at once", () => {
    const [action] = at(onlyKeys, "BAManifestURL");
    assert.equal(action?.title, "Insert the 3 missing keys");
    const inserted = Object.values(action.edit?.changes ?? {}).flat();
    assert.deepEqual(
      inserted.map(({ newText }) => /<key>(\w+)/.exec(newText)?.[1]),
      ["BAInitialDownloadRestrictions", "BAEssentialMaxInstallSize", "BAMaxInstallSize"],
    );
    const inner = unmanaged.replace("\t<key>BADownloadAllowance</key>\n\t<integer>1200000000</integer>\n", "");
    assert.equal(at(inner, "BAManifestURL")[0]?.title, "Insert the missing key");
  });

  it("sets an allowance that is not wrong, exactly and with a margin", () => {
    const found = titles(at(unmanaged + manifest, "BAEssentialDownloadAllowance"));
    assert.match(found.join("\n"), /^Set BAEssentialDownloadAllowance to 412,000,0\d\d bytes \(exactly/);
    assert.match(found.join("\n"), /Set BAEssentialDownloadAllowance to 454,000,000 bytes \(10 % more/);
  });

  it("shares the group with the target that lacks it", () => {
    const [action] = at(unmanaged + around, "group.com.example.game", `${root}/App/App.entitlements`);
    assert.equal(action?.title, "Share group.com.example.game with the app and the extension");
    assert.deepEqual(Object.keys(action.edit?.changes ?? {}), ["file:///project/Downloader/Downloader.entitlements"]);
  });
});

describe("a refactoring's edits", () => {
  const indented = unmanaged.replaceAll("\t", "    ");
  const cases = { unmanaged, managed, appleHosted, onlyKeys, notFilledIn, indented };

  /** Every refactoring that is offered anywhere in a file, with the texts after it. */
  function all(texts: ReadonlyMap<string, string>): ReadonlyMap<string, ReadonlyMap<string, string>> {
    const snapshot = snapshotOf(texts);
    const found = new Map<string, ReadonlyMap<string, string>>();
    for (const [path, text] of texts) {
      const lines = new LineIndex(text);
      const range = { start: { line: 0, character: 0 }, end: lines.positionAt(text.length) };
      for (const { title, edit } of refactorings(snapshot, path, range)) found.set(title, appliedTo(texts, edit));
    }
    return found;
  }

  function appliedTo(texts: ReadonlyMap<string, string>, edit: CodeAction["edit"]): ReadonlyMap<string, string> {
    const result = new Map(texts);
    const changes = [
      ...Object.entries(edit?.changes ?? {}),
      ...(edit?.documentChanges ?? []).flatMap((change) =>
        "edits" in change ? [[change.textDocument.uri, change.edits] as const] : [],
      ),
    ];
    for (const [uri, edits] of changes) {
      const path = uri.replace("file://", "");
      const text = texts.get(path) ?? "";
      const lines = new LineIndex(text);
      const plain = edits.flatMap((one) => {
        if (!("newText" in one)) return [];
        const range = { start: lines.offsetAt(one.range.start), end: lines.offsetAt(one.range.end) };
        return [{ range, newText: one.newText }];
      });
      result.set(path, applyEdits(text, plain));
    }
    return result;
  }

  for (const [name, source] of Object.entries(cases)) {
    it(`keep line ends and comments: ${name}`, () => {
      const { texts } = fixture(source + around);
      const plain = all(texts);
      assert.ok(plain.size > 0);
      const windows = all(new Map([...texts].map(([path, text]) => [path, text.replaceAll("\n", "\r\n")])));
      assert.deepEqual([...windows.keys()], [...plain.keys()]);
      for (const [title, result] of windows) {
        for (const [path, text] of result) {
          assert.doesNotMatch(text, /(?<!\r)\n/, `${title} in ${path}`);
          assert.equal(text.replaceAll("\r\n", "\n"), plain.get(title)?.get(path), `${title} in ${path}`);
          const comments = texts.get(path)?.match(/<!--.*?-->/g) ?? [];
          for (const comment of comments) assert.ok(text.includes(comment), `${title} keeps ${comment}`);
        }
      }
    });
  }

  it("indent what they add like the file: spaces stay spaces", () => {
    const { texts } = fixture(indented + around);
    for (const [title, result] of all(texts)) {
      const added = (result.get(appPath) ?? "").split("\n").filter((line) => !texts.get(appPath)?.includes(line));
      for (const line of added) assert.doesNotMatch(line, /\t/, title);
    }
  });
});

describe("renaming an asset pack", () => {
  const source = `${appleHosted}
=== packs/Manifest.json
{
  "assetPackID": "level-1",
  "downloadPolicy": {"essential": {"installationEventTypes": ["firstInstallation"]}},
  "fileSelectors": [{"directory": "Levels"}],
  "platforms": ["iOS"]
}
=== App/Game.swift
import BackgroundAssets
let pack = try await AssetPackManager.shared.assetPack(withID: "level-1")
let title = "level-1"
`;
  const { texts } = fixture(source);
  const path = `${root}/packs/Manifest.json`;
  const position = new LineIndex(texts.get(path) ?? "").positionAt((texts.get(path) ?? "").indexOf("level-1") + 2);

  it("changes the manifest and the id in Swift, and no other string", () => {
    const result = rename(snapshotOf(texts), path, position, "level-one");
    assert.ok(result.ok);
    const changes = result.edit.changes ?? {};
    assert.deepEqual(Object.keys(changes).sort(), [
      "file:///project/App/Game.swift",
      "file:///project/packs/Manifest.json",
    ]);
    assert.deepEqual(
      Object.values(changes)
        .flat()
        .map(({ range, newText }) => [range.end.character - range.start.character, newText]),
      [
        [7, "level-one"],
        [7, "level-one"],
      ],
    );
  });

  it("refuses an id that another pack has", () => {
    const two = new Map([
      ...texts,
      [`${root}/packs/Other.json`, (texts.get(path) ?? "").replace("level-1", "level-2")],
    ]);
    const result = rename(snapshotOf(two), path, position, "level-2");
    assert.ok(!result.ok);
    assert.match(result.message, /“level-2” already/);
  });

  it("refuses an empty id", () => {
    assert.deepEqual(rename(snapshotOf(texts), path, position, " "), {
      ok: false,
      message: "An asset pack needs an id.",
    });
  });
});
