import type { Position, SelectionRange } from "vscode-languageserver-types";
import { nodePathAtOffset } from "../model/plist/query";
import type { PlistDocument } from "../model/plist/syntax";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { toRange } from "./lsp-places";

/**
 * What "expand selection" takes in a property list, from the inside out: the text of a value, its element, the key with its
 * value, what is in the dictionary, the dictionary. One result for each position; JSON has the editor's own.
 */
export function selectionRanges(
  snapshot: ProjectSnapshot,
  path: string,
  positions: readonly Position[],
): readonly SelectionRange[] {
  const file = snapshot.files.get(path);
  if (file === undefined || !("plist" in file) || file.plist.format === "binary") return [];
  return positions.map((position) => {
    const offset = file.lines.offsetAt(position);
    let selection: SelectionRange = { range: toRange(file.lines, { start: 0, end: file.text.length }) };
    for (const range of ranges(file.plist, offset)) {
      selection = { range: toRange(file.lines, range), parent: selection };
    }
    return selection;
  });
}

/** From the outside in, each one inside the one before it. */
function ranges(document: PlistDocument, offset: number): readonly OffsetRange[] {
  const found: OffsetRange[] = [];
  const add = (range: OffsetRange) => {
    const outer = found.at(-1);
    const holds = offset >= range.start && offset <= range.end;
    const isSame = outer?.start === range.start && outer.end === range.end;
    const fits = outer === undefined || (range.start >= outer.start && range.end <= outer.end);
    if (holds && fits && !isSame) found.push(range);
  };
  const { root } = document;
  if (root === undefined) return [];
  const location = nodePathAtOffset(document, offset);
  add(root.range);
  if (location.steps.length > 0 || location.part === "between") add(root.contentRange);
  for (const step of location.steps) {
    if (step.kind === "item") {
      add(step.node.range);
      add(step.node.contentRange);
      continue;
    }
    const { key, value, range } = step.entry;
    add(range);
    if (offset <= key.range.end) {
      add(key.range);
      add(key.contentRange);
    } else if (value !== undefined) {
      add(value.range);
      add(value.contentRange);
    }
  }
  return found;
}
