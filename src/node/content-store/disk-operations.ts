import * as fs from "node:fs";
import { errorCode } from "../error-code";

/** What the store does with the disk; tests replace single operations by failing ones. */
export type DiskOperations = Pick<
  typeof fs,
  | "openSync"
  | "fstatSync"
  | "ftruncateSync"
  | "writevSync"
  | "writev"
  | "fsync"
  | "closeSync"
  | "renameSync"
  | "unlinkSync"
>;

export const realDisk: DiskOperations = fs;

/** 0 on Windows, where `refuseLink` looks instead. */
const noFollow = fs.constants.O_NOFOLLOW ?? 0;

/** A new file of this user's own; whatever stands in its place, a link too, is removed and not followed. */
export function createFile(disk: DiskOperations, path: string): number {
  const flags = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | noFollow;
  try {
    return disk.openSync(path, flags, 0o600);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    disk.unlinkSync(path);
    return disk.openSync(path, flags, 0o600);
  }
}

/**
 * Opens a file to continue it behind `length` bytes; anything after them is cut off. Throws for links, symbolic or hard, and
 * for files that are shorter.
 */
export function continueFile(disk: DiskOperations, path: string, length: number): number {
  refuseLink(path);
  const descriptor = disk.openSync(path, fs.constants.O_WRONLY | fs.constants.O_APPEND | noFollow);
  try {
    const status = disk.fstatSync(descriptor);
    if (!status.isFile() || status.nlink > 1 || status.size < length)
      throw new Error(`${path} is not the file that was kept`);
    if (status.size > length) disk.ftruncateSync(descriptor, length);
    return descriptor;
  } catch (error) {
    disk.closeSync(descriptor);
    throw error;
  }
}

/** The size of a regular file with no other name; undefined for everything else. */
export function ownFileSize(path: string): number | undefined {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  return status?.isFile() && status.nlink === 1 ? status.size : undefined;
}

/** The text of a small file of our own; undefined where it is absent, a link or too large. */
export function readOwnFile(path: string, maxBytes: number): Buffer | undefined {
  const size = ownFileSize(path);
  if (size === undefined || size > maxBytes) return undefined;
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDONLY | noFollow);
    return fs.readFileSync(descriptor);
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** Asks first: that a file is not there is the usual case, and an exception costs more than the question. */
export function removeFile(disk: DiskOperations, path: string): void {
  if (fs.lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  try {
    disk.unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

function refuseLink(path: string): void {
  if (noFollow === 0 && fs.lstatSync(path).isSymbolicLink()) throw new Error(`${path} is a symbolic link`);
}

/** What is left of the chunks behind the first `written` bytes: a disk may take less than it was given. */
export function remainingChunks(chunks: Uint8Array[], written: number): Uint8Array[] {
  if (written === 0) throw Object.assign(new Error("The disk takes no more bytes"), { code: "ENOSPC" });
  let index = 0;
  for (const chunk of chunks) {
    if (written < chunk.length) break;
    written -= chunk.length;
    index++;
  }
  const rest = chunks.slice(index);
  const first = rest[0];
  if (first !== undefined && written > 0) rest[0] = first.subarray(written);
  return rest;
}

/** Replaces what is at `to`. Windows refuses while a virus scanner or a player has it open; that mostly passes. */
export function renameFile(
  disk: DiskOperations,
  from: string,
  to: string,
  done: (error?: Error) => void,
  attempt = 0,
): void {
  try {
    disk.renameSync(from, to);
  } catch (error) {
    const isPassing = process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(errorCode(error) ?? "");
    if (isPassing && attempt < 8) setTimeout(renameFile, 25 * 2 ** attempt, disk, from, to, done, attempt + 1);
    else done(asError(error));
    return;
  }
  done();
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
