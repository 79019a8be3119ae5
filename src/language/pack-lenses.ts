import type { CodeLens } from "vscode-languageserver-types";
import { isManagedMode } from "../model/app-configuration";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import { packOf } from "../rules/packs";
import { counted } from "../rules/size-values";
import { languageCommands } from "./commands";
import { toRange } from "./lsp-places";

/** "3 files, 12 MB" above a packaging manifest, once it is known what it selects (before compression), and what can be done. */
export function* packLenses(snapshot: ProjectSnapshot, path: string): Iterable<CodeLens> {
  const file = snapshot.files.get(path);
  const pack = file === undefined ? undefined : packOf(file, snapshot);
  if (pack?.contents === undefined) return;
  const { files, sizeInBytes, isComplete } = pack.contents;
  const title = `${isComplete ? "" : "at least "}${counted(files.length, "file")}, ${formatBytes(sizeInBytes)}`;
  const range = pack.manifest.id?.range ?? { start: pack.file.root.offset, end: pack.file.root.offset + 1 };
  const place = toRange(pack.file.lines, range);
  // Nothing happens on a click: it is what there is to know.
  yield { range: place, command: { title, command: "" } };
  if (isManagedMode(pack.project?.configuration.mode ?? "none")) {
    const { simulateInstall } = languageCommands;
    yield {
      range: place,
      command: { title: "Simulate install", command: simulateInstall, arguments: [pack.project?.id] },
    };
  }
  yield { range: place, command: { title: "Package", command: languageCommands.packageAssetPack, arguments: [path] } };
}
