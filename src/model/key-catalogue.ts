import type { ProjectMode } from "./app-configuration";
import { closest } from "./closest-name";

export type DownloadingMode = Exclude<ProjectMode, "none">;

/**
 * What a mode makes of a key. `ignored`: it does no harm and has no effect. `assumed-required`: required under the
 * assumption `self-hosted-managed-keys`, since Apple only speaks of "other required keys" there.
 */
export type KeyStatus = "required" | "assumed-required" | "optional" | "forbidden" | "ignored";

/** Which bytes a size counts. */
export type CountedBytes = "on the wire, compressed" | "on disk, uncompressed";

export interface Availability {
  readonly iOS: string;
  readonly macOS: string;
  readonly tvOS: string;
  readonly visionOS: string;
  /** Where Apple's page and what is seen in practice differ. */
  readonly note?: string;
}

/** One key of Info.plist that Background Assets reads: the only source for rules, hover, completion and the schema. */
export interface CatalogueKey {
  /** From the root of the property list. */
  readonly path: readonly string[];
  /** Whose Info.plist it belongs to. */
  readonly target: "app" | "extension";
  readonly type: "string" | "integer" | "boolean" | "array of strings" | "dictionary";
  readonly unit: "bytes" | undefined;
  readonly counts: CountedBytes | undefined;
  /** What a string holds. */
  readonly content: "https URL" | "host names" | "app group" | "extension point" | "class name" | undefined;
  readonly availability: Availability;
  readonly status: Readonly<Record<DownloadingMode, KeyStatus>>;
  /** A sentence or two, in our words. */
  readonly meaning: string;
  /** Apple's page; undefined where there is none for the key itself. */
  readonly documentation: string | undefined;
  /** What App Store Connect or the device says without it. */
  readonly prevents: string | undefined;
  /** Keys are inserted in this order. */
  readonly order: number;
}

const page = (key: string) =>
  `https://developer.apple.com/documentation/bundleresources/information-property-list/${key.toLowerCase()}`;
const restrictionPage = (key: string) => `${page("BAInitialDownloadRestrictions")}/${key.toLowerCase()}`;

const since16: Availability = { iOS: "16.0", macOS: "13.0", tvOS: "18.4", visionOS: "2.4" };
const sinceEssentials: Availability = {
  iOS: "16.4",
  macOS: "13.3",
  tvOS: "18.4",
  visionOS: "2.4",
  note: "Apple's page says iOS 18 and macOS 15, but App Store Connect has asked for the key since the iOS 16.4 SDK.",
};
const since26: Availability = { iOS: "26.0", macOS: "26.0", tvOS: "26.0", visionOS: "26.0" };

const selfHosted = {
  "apple-hosted": "forbidden",
  "self-hosted-managed": "assumed-required",
  "self-hosted-unmanaged": "required",
} as const;

const extensionOnly = {
  "apple-hosted": "required",
  "self-hosted-managed": "required",
  "self-hosted-unmanaged": "required",
} as const;

const missingAtUpload = (key: string) =>
  `App Store Connect: "Missing Info.plist value. The extension … requires the ${key} key to be present in the app's Info.plist" (ITMS-90923).`;

