import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type ArchivedPack,
  type BuiltDownloadManifest,
  buildDownloadManifest,
  type EntryChange,
  type PreviousEntry,
  readDownloadManifest,
} from "../../model/packs/download-manifest";
import { type PublishedPacks, publishedPacksFileName } from "../../model/packs/published-packs";
import { formatBytes } from "../../model/sizes";
import { readArchive } from "../../node/publishing/read-archive";
import { reasonOf } from "../../node/walk-project";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { readBaseline } from "../packs/diff-packs";
import { type FoundPack, readPacks, typedPath } from "../packs/read-packs";
import { replaceFile } from "../replace-file";

export interface WriteManifestArguments {
  readonly action: "create" | "update";
  readonly folder: string;
  readonly archives: string | undefined;
  readonly baseUrl: string | undefined;
  readonly platform: string;
  readonly output: string | undefined;
  readonly raised: readonly string[];
  /** Archives that did not change are at the base URL too. */
  readonly movesAll: boolean;
}

/** `download-manifest create` and `update`: a manifest from the packaging manifests of a folder and their archives. */
export async function runWriteManifest(args: WriteManifestArguments, io: CliIo): Promise<ExitCode> {
  const folder = resolve(io.cwd, args.folder);
  const output = resolve(io.cwd, args.output ?? "manifest.json");
  const previous = previousEntries(args, output, io);
  const packs = readPacks(folder, io.cwd).packs.filter(({ contents }) => isFor(contents.platforms, args.platform));
  if (packs.length === 0) throw new UsageError(`no packaging manifest for ${args.platform} in ${args.folder}`);
  const baselinePath = join(folder, publishedPacksFileName);
  const baseline = existsSync(baselinePath) ? readBaseline(baselinePath) : undefined;
  const built = buildDownloadManifest({
    packs: await archivedPacks(packs, resolve(io.cwd, args.archives ?? "build")),
    platform: args.platform,
    baseUrl: baseUrlOf(args, previous),
    atBaseUrl: args.movesAll ? "all" : args.baseUrl === undefined ? "new" : "changed",
    previous,
    archives: baseline?.archives ?? [],
    raised: new Set(args.raised),
  });
  const unknown = args.raised.find((id) => !packs.some(({ contents }) => contents.id === id));
  if (unknown !== undefined) throw new UsageError(`--raise ${unknown}: there is no such pack for ${args.platform}`);
  try {
    if (existsSync(output)) replaceFile(output, Buffer.from(built.text));
    else writeFileSync(output, built.text, { flag: "wx" });
    remember(baselinePath, baseline, built);
  } catch (error) {
    throw new UsageError(`${typedPath(output, io.cwd)} cannot be written: ${reasonOf(error)}`);
  }
  io.stdout.write(reportText(built, previous, typedPath(output, io.cwd)));
  return 0;
}

function previousEntries(args: WriteManifestArguments, output: string, io: CliIo): readonly PreviousEntry[] {
  const shown = typedPath(output, io.cwd);
  if (args.action === "create") {
    if (existsSync(output)) throw new UsageError(`${shown} is there already: download-manifest update goes on from it`);
    return [];
  }
  if (!existsSync(output)) throw new UsageError(`${shown} does not exist: download-manifest create writes the first`);
  const reading = readDownloadManifest(readFileSync(output, "utf8"));
  if (reading.kind === "unreadable") throw new UsageError(`${shown}: ${reading.message}`);
  return reading.entries;
}

function baseUrlOf(args: WriteManifestArguments, previous: readonly PreviousEntry[]): string {
  const known = previous[0]?.url.replace(/[^/]*$/, "");
  const text = args.baseUrl ?? known;
  if (text === undefined) throw new UsageError("--base-url is needed: where the archives will be found, over https");
  if (!URL.canParse(text) || new URL(text).protocol !== "https:") {
    throw new UsageError(`--base-url ${text}: devices download over https only`);
  }
  return text;
}

function isFor(platforms: readonly string[], platform: string): boolean {
  return platforms.length === 0 || platforms.includes(platform);
}

async function archivedPacks(packs: readonly FoundPack[], folder: string): Promise<readonly ArchivedPack[]> {
  const archived: ArchivedPack[] = [];
  for (const { known, contents } of packs) {
    const { id } = contents;
    if (id === "") throw new UsageError(`${contents.manifest} has no assetPackID`);
    if (archived.some((other) => other.id === id)) throw new UsageError(`two packaging manifests have the id ${id}`);
    const archive = await readArchive(folder, id);
    if (archive === undefined) {
      throw new UsageError(
        `there is no ${id}.aar in ${folder}: package it first (background-assets packs --commands), or name its folder with --archives`,
      );
    }
    archived.push({ packagingManifest: known.file.root, id, sizeInBytes: archive.sizeInBytes, sha256: archive.sha256 });
  }
  return archived;
}

function remember(path: string, baseline: PublishedPacks | undefined, { archives }: BuiltDownloadManifest): void {
  const next: PublishedPacks = { ...(baseline ?? { version: 1, packs: [], apps: [] }), archives };
  const content = Buffer.from(`${JSON.stringify(next, undefined, 2)}\n`);
  if (baseline === undefined) writeFileSync(path, content, { flag: "wx" });
  else replaceFile(path, content);
}

function reportText(
  { changes, entries }: BuiltDownloadManifest,
  previous: readonly PreviousEntry[],
  output: string,
): string {
  const sizes = new Map(entries.map((entry) => [entry.id, entry]));
  const lines = changes.map((change) => {
    const entry = sizes.get(change.id);
    const size = entry === undefined ? "" : `, ${formatBytes(entry.downloadSize)}`;
    return `${change.id}: ${changeText(change)}${size}`;
  });
  const published = new Map(previous.map(({ id, url }) => [id, url]));
  const changed = new Set(changes.flatMap(({ id, kind }) => (kind === "new" || kind === "raised" ? [id] : [])));
  const upload = entries.filter(({ id, url }) => changed.has(id) || (published.get(id) ?? url) !== url);
  const steps = [...upload.map(({ url }) => `the archive at ${url}`), `${output} at BAManifestURL`];
  lines.push(
    "",
    "Publish in this order, so that no device finds a manifest whose archives are not there yet:",
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ...(upload.some(({ id, url }) => published.get(id) === url)
      ? [
          "An archive that takes the place of another one does not fit the old manifest: until the new one is there, devices",
          "refuse its size. With a folder of its own for each publication (--base-url) the old archives stay as they are.",
        ]
      : ["Leave archives that are published as they are: a device may be in the middle of one."]),
    "",
  );
  return lines.join("\n");
}

function changeText({ kind, version, previousVersion }: EntryChange): string {
  switch (kind) {
    case "new":
      return `new, version ${version}`;
    case "raised":
      return `version ${previousVersion} becomes ${version}`;
    case "unchanged":
      return `unchanged, version ${version}`;
    case "unsure":
      return `version ${version} stays: the archive has the same size as the published one, and nothing is remembered of its content. If it is another, give --raise`;
    case "removed":
      return `removed: the pack becomes obsolete on devices, and checkForUpdates removes it`;
  }
}
