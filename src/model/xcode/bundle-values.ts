import { dictEntry } from "../plist/query";
import type { PlistDocument, PlistString } from "../plist/syntax";
import type { ConfigurationValue, SettingValue } from "./build-settings";
import type { TargetBuild } from "./target-build";

/** The settings that Xcode takes keys of a generated Info.plist from. */
const generated: Readonly<Record<string, string>> = {
  CFBundleIdentifier: "PRODUCT_BUNDLE_IDENTIFIER",
  CFBundleShortVersionString: "MARKETING_VERSION",
  CFBundleVersion: "CURRENT_PROJECT_VERSION",
  CFBundleDisplayName: "INFOPLIST_KEY_CFBundleDisplayName",
  CFBundleName: "PRODUCT_NAME",
};

/** The string under a key of the Info.plist as it is written. */
export function writtenString(plist: PlistDocument | undefined, key: string): PlistString | undefined {
  const value = plist?.root?.kind === "dict" ? dictEntry(plist.root, key)?.value : undefined;
  return value?.kind === "string" ? value : undefined;
}

/**
 * What a key of the built Info.plist says: the text of the file with its settings filled in, else what Xcode generates.
 * `unset` where the key will not be there.
 */
export function bundleValue(plist: PlistDocument | undefined, build: TargetBuild, key: string): SettingValue {
  const { settings } = build;
  const written = writtenString(plist, key);
  if (written !== undefined) return settings.expand(written.value);
  if (plist?.root?.kind === "dict" && dictEntry(plist.root, key) !== undefined) return { kind: "unknown" };
  if (build.targets.some(({ generatesInfoPlist }) => generatesInfoPlist)) return { kind: "unknown" };
  const isGenerated = settings.value("GENERATE_INFOPLIST_FILE");
  const setting = generated[key];
  if (isGenerated.kind === "known" && isGenerated.value === "YES" && setting !== undefined) {
    return settings.value(setting);
  }
  return isGenerated.kind === "unset" || (isGenerated.kind === "known" && isGenerated.value !== "YES")
    ? { kind: "unset" }
    : { kind: "unknown" };
}

/** A value by its configurations; one that all agree on stands for each of them. */
export function byConfiguration(value: SettingValue, build: TargetBuild): readonly ConfigurationValue[] {
  switch (value.kind) {
    case "known":
      return build.settings.configurations.map(({ name }) => ({ configuration: name, ...value }));
    case "varies":
      return value.values;
    default:
      return [];
  }
}
