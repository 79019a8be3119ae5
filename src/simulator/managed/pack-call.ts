/** What the app asks of `AssetPackManager`. */
export type PackCall =
  /** Several at a time since OS 27. `requireLatestVersion` since 26.4. */
  | {
      readonly name: "ensureLocalAvailability";
      readonly packIds: readonly string[];
      readonly requireLatestVersion: boolean;
    }
  | { readonly name: "checkForUpdates" }
  | { readonly name: "allAssetPacks" }
  | { readonly name: "remove"; readonly packId: string }
  /** `status(relativeTo:)` asks the server before; `localStatus(ofAssetPackWithID:)` does not. */
  | { readonly name: "status" | "localStatus"; readonly packId: string }
  /** `contents(at:searchingInAssetPackWithID:)`; without a pack every one that is on the device is searched. */
  | { readonly name: "contents"; readonly path: string; readonly packId: string | undefined }
  /** `Progress.cancel()` of a download that `statusUpdates` gave. */
  | { readonly name: "cancelDownload"; readonly packId: string }
  /** Sets `resolvedLanguage` (undefined: the person's own again) and downloads what belongs to it. */
  | { readonly name: "reconcilePreferredLanguages"; readonly language: string | undefined };

export type PackCallName = PackCall["name"];

export const packCallNames = [
  "ensureLocalAvailability",
  "checkForUpdates",
  "allAssetPacks",
  "remove",
  "status",
  "localStatus",
  "contents",
  "cancelDownload",
  "reconcilePreferredLanguages",
] as const satisfies readonly PackCallName[];

/** The first versions that have a call (facts 7.3). */
export function firstVersionOf(call: PackCall): string {
  switch (call.name) {
    case "reconcilePreferredLanguages":
      return "27.0";
    case "ensureLocalAvailability":
      if (call.packIds.length > 1) return "27.0";
      return call.requireLatestVersion ? "26.4" : "26.0";
    case "status":
    case "localStatus":
      return "26.4";
    default:
      return "26.0";
  }
}
