import { byConfiguration } from "../model/xcode/bundle-values";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

const lowestVersion = 15;
const setting = "IPHONEOS_DEPLOYMENT_TARGET";

export const deploymentTargetTooLow: ProjectRule = {
  code: "BA218",
  title: "The deployment target is lower than Xcode 27 uploads",
  severity: "warning",
  scope: "project",
  evidence: [reported("A build of Xcode 27 with a MinimumOSVersion below 15 is refused at upload with ITMS-90208.")],
  explanation:
    "Xcode 27 builds for iOS 15 and later; App Store Connect refuses an app or extension whose `MinimumOSVersion` is lower (ITMS-90208). Older Xcodes still upload it. Background Assets itself needs iOS 16: a lower target is no mistake for the app, which has to ask with `#available`.",
  examples: {
    wrong: "// project.pbxproj\nIPHONEOS_DEPLOYMENT_TARGET = 14.0;",
    right: "// project.pbxproj\nIPHONEOS_DEPLOYMENT_TARGET = 16.1;",
  },
  *check({ build, configuration }) {
    if (build === undefined || (configuration.mode === "none" && build.embedding !== "found")) return;
    const seen = new Set<string>();
    for (const part of [build.app, build.extension]) {
      if (part === undefined) continue;
      for (const { value, location } of byConfiguration(part.settings.value(setting), part)) {
        const version = /^\d+(?:\.\d+)*$/.test(value ?? "") ? Number.parseFloat(value ?? "") : undefined;
        if (version === undefined || version >= lowestVersion || location === undefined) continue;
        const place = `${location.path} ${location.range.start}`;
        if (seen.has(place)) continue;
        seen.add(place);
        yield {
          path: location.path,
          range: location.range,
          message: `${setting} is ${value}: an upload of Xcode 27 is refused (ITMS-90208) below ${lowestVersion}.0. Raise it.`,
        };
      }
    }
  },
};
