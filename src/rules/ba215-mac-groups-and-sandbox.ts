import { isProvisioningProfilePath } from "../model/plist/provisioning-profile";
import { fileStem } from "../model/project/paths";
import type { AppProject, PlistFile, ProjectSnapshot } from "../model/project/snapshot";
import { splitVariant } from "../model/project/targets";
import { possibleValues } from "../model/xcode/build-settings";
import { groupsOf } from "./app-groups";
import { platformsOfBuild } from "./built-platforms";
import { insertKey, replaceValue } from "./plist-fixes";
import { openingTag, rootDict, topEntry } from "./project-facts";
import type { Finding, ProjectRule, Severity } from "./rule";
import { reported, unmanagedArticle } from "./sources";

const sandboxKey = "com.apple.security.app-sandbox";

export const macGroupsAndSandbox: ProjectRule = {
  code: "BA215",
  title: "App group or App Sandbox do not fit the platform",
  severity: "warning",
  scope: "project",
  evidence: [
    unmanagedArticle("On macOS the App Sandbox capability is added to both targets, beside App Groups."),
    reported(
      "On macOS an app group begins with the team identifier, or the provisioning profile has to authorise it; on iOS it begins with `group.`.",
    ),
  ],
  explanation:
    "Background Assets asks for App Sandbox on both targets of a macOS app. An app group is named `group.…` on iOS; on macOS it begins with the team identifier, and one that begins with `group.` works only where the provisioning profile authorises it. An entitlements file that serves several platforms is judged mildly: it cannot suit all of them.",
  examples: {
    wrong:
      "<!-- macOS -->\n<key>com.apple.security.application-groups</key>\n<array>\n\t<string>group.com.example.app</string>\n</array>",
    right:
      "<!-- macOS -->\n<key>com.apple.security.app-sandbox</key>\n<true/>\n<key>com.apple.security.application-groups</key>\n<array>\n\t<string>$(TeamIdentifierPrefix)com.example.app</string>\n</array>",
  },
  *check(project, snapshot) {
    if (project.configuration.mode === "none" && project.extension === undefined) return;
    const platform = platformOf(project);
    for (const [file, target] of [
      [project.appEntitlements, "app"],
      [
        project.extensionEntitlements === project.appEntitlements ? undefined : project.extensionEntitlements,
        "extension",
      ],
    ] as const) {
      // A profile says what may be signed: the sandbox needs none, and a group in it is one that it authorises.
      if (file === undefined || rootDict(file) === undefined || isProvisioningProfilePath(file.path)) continue;
      const isShared = platform === "several" || sharedWithOthers(file, project, snapshot);
      if (platform === "macOS" || platform === "several") {
        yield* macGroups(file, isShared ? "info" : "warning");
        yield* macSandbox(file, target, isShared ? "info" : "warning", project);
      } else {
        if (platform === "iOS" && !isShared) yield* iosGroups(file);
        // Only a Mac looks at the sandbox, whatever the app's Info.plist says: the two sides contradict each other.
        if (target === "extension" && platformsOfBuild(project.build) === undefined && isSandboxed(project)) {
          yield* macSandbox(file, target, platform === "iOS" || isShared ? "info" : "warning", project);
        }
      }
    }
  },
};

/** `several`: one build for macOS and others. Undefined: nothing tells. */
function platformOf({ app, build }: AppProject): "macOS" | "iOS" | "several" | undefined {
  const built = platformsOfBuild(build);
  if (built !== undefined) return built.has("macOS") ? (built.size === 1 ? "macOS" : "several") : "iOS";
  const has = (key: string) => topEntry(app, key) !== undefined;
  const { variant } = splitVariant(fileStem(app.path));
  const principal = topEntry(app, "NSPrincipalClass")?.value;
  const isMac =
    /\bmacos\b/.test(variant) ||
    has("LSMinimumSystemVersion") ||
    has("NSMainNibFile") ||
    (principal?.kind === "string" && principal.value === "NSApplication");
  const isMobile = has("LSRequiresIPhoneOS") || has("UILaunchStoryboardName") || has("UILaunchScreen");
  if (isMac) return isMobile ? "several" : "macOS";
  return isMobile ? "iOS" : undefined;
}

function isSandboxed({ appEntitlements }: AppProject): boolean {
  const value = topEntry(appEntitlements, sandboxKey)?.value;
  return value?.kind === "boolean" && value.value;
}

function sharedWithOthers(file: PlistFile, project: AppProject, { projects }: ProjectSnapshot): boolean {
  return projects.some(
    (other) =>
      other !== project &&
      (other.appEntitlements === file || other.extensionEntitlements === file) &&
      platformOf(other) !== platformOf(project),
  );
}

function* macGroups(file: PlistFile, severity: Severity): Iterable<Finding> {
  for (const item of groupsOf(file)?.items ?? []) {
    if (item.kind !== "string" || !item.value.startsWith("group.")) continue;
    yield {
      path: file.path,
      range: item.range,
      severity,
      message: `On macOS the app group ${item.value} works only where the provisioning profile authorises it; without that the system asks the user, or refuses the container. Begin it with the team identifier ($(TeamIdentifierPrefix)…), or see that the profile has it.`,
    };
  }
}

function* iosGroups(file: PlistFile): Iterable<Finding> {
  const groups = groupsOf(file);
  for (const item of groups?.items ?? []) {
    if (item.kind !== "string" || !groups?.names.includes(item.value) || item.value.startsWith("group.")) continue;
    yield {
      path: file.path,
      range: item.range,
      message: `The app group ${item.value} does not begin with “group.”, as groups do on iOS: no provisioning profile for iOS can hold it. Name it group.….`,
    };
  }
}

function* macSandbox(file: PlistFile, target: string, severity: Severity, { build }: AppProject): Iterable<Finding> {
  const dict = rootDict(file);
  const entry = topEntry(file, sandboxKey);
  const settings = target === "app" ? build?.app.settings : build?.extension?.settings;
  const fromBuild = settings === undefined ? [] : possibleValues(settings.value("ENABLE_APP_SANDBOX"));
  if (dict === undefined || fromBuild.includes("YES")) return;
  const value = entry?.value;
  if (entry !== undefined && (value?.kind !== "boolean" || value.value)) return;
  yield {
    path: file.path,
    range: entry?.key.range ?? openingTag(dict),
    severity,
    message: `The ${target}'s entitlements ${entry === undefined ? "have no" : "turn off"} ${sandboxKey.slice("com.apple.security.".length)}: on macOS Background Assets needs App Sandbox on both targets. ${entry === undefined ? "Add the capability" : "Turn it on"}, unless a build setting does (ENABLE_APP_SANDBOX).`,
    fixes: [
      {
        title: `${entry === undefined ? "Add" : "Turn on"} ${sandboxKey}`,
        preferred: false,
        edits: () => [value === undefined ? insertKey(file, dict, sandboxKey, true) : replaceValue(file, value, true)],
      },
    ],
  };
}
