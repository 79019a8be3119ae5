import { uptime } from "node:os";
import { createFile, type DiskOperations, readOwnFile } from "./disk-operations";

/** What was said about a content when its first bytes came: what a later request may continue it with. */
export interface ContentOrigin {
  /** The configured URL. */
  readonly url: string;
  readonly contentTag: string;
  /** As sent, weak ones too. */
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly date: string | undefined;
  readonly totalBytes: number | undefined;
}

interface Sidecar extends ContentOrigin {
  readonly version: 1;
  /** Whether the bytes were carried to the disk when this was written. */
  readonly synced: boolean;
  readonly bootedAtMs: number;
}

/** Longer is no sidecar of ours. */
const maxBytes = 64 * 1024;

/** Replaces the sidecar in one step: there is the old one or the new one, never half of one. */
export function writeSidecar(disk: DiskOperations, path: string, origin: ContentOrigin, synced: boolean): void {
  const sidecar: Sidecar = { version: 1, ...origin, synced, bootedAtMs: bootedAtMs() };
  const temporary = `${path}.new`;
  const descriptor = createFile(disk, temporary);
  try {
    disk.writevSync(descriptor, [Buffer.from(JSON.stringify(sidecar))]);
  } finally {
    disk.closeSync(descriptor);
  }
  disk.renameSync(temporary, path);
}

/**
 * Undefined where there is none that can be trusted. The bytes beside a sidecar written without a sync count only as long
 * as the computer has not been started again: after a power failure a file can have its length and not its bytes.
 */
export function readSidecar(path: string): ContentOrigin | undefined {
  const bytes = readOwnFile(path, maxBytes);
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isSidecar(value)) return undefined;
  if (!value.synced && Math.abs(value.bootedAtMs - bootedAtMs()) > 60_000) return undefined;
  const { url, contentTag, etag, lastModified, date, totalBytes } = value;
  return { url, contentTag, etag, lastModified, date, totalBytes };
}

function isSidecar(value: unknown): value is Sidecar {
  if (typeof value !== "object" || value === null) return false;
  const { version, url, contentTag, etag, lastModified, date, totalBytes, synced, bootedAtMs } = value as Record<
    string,
    unknown
  >;
  return (
    version === 1 &&
    typeof url === "string" &&
    typeof contentTag === "string" &&
    [etag, lastModified, date].every((text) => text === undefined || typeof text === "string") &&
    (totalBytes === undefined || (Number.isSafeInteger(totalBytes) && Number(totalBytes) >= 0)) &&
    typeof synced === "boolean" &&
    typeof bootedAtMs === "number"
  );
}

function bootedAtMs(): number {
  return Date.now() - uptime() * 1000;
}
