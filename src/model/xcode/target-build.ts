import { ConfigurationSettings, TargetSettings } from "./build-settings";
import type { XcconfigSettings } from "./xcconfig";
import { layerOf, type SettingsLayer, type XcodeProject, type XcodeTarget } from "./xcode-project";

/** One target, or several that share an Info.plist, with the settings that hold for them. */
export interface TargetBuild {
  readonly project: XcodeProject;
  readonly targets: readonly XcodeTarget[];
  readonly settings: TargetSettings;
}

/** The `.xcconfig` at a path with what it includes; undefined where there is none. */
export type XcconfigLookup = (path: string) => XcconfigSettings | undefined;

/** Puts the levels of each configuration together. */
export function buildOfTargets(
  project: XcodeProject,
  targets: readonly XcodeTarget[],
  xcconfigs: XcconfigLookup,
): TargetBuild {
  const configurations = targets.flatMap((target) =>
    target.configurations.map(({ name, levels }) => {
      let isComplete = project.isComplete;
      const layers = levels.map((level): SettingsLayer => {
        if (level.kind === "written") return level.settings;
        const file = xcconfigs(level.path);
        if (file === undefined || file.missing.length > 0) isComplete = false;
        return layerOf(file?.settings ?? []);
      });
      const label = targets.length > 1 ? `${target.name.value} ${name}` : name;
      return new ConfigurationSettings(label, layers, builtIn(project, target, name), isComplete);
    }),
  );
  return { project, targets, settings: new TargetSettings(configurations) };
}

/** What Xcode sets by itself, as far as identifiers and paths are made of it. */
function builtIn(project: XcodeProject, target: XcodeTarget, configuration: string): ReadonlyMap<string, string> {
  const { value: name } = target.name;
  return new Map([
    ["TARGET_NAME", name],
    ["TARGETNAME", name],
    // XcodeGen's placeholder in templates.
    ["target_name", name],
    ["PROJECT_NAME", project.name],
    ["PROJECT", project.name],
    ["SRCROOT", project.folder],
    ["SOURCE_ROOT", project.folder],
    ["PROJECT_DIR", project.folder],
    ["CONFIGURATION", configuration],
    ["PRODUCT_NAME", "$(TARGET_NAME)"],
    ["EXECUTABLE_NAME", "$(PRODUCT_NAME)"],
    ["PRODUCT_MODULE_NAME", "$(PRODUCT_NAME:c99extidentifier)"],
  ]);
}
