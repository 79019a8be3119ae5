import { mentionsBackgroundAssets } from "../swift/scan";
import { isExtensionWithoutPoint } from "./classify";
import type { ParsedSource } from "./parsed-source";
import { folderOf, isBelow } from "./paths";
import type { PlistSource } from "./plist-source";
import type { SwiftFile } from "./snapshot";

/**
 * The Info.plists of extensions that do not say their extension point, while a Swift source beside them adopts one of the
 * protocols of downloader extensions. A source belongs to the nearest property list above it; where that folder has
 * several extensions, to none.
 */
export function extensionsBySources(
  plists: readonly PlistSource[],
  sources: ReadonlyMap<string, ParsedSource>,
): ReadonlySet<string> {
  const undecided = plists.filter(({ plist }) => isExtensionWithoutPoint(plist)).map(({ path }) => path);
  if (undecided.length === 0) return new Set();
  const infoPlists = plists.filter(({ path }) => /\.plist$/i.test(path)).map(({ path }) => path);
  const found = new Set<string>();
  for (const source of sources.values()) {
    const near = undecided.filter((path) => isBelow(source.path, folderOf(path)));
    if (!source.isSwift || near.length === 0 || !mentionsBackgroundAssets(source.text)) continue;
    const { swift } = source.file("other") as SwiftFile;
    if (swift.conformances.length === 0) continue;
    const depth = Math.max(
      ...infoPlists.map((path) => (isBelow(source.path, folderOf(path)) ? folderOf(path).length : 0)),
    );
    const [only, second] = infoPlists.filter(
      (path) => isBelow(source.path, folderOf(path)) && folderOf(path).length === depth,
    );
    if (only !== undefined && second === undefined && undecided.includes(only)) found.add(only);
  }
  return found;
}
