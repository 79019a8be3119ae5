import { folderOf } from "../project/paths";
import { type ExpoReading, mayBeExpoConfig, readExpoProject } from "./expo-app-json";
import { readPbxproj } from "./pbxproj";
import { buildOfTargets, type TargetBuild, type XcconfigLookup } from "./target-build";
import { mayBeTuistProject, readTuistProject, type TuistReading } from "./tuist";
import type { WrittenPlist } from "./written-plist";
import { collectXcconfig, readXcconfig, type Xcconfig, type XcconfigSettings } from "./xcconfig";
import { isExpoConfig, isPbxproj, isSpecName, isTuistManifest, isXcconfig } from "./xcode-files";
import type { BuildSetting, SettingsSource, XcodeProject, XcodeTarget } from "./xcode-project";
import { readXcodeGenProject } from "./xcodegen";
import { mayBeXcodeGenSpec, readXcodeGenSpec } from "./xcodegen-spec";

/** A file with its text; the same object for the same version, so that what is read from it can be kept. */
export interface TextSource {
  readonly path: string;
  readonly text: string;
}

/** What the project files of a workspace say. */
export interface XcodeModel {
  /** Specs before the projects that XcodeGen makes of them. */
  readonly projects: readonly XcodeProject[];
  /** The property lists that tools write from these projects, so that they are edited there. */
  readonly plists: readonly WrittenPlist[];
  /** Files that project files name and that were not read yet. */
  readonly missing: readonly string[];
  /** The files that a project was read from: itself, what it includes, its `.xcconfig`s. */
  readonly filesOf: (project: XcodeProject) => readonly string[];
  /** Every setting of a project with its `.xcconfig`s, as written. */
  readonly settingsOf: (project: XcodeProject) => readonly BuildSetting[];
  /** The same object for the same targets. */
  readonly buildOf: (project: XcodeProject, targets: readonly XcodeTarget[]) => TargetBuild;
}

const readProjects = new WeakMap<TextSource, XcodeProject>();
const readConfigs = new WeakMap<TextSource, Xcconfig>();
const readTools = new WeakMap<TextSource, TuistReading | ExpoReading | undefined>();

/** Reads all project files among the sources. Each version of a file is read once. Never throws. */
export function readXcodeModel(sources: ReadonlyMap<string, TextSource>): XcodeModel {
  const missing = new Set<string>();
  const files = new Map<XcodeProject, Set<string>>();
  const projects: XcodeProject[] = [];
  const plists: WrittenPlist[] = [];
  const textOf = (path: string): string | undefined => {
    const text = sources.get(path)?.text;
    if (text === undefined) missing.add(path);
    return text;
  };
  for (const source of sources.values()) {
    if (!isSpecName(source.path) || !mayBeXcodeGenSpec(source.text)) continue;
    const spec = readXcodeGenSpec(source.path, source.text, textOf);
    if (spec === undefined) continue;
    const { project, plists: written } = readXcodeGenProject(source.path, spec, textOf);
    files.set(project, new Set(spec.paths));
    projects.push(project);
    plists.push(...written);
  }
  for (const source of sources.values()) {
    const reading = toolProject(source);
    if (reading === undefined) continue;
    files.set(reading.project, new Set([source.path]));
    projects.push(reading.project);
    plists.push(...reading.plists);
  }
  for (const source of sources.values()) {
    if (!isPbxproj(source.path) || isMadeFromSpec(source.path, projects)) continue;
    const project = readProjects.get(source) ?? readPbxproj(source.path, source.text);
    readProjects.set(source, project);
    files.set(project, new Set([source.path]));
    projects.push(project);
  }

  const configs = new Map<string, XcconfigSettings>();
  const xcconfigAt = (path: string): XcconfigSettings | undefined => {
    const known = configs.get(path);
    if (known !== undefined) return known;
    const collected = collectXcconfig(path, (one) => configOf(sources.get(one)));
    for (const one of collected.missing) if (isXcconfig(one) && !/^[<$]/.test(one)) missing.add(one);
    configs.set(path, collected);
    return collected;
  };
  for (const [project, paths] of files) {
    for (const path of xcconfigsOf(project)) for (const one of xcconfigAt(path)?.paths ?? []) paths.add(one);
  }

  const builds = new Map<string, TargetBuild>();
  return {
    projects,
    plists,
    missing: [...missing],
    filesOf: (project) => [...(files.get(project) ?? [project.path])],
    settingsOf: (project) => writtenSettings(project, xcconfigAt),
    buildOf: (project, targets) => {
      const key = [project.path, ...targets.map(({ id }) => id)].join("\n");
      const build = builds.get(key) ?? buildOfTargets(project, targets, xcconfigAt);
      builds.set(key, build);
      return build;
    },
  };
}

/** What Tuist or Expo makes a project of; read once for each version of the file. */
function toolProject(source: TextSource): TuistReading | ExpoReading | undefined {
  const read = isTuistManifest(source.path) ? readTuistProject : readExpoProject;
  const mayBe = isTuistManifest(source.path)
    ? mayBeTuistProject(source.text)
    : isExpoConfig(source.path) && mayBeExpoConfig(source.path, source.text);
  if (!mayBe) return undefined;
  const reading = readTools.get(source) ?? read(source.path, source.text);
  readTools.set(source, reading);
  return reading;
}

/** The spec beside a project is where it is edited; a spec of which a part is missing does not say enough. */
function isMadeFromSpec(path: string, projects: readonly XcodeProject[]): boolean {
  const folder = folderOf(folderOf(path));
  return projects.some(
    ({ format, isComplete, folder: made }) =>
      (format === "xcodegen" || format === "tuist") && isComplete && made === folder,
  );
}

function writtenSettings(project: XcodeProject, xcconfigs: XcconfigLookup): readonly BuildSetting[] {
  const settings = new Set<BuildSetting>();
  for (const level of levelsOf(project)) {
    const written = level.kind === "written" ? [...level.settings.values()].flat() : xcconfigs(level.path)?.settings;
    for (const setting of written ?? []) settings.add(setting);
  }
  return [...settings];
}

function configOf(source: TextSource | undefined): Xcconfig | undefined {
  if (source === undefined) return undefined;
  const known = readConfigs.get(source) ?? readXcconfig(source.path, source.text);
  readConfigs.set(source, known);
  return known;
}

function xcconfigsOf(project: XcodeProject): ReadonlySet<string> {
  return new Set([...levelsOf(project)].flatMap((level) => (level.kind === "xcconfig" ? [level.path] : [])));
}

function* levelsOf(project: XcodeProject): Iterable<SettingsSource> {
  for (const target of project.targets) for (const { levels } of target.configurations) yield* levels;
}
