/** What is known about the entitlements that Background Assets needs. */
export interface EntitlementKey {
  readonly key: string;
  readonly type: "array of strings" | "boolean" | "string";
  /** On which targets it has to stand. */
  readonly requiredOn: "both" | "both, on macOS" | "none";
  /** In our words. */
  readonly meaning: string;
  readonly documentation: string | undefined;
}

export const appGroupsEntitlement = "com.apple.security.application-groups";

export const entitlementCatalogue: readonly EntitlementKey[] = [
  {
    key: appGroupsEntitlement,
    type: "array of strings",
    requiredOn: "both",
    meaning:
      "App and downloader extension must share an app group; a managed project names it in BAAppGroupID. Without it on the extension App Store Connect refuses the build (ITMS-90958).",
    documentation:
      "https://developer.apple.com/documentation/bundleresources/entitlements/com.apple.security.application-groups",
  },
  {
    key: "com.apple.security.app-sandbox",
    type: "boolean",
    requiredOn: "both, on macOS",
    meaning: "App Sandbox: on macOS both the app and the downloader extension need it.",
    documentation:
      "https://developer.apple.com/documentation/bundleresources/entitlements/com.apple.security.app-sandbox",
  },
  {
    key: "com.apple.developer.team-identifier",
    type: "string",
    requiredOn: "none",
    meaning: "The team that signs; Xcode adds it. App and extension must be signed by the same team.",
    documentation: undefined,
  },
];

/** Entitlements that are copied from project to project although Apple has none of these names. */
export const inventedEntitlements: readonly string[] = [
  "com.apple.developer.background-assets",
  "com.apple.developer.background-assets-downloader",
];

/** Whether a key of a property list is an entitlement by its form. */
export function looksLikeEntitlement(key: string): boolean {
  return (
    /^com\.apple\.(developer|security|private|application-identifier)[.-]/.test(key) ||
    [
      "application-identifier",
      "com.apple.application-identifier",
      "aps-environment",
      "get-task-allow",
      "keychain-access-groups",
      "beta-reports-active",
    ].includes(key)
  );
}
