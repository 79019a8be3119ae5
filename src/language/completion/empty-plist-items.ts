import type { CompletionItem } from "vscode-languageserver-types";
import { catalogueKey, type DownloadingMode, requiredKeys } from "../../model/key-catalogue";
import { modeName } from "../../model/mode-name";
import type { AppProject, PlistFile } from "../../model/project/snapshot";
import { completionItem, itemKinds } from "./items";
import { type SnippetStyle, writePair } from "./key-snippets";
import { knownGroups } from "./known-values";
import { SnippetWriter } from "./snippet";

const style: SnippetStyle = { lineBreak: "\n", unit: "\t", pairSeparator: "\n", isInline: false };

const head =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n' +
  '<plist version="1.0">\n<dict>\n';
const foot = "</dict>\n</plist>\n";

/** Whole files for an empty one: an app's in each mode, the extension's, or the entitlements of both. */
export function emptyPlistItems(file: PlistFile, project: AppProject | undefined): readonly CompletionItem[] {
  if (file.kind === "entitlements") {
    return [
      wholeFile(file, "Entitlements for Background Assets", "app group", 0, (snippet) => {
        const groups = knownGroups(project).map(({ value }) => value);
        snippet.plain("\t<key>com.apple.security.application-groups</key>\n\t<array>\n\t\t<string>");
        snippet.choice(groups.length === 0 ? ["group."] : groups).plain("</string>\n\t</array>\n");
      }),
    ];
  }
  const modes: readonly DownloadingMode[] = ["apple-hosted", "self-hosted-managed", "self-hosted-unmanaged"];
  const apps = modes.map((mode, index) =>
    wholeFile(file, `Info.plist of an app: ${modeName(mode)}`, "Background Assets", index, (snippet) => {
      for (const key of requiredKeys(mode)) if (key.path.length === 1) writeEntry(snippet, key, project);
    }),
  );
  const attributes = catalogueKey("EXAppExtensionAttributes");
  const extension = wholeFile(file, "Info.plist of a downloader extension", "Background Assets", 3, (snippet) => {
    if (attributes !== undefined) writeEntry(snippet, attributes, project);
  });
  return [...apps, extension];
}

function writeEntry(
  snippet: SnippetWriter,
  key: Parameters<typeof writePair>[1],
  project: AppProject | undefined,
): void {
  snippet.plain("\t");
  writePair(snippet, key, project, style, "\t");
  snippet.plain("\n");
}

function wholeFile(
  file: PlistFile,
  label: string,
  detail: string,
  rank: number,
  write: (snippet: SnippetWriter) => void,
): CompletionItem {
  const snippet = new SnippetWriter().plain(head);
  write(snippet);
  snippet.plain(foot);
  const end = file.text.length;
  return completionItem(file.lines, {
    label,
    kind: itemKinds.snippet,
    detail,
    rank,
    snippet: snippet.toString(),
    range: { start: end, end },
    filterText: label,
  });
}
