import { relative } from "node:path";
import { type PackContents, packContents } from "../../model/packs/pack-contents";
import type { AppReads } from "../../model/packs/published-packs";
import type { AppProject, ProjectSnapshot } from "../../model/project/snapshot";
import { findPacks } from "../../node/publishing/find-packs";
import { corePath } from "../../node/walk-project";
import { appReads } from "../../rules/app-reads";
import { diagnose } from "../../rules/engine";
import type { KnownPack } from "../../rules/packs";
import { projectForFile } from "../../rules/project-lookup";
import type { Diagnostic } from "../../rules/rule";
import { shownPath } from "../check-formats/report";
import { UsageError } from "../io";

/** A pack of a folder, with what is wrong with it. */
export interface FoundPack {
  readonly known: KnownPack;
  /** `manifest` relative to the working directory. */
  readonly contents: PackContents;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FoundPacks {
  readonly packs: readonly FoundPack[];
  /** The app that the packs belong to, where there is exactly one. */
  readonly project: AppProject | undefined;
  /** What the app's Swift sources read, under the app's version. */
  readonly app: AppReads;
}

/** Finds the packaging manifests below a folder and what they select. Opens no connection. */
export function readPacks(folder: string, workingDirectory: string): FoundPacks {
  const { snapshot, packs: known, failed } = findPacks(folder);
  if (failed !== undefined)
    throw new UsageError(`${shownPath(corePath(failed.path), workingDirectory)} ${failed.message}`);
  const diagnostics = diagnose(snapshot);
  const packs = known.map((known): FoundPack => {
    const { path } = known.file;
    return {
      known,
      contents: packContents(shownPath(path, workingDirectory), known.manifest, known.contents),
      diagnostics: diagnostics.get(path) ?? [],
    };
  });
  return { packs, project: onlyProject(snapshot, packs), app: appReads(snapshot, onlyOne(snapshot)) };
}

function onlyProject(snapshot: ProjectSnapshot, packs: readonly FoundPack[]): AppProject | undefined {
  const projects = new Set(packs.flatMap(({ known }) => projectForFile(snapshot, known.file.path) ?? []));
  const [only, second] = projects.size === 0 ? snapshot.projects : [...projects];
  return second === undefined ? only : undefined;
}

/** Undefined where there are several, whose sources cannot be told apart by the folder that was named. */
function onlyOne({ projects }: ProjectSnapshot): AppProject | undefined {
  return projects.length === 1 ? projects[0] : undefined;
}

/** A path as a person would type it here. */
export function typedPath(path: string, workingDirectory: string): string {
  const below = relative(workingDirectory, path);
  return below === "" ? "." : below.startsWith("..") ? path : corePath(below);
}
