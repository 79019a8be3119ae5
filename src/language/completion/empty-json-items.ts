import type { CompletionItem } from "vscode-languageserver-types";
import type { OtherFile, ProjectSnapshot } from "../../model/project/snapshot";
import { isManaged } from "../../rules/project-facts";
import { packagingMembers } from "./asset-pack-members";
import { completionItem, itemKinds } from "./items";

const required = ["assetPackID", "downloadPolicy", "fileSelectors", "platforms"];

/** A whole packaging manifest for an empty JSON file, in a workspace that has asset packs. */
export function emptyJsonItems(snapshot: ProjectSnapshot, file: OtherFile): readonly CompletionItem[] {
  if (file.text.trim() !== "" || !/\.jsonc?$/i.test(file.path) || !hasAssetPacks(snapshot)) return [];
  const lines = packagingMembers
    .filter(({ name }) => required.includes(name))
    .map(({ name, value }, index) => `\t"${name}": ${renumbered(value, index * 2)}`);
  const end = file.text.length;
  const label = "Packaging manifest of an asset pack";
  return [
    completionItem(file.lines, {
      label,
      kind: itemKinds.snippet,
      detail: "Background Assets",
      documentation: "The four members that ba-package needs.",
      rank: 0,
      snippet: `{\n${lines.join(",\n")}\n}\n`,
      range: { start: end, end },
      filterText: label,
    }),
  ];
}

function hasAssetPacks(snapshot: ProjectSnapshot): boolean {
  if (snapshot.projects.some(isManaged)) return true;
  for (const file of snapshot.files.values()) {
    if (file.kind === "packaging-manifest" || file.kind === "download-manifest") return true;
  }
  return false;
}

/** Each member's tab stops count from 1; in one snippet they follow each other. */
function renumbered(snippet: string, by: number): string {
  return snippet.replace(/\$(\{?)(\d)/g, (_, brace: string, number: string) => `$${brace}${Number(number) + by}`);
}
