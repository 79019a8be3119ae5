import type { CodeLens } from "vscode-languageserver-types";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import { packOf } from "../rules/packs";
import { counted } from "../rules/size-values";
import { toRange } from "./lsp-places";

/** "3 files, 12 MB" above a packaging manifest, once it is known what it selects; before compression. */
export function* packLenses(snapshot: ProjectSnapshot, path: string): Iterable<CodeLens> {
  const file = snapshot.files.get(path);
  const pack = file === undefined ? undefined : packOf(file, snapshot);
  if (pack?.contents === undefined) return;
  const { files, sizeInBytes, isComplete } = pack.contents;
  const title = `${isComplete ? "" : "at least "}${counted(files.length, "file")}, ${formatBytes(sizeInBytes)}`;
  const range = pack.manifest.id?.range ?? { start: pack.file.root.offset, end: pack.file.root.offset + 1 };
  // Nothing happens on a click: it is what there is to know.
  yield { range: toRange(pack.file.lines, range), command: { title, command: "" } };
}
