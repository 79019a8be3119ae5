import { type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { buildSnapshot, pathsNamedByProjectFiles } from "../../model/project/discover";
import { readProjectFile } from "../../model/project/project-file";
import type { AppProject, ModelFile, ProjectSnapshot } from "../../model/project/snapshot";
import type { OffsetRange } from "../../model/text";
import { corePath, readProjectFiles } from "../../node/walk-project";
import { UsageError } from "../io";

export interface ProjectChoice {
  /** `--project`: a folder. */
  readonly folder: string | undefined;
  /** `--app`: an Info.plist; its project is looked for in the folders around it. */
  readonly app: string | undefined;
}

/** The one project to simulate; throws a UsageError that lists them where there are several, or says what is missing. */
export function findProject(choice: ProjectChoice, displayPath: (path: string) => string): AppProject {
  const snapshot = readSnapshot(choice, displayPath);
  const project =
    choice.app === undefined ? onlyApp(choice, snapshot, displayPath) : appAt(choice.app, snapshot, displayPath);
  refuseMistakes(project, snapshot, displayPath);
  return project;
}

function appAt(path: string, { files, projects }: ProjectSnapshot, displayPath: (path: string) => string): AppProject {
  const wanted = corePath(path);
  const project = projects.find((candidate) => candidate.id === wanted);
  if (project !== undefined) return project;
  // An app whose Info.plist a tool writes goes by the file in which it is edited as well.
  const [written, second] = projects.filter((candidate) => candidate.app.path === wanted);
  if (written !== undefined && second === undefined) return written;
  const file = files.get(wanted);
  const problem = file !== undefined && "plist" in file ? file.plist.problems[0] : undefined;
  if (file !== undefined && problem !== undefined) throw mistake(file, problem, displayPath);
  throw new UsageError(`${displayPath(wanted)}: not the Info.plist of an app`);
}

function onlyApp(
  choice: ProjectChoice,
  { projects }: ProjectSnapshot,
  displayPath: (path: string) => string,
): AppProject {
  const candidates = projects.filter((project) => project.configuration.mode !== "none");
  const [project] = candidates;
  if (project === undefined) {
    throw new UsageError(
      `no app with Background Assets keys in ${displayPath(corePath(choice.folder ?? ""))}; name one with --app Info.plist`,
    );
  }
  if (candidates.length > 1) {
    const list = candidates.map((candidate) => displayPath(candidate.id)).join(", ");
    throw new UsageError(`several apps; choose one with --app: ${list}`);
  }
  return project;
}

/**
 * A property list with mistakes in its writing never gets onto a device, because no build takes it; and a project file
 * that is half understood would send requests to other hosts than its author wants.
 */
function refuseMistakes(
  { app, settings }: AppProject,
  { files }: ProjectSnapshot,
  displayPath: (path: string) => string,
): void {
  const problem = app.plist.problems[0];
  if (problem !== undefined) throw mistake(app, problem, displayPath);
  const projectFile = settings.path === undefined ? undefined : files.get(settings.path);
  if (projectFile?.kind !== "project-file") return;
  const inProjectFile = projectFile.problems[0] ?? readProjectFile(projectFile).problems[0];
  if (inProjectFile !== undefined) throw mistake(projectFile, inProjectFile, displayPath);
}

function mistake(
  file: ModelFile,
  problem: { readonly message: string; readonly range: OffsetRange },
  displayPath: (path: string) => string,
): UsageError {
  const { line, character } = file.lines.positionAt(problem.range.start);
  return new UsageError(`${displayPath(file.path)}:${line + 1}:${character + 1}: ${problem.message}`);
}

function readSnapshot(choice: ProjectChoice, displayPath: (path: string) => string): ProjectSnapshot {
  if (choice.app === undefined) return snapshotOf([choice.folder ?? "."], displayPath);
  // The extension, the entitlements and background-assets.jsonc usually lie one or two folders above.
  const around = projectFileFolder(choice.app) ?? dirname(dirname(choice.app));
  return snapshotOf([choice.app, ...(isFolder(around) ? [around] : [])], displayPath);
}

/** The nearest folder above with a background-assets.jsonc. */
function projectFileFolder(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (isFile(resolve(folder, "background-assets.jsonc"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function snapshotOf(paths: readonly string[], displayPath: (path: string) => string): ProjectSnapshot {
  const { files, named, failed } = readProjectFiles(paths);
  const problem = failed[0];
  if (problem !== undefined) throw new UsageError(`${displayPath(problem.path)}: ${problem.message}`);
  const snapshot = buildSnapshot({ sources: files, named: [...named] });
  // A project file may name files outside of the folder.
  const known = new Set(files.map((file) => file.path));
  const further = readProjectFiles(pathsNamedByProjectFiles(snapshot).filter((path) => !known.has(path))).files;
  if (further.length === 0) return snapshot;
  return buildSnapshot({ sources: [...files, ...further], named: [...named], previous: snapshot });
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
