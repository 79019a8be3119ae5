import { folderOf, isBelow } from "../model/project/paths";
import type { AppProject, ProjectSnapshot, SwiftFile } from "../model/project/snapshot";
import type { SwiftConformance } from "../model/swift/scan";
import { projectForFile } from "./project-lookup";

/** The Swift sources around an app and its extension. */
export function swiftOf(project: AppProject, snapshot: ProjectSnapshot): readonly SwiftFile[] {
  return snapshot.swift.filter(
    (file) => isInExtension(file, project) || projectForFile(snapshot, file.path) === project,
  );
}

export interface AdoptedProtocol {
  readonly file: SwiftFile;
  readonly conformance: SwiftConformance;
}

/** The downloader protocols that an app's sources adopt: those in the extension's folder, else all around the app. */
export function adoptedProtocols(project: AppProject, snapshot: ProjectSnapshot): readonly AdoptedProtocol[] {
  const all = swiftOf(project, snapshot).flatMap((file) =>
    file.swift.conformances.map((conformance) => ({ file, conformance })),
  );
  const own = all.filter(({ file }) => isInExtension(file, project));
  return own.length > 0 ? own : all;
}

/** Whether a source lies in the extension's folder, or in one of its target's, where the app's own sources do not lie too. */
export function isInExtension(file: SwiftFile, project: AppProject): boolean {
  const { app, extension } = project;
  if (extension === undefined || extension === app) return false;
  const folder = folderOf(extension.writtenTo ?? extension.path);
  if (isBelow(file.path, folder) && !isBelow(app.writtenTo ?? app.path, folder)) return true;
  return isInTargetFolder(file, project);
}

/** What a tool writes lies in a folder of its own: there only the project file knows where the sources are. */
function isInTargetFolder({ path }: SwiftFile, { build, extension }: AppProject): boolean {
  if (build?.extension === undefined || extension?.writtenTo === undefined) return false;
  const foldersOf = (targets: typeof build.app.targets) =>
    targets.flatMap(({ sourceFolders }) => sourceFolders).filter((folder) => isBelow(path, folder));
  const ofApp = foldersOf(build.app.targets);
  return foldersOf(build.extension.targets).some((folder) =>
    ofApp.every((other) => other !== folder && isBelow(folder, other)),
  );
}
