import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

export type LockResult =
  | { readonly ok: true; readonly release: () => void }
  /** Another process simulates this project now. */
  | { readonly ok: false; readonly pid: number; readonly host: string };

/**
 * Takes the lock file, or says who holds it. The lock of a process that no longer lives is taken over; that of another
 * computer (a shared home folder) never is.
 */
export function lockDevice(path: string): LockResult {
  const mine: LockHolder = { pid: process.pid, host: hostname(), token: randomUUID() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      return { ok: true, release: () => release(path, mine) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(path);
    if (holder !== undefined && isAlive(holder)) return { ok: false, pid: holder.pid, host: holder.host };
    rmSync(path, { force: true });
  }
  return { ok: false, pid: 0, host: hostname() };
}

function release(path: string, mine: LockHolder): void {
  if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
}

/** Undefined where the file is gone or half written by a process that died over it. */
function readHolder(path: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as Partial<LockHolder>;
    if (typeof holder.pid !== "number" || typeof holder.host !== "string" || typeof holder.token !== "string") {
      return undefined;
    }
    return { pid: holder.pid, host: holder.host, token: holder.token };
  } catch {
    return undefined;
  }
}

function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
