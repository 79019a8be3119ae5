import type { Node } from "jsonc-parser";
import { looksLikeEntitlement } from "../entitlements";
import { items, member, stringValue } from "../json/tree";
import { isBackgroundAssetsKey, mayMeanBackgroundAssetsKey } from "../key-catalogue";
import { isDownloadManifest, isHomemadePack, isPackagingManifest, recogniseManifest } from "../manifest/recognise";
import type { PlistDict, PlistDocument } from "../plist/syntax";
import { fileName, folderOf } from "./paths";
import { entryAt, hasBuildVariable, literal, rootDict } from "./plist-values";
import type { JsonFileKind, PlistFileKind } from "./snapshot";

/** How surely a property list is the Info.plist of an app. `possible`: nothing speaks for it and nothing against it. */
export type AppLikeness = "certain" | "likely" | "possible" | "no";

export interface PlistClass {
  readonly kind: PlistFileKind | "other";
  readonly app: AppLikeness;
}

/** What a property list is, by its content; its name decides only where the content leaves it open. */
export function classifyPlist(path: string, plist: PlistDocument): PlistClass {
  const name = fileName(path);
  const dict = rootDict(plist);
  if (/\.(entitlements|xcent|mobileprovision|provisionprofile)$/i.test(name))
    return { kind: "entitlements", app: "no" };
  if (dict === undefined) {
    // A broken Info.plist is still one; a list of strings is not.
    return { kind: plist.root === undefined && isInfoPlistName(name) ? "info-plist" : "other", app: "no" };
  }
  if (isEntitlements(dict)) return { kind: "entitlements", app: "no" };
  if (isDownloaderExtension(path, plist, dict)) return { kind: "extension-info-plist", app: "no" };
  const app = appLikeness(path, plist, dict);
  if (app === "certain" || literal(entryAt(plist, "CFBundlePackageType")?.value) === "APPL") {
    return { kind: "app-info-plist", app };
  }
  return { kind: "info-plist", app };
}

/** Whether any Background Assets key of the app stands at the top of a property list. */
function hasBackgroundAssetsKey(dict: PlistDict): boolean {
  return dict.entries.some((entry) => isBackgroundAssetsKey(entry.key.name));
}

/** Whether an Info.plist says anything of Background Assets: a key of the app's, or an extension that is the downloader. */
export function speaksOfBackgroundAssets(plist: PlistDocument): boolean {
  const dict = rootDict(plist);
  return dict !== undefined && (hasBackgroundAssetsKey(dict) || isDownloaderExtension("", plist, dict));
}

function isInfoPlistName(name: string): boolean {
  return /(^|[-_. ])info([-_. ]|$)/i.test(name.replace(/\.plist$/i, ""));
}

function isEntitlements(dict: PlistDict): boolean {
  const { entries } = dict;
  return (
    entries.length > 0 && entries.filter((entry) => looksLikeEntitlement(entry.key.name)).length * 2 > entries.length
  );
}

/** Any extension point that was meant to be the downloader's, the wrong ones that circulate included. */
const downloaderPoint = /background[-.]?(asset|download)/i;

function isDownloaderExtension(path: string, plist: PlistDocument, dict: PlistDict): boolean {
  const known = writtenPoints(plist);
  if (known.length > 0) return known.some((point) => downloaderPoint.test(point));
  // From here on the point is missing, half typed or a variable.
  if (!isExtension(plist)) return false;
  return hasBackgroundAssetsKey(dict) || /background|asset|download/i.test(fileName(folderOf(path)) + fileName(path));
}

/** Whether a property list is an extension's that does not say which: the sources beside it may tell. */
export function isExtensionWithoutPoint(plist: PlistDocument): boolean {
  return rootDict(plist) !== undefined && isExtension(plist) && writtenPoints(plist).length === 0;
}

function isExtension(plist: PlistDocument): boolean {
  return (
    entryAt(plist, "EXAppExtensionAttributes") !== undefined ||
    entryAt(plist, "NSExtension") !== undefined ||
    literal(entryAt(plist, "CFBundlePackageType")?.value) === "XPC!"
  );
}

