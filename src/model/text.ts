/** A half-open span of a text, in UTF-16 code units. Every range inside the core has this form; lines appear only at the edges. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Line and character, both from 0; `character` counts UTF-16 code units, as LSP and VS Code do. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** Replaces `range` by `newText`; an empty range inserts. */
export interface TextEdit {
  readonly range: OffsetRange;
  readonly newText: string;
}

/** Edits of one file. `path` is absolute with `/`. */
export interface FileEdit {
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/** Translates offsets to lines. Built once for a text, on first use; `\n`, `\r\n` and a lone `\r` end a line. */
export class LineIndex {
  readonly #text: string;
  #lineStarts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get lineCount(): number {
    return this.#starts().length;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#text.length));
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: clamped - (starts[low] ?? 0) };
  }

  /** The offset of a position; a character beyond the end of its line is the line's end. */
  offsetAt(position: Position): number {
    const starts = this.#starts();
    if (position.line < 0) return 0;
    const start = starts[position.line];
    if (start === undefined) return this.#text.length;
    let end = starts[position.line + 1] ?? this.#text.length;
    while (end > start && isLineBreak(this.#text.charCodeAt(end - 1))) end--;
    return Math.min(start + Math.max(0, position.character), end);
  }

  rangeOf(range: OffsetRange): PositionRange {
    return { start: this.positionAt(range.start), end: this.positionAt(range.end) };
  }

  #starts(): number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    const text = this.#text;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === 13 && text.charCodeAt(index + 1) === 10) continue;
      if (isLineBreak(code)) starts.push(index + 1);
    }
    this.#lineStarts = starts;
    return starts;
  }
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/**
 * Applies edits that were all computed against `text`. Edits may come in any order and must not overlap;
 * two insertions at one place are applied in the order given.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.range.start - b.edit.range.start || a.index - b.index);
  let result = "";
  let copied = 0;
  for (const { edit } of ordered) {
    if (edit.range.start < copied) throw new RangeError(`Overlapping edits at offset ${edit.range.start}`);
    result += text.slice(copied, edit.range.start) + edit.newText;
    copied = edit.range.end;
  }
  return result + text.slice(copied);
}
