import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TextEdit } from "vscode-languageserver-types";
import { codeActions } from "../../src/language/code-actions";
import { codeLenses } from "../../src/language/code-lenses";
import { documentLinks } from "../../src/language/document-links";
import { hover } from "../../src/language/hover";
import { fileUri } from "../../src/language/lsp-places";
import { checkedUrlKey } from "../../src/language/url-lenses";
import { validate } from "../../src/language/validate";
import { buildSnapshot } from "../../src/model/project/discover";
import type { ProjectSnapshot } from "../../src/model/project/snapshot";
import { applyEdits } from "../../src/model/text";
import { fixture, root, snapshotOf } from "../rules/rule-case";

const appPath = `${root}/App/Info.plist`;

const app = `
=== App/Info.plist
<key>BAEssentialMaxInstallSize</key>
<integer>500000000</integer>
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
<key>BAManifestURL</key>
<string>https://assets.example.com/manifest.json</string>
<key>BAMaxInstallSize</key>
<integer>1500000000</integer>
`;
const manifest = `
=== server/manifest.json
[
  {"id": "terrain", "url": "https://assets.example.com/terrain", "size": 412000000, "essential": true},
  {"id": "music", "url": "https://assets.example.com/music", "size": 1284000000, "essential": false}
]
`;

const snapshotFrom = (source: string) => snapshotOf(fixture(source).texts);

/** Where `|` stands in the text of the app's file. */
function cursor(source: string): {
  snapshot: ProjectSnapshot;
  position: { line: number; character: number };
  offset: number;
} {
  const { texts } = fixture(source);
  const text = texts.get(appPath) ?? "";
  const offset = text.indexOf("|");
  const snapshot = snapshotOf(new Map([...texts, [appPath, text.replace("|", "")]]));
  const position = snapshot.files.get(appPath)?.lines.positionAt(offset) ?? { line: 0, character: 0 };
  return { snapshot, position, offset };
}

function hoverText(source: string): string | undefined {
  const { snapshot, position } = cursor(source);
  const contents = hover(snapshot, appPath, position)?.contents;
  return typeof contents === "object" && "value" in contents ? contents.value : undefined;
}

describe("validate", () => {
  it("gives LSP diagnostics with a link, a source and related places", () => {
    const snapshot = snapshotFrom(`${app}${manifest}`);
    const [finding] = validate(snapshot, appPath).filter(({ code }) => code === "BA118");
    assert.equal(finding?.severity, 1);
    assert.equal(finding.source, "Background Assets");
    assert.match(finding.codeDescription?.href ?? "", /^https:\/\//);
    assert.deepEqual(finding.range, { start: { line: 7, character: 1 }, end: { line: 7, character: 30 } });
    const location = finding.relatedInformation?.[0]?.location;
    assert.equal(location?.uri, "file:///project/server/manifest.json");
    assert.equal(location.range.start.line, 2);
    const line = manifest.split("\n")[4] ?? "";
    assert.equal(line.slice(location.range.start.character, location.range.end.character), "1284000000");
  });

  it("knows nothing of a file that it was not given", () => {
    assert.deepEqual(validate(snapshotFrom(app), "/elsewhere/Info.plist"), []);
  });

  it("follows what is typed: the next version of the text has other findings", () => {
    const text = fixture(app).texts.get(appPath) ?? "";
    const first = buildSnapshot({ sources: [{ path: appPath, version: 1, content: text }] });
    const typed = text.replace("https://assets", "http://assets");
    const second = buildSnapshot({ sources: [{ path: appPath, version: 2, content: typed }], previous: first });
    assert.deepEqual(validate(first, appPath), []);
    assert.deepEqual(
      validate(second, appPath).map(({ code }) => code),
      ["BA110"],
    );
  });
});

describe("codeActions", () => {
  const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 99 } });

  it("offers the fixes of the findings in a range, the preferred first, and they change the text", () => {
    const { texts } = fixture(app + manifest);
    const snapshot = snapshotOf(texts);
    const actions = codeActions(snapshot, appPath, at(7));
    assert.deepEqual(
      actions.map(({ title, isPreferred, kind }) => [title.replace(/[\d,]+ bytes/, "…"), isPreferred, kind]),
      [
        ["Set BADownloadAllowance to … (exactly what the manifest needs)", true, "quickfix"],
        ["Set BADownloadAllowance to … (10 % more, in whole megabytes)", undefined, "quickfix"],
      ],
    );
    const edits = actions[1]?.edit?.changes?.[fileUri(appPath)] ?? [];
    const text = texts.get(appPath) ?? "";
    const lines = snapshot.files.get(appPath)?.lines;
    const offsets = edits.map(({ range, newText }: TextEdit) => ({
      range: { start: lines?.offsetAt(range.start) ?? 0, end: lines?.offsetAt(range.end) ?? 0 },
      newText,
    }));
    assert.equal(applyEdits(text, offsets), text.replace("1200000000", "1413000000"));
    assert.equal(actions[0]?.diagnostics?.[0]?.code, "BA118");
  });

  it("offers nothing where nothing is wrong", () => {
    assert.deepEqual(codeActions(snapshotFrom(app + manifest), appPath, at(2)), []);
  });

  it("changes both files of a move", () => {
    const source = `
=== App/Info.plist
<key>BAHasManagedAssetPacks</key>
<true/>
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
`;
    const [action] = codeActions(snapshotFrom(source), `${root}/Downloader/Info.plist`, at(7));
    assert.deepEqual(Object.keys(action?.edit?.changes ?? {}).sort(), [
      "file:///project/App/Info.plist",
      "file:///project/Downloader/Info.plist",
    ]);
  });
});

