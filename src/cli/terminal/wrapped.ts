import { visibleLength } from "./paint";

/**
 * Breaks a line between words so that it fits into `columns`; what follows is indented. Undefined columns (a pipe) leave
 * it whole, and so does a single word that is too long: an address has to stay one piece to be copied.
 */
export function wrapped(line: string, columns: number | undefined, indent: number): readonly string[] {
  if (columns === undefined || visibleLength(line) <= columns) return [line];
  const lines: string[] = [];
  let current = "";
  for (const [, spaces = "", word = ""] of line.matchAll(/( *)([^ ]+)/g)) {
    const longer = current + spaces + word;
    if (visibleLength(longer) > columns && current.trim() !== "") {
      lines.push(current);
      current = " ".repeat(indent) + word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}