function writtenPoints(plist: PlistDocument): readonly string[] {
  const points = [
    entryAt(plist, "EXAppExtensionAttributes", "EXExtensionPointIdentifier")?.value,
    entryAt(plist, "NSExtension", "NSExtensionPointIdentifier")?.value,
  ];
  return points.flatMap((point) => literal(point) || []);
}

const appKeys = new Set([
  "LSRequiresIPhoneOS",
  "UILaunchScreen",
  "UILaunchStoryboardName",
  "UIApplicationSceneManifest",
  "UIMainStoryboardFile",
  "UISupportedInterfaceOrientations",
  "CFBundleIcons",
  "CFBundleURLTypes",
  "LSApplicationCategoryType",
  "ITSAppUsesNonExemptEncryption",
  "NSMainStoryboardFile",
  "NSMainNibFile",
]);

function appLikeness(path: string, plist: PlistDocument, dict: PlistDict): AppLikeness {
  const has = (key: string) => entryAt(plist, key) !== undefined;
  const packageType = entryAt(plist, "CFBundlePackageType")?.value;
  const type = literal(packageType);
  if (hasBackgroundAssetsKey(dict)) return "certain";
  if (has("NSExtension") || has("EXAppExtensionAttributes") || has("WKWatchKitApp") || has("WKApplication"))
    return "no";
  if (type !== undefined && type !== "" && type !== "APPL") return "no";
  // A key with a slip of the keyboard is an app's too: nothing else would ever tell of the slip.
  if (dict.entries.some((entry) => mayMeanBackgroundAssetsKey(entry.key.name))) return "certain";
  if (type === "APPL" || dict.entries.some((entry) => appKeys.has(entry.key.name))) return "likely";
  const isTest = /tests?$/i.test(fileName(folderOf(path))) || /tests?[-_ ]?info|tests?\.plist$/i.test(fileName(path));
  if (isTest || !isInfoPlistName(fileName(path))) return "no";
  // Firebase's settings and Xcode's export options have names like that, and nothing of a bundle.
  if (/^(google|exportoptions)/i.test(fileName(path))) return "no";
  const isVariable = packageType?.kind === "string" && hasBuildVariable(packageType.value);
  return dict.entries.length === 0 ||
    isVariable ||
    dict.entries.some((entry) => /^(CF|UI|NS|LS)[A-Z]/.test(entry.key.name))
    ? "possible"
    : "no";
}

/** What a JSON file is, by its content; the endings of our own files count as well. */
export function classifyJson(path: string, root: Node | undefined): JsonFileKind | "other" {
  const name = fileName(path).toLowerCase();
  if (name === projectFileName) return "project-file";
  if (name.endsWith(".ba-scenario.jsonc") || name.endsWith(".ba-scenario.json")) return "scenario";
  if (name.endsWith(".media-plan.jsonc") || name.endsWith(".media-plan.json")) return "media-plan";
  if (root === undefined) return "other";
  if (isPackagingManifest(root)) return "packaging-manifest";
  if (isDownloadManifest(root)) return "download-manifest";
  if (isHomemadePack(root)) return "packaging-manifest";
  if (member(root, "steps")?.type === "array" && member(root, "project") !== undefined) return "scenario";
  if (isProjectFile(root)) return "project-file";
  return recogniseManifest(root).kind === "recognised" ? "unmanaged-manifest" : "other";
}

export const projectFileName = "background-assets.jsonc";

/** Words without which a JSON text is no asset pack manifest: a cheap look before reading it. */
export function mayBeAssetPackManifest(text: string): boolean {
  return /"(assetPackID|assetPacks|fileSelectors|downloadPolicy)"/.test(text);
}

function isProjectFile(root: Node): boolean {
  const schema = stringValue(member(root, "$schema"));
  if (schema !== undefined && /background-assets\.schema\.json$/.test(schema)) return true;
  const project = items(member(root, "projects"))[0];
  return ["app", "extension", "appEntitlements", "extensionEntitlements"].some(
    (key) => member(project, key) !== undefined,
  );
}
