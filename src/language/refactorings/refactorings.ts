import type { CodeAction, Range, WorkspaceEdit } from "vscode-languageserver-types";
import type { DownloadingMode } from "../../model/key-catalogue";
import { modeName } from "../../model/mode-name";
import type { AppProject, ProjectSnapshot } from "../../model/project/snapshot";
import type { FileEdit, OffsetRange } from "../../model/text";
import { groupsOf } from "../../rules/app-groups";
import { setFixes } from "../../rules/ba118-allowance-too-small";
import { declaredSize } from "../../rules/declared-sizes";
import { lanesOf } from "../../rules/manifest-lanes";
import { openingTag, rootDict, topEntry } from "../../rules/project-facts";
import { diagnosticsOf } from "../validate";
import { toConfirm, workspaceEdit } from "../workspace-edit";
import { groupOf, shareAppGroup } from "./app-group";
import { countMissingKeys, insertMissingKeys } from "./missing-keys";
import { downloadingModes, switchMode } from "./switch-mode";

interface Refactoring {
  readonly title: string;
  /** Touches several files, or takes something away: the person looks at it first. */
  readonly isConfirmed?: boolean;
  readonly edits: () => readonly FileEdit[];
}

/**
 * What can be done at a range although nothing has to be wrong there: in the app's Info.plist at the beginning of its
 * dictionary, at the keys that make the mode and at the allowances; in the entitlements at their groups. Edits are of the
 * snapshot's version of each file.
 */
export function refactorings(snapshot: ProjectSnapshot, path: string, range: Range): readonly CodeAction[] {
  const file = snapshot.files.get(path);
  if (file === undefined) return [];
  const selected = { start: file.lines.offsetAt(range.start), end: file.lines.offsetAt(range.end) };
  const isAt = (place: OffsetRange) => place.start <= selected.end && place.end >= selected.start;
  const offered = new Set(
    diagnosticsOf(snapshot, path)
      .filter((diagnostic) => isAt(diagnostic.range))
      .flatMap(({ fixes }) => (fixes ?? []).map(({ title }) => title)),
  );
  const found = new Map<string, CodeAction>();
  for (const project of snapshot.projects) {
    for (const { title, isConfirmed, edits } of refactoringsOf(snapshot, project, path, isAt)) {
      // A quick fix of the same name does the same.
      if (offered.has(title) || found.has(title)) continue;
      const edit = workspaceEdit(snapshot, edits());
      if (edit === undefined) continue;
      found.set(title, {
        title,
        kind: "refactor.rewrite",
        edit: isConfirmed === true ? toConfirm(edit, title) : edit,
      });
    }
  }
  return [...found.values()];
}

function* refactoringsOf(
  snapshot: ProjectSnapshot,
  project: AppProject,
  path: string,
  isAt: (place: OffsetRange) => boolean,
): Iterable<Refactoring> {
  if (path === project.app.path) {
    yield* ofMode(snapshot, project, isAt);
    yield* ofAllowances(project, isAt);
  }
  yield* ofAppGroup(project, path, isAt);
}

/** Keys that a mode is recognised by. */
const modeKeyNames = ["BAHasManagedAssetPacks", "BAUsesAppleHosting", "BAManifestURL", "BAInitialDownloadRestrictions"];

function* ofMode(
  snapshot: ProjectSnapshot,
  project: AppProject,
  isAt: (place: OffsetRange) => boolean,
): Iterable<Refactoring> {
  const dict = rootDict(project.app);
  if (dict === undefined) return;
  const keys = dict.entries.filter(({ key }) => modeKeyNames.includes(key.name)).map(({ key }) => key.range);
  if (![openingTag(dict), ...keys].some(isAt)) return;
  const { mode } = project.configuration;
  const missing = mode === "none" ? 0 : countMissingKeys(project, mode);
  if (mode !== "none" && missing > 0) {
    yield {
      title: missing === 1 ? "Insert the missing key" : `Insert the ${missing} missing keys`,
      edits: () => insertMissingKeys(project, mode).edits,
    };
  }
  for (const other of downloadingModes) {
    if (other === mode) continue;
    yield { title: switchTitle(other), isConfirmed: true, edits: () => switchMode(project, other, snapshot) };
  }
}

function switchTitle(mode: DownloadingMode): string {
  return `Switch the project to “${modeName(mode)}”`;
}

/** The edits that make a project one of another mode, each to be confirmed; undefined where nothing can be edited. */
export function projectModeSwitch(
  snapshot: ProjectSnapshot,
  infoPlistPath: string,
  mode: DownloadingMode,
): WorkspaceEdit | undefined {
  const project = snapshot.projects.find(({ id }) => id === infoPlistPath);
  const edit = project && workspaceEdit(snapshot, switchMode(project, mode, snapshot));
  return edit && toConfirm(edit, switchTitle(mode));
}

function* ofAllowances(project: AppProject, isAt: (place: OffsetRange) => boolean): Iterable<Refactoring> {
  const lanes = lanesOf(project);
  if (lanes === undefined) return;
  for (const [key, need] of [
    ["BAEssentialDownloadAllowance", lanes.essential],
    ["BADownloadAllowance", lanes.nonEssential],
  ] as const) {
    const declared = declaredSize(project, key);
    if (declared === undefined || declared.file !== project.app) continue;
    if (!isAt(declared.entry.range)) continue;
    for (const { title, edits } of setFixes(key, declared, need.neededInBytes)) yield { title, edits };
  }
}

function* ofAppGroup(project: AppProject, path: string, isAt: (place: OffsetRange) => boolean): Iterable<Refactoring> {
  const places = [
    path === project.app.path ? topEntry(project.app, "BAAppGroupID")?.range : undefined,
    ...[project.appEntitlements, project.extensionEntitlements].map((file) =>
      file?.path === path ? groupsOf(file)?.entry.range : undefined,
    ),
  ];
  if (!places.some((place) => place !== undefined && isAt(place))) return;
  const group = groupOf(project);
  yield {
    title: `Share ${group} with the app and the extension`,
    edits: () => shareAppGroup(project, group).filter(({ edits }) => edits.length > 0),
  };
}
