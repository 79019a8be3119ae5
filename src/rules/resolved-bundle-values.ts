import type { SourceLocation } from "../model/app-configuration";
import type { AppProject } from "../model/project/snapshot";
import { bundleValue, byConfiguration, writtenString } from "../model/xcode/bundle-values";

/** A key as the built app and its built extension have it under one configuration. */
export interface BuiltValues {
  readonly configuration: string;
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
    if (pair.extensionPath !== extension.path) continue;
    const placed = (file: typeof app, location: SourceLocation | undefined): SourceLocation | undefined => {
      const written = writtenString(file.plist, key);
      return location ?? (written === undefined ? undefined : { path: file.path, range: written.range });
    };
    const ofApp = byConfiguration(bundleValue(app.plist, pair.app, key), pair.app);
    for (const own of byConfiguration(bundleValue(extension.plist, pair.extension, key), pair.extension)) {
      const other = ofApp.find(({ configuration }) => configuration === own.configuration);
      const ownPlace = placed(extension, own.location);
      const otherPlace = placed(app, other?.location);
      if (!own.value || !other?.value || ownPlace === undefined || otherPlace === undefined) continue;
      yield {
        configuration: own.configuration,
        app: { value: other.value, location: otherPlace },
        extension: { value: own.value, location: ownPlace },
      };
    }
  }
}
