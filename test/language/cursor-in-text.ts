import assert from "node:assert/strict";
import type { CompletionItem, TextEdit } from "vscode-languageserver-types";
import { completion } from "../../src/language/completion";
import { buildSnapshot } from "../../src/model/project/discover";
import type { ProjectSnapshot } from "../../src/model/project/snapshot";
import { LineIndex, type Position } from "../../src/model/text";

/** A workspace in memory with the cursor `¦` in one of its files. */
export interface CursorCase {
  readonly snapshot: ProjectSnapshot;
  readonly path: string;
  readonly text: string;
  readonly position: Position;
}

/** Files by path relative to `/project`; the first one with `¦` is the one that is edited. */
export function cursorCase(files: Readonly<Record<string, string>>): CursorCase {
  let found: { path: string; text: string; offset: number } | undefined;
  const sources = Object.entries(files).map(([name, marked]) => {
    const path = `/project/${name}`;
    const offset = marked.indexOf("¦");
    const content = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 1);
    if (offset >= 0) found ??= { path, text: content, offset };
    return { path, version: 1, content };
  });
  assert.ok(found !== undefined, "a cursor ¦ stands in one of the files");
  const { path, text, offset } = found;
  const snapshot = buildSnapshot({ sources, named: sources.map((source) => source.path) });
  return { snapshot, path, text, position: new LineIndex(text).positionAt(offset) };
}

export function completions(
  files: Readonly<Record<string, string>>,
  triggerCharacter?: string,
): { readonly case: CursorCase; readonly items: readonly CompletionItem[] } {
  const made = cursorCase(files);
  const items = completion(made.snapshot, made.path, made.position, triggerCharacter);
  for (const item of items) assertPlaced(made, item);
  return { case: made, items: [...items].sort((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1)) };
}

/** What LSP asks of an edit: one line, and the cursor in it. */
function assertPlaced({ position }: CursorCase, item: CompletionItem): void {
  const { range } = item.textEdit as TextEdit;
  assert.equal(range.start.line, range.end.line, `${item.label} is in one line`);
  assert.equal(range.start.line, position.line);
  assert.ok(range.start.character <= position.character && position.character <= range.end.character);
}

/** An editor shows an item only if the letters before the cursor stand in its filter, in their order. */
function assertShown({ text, position }: CursorCase, item: CompletionItem): void {
  const { range } = item.textEdit as TextEdit;
  const lines = new LineIndex(text);
  const typed = text.slice(lines.offsetAt(range.start), lines.offsetAt(position)).toLowerCase();
  const filter = (item.filterText ?? item.label).toLowerCase();
  let at = 0;
  for (const letter of typed) at = filter.indexOf(letter, at) + 1 || Number.NaN;
  assert.ok(!Number.isNaN(at), `“${typed}” is found in “${filter}”`);
}

export function labels(items: readonly CompletionItem[]): readonly string[] {
  return items.map((item) => item.label);
}

export function itemNamed(items: readonly CompletionItem[], label: string): CompletionItem {
  const found = items.find((item) => item.label === label);
  assert.ok(found !== undefined, `${label} is offered; there is: ${labels(items).join(", ")}`);
  return found;
}

/**
 * The text after a completion was taken: its snippet's tab stops filled with what they preset, its lines indented like the
 * line that it is inserted in, as an editor does.
 */
export function accepted(made: CursorCase, item: CompletionItem): string {
  assertShown(made, item);
  const { text, position } = made;
  const { range, newText } = item.textEdit as TextEdit;
  const lines = new LineIndex(text);
  const lineStart = lines.offsetAt({ line: position.line, character: 0 });
  const indent = /^[ \t]*/.exec(text.slice(lineStart, lines.offsetAt(range.start)))?.[0] ?? "";
  const plain = newText
    .replace(/\$\{\d:((?:[^\\}]|\\.)*)\}/g, "$1")
    .replace(/\$\{\d+\|((?:[^\\,|]|\\.)*)[^|]*\|\}/g, "$1")
    .replace(/(?<!\\)\$\d+/g, "")
    .replace(/\\([\\$},|])/g, "$1")
    .replace(/(\r\n|\n)/g, `$1${indent}`);
  return text.slice(0, lines.offsetAt(range.start)) + plain + text.slice(lines.offsetAt(range.end));
}
