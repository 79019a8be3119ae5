import { createHash } from "node:crypto";
import { mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface KeptManifest {
  readonly path: string;
  /** When it was downloaded, milliseconds since 1970. */
  readonly fetchedAtMs: number;
}

/**
 * Keeps the copy of a downloaded manifest that stands for its URL while editing. One copy per URL: after the URL was
 * changed the old manifest says nothing about the new one.
 */
export function keepManifest(folder: string, manifestUrl: string, content: Uint8Array): KeptManifest {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, fileName(manifestUrl));
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return { path, fetchedAtMs: Date.now() };
}

/** The copy that was kept for this URL; undefined where there is none. */
export function keptManifest(folder: string, manifestUrl: string): KeptManifest | undefined {
  const path = join(folder, fileName(manifestUrl));
  try {
    return { path, fetchedAtMs: Math.round(statSync(path).mtimeMs) };
  } catch {
    return undefined;
  }
}

function fileName(manifestUrl: string): string {
  return `${createHash("sha256").update(manifestUrl).digest("hex").slice(0, 24)}.manifest`;
}
