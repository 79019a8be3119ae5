import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { packTar } from "modern-tar/fs";
import type { KnownPack } from "../../rules/packs";
import type { PackagingTool } from "./packaging-tool";
import { readArchive } from "./read-archive";

/** `tar`: what any client can read, and the simulator; `apple-archive`: what a device needs. */
export type ArchiveKind = "tar" | "apple-archive";

export interface WrittenArchive {
  readonly kind: ArchiveKind;
  readonly sizeInBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export type ArchiveResult =
  | { readonly ok: true; readonly archive: WrittenArchive }
  | { readonly ok: false; readonly message: string };

/** The same for the same files, whenever it is written. */
const fixedTime = new Date(0);

/**
 * Writes a pack's archive to `path`: with Apple's tool where it is there, else as a tar of the same files under their
 * run-time paths. What is at `path` is replaced in one step once the new archive is whole.
 */
export async function archivePack(
  pack: KnownPack,
  path: string,
  tool: PackagingTool | undefined,
  signal?: AbortSignal,
): Promise<ArchiveResult> {
  const id = pack.manifest.id?.value ?? "";
  if (pack.contents === undefined || !pack.contents.isComplete) {
    return { ok: false, message: `${id}: not all of its files are known, so that no archive can be made of them.` };
  }
  mkdirSync(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${process.pid}.${id}.aar`);
  rmSync(beside, { force: true });
  try {
    const archive =
      tool === undefined ? await writeTar(pack.contents, beside, signal) : await runTool(tool, pack, beside, signal);
    if (typeof archive === "string") return { ok: false, message: `${id}: ${archive}` };
    renameSync(beside, path);
    return { ok: true, archive };
  } catch (error) {
    return { ok: false, message: `${id}: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    rmSync(beside, { force: true });
  }
}

async function writeTar(
  contents: NonNullable<KnownPack["contents"]>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<WrittenArchive> {
  const hash = createHash("sha256");
  let sizeInBytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      sizeInBytes += chunk.length;
      done(null, chunk);
    },
  });
  const sources = contents.files.map(({ path: target, sourcePath }) => ({
    type: "file" as const,
    source: join(contents.root, sourcePath),
    target,
    mtime: fixedTime,
    mode: 0o644,
    uid: 0,
    gid: 0,
    uname: "",
    gname: "",
  }));
  const target = createWriteStream(path);
  const options = { concurrency: 4, dereference: true };
  if (signal === undefined) await pipeline(packTar(sources, options), count, target);
  else await pipeline(packTar(sources, options), count, target, { signal });
  return { kind: "tar", sizeInBytes, sha256: hash.digest("hex") };
}

/** What Apple's tool says when it fails is said on. */
async function runTool(
  tool: PackagingTool,
  pack: KnownPack,
  path: string,
  signal: AbortSignal | undefined,
): Promise<WrittenArchive | string> {
  const { command, args } = tool;
  const words = await new Promise<string | undefined>((done) => {
    const child = spawn(command, [...args, pack.file.path, "-o", path], {
      // It changes there itself where the manifest has a sourceRoot.
      cwd: pack.contents?.root ?? dirname(pack.file.path),
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal === undefined ? {} : { signal }),
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        if (said.length < 4000) said += chunk.toString();
      });
    }
    child.on("error", (error) => done(`${command} cannot be run: ${error.message}`));
    child.on("close", (code) => done(code === 0 ? undefined : `${command} failed (${code}): ${said.trim()}`));
  });
  if (words !== undefined) return words;
  const archive = await readArchive(dirname(path), path.slice(dirname(path).length + 1).replace(/\.aar$/, ""));
  if (archive === undefined) return `${command} wrote no archive`;
  return { kind: "apple-archive", sizeInBytes: archive.sizeInBytes, sha256: archive.sha256 };
}
