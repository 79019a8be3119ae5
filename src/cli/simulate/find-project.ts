import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { buildSnapshot } from "../../model/project/discover";
import type { AppProject } from "../../model/project/snapshot";
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
  const projects = readProjects(choice);
  if (choice.app !== undefined) {
    const wanted = corePath(choice.app);
    const project = projects.find((candidate) => candidate.id === wanted);
    if (project === undefined) throw new UsageError(`${displayPath(wanted)}: not the Info.plist of an app`);
    return project;
  }
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

function readProjects(choice: ProjectChoice): readonly AppProject[] {
  if (choice.app === undefined) return projectsIn([choice.folder ?? "."]);
  if (!isFile(choice.app)) throw new UsageError(`${choice.app}: no such file`);
  // The extension, the entitlements and background-assets.jsonc usually lie one or two folders above.
  const around = projectFileFolder(choice.app) ?? dirname(dirname(choice.app));
  return projectsIn([around, choice.app]);
}

/** The nearest folder above with a background-assets.jsonc. */
function projectFileFolder(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (isFile(resolve(folder, "background-assets.jsonc"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function projectsIn(paths: readonly string[]): readonly AppProject[] {
  const { files, named, failed } = readProjectFiles(paths);
  const problem = failed[0];
  if (problem !== undefined) throw new UsageError(`${problem.path}: ${problem.message}`);
  return buildSnapshot({ sources: files, named: [...named] }).projects;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
