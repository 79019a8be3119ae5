import type { Location, Position } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { toLocation } from "./lsp-places";
import { type NamedPlace, namedPlaces } from "./named-things";

/** The name at a position; in an extension's bundle identifier, on the part that is its app's, the app's. */
export function nameAt(snapshot: ProjectSnapshot, path: string, position: Position): NamedPlace | undefined {
  const file = snapshot.files.get(path);
  if (file === undefined) return undefined;
  const offset = file.lines.offsetAt(position);
  const found = namedPlaces(file).find(({ range }) => offset >= range.start && offset <= range.end);
  if (found?.kind !== "bundle-identifier") return found;
  const app = appNameIn(snapshot, found);
  if (app === undefined || offset > found.range.start + app.length) return found;
  return { ...found, name: app };
}

/** The longest identifier of another target that this one begins with. */
function appNameIn(snapshot: ProjectSnapshot, { name }: NamedPlace): string | undefined {
  let longest: string | undefined;
  for (const { configuration } of snapshot.projects) {
    const app = configuration.bundleIdentifier;
    if (app !== undefined && name.startsWith(`${app}.`) && app.length > (longest?.length ?? 0)) longest = app;
  }
  return longest;
}

export function locationsOf(snapshot: ProjectSnapshot, places: readonly NamedPlace[]): readonly Location[] {
  return places.flatMap(({ path, range }) => toLocation(snapshot, path, range) ?? []);
}
