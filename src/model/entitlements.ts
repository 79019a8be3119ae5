/** Names the app groups of a target: app and downloader extension must share one. */
export const appGroupsEntitlement = "com.apple.security.application-groups";

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
