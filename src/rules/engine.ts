import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { catalogue } from "./catalogue";
import { partsOf, projectForFile } from "./project-lookup";
import type { Diagnostic, Finding, Rule, Severity } from "./rule";
import { swiftOf } from "./swift-sources";

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
  const projects = snapshot.projects.filter((project) => mayConcern(project, paths, snapshot));

  const collect = (rule: Rule, subject: string, project: AppProject | undefined, run: () => Iterable<Finding>) => {
    if (project !== undefined && project.settings.rules[rule.code] === "off") return;
    try {
      for (const finding of run()) {
        const list = found.get(finding.path);
        if (list === undefined) continue;
        const settings = (project ?? projectForFile(snapshot, finding.path))?.settings;
        const level = settings?.rules[rule.code];
        if (level === "off") continue;
        const severity = level ?? finding.severity ?? rule.severity;
        list.push({ ...withPossibleFixes(finding, snapshot), code: rule.code, severity, rule });
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
          for (const written of snapshot.written?.get(path) ?? []) {
            collect(rule, path, undefined, () => rule.check(written, snapshot));
          }
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

/** Whether a project's rules may find something in one of these files. */
function mayConcern(project: AppProject, paths: ReadonlySet<string>, snapshot: ProjectSnapshot): boolean {
  for (const path of partsOf(project)) if (paths.has(path)) return true;
  const hasSwift = snapshot.swift.some(({ path }) => paths.has(path));
  return hasSwift && swiftOf(project, snapshot).some(({ path }) => paths.has(path));
}

/**
 * Only XML can be edited in place: in the other forms of a property list there is nothing to offer, and in a file that
 * holds one only what changes the rest of it.
 */
function withPossibleFixes(finding: Finding, snapshot: ProjectSnapshot): Finding {
  const file = snapshot.files.get(finding.path);
  if (finding.fixes !== undefined && snapshot.written?.has(finding.path)) {
    return { ...finding, fixes: finding.fixes.filter((fix) => fix.edits().some(({ edits }) => edits.length > 0)) };
  }
  return file !== undefined && "plist" in file && file.plist.format !== "xml" ? { ...finding, fixes: [] } : finding;
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
