import type { ProjectSnapshot } from "../model/project/snapshot";
import { applyEdits, type FileEdit, type OffsetRange, type TextEdit } from "../model/text";
import type { Diagnostic } from "../rules/rule";

/**
 * The new texts of the files that the preferred fixes of these diagnostics change. A fix is applied as a whole or not at
 * all: one that touches what an earlier one changes waits for the next round, on the text that then is.
 */
export function applyPreferredFixes(
  snapshot: ProjectSnapshot,
  diagnostics: ReadonlyMap<string, readonly Diagnostic[]>,
): ReadonlyMap<string, string> {
  const taken = new Map<string, TextEdit[]>();
  for (const list of diagnostics.values()) {
    for (const diagnostic of list) {
      const fix = diagnostic.fixes?.find((candidate) => candidate.preferred);
      if (fix === undefined) continue;
      const edits = fix.edits().filter((edit) => edit.edits.length > 0);
      if (edits.some((edit) => !fits(edit, taken))) continue;
      for (const edit of edits) taken.set(edit.path, [...(taken.get(edit.path) ?? []), ...edit.edits]);
    }
  }
  const texts = new Map<string, string>();
  for (const [path, edits] of taken) {
    const before = snapshot.files.get(path)?.text;
    if (before === undefined) continue;
    const after = applyEdits(before, edits);
    if (after !== before) texts.set(path, after);
  }
  return texts;
}

function fits({ path, edits }: FileEdit, taken: ReadonlyMap<string, readonly TextEdit[]>): boolean {
  return edits.every((edit) => (taken.get(path) ?? []).every((other) => !collide(edit.range, other.range)));
}

/** Two insertions at one place go one behind the other; anything else that touches waits. */
function collide(a: OffsetRange, b: OffsetRange): boolean {
  if (a.start === a.end && b.start === b.end) return false;
  return a.start <= b.end && b.start <= a.end;
}
