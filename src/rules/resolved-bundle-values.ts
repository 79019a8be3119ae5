import type { SourceLocation } from "../model/app-configuration";
import type { AppProject } from "../model/project/snapshot";
import { bundleValue, byConfiguration, writtenString } from "../model/xcode/bundle-values";

/** A key as the built app and its built extension have it under one configuration. */
export interface BuiltValues {
  /** Undefined where all configurations agree, on both sides. */
  readonly configuration: string | undefined;
  readonly app: BuiltValue;
  readonly extension: BuiltValue;
}

export interface BuiltValue {
  readonly value: string;
  /** Where it comes from: the build setting, or the text in the Info.plist. */
  readonly location: SourceLocation;
}

/**
 * What the two Info.plists say after the build, with the settings of the project file filled in: for each configuration
 * under which both are known. Values that both files spell out are left to those who read the files.
 */
export function* builtValues(project: AppProject, key: string): Iterable<BuiltValues> {
  const { app, extension, build } = project;
  if (build === undefined || extension === undefined || extension === app) return;
  const isSpelledOut = [app, extension].every((file) => writtenString(file.plist, key)?.value.includes("$") === false);
  if (isSpelledOut) return;
  for (const pair of build.pairs) {
    // One that stands in the project's sources goes by their path.
    if (pair.extensionPath !== extension.path && extension.plist.format !== "project-source") continue;
    const placed = (file: typeof app, location: SourceLocation | undefined): SourceLocation | undefined => {
      const written = writtenString(file.plist, key);
      return location ?? (written === undefined ? undefined : { path: file.path, range: written.range });
    };
    const appValue = bundleValue(app.plist, pair.app, key);
    const extensionValue = bundleValue(extension.plist, pair.extension, key);
    const isSame = appValue.kind === "known" && extensionValue.kind === "known";
    const ofApp = byConfiguration(appValue, pair.app);
    for (const own of byConfiguration(extensionValue, pair.extension)) {
      const other = ofApp.find(({ configuration }) => configuration === own.configuration);
      const ownPlace = placed(extension, own.location);
      const otherPlace = placed(app, other?.location);
      if (!own.value || !other?.value || ownPlace === undefined || otherPlace === undefined) continue;
      yield {
        configuration: isSame ? undefined : own.configuration,
        app: { value: other.value, location: otherPlace },
        extension: { value: own.value, location: ownPlace },
      };
    }
  }
}

/**
 * What the app's own file spells out; where it leaves the key to the build settings of a project whose extension is not
 * known (Expo's app config), what they say. Other projects are `builtValues`' matter.
 */
export function appValue({ app, build }: AppProject, key: string): BuiltValue | undefined {
  const written = writtenString(app.plist, key);
  if (written !== undefined) {
    const isSpelledOut = written.value !== "" && !written.value.includes("$");
    return isSpelledOut ? { value: written.value, location: { path: app.path, range: written.range } } : undefined;
  }
  if (build === undefined || build.pairs.length > 0) return undefined;
  const value = bundleValue(app.plist, build.app, key);
  if (value.kind !== "known" || value.value === "" || value.location === undefined) return undefined;
  return { value: value.value, location: value.location };
}

/** The beginning of a message: `In the configuration Debug the`, or `The` where all configurations agree. */
export function inConfiguration(configuration: string | undefined): string {
  return configuration === undefined ? "The" : `In the configuration ${configuration} the`;
}
