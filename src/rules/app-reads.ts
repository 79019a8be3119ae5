import type { AppReads } from "../model/packs/published-packs";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { projectForFile } from "./project-lookup";

/**
 * What the app's Swift sources read out of packs, under the app's version ("" where it is not known).
 * @param project undefined: whatever sources there are
 */
export function appReads(snapshot: ProjectSnapshot, project: AppProject | undefined): AppReads {
  const paths = new Set<string>();
  const packIds = new Set<string>();
  for (const { path, swift } of snapshot.swift) {
    if (project !== undefined && projectForFile(snapshot, path) !== project) continue;
    for (const { value } of swift.paths) paths.add(value.replace(/^\.?\/+|\/+$/g, ""));
    for (const { value } of swift.packIds) packIds.add(value);
  }
  paths.delete("");
  return { version: project?.configuration.version ?? "", paths: [...paths].sort(), packIds: [...packIds].sort() };
}
