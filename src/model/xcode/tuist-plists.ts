import { folderOf } from "../project/paths";
import type { SwiftConstants } from "../swift/constants";
import type { SwiftExpression } from "../swift/expression";
import type { OffsetRange } from "../text";
import { caseName, plistEntries } from "./tuist-values";
import { defaultInfoPlist, type WrittenPlist, writtenPlist } from "./written-plist";

/** A property list of a target: a file that it names, or one that Tuist writes. */
export interface TuistPlist {
  readonly at: SwiftExpression;
  /** Undefined where only Tuist knows it. */
  readonly path: string | undefined;
  readonly written?: WrittenPlist;
}

/** The target whose property list is looked for. */
export interface TuistTargetPlace {
  /** The manifest. */
  readonly path: string;
  readonly text: string;
  readonly target: string;
  readonly productType: string | undefined;
}

/**
 * `infoPlist:` of a target: the file that it names, or what Tuist writes into `Derived`.
 * @param targetRange where the target begins: without the argument Tuist writes its default
 */
export function tuistInfoPlist(
  value: SwiftExpression | undefined,
  targetRange: OffsetRange,
  { path: sourcePath, text, target, productType }: TuistTargetPlace,
  constants: SwiftConstants,
): TuistPlist {
  const at: SwiftExpression = value ?? { kind: "name", name: ".default", range: targetRange };
  const named = filePath(value, constants);
  if (named !== undefined) return { at, path: named };
  const form = at.kind === "call" || at.kind === "name" ? caseName(at.name) : "";
  const isExtending = form === "extendingDefault" || form === "default";
  if (!isExtending && form !== "dictionary") return { at, path: undefined };
  const [content] = at.kind === "call" ? at.arguments : [];
  const entries = form === "default" ? [] : plistEntries(content?.value, constants);
  if (entries === undefined) return { at, path: undefined };
  const path = `${folderOf(sourcePath)}/Derived/InfoPlists/${target}-Info.plist`;
  const range = at.kind === "call" ? at.nameRange : at.range;
  const defaults = isExtending ? defaultInfoPlist(productType) : {};
  return { at, path, written: writtenPlist({ path, sourcePath, kind: "info" }, text, { entries, range }, defaults) };
}

/** `entitlements:` of a target; undefined where it has none. */
export function tuistEntitlements(
  at: SwiftExpression | undefined,
  { path: sourcePath, text, target }: TuistTargetPlace,
  constants: SwiftConstants,
): TuistPlist | undefined {
  if (at === undefined || at.kind === "nil") return undefined;
  const named = filePath(at, constants);
  if (named !== undefined || at.kind !== "call" || caseName(at.name) !== "dictionary") return { at, path: named };
  const entries = plistEntries(at.arguments[0]?.value, constants);
  if (entries === undefined) return { at, path: undefined };
  const path = `${folderOf(sourcePath)}/Derived/Entitlements/${target}.entitlements`;
  const dict = { entries, range: at.nameRange };
  return { at, path, written: writtenPlist({ path, sourcePath, kind: "entitlements" }, text, dict) };
}

/** `"App/Info.plist"`, `.file(path: "…")`, `.relativeToManifest("…")`: relative to the manifest's folder. */
function filePath(written: SwiftExpression | undefined, constants: SwiftConstants): string | undefined {
  const value = written === undefined ? undefined : constants.resolve(written);
  if (value?.kind === "string") return value.value.startsWith("//") ? undefined : value.value;
  if (value?.kind !== "call" || !/^(file|path|relativeToManifest)$/.test(caseName(value.name))) return undefined;
  return filePath(value.arguments[0]?.value, constants);
}
