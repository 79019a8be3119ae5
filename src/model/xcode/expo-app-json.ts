import { parseJsonPlist } from "../plist/json";
import { nodeAt } from "../plist/query";
import type { PlistDict, PlistDocument, PlistEntry, PlistNode } from "../plist/syntax";
import { folderOf } from "../project/paths";
import { unknownValue, type WrittenPlist, writtenPlist } from "./written-plist";
import { isExpoConfig } from "./xcode-files";
import { applicationType, type BuildSetting, layerOf, type XcodeProject } from "./xcode-project";

/** Whether a file may be an Expo project's app config, by its name and a cheap look at its text. */
export function mayBeExpoConfig(path: string, text: string): boolean {
  return isExpoConfig(path) && text.includes('"infoPlist"');
}

/**
 * The Info.plist keys of an Expo app: `ios.infoPlist` of its app config, as a property list with its places in that
 * file. Undefined where there are none. Expo writes the real Info.plist when it makes the Xcode project.
 */
export function readExpoInfoPlist(text: string): PlistDocument | undefined {
  const document = parseJsonPlist(text);
  const root = nodeAt(iosOf(document)?.ios, ["infoPlist"]);
  if (root?.kind !== "dict") return undefined;
  // The rest of the file is no property list and may hold what it likes.
  const problems = document.problems.filter(
    ({ range }) => range.start >= root.range.start && range.end <= root.range.end,
  );
  return { ...document, root, problems };
}

export interface ExpoReading {
  readonly project: XcodeProject;
  /** The entitlements of `ios.entitlements`, where there are any. */
  readonly plists: readonly WrittenPlist[];
}

const groupsKey = "com.apple.security.application-groups";

/**
 * The rest of an Expo app's config, as the Xcode project that Expo makes of it: bundle identifier, versions, team and
 * entitlements. A config plugin may change each of them, so that nothing is ever called missing.
 */
export function readExpoProject(path: string, text: string): ExpoReading | undefined {
  const document = parseJsonPlist(text);
  const found = iosOf(document);
  if (found === undefined || nodeAt(found.ios, ["infoPlist"])?.kind !== "dict") return undefined;
  const { expo, ios } = found;
  const settings: BuildSetting[] = [];
  const add = (name: string, node: PlistNode | undefined, value = node?.kind === "string" ? node.value : undefined) => {
    if (node === undefined || value === undefined || value === "") return;
    const location = { path, range: node.range };
    settings.push({ name, condition: undefined, value, nameLocation: location, location });
  };
  add("PRODUCT_BUNDLE_IDENTIFIER", nodeAt(ios, ["bundleIdentifier"]));
  add("MARKETING_VERSION", nodeAt(ios, ["version"]) ?? nodeAt(expo, ["version"]));
  add("CURRENT_PROJECT_VERSION", nodeAt(ios, ["buildNumber"]));
  add("DEVELOPMENT_TEAM", nodeAt(ios, ["appleTeamId"]));
  add("INFOPLIST_FILE", ios, path);
  const plugins = nodeAt(expo, ["plugins"]);
  const hasPlugins = plugins !== undefined && !(plugins.kind === "array" && plugins.items.length === 0);
  const entitlements = nodeAt(ios, ["entitlements"]);
  const plists: WrittenPlist[] = [];
  if (entitlements?.kind === "dict") {
    const place = { path: `${path}.entitlements`, sourcePath: path, kind: "entitlements" } as const;
    const { range } = entitlements;
    const entries = hasPlugins ? withUnknownGroups(entitlements) : entitlements.entries;
    plists.push(writtenPlist(place, text, { entries, range }));
    add("CODE_SIGN_ENTITLEMENTS", entitlements, place.path);
  }
  const name = nodeAt(expo, ["name"]);
  const title = name?.kind === "string" ? name.value : "App";
  const levels = [{ kind: "written", settings: layerOf([...settings, generated(path, ios)]) }] as const;
  const project: XcodeProject = {
    path,
    format: "expo",
    name: title,
    folder: folderOf(path),
    targets: [
      {
        id: "app",
        name: { value: title, location: { path, range: (name ?? ios).range } },
        productType: { value: applicationType, location: { path, range: ios.range } },
        configurations: [{ name: "Release", levels }],
        phases: [],
        generatesInfoPlist: false,
        sourceFolders: [],
      },
    ],
    isComplete: false,
  };
  return { project, plists };
}

/** The keys that `infoPlist` does not hold come from the settings. */
function generated(path: string, { range }: PlistDict): BuildSetting {
  const location = { path, range };
  return {
    name: "GENERATE_INFOPLIST_FILE",
    condition: undefined,
    value: "YES",
    nameLocation: location,
    location,
  };
}

/** Plugins may add groups to those that are written. */
function withUnknownGroups(dict: PlistDict): readonly PlistEntry[] {
  const known = dict.entries.find(({ key }) => key.name === groupsKey);
  if (known === undefined) {
    const { range } = dict;
    const key = { name: groupsKey, range, contentRange: range };
    return [...dict.entries, { key, value: unknownValue(range), range }];
  }
  if (known.value?.kind !== "array") return dict.entries;
  const value = { ...known.value, items: [...known.value.items, unknownValue(known.key.range)] };
  return dict.entries.map((entry) => (entry === known ? { ...entry, value } : entry));
}

/** The app config is the file's `expo`, or the file itself. */
function iosOf({ root }: PlistDocument): { readonly expo: PlistDict; readonly ios: PlistDict } | undefined {
  for (const expo of [nodeAt(root, ["expo"]), root]) {
    const ios = nodeAt(expo, ["ios"]);
    if (expo?.kind === "dict" && ios?.kind === "dict") return { expo, ios };
  }
  return undefined;
}
