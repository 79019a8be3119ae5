import { appGroupsEntitlement } from "../entitlements";
import type { PlistDocument } from "../plist/syntax";
import type { AppLikeness } from "./classify";
import { fileName, fileStem, folderOf } from "./paths";
import { entryAt, literal, literals } from "./plist-values";

/** What tells which target a property list belongs to. */
export interface TargetPlist {
  readonly path: string;
  readonly folder: string;
  readonly app: AppLikeness;
  /** The target's name as far as the path tells it, in small letters: the folder, or what stands before `-Info`. */
  readonly name: string;
  /** `macos`, `debug` … where the file is one of several for the same target; empty as a rule. */
  readonly variant: string;
  readonly bundleIdentifier: string | undefined;
  /** The app groups it names, in whichever key. */
  readonly groups: readonly string[];
  /** Names that the app goes by, in small letters. */
  readonly aliases: readonly string[];
}

export function readTarget(path: string, plist: PlistDocument, app: AppLikeness): TargetPlist {
  const value = (...names: readonly string[]) => entryAt(plist, ...names)?.value;
  const stem = fileStem(path);
  const { rest, variant } = splitVariant(stem);
  const prefix = rest.replace(/[-_. ]*info$/i, "");
  const folder = folderOf(path);
  const names = [value("CFBundleDisplayName"), value("CFBundleName")].map(literal);
  return {
    path,
    folder,
    app,
    name: plainName(prefix === "" ? fileName(folder) : prefix),
    variant,
    bundleIdentifier: literal(value("CFBundleIdentifier")),
    groups: ["BAAppGroupID", "AppGroupIdentifier", "AppGroupID", appGroupsEntitlement].flatMap((key) =>
      literals(value(key)),
    ),
    aliases: names.filter((name) => name !== undefined && name !== "").map((name) => plainName(name ?? "")),
  };
}

const variants =
  /[-_. ]?(ios|ipados|macos|mac|osx|catalyst|maccatalyst|tvos|visionos|xros|debug|release|dev|development|staging|prod|production|beta|adhoc|appstore)$/i;

const oneName: Readonly<Record<string, string>> = {
  mac: "macos",
  osx: "macos",
  xros: "visionos",
  ipados: "ios",
  maccatalyst: "catalyst",
  dev: "development",
  prod: "production",
};

/** `Info-macOS` is the variant `macos` of `Info`. */
export function splitVariant(stem: string): { readonly rest: string; readonly variant: string } {
  let rest = stem;
  const found: string[] = [];
  for (let match = variants.exec(rest); match !== null && match.index > 0; match = variants.exec(rest)) {
    const word = (match[1] ?? "").toLowerCase();
    found.unshift(oneName[word] ?? word);
    rest = rest.slice(0, match.index);
  }
  return { rest, variant: found.join("-") };
}

/** Letters and digits only, in small letters. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Words that make a target's name an extension's. */
const extensionWords =
  /(background|assets?|downloads?|downloader|downloading|extension|ext|appex|packs?|packdownloader|managed|hosted)+$/;

/** `SlidysBackgroundDownloadExtension` is named after `Slidys`; empty where nothing but such words is left. */
export function nameWithoutExtensionWords(name: string): string {
  return name.replace(extensionWords, "");
}
