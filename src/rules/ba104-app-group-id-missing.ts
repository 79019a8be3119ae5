import { groupsOf } from "./app-groups";
import { shapeProblemAt } from "./info-plist-shape";
import { missingTopKey } from "./missing-key";
import { replaceValue } from "./plist-fixes";
import { isManaged } from "./project-facts";
import type { ProjectRule } from "./rule";
import { keyPage, reported, session } from "./sources";

export const appGroupIdMissing: ProjectRule = {
  code: "BA104",
  title: "BAAppGroupID is missing or empty in a managed project",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAAppGroupID", "The app group that the app and its downloader extension share."),
    session(2025, "Managed projects name their app group in BAAppGroupID."),
    reported(
      "The first use of AssetPackManager ends the app: “The app couldn't be validated: The bundle's info dictionary lacks a string value for the key BAAppGroupID”. App Store Connect refuses the upload with ITMS-90923.",
    ),
  ],
  explanation:
    "In a managed project the system keeps the asset packs in a container that the app and the extension share, and BAAppGroupID names it. Without the key the first use of `AssetPackManager` ends the app, which nothing can catch, and the upload is refused.",
  examples: {
    wrong: "<key>BAHasManagedAssetPacks</key>\n<true/>",
    right:
      "<key>BAAppGroupID</key>\n<string>group.com.example.app</string>\n<key>BAHasManagedAssetPacks</key>\n<true/>",
  },
  *check(project) {
    if (!isManaged(project)) return;
    const groups = groupsOf(project.appEntitlements)?.names ?? groupsOf(project.extensionEntitlements)?.names ?? [];
    const group = groups[0];
    const finding = missingTopKey(project, {
      key: "BAAppGroupID",
      near: ["BAHasManagedAssetPacks", "BAUsesAppleHosting"],
      message: `BAAppGroupID is missing. The first use of AssetPackManager ends a managed app without it, and App Store Connect refuses the upload (ITMS-90923). Add the app group that app and extension share${group === undefined ? "" : `: the entitlements have ${group}`}.`,
      value: group ?? "group.",
      fixTitle: group === undefined ? "Add BAAppGroupID" : `Add BAAppGroupID ${group}`,
      preferred: groups.length === 1,
    });
    if (finding !== undefined) yield finding;
    const empty = shapeProblemAt(project.app, "BAAppGroupID");
    if (empty?.keyword !== "pattern") return;
    yield {
      path: project.app.path,
      range: empty.node.range,
      message: `BAAppGroupID is empty: no app group has that name, and the first use of AssetPackManager ends the app. Write the app group that app and extension share${group === undefined ? "" : `: the entitlements have ${group}`}.`,
      fixes:
        group === undefined
          ? []
          : [
              {
                title: `Write ${group}`,
                preferred: groups.length === 1,
                edits: () => [replaceValue(project.app, empty.node, group)],
              },
            ],
    };
  },
};
