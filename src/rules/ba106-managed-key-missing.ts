import { hasSelfHostingKey } from "./missing-key";
import { insertKey, replaceValue } from "./plist-fixes";
import { isTrue, rootDict, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { keyPage, reported } from "./sources";

export const managedKeyMissing: ProjectRule = {
  code: "BA106",
  title: "BAHasManagedAssetPacks is missing in a project that is meant to be managed",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAHasManagedAssetPacks", "YES opts in to managed asset packs."),
    keyPage("BAUsesAppleHosting", "Only means something when BAHasManagedAssetPacks is YES."),
    reported(
      "Without the key the managed interfaces end the app, with a message that names neither the key nor the caller.",
    ),
  ],
  explanation:
    "`BAUsesAppleHosting` and `BAAppGroupID` are read in managed projects only. Without `BAHasManagedAssetPacks` the device takes the project for an unmanaged one: `AssetPackManager` ends the app, no pack is downloaded, and App Store Connect asks for the keys of a self-hosted project.",
  examples: {
    wrong: "<key>BAUsesAppleHosting</key>\n<true/>",
    right: "<key>BAHasManagedAssetPacks</key>\n<true/>\n<key>BAUsesAppleHosting</key>\n<true/>",
  },
  *check({ app }) {
    const dict = rootDict(app);
    if (dict === undefined) return;
    const managed = topEntry(app, "BAHasManagedAssetPacks");
    // Another type than a boolean is BA124's.
    if (managed !== undefined && (managed.value?.kind !== "boolean" || managed.value.value)) return;
    const hosting = isTrue(app, "BAUsesAppleHosting") ? topEntry(app, "BAUsesAppleHosting") : undefined;
    const group = topEntry(app, "BAAppGroupID");
    const sign = hosting ?? (managed === undefined ? group : undefined);
    if (sign === undefined) return;
    const decides = hosting !== undefined || !hasSelfHostingKey({ app, extension: undefined });
    const value = managed?.value;
    yield {
      path: app.path,
      range: (managed ?? sign).key.range,
      severity: decides ? "error" : "warning",
      message:
        hosting !== undefined
          ? `BAUsesAppleHosting is set but BAHasManagedAssetPacks is ${managed === undefined ? "missing" : "false"}: the device takes the app for an unmanaged one, AssetPackManager ends it, and App Store Connect asks for the keys of a self-hosted project. Set BAHasManagedAssetPacks to true.`
          : decides
            ? "BAAppGroupID is set but BAHasManagedAssetPacks is missing: without it the device takes the app for an unmanaged one and reads no app group from its Info.plist. Set BAHasManagedAssetPacks to true."
            : "BAAppGroupID is only read in managed projects, and BAHasManagedAssetPacks is missing. If asset packs are meant, set it to true; an unmanaged app gives its group with each download and does not need the key.",
      fixes: [
        {
          title: managed === undefined ? "Add BAHasManagedAssetPacks" : "Set BAHasManagedAssetPacks to true",
          // With the keys of a self-hosted project beside it, BAUsesAppleHosting may be the mistake.
          preferred: decides && !hasSelfHostingKey({ app, extension: undefined }),
          edits: () => [
            value === undefined ? insertKey(app, dict, "BAHasManagedAssetPacks", true) : replaceValue(app, value, true),
          ],
        },
      ],
    };
  },
};
