import type { OffsetRange } from "./text";

/** Where in a file something was written. */
export interface SourceLocation {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly range: OffsetRange;
}

/** A value of the configuration together with the place that declares it, so that every refusal can point there. */
export interface Located<T> {
  readonly value: T;
  readonly location: SourceLocation;
}

/**
 * Who stores the assets, and who decides what is downloaded.
 * `none`: no Background Assets key at all.
 */
export type ProjectMode = "apple-hosted" | "self-hosted-managed" | "self-hosted-unmanaged" | "none";

/** Whether the system downloads asset packs by their policies, instead of what the app's own code asks for. */
export function isManagedMode(mode: ProjectMode): boolean {
  return mode === "apple-hosted" || mode === "self-hosted-managed";
}

/**
 * What the app's Info.plist declares, as far as it has the right type. A value that cannot be known from files
 * (`$(VARIABLE)`) or that has a wrong type is undefined here; the rules report it, the simulator says what a device does.
 */
export interface AppConfiguration {
  readonly mode: ProjectMode;
  readonly infoPlistPath: string;
  /** CFBundleDisplayName, CFBundleName or the folder's name. */
  readonly displayName: string;
  readonly bundleIdentifier: string | undefined;
  /** CFBundleShortVersionString where it is a literal. */
  readonly version: string | undefined;
  readonly manifestUrl: Located<string> | undefined;
  /** The whole BAInitialDownloadRestrictions entry. */
  readonly restrictions: SourceLocation | undefined;
  readonly downloadAllowanceInBytes: Located<number> | undefined;
  readonly essentialDownloadAllowanceInBytes: Located<number> | undefined;
  /** The list's own place, and each host with its place. */
  readonly domainAllowList:
    | { readonly location: SourceLocation; readonly hosts: readonly Located<string>[] }
    | undefined;
  readonly maxInstallSizeInBytes: Located<number> | undefined;
  readonly essentialMaxInstallSizeInBytes: Located<number> | undefined;
  readonly appGroupId: Located<string> | undefined;
  /** CFBundleDevelopmentRegion: the language of localized packs where the person's own is not offered. */
  readonly developmentRegion?: string | undefined;
  /** True where it is sure that the app embeds no downloader extension. */
  readonly lacksExtension?: boolean;
}
