import type { CompletionItem } from "vscode-languageserver-types";
import { escapeText } from "../../model/plist/write-xml";
import type { AppProject } from "../../model/project/snapshot";
import { type EntitlementKey, entitlementCatalogue } from "./entitlement-catalogue";
import { completionItem, itemKinds } from "./items";
import { type KeyPlace, keyEdit, snippetStyle } from "./key-items";
import { knownGroups } from "./known-values";
import type { SnippetWriter } from "./snippet";

/** The entitlements that Background Assets needs and the file does not have yet. */
export function entitlementItems(place: KeyPlace): readonly CompletionItem[] {
  const { cursor, dict, file } = place;
  if (cursor.container.path.length > 0) return [];
  const own = cursor.kind === "key-text" ? cursor.own : undefined;
  const present = new Set(dict.entries.flatMap((entry) => (entry === own ? [] : [entry.key.name])));
  return entitlementCatalogue
    .filter(({ key }) => !present.has(key))
    .map((entitlement, index) =>
      completionItem(file.lines, {
        label: entitlement.key,
        kind: itemKinds.property,
        detail: `required on ${entitlement.requiredOn}`,
        documentation: `${entitlement.meaning}\n\n[Apple's documentation](${entitlement.documentation})`,
        rank: 100 + index,
        ...keyEdit(place, entitlement.key, (snippet) => writeEntitlement(snippet, entitlement, place)),
      }),
    );
}

function writeEntitlement(snippet: SnippetWriter, entitlement: EntitlementKey, place: KeyPlace): void {
  if (entitlement.type === "boolean") {
    snippet.plain("<true/>");
    return;
  }
  const style = snippetStyle(place);
  const between = style.isInline ? "" : style.lineBreak + style.unit;
  snippet
    .plain(`<array>${between}<string>`)
    .choice(groupsFor(place.project))
    .plain(`</string>${style.isInline ? "" : style.lineBreak}</array>`);
}

function groupsFor(project: AppProject | undefined): readonly string[] {
  const known = knownGroups(project).map(({ value }) => escapeText(value));
  return known.length === 0 ? ["group."] : known;
}
