import assert from "node:assert/strict";
import type { Range } from "vscode-languageserver-types";
import { codeActions } from "../../src/language/code-actions";
import { codeLenses } from "../../src/language/code-lenses";
import { completion } from "../../src/language/completion";
import { definition } from "../../src/language/definition";
import { documentLinks } from "../../src/language/document-links";
import { documentSymbols } from "../../src/language/document-symbols";
import { foldingRanges } from "../../src/language/folding";
import { hover } from "../../src/language/hover";
import { inlayHints } from "../../src/language/inlay-hints";
import { references } from "../../src/language/references";
import { prepareRename, rename } from "../../src/language/rename";
import { selectionRanges } from "../../src/language/selection-ranges";
import { validate } from "../../src/language/validate";
import { buildSnapshot } from "../../src/model/project/discover";
import type { SeededRandom } from "../../test/model/plist/seeded-random";
import { pbxprojText } from "../../test/model/xcode/pbxproj-text";
import { type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedText } from "../mutate";
import { manifestSeeds } from "./manifests";

const plist = (body: string) => `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
${body}
</dict>
</plist>
`;
const [downloadManifest = "", packagingManifest = "", ownManifest = "", , projectFile = ""] = manifestSeeds;

const files: Readonly<Record<string, string>> = {
  "App/Info.plist": plist(`	<key>BAManifestURL</key>
	<string>https://cdn.example.com/manifest.json</string>
	<key>BAInitialDownloadRestrictions</key>
	<dict>
		<key>BADownloadAllowance</key>
		<integer>1000</integer>
		<key>BAEssentialDownloadAllowance</key>
		<string>20</string>
		<key>BADownloadDomainAllowList</key>
		<array>
			<string>*.example.com</string>
			<string>https://cdn.example.com/path</string>
		</array>
	</dict>
	<key>BAMaxInstallSize</key>
	<integer>30</integer>
	<key>BAEssentialMaxInstallSize</key>
	<integer>400</integer>
	<key>BAHasManagedAssetPacks</key>
	<false/>
	<key>BAAppGroupID</key>
	<string>group.example</string>`),
  "App/App.entitlements": plist(
    "	<key>com.apple.security.application-groups</key>\n	<array><string>group.example</string></array>",
  ),
  "Ext/Info.plist": plist(
    "	<key>EXAppExtensionAttributes</key>\n	<dict>\n		<key>EXExtensionPointIdentifier</key>\n		<string>com.apple.background-asset-downloader-extension</string>\n	</dict>",
  ),
  "Packs/Core.json": packagingManifest,
  "Packs/Extra.json": packagingManifest.replace('"Core"', '"Extra"'),
  "server/manifest.json": downloadManifest,
  "m.json": ownManifest,
  "background-assets.jsonc": projectFile,
  "App/Code.swift":
    'import BackgroundAssets\nlet p = try await AssetPackManager.shared.assetPack(withID: "Core")\n@main struct D: BADownloaderExtension {}\n',
  "first.ba-scenario.jsonc": '{"project": "App", "steps": [{"event": "install"}, {"expect": {"files": ["Core"]}}]}',
  "film.media-plan.jsonc": '{"kind": "DTGItem", "id": "film", "url": "https://cdn.example.com/master.m3u8"}',
  "App.xcodeproj/project.pbxproj": pbxprojText({
    app: { Debug: 'INFOPLIST_FILE = "App/Info.plist";', Release: 'INFOPLIST_FILE = "App/Info.plist";' },
    extension: { Debug: 'INFOPLIST_FILE = "Ext/Info.plist";', Release: 'INFOPLIST_FILE = "Ext/Info.plist";' },
    embed: "dstSubfolderSpec = 13;",
  }),
};
const paths = Object.keys(files);
const words = [
  "<key>BAManifestURL</key>",
  "<key>BAUsesAppleHosting</key><true/>",
  "<dict>",
  "</dict>",
  "<string>",
  "</string>",
  "<integer>",
  "</array>",
  "<array>",
  "$(CDN)",
  "group.other",
  "https://",
  "http://localhost",
  "*.",
  '"assetPackID"',
  '"fileSelectors"',
  "[]",
  "{}",
  "null",
  "-1",
  '"',
  ",",
  "/*",
  "..",
  "{",
  "}",
]; // prettier-ignore

/** The first line names the file that the rest is the content of. */
function generate(random: SeededRandom): string {
  const path = random.pick(paths);
  return `${path}\n${mutatedText(files[path] ?? "", random, words, Object.values(files))}`;
}

/** A keystroke in any file of a project: every rule and every answer of the editor, with places in the texts that there are. */
export const workspaces: FuzzTarget = {
  name: "workspace",
  share: 4,
  generate,
  check(input, random) {
    const written = textOf(input);
    const lineEnd = written.indexOf("\n");
    const changedPath = written.slice(0, Math.max(0, lineEnd));
    const contents = {
      ...files,
      ...(Object.hasOwn(files, changedPath) ? { [changedPath]: written.slice(lineEnd + 1) } : {}),
    };
    const sources = Object.entries(contents).map(([name, content]) => ({ path: `/w/${name}`, version: 1, content }));
    const snapshot = buildSnapshot({ sources });
    const path = Object.hasOwn(files, changedPath) ? `/w/${changedPath}` : "/w/App/Info.plist";
    let thrown: Error | undefined;
    const onRuleFailure = (rule: { readonly code: string }, _: string, cause: unknown) => {
      thrown ??= new Error(`${rule.code} threw`, { cause });
    };
    for (const one of [path, "/w/App/Info.plist"]) {
      const lines = (contents[one.slice("/w/".length)] ?? "").split(/\r\n|\r|\n/).length;
      for (const { range, message } of validate(snapshot, one, onRuleFailure)) {
        const text = typeof message === "string" ? message : message.value;
        assertRange(range, lines, text);
        assert.doesNotMatch(text, /[`"“]undefined[`"”]|\[object /);
      }
      if (thrown !== undefined) throw thrown;
    }
    const lines = snapshot.files.get(path)?.lines;
    const text = contents[path.slice("/w/".length)] ?? "";
    const position = lines?.positionAt(random.below(text.length + 1)) ?? { line: 0, character: 0 };
    const everything = { start: { line: 0, character: 0 }, end: lines?.positionAt(text.length) ?? position };
    hover(snapshot, path, position);
    completion(snapshot, path, position, random.pick(["<", ">", '"', "x"]));
    codeActions(snapshot, path, everything);
    codeLenses(snapshot, path);
    definition(snapshot, path, position);
    references(snapshot, path, position, true);
    documentLinks(snapshot, path);
    documentSymbols(snapshot, path);
    foldingRanges(snapshot, path);
    selectionRanges(snapshot, path, [position]);
    inlayHints(snapshot, path, everything);
    prepareRename(snapshot, path, position);
    rename(snapshot, path, position, "Other");
  },
};

function assertRange({ start, end }: Range, lines: number, what: string): void {
  assert.ok(start.line < end.line || (start.line === end.line && start.character <= end.character), what);
  assert.ok(start.line >= 0 && end.line < lines, `line ${end.line} of ${lines}: ${what}`);
}
