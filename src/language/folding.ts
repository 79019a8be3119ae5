import type { FoldingRange } from "vscode-languageserver-types";
import type { PlistNode } from "../model/plist/syntax";
import type { PlistFile, ProjectSnapshot } from "../model/project/snapshot";

/**
 * Dictionaries, arrays and comments of a property list that take several lines. The line of the closing tag stays
 * visible. JSON is folded by the editor's own JSON support.
 */
export function foldingRanges(snapshot: ProjectSnapshot, path: string): readonly FoldingRange[] {
  const file = snapshot.files.get(path);
  if (file === undefined || !("plist" in file) || file.plist.format === "binary") return [];
  const ranges: FoldingRange[] = [];
  if (file.plist.root !== undefined) foldNode(file, file.plist.root, ranges);
  if (file.plist.format === "xml") foldComments(file, ranges);
  return ranges.sort((a, b) => a.startLine - b.startLine);
}

function foldNode(file: PlistFile, node: PlistNode, ranges: FoldingRange[]): void {
  if (node.kind !== "dict" && node.kind !== "array") return;
  const startLine = file.lines.positionAt(node.range.start).line;
  const lastLine = file.lines.positionAt(node.range.end).line;
  // An element that is not closed ends with its content, which belongs to it.
  const isClosed = node.range.end > node.contentRange.end;
  add(ranges, startLine, isClosed ? lastLine - 1 : lastLine);
  // A container in one line holds nothing that could be folded.
  if (lastLine === startLine) return;
  const children = node.kind === "dict" ? node.entries.map((entry) => entry.value) : node.items;
  for (const child of children) if (child !== undefined) foldNode(file, child, ranges);
}

function foldComments(file: PlistFile, ranges: FoldingRange[]): void {
  const { text, lines } = file;
  for (let open = text.indexOf("<!--"); open >= 0; ) {
    const close = text.indexOf("-->", open + 4);
    if (close < 0) return;
    add(ranges, lines.positionAt(open).line, lines.positionAt(close).line, "comment");
    open = text.indexOf("<!--", close + 3);
  }
}

function add(ranges: FoldingRange[], startLine: number, endLine: number, kind?: string): void {
  if (endLine > startLine) ranges.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
}