export const keyCatalogue: readonly CatalogueKey[] = [
  {
    path: ["BAHasManagedAssetPacks"],
    target: "app",
    type: "boolean",
    unit: undefined,
    counts: undefined,
    content: undefined,
    availability: since26,
    status: { "apple-hosted": "required", "self-hosted-managed": "required", "self-hosted-unmanaged": "optional" },
    meaning:
      "YES lets the system download asset packs and keep them up to date. Without it the app is read as an unmanaged project, and AssetPackManager traps.",
    documentation: page("BAHasManagedAssetPacks"),
    prevents: "The app is killed at its first use of AssetPackManager.",
    order: 10,
  },
  {
    path: ["BAUsesAppleHosting"],
    target: "app",
    type: "boolean",
    unit: undefined,
    counts: undefined,
    content: undefined,
    availability: since26,
    status: { "apple-hosted": "required", "self-hosted-managed": "optional", "self-hosted-unmanaged": "ignored" },
    meaning:
      "YES when Apple stores the asset packs. It has a meaning only beside BAHasManagedAssetPacks; absent or NO means that you host them yourself.",
    documentation: page("BAUsesAppleHosting"),
    prevents:
      "The app is read as self-hosted, and App Store Connect asks for BAManifestURL and the size keys (ITMS-90923).",
    order: 20,
  },
  {
    path: ["BAAppGroupID"],
    target: "app",
    type: "string",
    unit: undefined,
    counts: undefined,
    content: "app group",
    availability: since26,
    status: { "apple-hosted": "required", "self-hosted-managed": "required", "self-hosted-unmanaged": "ignored" },
    meaning:
      "The app group that app and downloader extension share; managed asset packs are kept in it. An unmanaged project names the group in each BAURLDownload instead.",
    documentation: page("BAAppGroupID"),
    prevents:
      'The app is killed at launch: "The app couldn\'t be validated: The bundle\'s info dictionary lacks a string value for the key "BAAppGroupID"."',
    order: 30,
  },
  {
    path: ["BAManifestURL"],
    target: "app",
    type: "string",
    unit: undefined,
    counts: undefined,
    content: "https URL",
    availability: since16,
    status: { ...selfHosted, "self-hosted-managed": "required" },
    meaning:
      "The system downloads this file before it launches the extension, and hands it the copy. An unmanaged project may write it in any format; a managed one needs what ba-package download-manifest makes.",
    documentation: page("BAManifestURL"),
    prevents: missingAtUpload("BAManifestURL"),
    order: 40,
  },
  {
    path: ["BAInitialDownloadRestrictions"],
    target: "app",
    type: "dictionary",
    unit: undefined,
    counts: undefined,
    content: undefined,
    availability: since16,
    status: selfHosted,
    meaning:
      "What may be downloaded between installation and first launch: from which hosts and how much. After the first launch none of it holds any more.",
    documentation: page("BAInitialDownloadRestrictions"),
    prevents:
      'The app is killed at its first Background Assets call: "The app must contain a dictionary with a key named BAInitialDownloadRestrictions".',
    order: 50,
  },
  {
    path: ["BAInitialDownloadRestrictions", "BADownloadAllowance"],
    target: "app",
    type: "integer",
    unit: "bytes",
    counts: "on the wire, compressed",
    content: undefined,
    availability: since16,
    status: selfHosted,
    meaning:
      "How many bytes all non-essential downloads together may transfer before the first launch. Essential downloads are not part of it.",
    documentation: restrictionPage("BADownloadAllowance"),
    prevents: missingAtUpload("BAInitialDownloadRestrictions.BADownloadAllowance"),
    order: 51,
  },
  {
    path: ["BAInitialDownloadRestrictions", "BADownloadDomainAllowList"],
    target: "app",
    type: "array of strings",
    unit: undefined,
    counts: undefined,
    content: "host names",
    availability: since16,
    status: selfHosted,
    meaning:
      "The hosts that may be downloaded from before the first launch: host names without scheme, port or path. *.example.com covers sub-domains. Every host of a redirect chain counts.",
    documentation: restrictionPage("BADownloadDomainAllowList"),
    prevents: missingAtUpload("BAInitialDownloadRestrictions.BADownloadDomainAllowList"),
    order: 52,
  },
  {
    path: ["BAInitialDownloadRestrictions", "BAEssentialDownloadAllowance"],
    target: "app",
    type: "integer",
    unit: "bytes",
    counts: "on the wire, compressed",
    content: undefined,
    availability: sinceEssentials,
    status: selfHosted,
    meaning:
      "How many bytes all essential downloads together may transfer, the manifest included. The installation's progress bar and the download size in the App Store are made from it, so it should be close to the truth. 0 is legal.",
    documentation: restrictionPage("BAEssentialDownloadAllowance"),
    prevents: missingAtUpload("BAInitialDownloadRestrictions.BAEssentialDownloadAllowance"),
    order: 53,
  },
  {
    path: ["BAEssentialMaxInstallSize"],
    target: "app",
    type: "integer",
    unit: "bytes",
    counts: "on disk, uncompressed",
    content: undefined,
    availability: sinceEssentials,
    status: selfHosted,
    meaning:
      "How much space the essential assets take once they are unpacked. The App Store shows it; do not overstate it.",
    documentation: page("BAEssentialMaxInstallSize"),
    prevents: missingAtUpload("BAEssentialMaxInstallSize"),
    order: 60,
  },
  {
    path: ["BAMaxInstallSize"],
    target: "app",
    type: "integer",
    unit: "bytes",
    counts: "on disk, uncompressed",
    content: undefined,
    availability: since16,
    status: selfHosted,
    meaning:
      "How much space the non-essential assets take once they are unpacked; the essential ones have a key of their own. The App Store shows it.",
    documentation: page("BAMaxInstallSize"),
    prevents: missingAtUpload("BAMaxInstallSize"),
    order: 70,
  },
  {
    path: ["EXAppExtensionAttributes"],
    target: "extension",
    type: "dictionary",
    unit: undefined,
    counts: undefined,
    content: undefined,
    availability: since16,
    status: extensionOnly,
    meaning:
      "Makes the target an ExtensionKit extension. An NSExtension dictionary does not do for this extension point.",
    documentation: page("EXAppExtensionAttributes"),
    prevents: "App Store Connect refuses an NSExtension here (ITMS-91179); on a device the extension is never found.",
    order: 100,
  },
  {
    path: ["EXAppExtensionAttributes", "EXExtensionPointIdentifier"],
    target: "extension",
    type: "string",
    unit: undefined,
    counts: undefined,
    content: "extension point",
    availability: since16,
    status: extensionOnly,
    meaning: "Must be com.apple.background-asset-downloader-extension, whatever the project's mode.",
    documentation: `${page("EXAppExtensionAttributes")}/exextensionpointidentifier`,
    prevents: 'The app is killed: "The app lacks a Background Assets downloader extension."',
    order: 101,
  },
  {
    path: ["EXAppExtensionAttributes", "EXPrincipalClass"],
    target: "extension",
    type: "string",
    unit: undefined,
    counts: undefined,
    content: "class name",
    availability: since16,
    status: { "apple-hosted": "optional", "self-hosted-managed": "optional", "self-hosted-unmanaged": "optional" },
    meaning:
      "The extension's class when it is written in Objective-C. With a Swift @main entry point it must be left out.",
    documentation: undefined,
    prevents: "Beside a Swift entry point App Store Connect refuses it (ITMS-90979).",
    order: 102,
  },
];

