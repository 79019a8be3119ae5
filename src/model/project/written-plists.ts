import type { XcodeModel } from "../xcode/xcode-model";
import { speaksOfBackgroundAssets } from "./classify";
import type { ParsedSource } from "./parsed-source";
import { type PlistSource, WrittenPlistSource } from "./plist-source";
import type { PlistFile, PlistFileKind } from "./snapshot";

const writtenSources = new WeakMap<XcodeModel, readonly WrittenPlistSource[]>();

/**
 * The property lists on disk, and in place of those that a tool writes over what the project's sources say. What says
 * nothing of Background Assets does not stand for a file that may.
 */
export function withWrittenPlists(
  onDisk: readonly ParsedSource[],
  xcode: XcodeModel,
  sources: ReadonlyMap<string, ParsedSource>,
): readonly PlistSource[] {
  const known = writtenSources.get(xcode);
  const all =
    known ??
    xcode.plists.flatMap((written) => {
      const host = sources.get(written.sourcePath);
      return host === undefined ? [] : [new WrittenPlistSource(written, host)];
    });
  writtenSources.set(xcode, all);
  const found = new Map<string, PlistSource>(onDisk.map((source) => [source.path, source]));
  for (const source of all) {
    const isSaid = source.written.kind === "entitlements" || speaksOfBackgroundAssets(source.plist);
    if (isSaid || !found.has(source.path)) found.set(source.path, source);
  }
  return [...found.values()];
}

/** The property lists in other files, by those files. */
export function writtenFiles(
  plists: readonly PlistSource[],
  kinds: ReadonlyMap<string, PlistFileKind>,
): ReadonlyMap<string, readonly PlistFile[]> {
  const written = new Map<string, PlistFile[]>();
  for (const source of plists) {
    const kind = kinds.get(source.path);
    if (!(source instanceof WrittenPlistSource) || kind === undefined) continue;
    const file = source.file(kind);
    const list = written.get(file.path);
    if (list === undefined) written.set(file.path, [file]);
    else list.push(file);
  }
  return written;
}
