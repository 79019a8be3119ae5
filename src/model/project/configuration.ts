import type { AppConfiguration, Located, ProjectMode, SourceLocation } from "../app-configuration";
import { isBackgroundAssetsKey } from "../key-catalogue";
import type { PlistDocument, PlistEntry, PlistNode } from "../plist/syntax";
import { bundleValue } from "../xcode/bundle-values";
import type { TargetBuild } from "../xcode/target-build";
import { fileName, folderOf } from "./paths";
import { entryAt, hasBuildVariable, literal, rootDict, truth } from "./plist-values";

/**
 * What an app's Info.plist declares. Build settings in a text are filled in where the project file is known and all
 * configurations agree; values of a wrong type, and those that only a build knows, are undefined.
 * @param path the file that the keys stand in
 * @param infoPlistPath where the Info.plist is, or where a tool writes it from that file
 */
export function readConfiguration(
  path: string,
  plist: PlistDocument,
  build?: TargetBuild,
  infoPlistPath: string = path,
): AppConfiguration {
  const value = (...names: readonly string[]) => entryAt(plist, ...names)?.value;
  const restrictions = entryAt(plist, "BAInitialDownloadRestrictions");
  const allowList = value("BAInitialDownloadRestrictions", "BADownloadDomainAllowList");
  const bundleText = (key: string) => literal(value(key)) ?? knownBundleText(plist, build, key);
  const name = bundleText("CFBundleDisplayName") || bundleText("CFBundleName") || fileName(folderOf(infoPlistPath));
  return {
    mode: modeOf(plist),
    infoPlistPath,
    displayName: name === "" ? "App" : name,
    bundleIdentifier: bundleText("CFBundleIdentifier"),
    version: bundleText("CFBundleShortVersionString"),
    manifestUrl: locatedString(path, value("BAManifestURL"), build),
    restrictions: restrictions === undefined ? undefined : entryLocation(path, restrictions),
    downloadAllowanceInBytes: locatedSize(path, value("BAInitialDownloadRestrictions", "BADownloadAllowance")),
    essentialDownloadAllowanceInBytes: locatedSize(
      path,
      value("BAInitialDownloadRestrictions", "BAEssentialDownloadAllowance"),
    ),
    domainAllowList:
      allowList?.kind === "array"
        ? {
            location: { path, range: allowList.range },
            // Only a simulation reads them one by one: a list of a hundred thousand costs nothing while it is typed in.
            get hosts() {
              return readHosts(path, allowList, build);
            },
          }
        : undefined,
    maxInstallSizeInBytes: locatedSize(path, value("BAMaxInstallSize")),
    essentialMaxInstallSizeInBytes: locatedSize(path, value("BAEssentialMaxInstallSize")),
    appGroupId: locatedString(path, value("BAAppGroupID"), build),
    developmentRegion: bundleText("CFBundleDevelopmentRegion"),
  };
}

/**
 * The mode that the keys mean.
 *
 * Where they contradict each other, the reading is the one whose rules name the actual mistake:
 * - BAUsesAppleHosting without BAHasManagedAssetPacks and without a manifest URL is meant to be Apple-hosted: the
 *   missing key is the mistake, and not six keys of self-hosting (assumption A18).
 * - a value that only the build knows (`$(…)`) counts as YES, since nobody makes a variable of a key that is never on.
 */
function modeOf(plist: PlistDocument): ProjectMode {
  const dict = rootDict(plist);
  if (!dict?.entries.some((entry) => isBackgroundAssetsKey(entry.key.name))) return "none";
  const managed = truth(entryAt(plist, "BAHasManagedAssetPacks")?.value);
  const appleHosting = truth(entryAt(plist, "BAUsesAppleHosting")?.value);
  const manifest = entryAt(plist, "BAManifestURL")?.value;
  const hasManifest = manifest?.kind === "string" && manifest.value !== "";
  if (managed === true || managed === "unknown") {
    if (appleHosting === "unknown") return hasManifest ? "self-hosted-managed" : "apple-hosted";
    return appleHosting === true ? "apple-hosted" : "self-hosted-managed";
  }
  if (appleHosting === true || appleHosting === "unknown") {
    return hasManifest ? "self-hosted-unmanaged" : "apple-hosted";
  }
  return "self-hosted-unmanaged";
}

const knownHosts = new WeakMap<
  PlistNode,
  { readonly build: TargetBuild | undefined; readonly hosts: readonly Located<string>[] }
>();

function readHosts(
  path: string,
  list: Extract<PlistNode, { readonly kind: "array" }>,
  build: TargetBuild | undefined,
): readonly Located<string>[] {
  const known = knownHosts.get(list);
  if (known !== undefined && known.build === build) return known.hosts;
  const hosts = list.items.map((item) => locatedString(path, item, build)).filter((host) => host !== undefined);
  knownHosts.set(list, { build, hosts });
  return hosts;
}

function entryLocation(path: string, entry: PlistEntry): SourceLocation {
  return { path, range: entry.range };
}

/** An empty string is a value too: rules and simulator say what it leads to. */
function locatedString(
  path: string,
  node: PlistNode | undefined,
  build: TargetBuild | undefined,
): Located<string> | undefined {
  if (node?.kind !== "string") return undefined;
  const location = { path, range: node.range };
  if (!hasBuildVariable(node.value)) return { value: node.value, location };
  const value = build?.settings.expand(node.value);
  return value?.kind === "known" ? { value: value.value, location } : undefined;
}

function knownBundleText(plist: PlistDocument, build: TargetBuild | undefined, key: string): string | undefined {
  const value = build === undefined ? undefined : bundleValue(plist, build, key);
  return value?.kind === "known" ? value.value : undefined;
}

/** Whole and not negative; larger than 2^53 is no size. */
function locatedSize(path: string, node: PlistNode | undefined): Located<number> | undefined {
  if (node?.kind !== "integer" || typeof node.value !== "number" || node.value < 0) return undefined;
  return { value: node.value, location: { path, range: node.range } };
}
