import type { PlistDocument, PlistNode } from "./syntax";
import type { LineStyle } from "./write-xml";

/** How the lines of this file look: its first line break, and how far the first child that has a line of its own is indented. */
export function lineStyleOf(document: PlistDocument): LineStyle {
  const { text } = document;
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  return { lineBreak, unit: unitOf(text, document.root) ?? "\t" };
}

/** The white space that the line of `offset` starts with. */
export function indentOfLine(text: string, offset: number): string {
  const start = startOfLine(text, offset);
  let end = start;
  while (end < offset && isBlank(text[end])) end++;
  return text.slice(start, end);
}

export function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineBreak(text[start - 1])) start--;
  return start;
}

/** Whether only white space stands between the start of the line and `offset`. */
export function isFirstInLine(text: string, offset: number): boolean {
  return startOfLine(text, offset) + indentOfLine(text, offset).length === offset;
}

/** The offset behind white space and whole comments that follow in the same line, if nothing else follows there; else `offset`. */
export function endOfLineRemarks(text: string, offset: number): number {
  let end = offset;
  let behindRemark = offset;
  while (end < text.length && !isLineBreak(text[end])) {
    if (isBlank(text[end])) end++;
    else if (text.startsWith("<!--", end)) {
      const close = text.indexOf("-->", end);
      if (close < 0) return offset;
      if (/[\r\n]/.test(text.slice(end, close))) return offset;
      end = close + 3;
      behindRemark = end;
    } else return offset;
  }
  return behindRemark;
}

/** The offset of the next line if nothing but white space follows `offset` in its line; undefined if something does. */
export function nextLineIfBlank(text: string, offset: number): number | undefined {
  let end = offset;
  while (isBlank(text[end])) end++;
  if (end >= text.length) return end;
  if (!isLineBreak(text[end])) return undefined;
  return end + (text.startsWith("\r\n", end) ? 2 : 1);
}

export function hasLineBreak(text: string, start: number, end: number): boolean {
  return /[\r\n]/.test(text.slice(start, end));
}

function unitOf(text: string, node: PlistNode | undefined): string | undefined {
  if (node === undefined || (node.kind !== "dict" && node.kind !== "array")) return undefined;
  const children = node.kind === "dict" ? node.entries.map((entry) => entry.key) : node.items;
  const outer = indentOfLine(text, node.range.start);
  for (const child of children.slice(0, 20)) {
    const indent = indentOfLine(text, child.range.start);
    if (isFirstInLine(text, child.range.start) && indent.length > outer.length && indent.startsWith(outer))
      return indent.slice(outer.length);
  }
  // The children may stand as far left as their container, and only theirs be indented.
  const values = node.kind === "dict" ? node.entries.map((entry) => entry.value) : node.items;
  for (const value of values.slice(0, 20)) {
    const unit = unitOf(text, value);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

function isLineBreak(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}
