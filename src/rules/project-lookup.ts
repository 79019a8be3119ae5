import type { AppProject, ModelFile, ProjectSnapshot } from "../model/project/snapshot";

/** Every file that belongs to a project: its own settings, its manifest, and what says how Xcode builds it. */
export function* partsOf(project: AppProject): Iterable<string> {
  const parts: readonly (ModelFile | undefined)[] = [
    project.app,
    project.extension,
    project.appEntitlements,
    project.extensionEntitlements,
  ];
  for (const part of parts) if (part !== undefined) yield part.path;
  if (project.manifest !== undefined) yield project.manifest.path;
  if (project.settings.path !== undefined) yield project.settings.path;
  if (project.build !== undefined) yield* project.build.files;
}

const projectsByPart = new WeakMap<ProjectSnapshot, ReadonlyMap<string, AppProject>>();

/**
 * The project that a file belongs to: as one of its parts, else the one whose folder holds it most closely, else the
 * only one there is.
 */
export function projectForFile(snapshot: ProjectSnapshot, path: string): AppProject | undefined {
  let byPart = projectsByPart.get(snapshot);
  if (byPart === undefined) {
    const map = new Map<string, AppProject>();
    for (const project of snapshot.projects) {
      for (const part of partsOf(project)) if (!map.has(part)) map.set(part, project);
    }
    byPart = map;
    projectsByPart.set(snapshot, byPart);
  }
  const owner = byPart.get(path);
  if (owner !== undefined) return owner;
  let closest: AppProject | undefined;
  for (const project of snapshot.projects) {
    if (!path.startsWith(`${project.folder}/`)) continue;
    if (closest === undefined || project.folder.length > closest.folder.length) closest = project;
  }
  return closest ?? (snapshot.projects.length === 1 ? snapshot.projects[0] : undefined);
}
