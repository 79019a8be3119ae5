import { keyCatalogue } from "../model/key-catalogue";
import type { AppProject } from "../model/project/snapshot";
import { byConfiguration } from "../model/xcode/bundle-values";
import { isManaged, isSelfHosted, literalString, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { keyPage, reported } from "./sources";

type Platform = "iOS" | "macOS" | "tvOS" | "visionOS";

const settings: readonly (readonly [string, Platform])[] = [
  ["IPHONEOS_DEPLOYMENT_TARGET", "iOS"],
  ["MACOSX_DEPLOYMENT_TARGET", "macOS"],
  ["TVOS_DEPLOYMENT_TARGET", "tvOS"],
  ["XROS_DEPLOYMENT_TARGET", "visionOS"],
];

export const availability: ProjectRule = {
  code: "BA122",
  title: "The app also runs on systems that do not know its Background Assets keys",
  severity: "info",
  scope: "project",
  evidence: [
    keyPage("BAHasManagedAssetPacks", "Managed asset packs: iOS, iPadOS, macOS, tvOS, visionOS 26.0."),
    keyPage("BAInitialDownloadRestrictions", "iOS 16.0, macOS 13.0, tvOS 18.4, visionOS 2.4."),
    reported(
      "The two essential keys are marked iOS 18 and macOS 15 on Apple's pages; App Store Connect has asked for them since the iOS 16.4 SDK. They are never too new.",
    ),
  ],
  explanation:
    "A device with an older system than a key needs ignores the key: managed asset packs do not exist before 26.0, and unmanaged Background Assets not before iOS 16, macOS 13, tvOS 18.4 and visionOS 2.4. The app starts there without its assets. That is no mistake, as long as it asks with `#available` and has another way to get them.",
  *check(project) {
    const key = isManaged(project) ? "BAHasManagedAssetPacks" : isSelfHosted(project) ? "BAManifestURL" : undefined;
    const entry = key === undefined ? undefined : topEntry(project.app, key);
    const since = keyCatalogue.find(({ path }) => path.length === 1 && path[0] === key)?.availability;
    if (entry === undefined || since === undefined) return;
    const early = lowestTargets(project).filter(([platform, version]) => isBefore(version, since[platform]));
    if (early.length === 0) return;
    const names = early.map(([platform, version]) => `${platform} ${version}`).join(", ");
    const first = early.map(([platform]) => `${platform} ${since[platform]}`).join(", ");
    yield {
      path: project.app.path,
      range: entry.key.range,
      message: `The app runs from ${names} on, and ${isManaged(project) ? "managed asset packs exist" : "Background Assets exists"} from ${first} on: on older systems nothing is downloaded, and the app needs #available and another way to its assets.`,
    };
  },
};

/** The lowest systems that the app is made for, by project file or Info.plist. */
function lowestTargets({ app, build }: AppProject): readonly (readonly [Platform, string])[] {
  const found = new Map<Platform, string>();
  const take = (platform: Platform, version: string | undefined) => {
    if (version === undefined || !/^\d+(\.\d+)*$/.test(version)) return;
    const known = found.get(platform);
    if (known === undefined || isBefore(version, known)) found.set(platform, version);
  };
  if (build !== undefined) {
    for (const [name, platform] of settings) {
      for (const { value } of byConfiguration(build.app.settings.value(name), build.app)) take(platform, value);
    }
  }
  take("macOS", literalString(topEntry(app, "LSMinimumSystemVersion")?.value));
  take("iOS", literalString(topEntry(app, "MinimumOSVersion")?.value));
  return [...found];
}

function isBefore(version: string, other: string): boolean {
  const left = version.split(".").map(Number);
  const right = other.split(".").map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
