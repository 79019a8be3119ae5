import type { Location, Position } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { locationsOf, nameAt } from "./name-at";
import { placesOf } from "./named-things";

/** All places of the name at a position, over all files; its declarations only if they are wanted. */
export function references(
  snapshot: ProjectSnapshot,
  path: string,
  position: Position,
  includeDeclaration: boolean,
): readonly Location[] {
  const place = nameAt(snapshot, path, position);
  if (place === undefined) return [];
  return locationsOf(
    snapshot,
    placesOf(snapshot, place.kind, place.name).filter(({ isDefinition }) => includeDeclaration || !isDefinition),
  );
}
