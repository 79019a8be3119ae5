import { removeEntries } from "./plist-fixes";
import { rootDict } from "./project-facts";
import type { FileRule } from "./rule";
import { appleHostedArticle, reported, unmanagedArticle } from "./sources";

export const inventedEntitlement: FileRule = {
  code: "BA216",
  title: "An entitlement that Apple does not have",
  severity: "warning",
  scope: "file",
  evidence: [
    unmanagedArticle("App Groups, on macOS with App Sandbox; no other entitlement is asked for."),
    appleHostedArticle("App Groups; no other entitlement is asked for."),
    reported(
      "Xcode: the entitlement is “not found and could not be included in profile”. The keys were copied from one repository to the next.",
    ),
  ],
  explanation:
    "Background Assets asks for the App Groups entitlement (and App Sandbox on macOS), and for nothing of its own. `com.apple.developer.background-assets` and its likes are in no provisioning profile, so signing for a device fails.",
  examples: {
    wrong: "<key>com.apple.developer.background-assets</key>\n<true/>",
    right:
      "<key>com.apple.security.application-groups</key>\n<array>\n\t<string>group.com.example.app</string>\n</array>",
  },
  *check(file) {
    if (file.kind !== "entitlements") return;
    for (const entry of rootDict(file)?.entries ?? []) {
      if (!/^com\.apple\.(?:developer|security)\.background-?assets?(?:[.-]|$)/i.test(entry.key.name)) continue;
      yield {
        path: file.path,
        range: entry.key.range,
        message: `${entry.key.name} is not an entitlement of Apple's: no provisioning profile can include it, and signing for a device fails. Background Assets needs App Groups only. Remove it.`,
        fixes: [
          {
            title: `Remove ${entry.key.name}`,
            preferred: true,
            edits: () => [removeEntries(file, [entry])],
          },
        ],
      };
    }
  },
};
