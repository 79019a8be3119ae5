import type { AppProject, ModelFile, ProjectSnapshot, RuleLevel } from "../model/project/snapshot";
import { catalogue } from "./catalogue";
import type { Diagnostic, Finding, Rule, Severity } from "./rule";

export interface DiagnoseOptions {
  /** Only findings of these files. Default: every file of the snapshot. */
  readonly paths?: Iterable<string>;
  /** The rules to run. Default: the catalogue. */
  readonly rules?: readonly Rule[];
  /** Told of a rule that threw: a bug of ours, which must not hide what the other rules found. */
  readonly onRuleFailure?: (rule: Rule, path: string, error: unknown) => void;
}

/**
 * Runs the rules over a snapshot. The result has an entry for every file that was asked for, without a finding too;
 * each file's diagnostics are in the order of its text. Levels that a project sets for a code hold for all its files.
 */
export function diagnose(
  snapshot: ProjectSnapshot,
  options: DiagnoseOptions = {},
): ReadonlyMap<string, readonly Diagnostic[]> {
  const paths = options.paths === undefined ? new Set(snapshot.files.keys()) : new Set(options.paths);
  const found = new Map<string, Diagnostic[]>();
  for (const path of paths) found.set(path, []);
  const projects = snapshot.projects.filter((project) => [...partsOf(project)].some((path) => paths.has(path)));
  const levels = new LevelLookup(snapshot);

  const collect = (rule: Rule, subject: string, project: AppProject | undefined, run: () => Iterable<Finding>) => {
    if (project !== undefined && project.settings.rules[rule.code] === "off") return;
    try {
      for (const finding of run()) {
        const list = found.get(finding.path);
        if (list === undefined) continue;
        const level = project === undefined ? levels.levelFor(finding.path, rule.code) : project.settings.rules[rule.code];
        if (level === "off") continue;
        list.push({ ...finding, code: rule.code, severity: level ?? finding.severity ?? rule.severity, rule });
      }
    } catch (error) {
      options.onRuleFailure?.(rule, subject, error);
    }
  };

  for (const rule of options.rules ?? catalogue) {
    switch (rule.scope) {
      case "file":
        for (const path of paths) {
          const file = snapshot.files.get(path);
          if (file !== undefined) collect(rule, path, undefined, () => rule.check(file, snapshot));
        }
        break;
      case "project":
        for (const project of projects) collect(rule, project.id, project, () => rule.check(project, snapshot));
        break;
      case "snapshot":
        collect(rule, "", undefined, () => rule.check(snapshot));
        break;
    }
  }
  for (const [path, list] of found) found.set(path, inOrder(list));
  return found;
}

/** Every file that belongs to a project: its own settings and its manifest too. */
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
}

/** The project that a file belongs to: as one of its parts, else the one whose folder holds it most closely. */
export function projectOf(snapshot: ProjectSnapshot, path: string): AppProject | undefined {
  return new LevelLookup(snapshot).projectFor(path);
}

const severityOrder: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** In the order of the text, worse first at one place; what two projects say alike about a file they share is said once. */
function inOrder(list: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...list].sort(
    (a, b) =>
      a.range.start - b.range.start ||
      severityOrder[a.severity] - severityOrder[b.severity] ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
      a.range.end - b.range.end,
  );
  const seen = new Set<string>();
  return sorted.filter((diagnostic) => {
    const key = `${diagnostic.code} ${diagnostic.range.start} ${diagnostic.range.end} ${diagnostic.message}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

class LevelLookup {
  readonly #snapshot: ProjectSnapshot;
  #byPart: Map<string, AppProject> | undefined;

  constructor(snapshot: ProjectSnapshot) {
    this.#snapshot = snapshot;
  }

  levelFor(path: string, code: string): RuleLevel | undefined {
    return this.projectFor(path)?.settings.rules[code];
  }

  projectFor(path: string): AppProject | undefined {
    if (this.#byPart === undefined) {
      this.#byPart = new Map();
      for (const project of this.#snapshot.projects) {
        for (const part of partsOf(project)) if (!this.#byPart.has(part)) this.#byPart.set(part, project);
      }
    }
    const owner = this.#byPart.get(path);
    if (owner !== undefined) return owner;
    let closest: AppProject | undefined;
    for (const project of this.#snapshot.projects) {
      if (!path.startsWith(`${project.folder}/`)) continue;
      if (closest === undefined || project.folder.length > closest.folder.length) closest = project;
    }
    return closest;
  }
}
