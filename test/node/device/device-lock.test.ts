import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { lockDevice } from "../../../src/node/device/device-lock";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ba-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the second to ask is told who holds the lock, until it is released", () => {
  const path = join(folder, "lock");
  const first = lockDevice(path);
  assert.ok(first.ok);
  const second = lockDevice(path);
  assert.deepEqual(second, { ok: false, pid: process.pid, host: hostname() });
  first.release();
  assert.equal(existsSync(path), false);
  const third = lockDevice(path);
  assert.ok(third.ok);
  first.release();
  assert.equal(existsSync(path), true, "a stale release does not take away another's lock");
  third.release();
});

test("the lock of a process that died is taken over", () => {
  const path = join(folder, "lock");
  const dead = spawnSync(process.execPath, ["-e", "console.log(process.pid)"], { encoding: "utf8" });
  writeFileSync(path, JSON.stringify({ pid: Number(dead.stdout), host: hostname(), token: "x" }));
  const result = lockDevice(path);
  assert.ok(result.ok);
  result.release();
});

test("a half written lock is taken over, one of another computer is not", () => {
  const path = join(folder, "lock");
  writeFileSync(path, '{"pid": 1');
  const result = lockDevice(path);
  assert.ok(result.ok);
  result.release();
  writeFileSync(path, JSON.stringify({ pid: 1, host: "another-computer", token: "x" }));
  assert.deepEqual(lockDevice(path), { ok: false, pid: 1, host: "another-computer" });
});

test("a lock of this process that nobody here holds is that of a worker which died", () => {
  const path = join(folder, "lock");
  writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), token: "x" }));
  const result = lockDevice(path);
  assert.ok(result.ok);
  assert.deepEqual(lockDevice(path), { ok: false, pid: process.pid, host: hostname() });
  result.release();
  assert.deepEqual(readdirSync(folder), [], "nothing is left beside it");
});
