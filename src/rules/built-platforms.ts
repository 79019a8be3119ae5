import { possibleValues } from "../model/xcode/build-settings";
import type { ProjectBuild } from "../model/xcode/project-build";

export const applePlatforms = ["iOS", "macOS", "tvOS", "visionOS"] as const;
export type ApplePlatform = (typeof applePlatforms)[number];

const sdks: readonly (readonly [RegExp, ApplePlatform])[] = [
  [/\b(iphoneos|iphonesimulator)/, "iOS"],
  [/\bmacosx/, "macOS"],
  [/\b(appletvos|appletvsimulator)/, "tvOS"],
  [/\b(xros|xrsimulator)/, "visionOS"],
];

/** What a project file builds the app for; undefined where it does not say, or only Xcode knows (`auto`). */
export function platformsOfBuild(build: ProjectBuild | undefined): ReadonlySet<ApplePlatform> | undefined {
  const settings = build?.app.settings;
  if (settings === undefined) return undefined;
  for (const name of ["SUPPORTED_PLATFORMS", "SDKROOT"]) {
    const value = settings.value(name);
    const text = possibleValues(value).join(" ");
    const found = sdks.flatMap(([pattern, platform]) => (pattern.test(text) ? [platform] : []));
    if (found.length > 0) {
      if (possibleValues(settings.value("SUPPORTS_MACCATALYST")).includes("YES")) found.push("macOS");
      return new Set(found);
    }
    if (value.kind === "unknown") return undefined;
  }
  return undefined;
}
