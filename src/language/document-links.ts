import type { DocumentLink } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { literalString, parseUrl, topEntry } from "../rules/project-facts";
import { toRange } from "./lsp-places";

/** More links than anybody follows; a manifest of 100,000 assets must not make as many objects. */
const linksPerFile = 1000;

/** URLs that can be followed: BAManifestURL of an app's Info.plist, the assets of a manifest. */
export function documentLinks(snapshot: ProjectSnapshot, path: string): readonly DocumentLink[] {
  const file = snapshot.files.get(path);
  if (file === undefined) return [];
  const links: DocumentLink[] = [];
  const add = (range: OffsetRange, target: string) => {
    if (links.length >= linksPerFile || !isWebUrl(target)) return;
    links.push({ range: toRange(file.lines, range), target });
  };
  if (file.kind === "app-info-plist") {
    const value = topEntry(file, "BAManifestURL")?.value;
    const url = literalString(value);
    if (value !== undefined && url !== undefined) add(value.contentRange, url);
  }
  for (const { manifest } of snapshot.projects) {
    if (manifest?.path !== path) continue;
    for (const { url, ranges } of manifest.reading.assets) {
      if (links.length >= linksPerFile) break;
      // Quotes are part of a JSON string's range, and none of the link.
      if (ranges.url !== undefined) add(withoutQuotes(ranges.url, file.text), url);
    }
    break;
  }
  return links;
}

function isWebUrl(url: string): boolean {
  const protocol = parseUrl(url)?.protocol;
  return protocol === "https:" || protocol === "http:";
}

function withoutQuotes(range: OffsetRange, text: string): OffsetRange {
  return text[range.start] === '"' && text[range.end - 1] === '"'
    ? { start: range.start + 1, end: range.end - 1 }
    : range;
}