/** The extension point of every Background Assets downloader extension. */
export const downloaderExtensionPoint = "com.apple.background-asset-downloader-extension";

const byPath = new Map(keyCatalogue.map((key) => [key.path.join("."), key]));
const byName = new Map(keyCatalogue.map((key) => [key.path.at(-1) ?? "", key]));

/** The key at a path from the root of an Info.plist. */
export function catalogueKey(...path: readonly string[]): CatalogueKey | undefined {
  return byPath.get(path.join("."));
}

/** The key of a name wherever it stands: a key in the wrong place is still that key. */
export function catalogueKeyNamed(name: string): CatalogueKey | undefined {
  return byName.get(name);
}

/** Whether a key is one of the app's Background Assets keys, in its place or not. */
export function isBackgroundAssetsKey(name: string): boolean {
  return byName.get(name)?.target === "app";
}

const appKeyNames = keyCatalogue.filter(({ target }) => target === "app").map(({ path }) => path.at(-1) ?? "");

/** Whether a key is one of the app's Background Assets keys, or was meant to be: Apple's prefix, and a letter or two amiss. */
export function mayMeanBackgroundAssetsKey(name: string): boolean {
  return isBackgroundAssetsKey(name) || (/^ba[a-z]/i.test(name) && closest(name, appKeyNames) !== undefined);
}

/** The app's keys that a mode requires, in the order of insertion; `assumed-required` ones included. */
export function requiredKeys(mode: DownloadingMode): readonly CatalogueKey[] {
  return keyCatalogue.filter((key) => {
    const status = key.status[mode];
    return key.target === "app" && (status === "required" || status === "assumed-required");
  });
}
