import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { hasSelfHostingKey } from "./missing-key";
import { insertKey, replaceValue } from "./plist-fixes";
import { isTrue, placeForMissing, rootDict, topEntry } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
import { keyPage, reported } from "./sources";
import { adoptedProtocols, swiftOf } from "./swift-sources";

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
  *check(project, snapshot) {
    const { app } = project;
    const dict = rootDict(app);
    if (dict === undefined) return;
    const managed = topEntry(app, "BAHasManagedAssetPacks");
    // Another type than a boolean is BA124's.
    if (managed !== undefined && (managed.value?.kind !== "boolean" || managed.value.value)) return;
    const hosting = isTrue(app, "BAUsesAppleHosting") ? topEntry(app, "BAUsesAppleHosting") : undefined;
    const group = topEntry(app, "BAAppGroupID");
    const sign = hosting ?? (managed === undefined ? group : undefined);
    if (sign === undefined) {
      yield* usedInCode(project, snapshot);
      return;
    }
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

/** The keys are those of an unmanaged project, and the code uses the manager of asset packs. */
function* usedInCode(project: AppProject, snapshot: ProjectSnapshot): Iterable<Finding> {
  const { app, configuration } = project;
  // Whoever adopts a protocol says which kind is meant: BA217 compares it with the keys.
  if (configuration.mode !== "self-hosted-unmanaged" || adoptedProtocols(project, snapshot).length > 0) return;
  if (topEntry(app, "BAHasManagedAssetPacks") !== undefined) return;
  const user = swiftOf(project, snapshot).find((file) => file.swift.uses.has("AssetPackManager"));
  const range = user?.swift.uses.get("AssetPackManager");
  if (user === undefined || range === undefined) return;
  yield {
    path: app.path,
    range: placeForMissing(app),
    // With several apps in the folder the source may be another one's.
    severity: snapshot.projects.length > 1 ? "warning" : "error",
    message:
      "The code uses AssetPackManager, and BAHasManagedAssetPacks is missing: the device takes the app for an unmanaged one, and AssetPackManager ends it. Set BAHasManagedAssetPacks to true, or use BADownloadManager.",
    related: [{ path: user.path, range, message: "The first use of AssetPackManager" }],
  };
}
