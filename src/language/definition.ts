import type { Location, Position } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { locationsOf, nameAt } from "./name-at";
import { placesOf } from "./named-things";

/**
 * Where the app group, bundle identifier or pack id at a position is declared: a group in the entitlements, an identifier in
 * the Info.plist of its target, a pack in its packaging manifest. In an extension's identifier the app's part leads to
 * the app. Empty on anything else.
 */
export function definition(snapshot: ProjectSnapshot, path: string, position: Position): readonly Location[] {
  const place = nameAt(snapshot, path, position);
  if (place === undefined) return [];
  return locationsOf(
    snapshot,
    placesOf(snapshot, place.kind, place.name).filter(({ isDefinition }) => isDefinition),
  );
}
