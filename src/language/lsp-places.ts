import type { Location, Range } from "vscode-languageserver-types";
import { percentEncoded } from "../model/percent-encoding";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { LineIndex, OffsetRange } from "../model/text";

/** The URI of a path of the core; the host puts its own in its place for files that are not on disk. */
export function fileUri(path: string): string {
  const encoded = path
    .split("/")
    .map(percentEncoded)
    .join("/")
    .replace(/^([A-Za-z])%3A\//, "$1:/");
  return encoded.startsWith("/") ? `file://${encoded}` : `file:///${encoded}`;
}

export function toRange(lines: LineIndex, range: OffsetRange): Range {
  return lines.rangeOf(range);
}

/** Undefined where the file is not in the snapshot: without its text there are no lines. */
export function toLocation(snapshot: ProjectSnapshot, path: string, range: OffsetRange): Location | undefined {
  const file = snapshot.files.get(path);
  return file === undefined ? undefined : { uri: fileUri(path), range: toRange(file.lines, range) };
}