describe("codeLenses", () => {
  const titles = (source: string) =>
    codeLenses(snapshotFrom(source), appPath).map(({ range, command }) => `${range.start.line}: ${command?.title}`);

  it("shows the mode, the events and both lanes", () => {
    assert.deepEqual(titles(app + manifest), [
      "1: Self-hosted, unmanaged: 6 of 6 keys",
      "15: Simulate install",
      "15: update",
      "15: periodic check",
      "15: Check URL",
      "4: Essential 412 MB of 500 MB",
      "4: Non-essential 1.3 GB of 1.2 GB, 84 MB too much",
      "4: Launchable after about 66 s on Wi-Fi, 4.6 min on LTE, 2.3 h on slow 3G",
      "8: 1 host in the manifest",
    ]);
  });

  it("shows what is declared and offers to fetch where no manifest is known", () => {
    assert.deepEqual(titles(app).slice(4), [
      "15: Fetch manifest",
      "15: Check URL",
      "4: Essential up to 500 MB",
      "4: Non-essential up to 1.2 GB",
      "4: Fetch manifest",
    ]);
  });

  it("calls the commands with the path of the app's plist", () => {
    const commands = codeLenses(snapshotFrom(app), appPath).map(({ command }) => [
      command?.command,
      command?.arguments,
    ]);
    assert.deepEqual(commands.slice(0, 5), [
      ["backgroundAssets.switchProjectMode", [appPath]],
      ["backgroundAssets.simulateInstall", [appPath]],
      ["backgroundAssets.simulateUpdate", [appPath]],
      ["backgroundAssets.simulatePeriodicCheck", [appPath]],
      ["backgroundAssets.fetchManifest", [appPath]],
    ]);
  });

  it("counts the keys that are missing, and shows no lens in other files", () => {
    const apple =
      "=== App/Info.plist\n<key>BAHasManagedAssetPacks</key>\n<true/>\n<key>BAUsesAppleHosting</key>\n<true/>";
    assert.deepEqual(titles(apple), [
      "1: Apple-hosted: 2 of 3 keys",
      "2: Simulate install",
      "2: update",
      "2: periodic check",
    ]);
    assert.deepEqual(codeLenses(snapshotFrom(app + manifest), `${root}/server/other.json`), []);
  });

  it("names the hosts of the manifest that the list does not allow", () => {
    const foreign = manifest.replace("assets.example.com/music", "promo.partner.example/music");
    assert.deepEqual(titles(app + foreign).slice(-1), ["8: 2 hosts in the manifest; promo.partner.example is missing"]);
    const variable = app.replace("<string>assets.example.com</string>", "<string>$(HOST)</string>");
    assert.deepEqual(titles(variable + foreign).slice(-1), ["8: 2 hosts in the manifest"]);
  });

  it("offers to check every URL of the manifest, and shows what a check said", () => {
    const snapshot = snapshotFrom(app + manifest);
    const path = `${root}/server/manifest.json`;
    const terrain = "https://assets.example.com/terrain";
    const lenses = codeLenses(snapshot, path, new Map([[checkedUrlKey(terrain, 412000000), "200, 412 MB, ranges"]]));
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title, command?.arguments]),
      [
        [1, "Check URL: 200, 412 MB, ranges", [appPath, terrain, 412000000]],
        [2, "Check URL", [appPath, "https://assets.example.com/music", 1284000000]],
      ],
    );
  });
});

