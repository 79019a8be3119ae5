import { fileStem } from "../model/project/paths";
import { repackingCommand } from "./packaging-command";
import { packOf, someOf } from "./packs";
import type { FileRule } from "./rule";
import { reported } from "./sources";

/** A checkout or a copy writes files one after the other. */
const toleranceMs = 60_000;

export const archiveOlderThanSources: FileRule = {
  code: "BA306",
  title: "The packed archive is older than its files",
  severity: "info",
  scope: "file",
  evidence: [
    reported(
      "ba-package does not overwrite an archive that is there, and hardly says so: the old contents are uploaded.",
    ),
  ],
  explanation:
    "`ba-package` leaves an archive alone that is already at the output path. Whoever does not delete it first uploads yesterday's contents. This looks at the dates of the files: a fresh checkout can make them meaningless, which is why it is a hint and no more.",
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    const id = pack?.manifest.id;
    if (pack?.listing === undefined || pack.contents === undefined || id === undefined) return;
    const archive = [...pack.listing.files.values()].find(
      ({ path }) => /\.aar$/i.test(path) && fileStem(path) === id.value,
    );
    const packedAtMs = archive?.modifiedAtMs;
    if (archive === undefined || packedAtMs === undefined) return;
    const newer = pack.contents.files.filter(
      ({ source }) => source !== archive && (source.modifiedAtMs ?? 0) > packedAtMs + toleranceMs,
    );
    if (newer.length === 0) return;
    const command = repackingCommand(pack, `${pack.listing.root}/${archive.path}`);
    yield {
      path: file.path,
      range: id.range,
      message: `${archive.path} is older than ${newer.length === 1 ? "a file" : `${newer.length} files`} of the pack (${someOf(newer.map(({ path }) => path))}). ba-package does not overwrite an archive: ${command === undefined ? "delete it before you pack again." : `pack again with: ${command}`}`,
    };
  },
};
