import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "../error-code";

interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

export type LockResult =
  | { readonly ok: true; readonly release: () => void }
  /** Another process simulates this project now. */
  | { readonly ok: false; readonly pid: number; readonly host: string };

/** Held here and now. A lock of this process that is not among them is that of a worker thread which has died. */
const heldTokens = new Set<string>();

/**
 * Takes the lock file, or says who holds it. The lock of a process that no longer lives is taken over; that of another
 * computer (a shared home folder) never is.
 */
export function lockDevice(path: string): LockResult {
  const mine: LockHolder = { pid: process.pid, host: hostname(), token: randomUUID() };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (create(path, mine)) {
      heldTokens.add(mine.token);
      return { ok: true, release: () => release(path, mine) };
    }
    const text = readIfPresent(path);
    if (text === undefined) continue;
    const holder = holderOf(text);
    if (holder !== undefined && isAlive(holder)) return { ok: false, pid: holder.pid, host: holder.host };
    removeStale(path, text, mine.token);
  }
  return { ok: false, pid: 0, host: hostname() };
}

/** The file appears with its content: nobody reads half of it and takes it for that of a process that died over it. */
function create(path: string, mine: LockHolder): boolean {
  const text = JSON.stringify(mine);
  const own = `${path}.${mine.token}`;
  try {
    writeFileSync(own, text, { flag: "wx", mode: 0o600 });
    linkSync(own, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(errorCode(error) ?? "")) throw error;
  } finally {
    rmSync(own, { force: true });
  }
  // A file system without hard links, such as exFAT.
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Takes exactly the stale lock away; one that another process has put in its place meanwhile is put back. */
function removeStale(path: string, staleText: string, token: string): void {
  const aside = `${path}.stale-${token}`;
  try {
    renameSync(path, aside);
    if (readIfPresent(aside) !== staleText) linkSync(aside, path);
  } catch {
    // Somebody else was faster: the next attempt sees what is there then.
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(path: string, mine: LockHolder): void {
  heldTokens.delete(mine.token);
  const text = readIfPresent(path);
  if (text !== undefined && holderOf(text)?.token === mine.token) rmSync(path, { force: true });
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Undefined where the file was half written by a process that died over it. */
function holderOf(text: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<LockHolder>;
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
  if (holder.pid === process.pid) return heldTokens.has(holder.token);
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return errorCode(error) === "EPERM";
  }
}