describe("hover", () => {
  it("explains a key in this project's mode, with sizes for people", () => {
    const text =
      hoverText(app.replace("BAEssentialDownloadAllowance", "BAEssential|DownloadAllowance") + manifest) ?? "";
    assert.match(text, /^\*\*BAEssentialDownloadAllowance\*\* \(integer, bytes, on the wire, compressed\)/);
    assert.match(text, /500 MB \(500,000,000 bytes\)/);
    assert.match(text, /Self-hosted, unmanaged: \*\*required\*\*/);
    assert.match(text, /The manifest needs 412 MB here: 1 asset and the manifest \(\d+ bytes\)/);
    assert.match(text, /iOS 16\.4/);
    assert.match(text, /\[Apple's documentation\]\(https:/);
  });

  it("says that a key does not belong where it stands", () => {
    const source =
      "=== App/Info.plist\n<key>BAHasManagedAssetPacks</key>\n<true/>\n<key>BAUsesAppleHosting</key>\n<true/>\n";
    assert.match(hoverText(`${source}<key>BAMax|InstallSize</key>\n<integer>5</integer>`) ?? "", /must be left out/);
    assert.match(
      hoverText(`${source}<key>BADownload|Allowance</key>\n<integer>5</integer>`) ?? "",
      /its place is BAInitialDownloadRestrictions > BADownloadAllowance/,
    );
  });

  it("explains the list from one of its hosts, and is silent elsewhere", () => {
    assert.match(hoverText(app.replace("assets.example", "assets|.example")) ?? "", /^\*\*BADownloadDomainAllowList/);
    assert.equal(hoverText(`${app}<key>CFBundle|Name</key>\n<string>x</string>`), undefined);
  });
});

describe("documentLinks", () => {
  it("links the manifest and its assets, without quotes", () => {
    const snapshot = snapshotFrom(app + manifest);
    assert.deepEqual(documentLinks(snapshot, appPath), [
      {
        range: { start: { line: 16, character: 8 }, end: { line: 16, character: 48 } },
        target: "https://assets.example.com/manifest.json",
      },
    ]);
    const path = `${root}/server/manifest.json`;
    const [first, second] = documentLinks(snapshot, path);
    assert.equal(first?.target, "https://assets.example.com/terrain");
    assert.deepEqual(first.range.start, { line: 1, character: 28 });
    assert.equal(second?.target, "https://assets.example.com/music");
  });
});

describe("fileUri", () => {
  it("encodes what a URI cannot hold, and keeps drives", () => {
    assert.equal(fileUri("/My App/Info#1.plist"), "file:///My%20App/Info%231.plist");
    assert.equal(fileUri("C:/App/Info.plist"), "file:///C:/App/Info.plist");
  });
});
