import { appGroupsEntitlement } from "../../model/entitlements";

/** An entitlement that Background Assets needs on both targets. */
export interface EntitlementKey {
  readonly key: string;
  readonly type: "array of strings" | "boolean";
  readonly requiredOn: "app and extension" | "macOS";
  /** In our words. */
  readonly meaning: string;
  readonly documentation: string;
}

const page = (key: string) => `https://developer.apple.com/documentation/bundleresources/entitlements/${key}`;

/** Apple's setup articles ask for these and no others. */
export const entitlementCatalogue: readonly EntitlementKey[] = [
  {
    key: appGroupsEntitlement,
    type: "array of strings",
    requiredOn: "app and extension",
    meaning:
      "App and downloader extension must share an app group; a managed project names it in BAAppGroupID. Without it on the extension App Store Connect refuses the build (ITMS-90958).",
    documentation: page(appGroupsEntitlement),
  },
  {
    key: "com.apple.security.app-sandbox",
    type: "boolean",
    requiredOn: "macOS",
    meaning: "App Sandbox: on macOS both the app and the downloader extension need it.",
    documentation: page("com.apple.security.app-sandbox"),
  },
];
