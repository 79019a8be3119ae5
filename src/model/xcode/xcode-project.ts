import type { Located, SourceLocation } from "../app-configuration";

/** One line of build settings, wherever it is written. */
export interface BuildSetting {
  /** Without its conditions. */
  readonly name: string;
  /** `sdk=macosx*`, `sdk=iphoneos*,arch=arm64`; undefined for a setting that always holds. */
  readonly condition: string | undefined;
  /** As written, with `$(…)`; the items of a list are joined by spaces. */
  readonly value: string;
  readonly nameLocation: SourceLocation;
  readonly location: SourceLocation;
}

/** The settings of one level, by name; of two with one name and condition the one that counts is the last. */
export type SettingsLayer = ReadonlyMap<string, readonly BuildSetting[]>;

/** A level of settings: written in the project file itself, or in an `.xcconfig` that it names. */
export type SettingsSource =
  | { readonly kind: "written"; readonly settings: SettingsLayer }
  | { readonly kind: "xcconfig"; readonly path: string };

export interface BuildConfiguration {
  /** `Debug`, `Release` … */
  readonly name: string;
  /** Strongest first: the target's own, its `.xcconfig`, the project's own, its `.xcconfig`. */
  readonly levels: readonly SettingsSource[];
}

/** Where a copy phase puts things, as far as it matters here. */
export type CopyPlace = "extensions" | "plugins" | "elsewhere" | "unknown";

export interface CopyDestination {
  readonly place: CopyPlace;
  /** As written, for messages. */
  readonly text: string;
  readonly location: SourceLocation;
  /** Where the path below the folder is written; undefined where it is not. */
  readonly pathLocation?: SourceLocation | undefined;
  /** Whether somebody wrote it; else it is what the tool does by itself. */
  readonly isWritten: boolean;
}

/** A product that a phase copies; `targetId` is undefined where it comes from another project. */
export interface CopiedProduct {
  readonly targetId: string | undefined;
  readonly name: string;
}

export interface BuildPhase {
  readonly kind: "copy-files" | "script" | "other";
  readonly name: string;
  readonly location: SourceLocation;
  /** For `copy-files` only. */
  readonly destination: CopyDestination | undefined;
  readonly products: readonly CopiedProduct[];
}

export interface XcodeTarget {
  /** The object's id in a project.pbxproj, the name in a spec: unique in its project. */
  readonly id: string;
  readonly name: Located<string>;
  /** `com.apple.product-type.application`; undefined for aggregate and legacy targets. */
  readonly productType: Located<string> | undefined;
  readonly configurations: readonly BuildConfiguration[];
  /** In the order of building. */
  readonly phases: readonly BuildPhase[];
  /** Whether a tool writes the Info.plist from the project file, so that what is on disk is a copy. */
  readonly generatesInfoPlist: boolean;
  /** Folders of its sources, as far as they are known; searched for an Info.plist where no setting names one. */
  readonly sourceFolders: readonly string[];
}

/** What a project file says about targets and their settings. */
export interface XcodeProject {
  /** The project file. */
  readonly path: string;
  readonly format: "pbxproj" | "xcodegen" | "tuist" | "expo";
  /** PROJECT_NAME. */
  readonly name: string;
  /** SRCROOT: relative paths of settings start here. */
  readonly folder: string;
  readonly targets: readonly XcodeTarget[];
  /** Whether everything was read: if not, what is missing here may still exist. */
  readonly isComplete: boolean;
}

/** A script may embed an extension by itself; which one cannot be seen. */
export function scriptProducts(script: string | undefined): readonly CopiedProduct[] {
  return script !== undefined && /appex|EXTENSIONS_FOLDER_PATH|\/Extensions\b/.test(script)
    ? [{ targetId: undefined, name: "a script" }]
    : [];
}

export const applicationType = "com.apple.product-type.application";
export const extensionKitType = "com.apple.product-type.extensionkit-extension";
export const appExtensionType = "com.apple.product-type.app-extension";

/** Settings by name; a later one replaces an earlier one with the same condition. */
export function layerOf(settings: Iterable<BuildSetting>): SettingsLayer {
  const layer = new Map<string, BuildSetting[]>();
  for (const setting of settings) {
    const known = layer.get(setting.name);
    if (known === undefined) {
      layer.set(setting.name, [setting]);
      continue;
    }
    const same = known.findIndex(({ condition }) => condition === setting.condition);
    if (same < 0) known.push(setting);
    else known[same] = setting;
  }
  return layer;
}

/** `NAME[sdk=macosx*][arch=arm64]` as its name and `sdk=macosx*,arch=arm64`. */
export function splitCondition(written: string): { readonly name: string; readonly condition: string | undefined } {
  const bracket = written.indexOf("[");
  if (bracket < 0) return { name: written.trim(), condition: undefined };
  const condition = [...written.slice(bracket).matchAll(/\[([^\]]*)\]?/g)].map((match) => (match[1] ?? "").trim());
  return { name: written.slice(0, bracket).trim(), condition: condition.join(",") };
}
