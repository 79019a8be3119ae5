import type { Location, Position } from "vscode-languageserver-types";
import { joinPackPath } from "../model/packs/pack-path";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { packsOf } from "../rules/packs";
import { fileUri } from "./lsp-places";
import { locationsOf, nameAt } from "./name-at";
import { placesOf } from "./named-things";

/**
 * Where the app group, bundle identifier or pack id at a position is declared: a group in the entitlements, an identifier in
 * the Info.plist of its target, a pack in its packaging manifest. In an extension's identifier the app's part leads to
 * the app. In Swift a path inside of a pack leads to the file that becomes it. Empty on anything else.
 */
export function definition(snapshot: ProjectSnapshot, path: string, position: Position): readonly Location[] {
  const place = nameAt(snapshot, path, position);
  if (place === undefined) return [...packedFiles(snapshot, path, position)];
  return locationsOf(
    snapshot,
    placesOf(snapshot, place.kind, place.name).filter(({ isDefinition }) => isDefinition),
  );
}

const beginning = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function* packedFiles(snapshot: ProjectSnapshot, path: string, position: Position): Iterable<Location> {
  const source = snapshot.files.get(path);
  if (source === undefined || !("swift" in source)) return;
  const offset = source.lines.offsetAt(position);
  const literal = source.swift.paths.find(({ range }) => offset >= range.start && offset <= range.end);
  if (literal === undefined) return;
  for (const { contents } of packsOf(snapshot)) {
    const found = contents?.files.find((file) => file.path === literal.value);
    if (contents !== undefined && found !== undefined)
      yield { uri: fileUri(joinPackPath(contents.root, found.sourcePath)), range: beginning };
  }
}
