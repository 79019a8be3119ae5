import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { publishedPacksFileName, withPublished } from "../../model/packs/published-packs";
import { counted } from "../../rules/size-values";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { replaceFile } from "../replace-file";
import { readBaseline } from "./diff-packs";
import { readPacks, typedPath } from "./read-packs";
import { unknownReasons } from "./show-packs";

/** `packs record`: remembers the packs of a folder as published, and what this version of the app reads of them. */
export function runRecordPacks(
  args: { readonly folder: string; readonly appVersion: string | undefined },
  io: CliIo,
): ExitCode {
  const folder = resolve(io.cwd, args.folder);
  const { packs, app } = readPacks(folder, folder);
  const unknown = packs.find(({ contents }) => !contents.isComplete);
  const resolved = unknown?.known.contents;
  if (packs.length === 0) throw new UsageError("there is no packaging manifest to record here");
  if (unknown !== undefined) {
    const why = resolved === undefined ? "none of them was found" : unknownReasons(resolved);
    throw new UsageError(
      `not all files of ${unknown.contents.manifest} are known, and what is recorded has to be whole: ${why}`,
    );
  }
  const version = args.appVersion ?? app.version;
  if (version === "") {
    throw new UsageError("the app's version is not in its Info.plist: give it with --app-version 1.2");
  }
  const path = join(folder, publishedPacksFileName);
  const isKnown = existsSync(path);
  const published = withPublished(
    isKnown ? readBaseline(path) : undefined,
    packs.map(({ contents }) => contents),
    { ...app, version },
  );
  const content = Buffer.from(`${JSON.stringify(published, undefined, 2)}\n`);
  if (isKnown) replaceFile(path, content);
  else writeFileSync(path, content, { flag: "wx" });
  io.stderr.write(
    `Recorded ${counted(packs.length, "pack")} with app ${version} (${counted(app.paths.length, "path")} in its Swift sources) in ${typedPath(path, io.cwd)}. Commit the file.\n`,
  );
  return 0;
}
