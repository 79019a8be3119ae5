import type { OffsetRange } from "../../../src/model/text";

/** A text in which «…» marks the ranges that are expected, in order. */
export function markedText(marked: string): { readonly text: string; readonly ranges: readonly OffsetRange[] } {
  let text = "";
  const open: number[] = [];
  const ranges: OffsetRange[] = [];
  for (const character of marked) {
    if (character === "«") open.push(text.length);
    else if (character === "»") ranges.push({ start: open.pop() ?? 0, end: text.length });
    else text += character;
  }
  return { text, ranges: ranges.sort((a, b) => a.start - b.start || a.end - b.end) };
}
