import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { WorkerClient } from "../../src/extension/worker-client";
import type { WorkerEnvironment } from "../../src/protocol/worker-messages";

/** Answers `deviceSummary` with its path, at once or after the main thread let go; ends at `eraseDevice`. */
const script = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", ({ id, name, body }) => {
  if (name === "eraseDevice") process.exit(3);
  if (name === "deleteDownloads") return;
  parentPort.postMessage({ kind: "response", id, ok: true, body: body.infoPlistPath });
});
`;

function client(t: TestContext): WorkerClient {
  const folder = mkdtempSync(join(tmpdir(), "ba-worker-client-"));
  const path = join(folder, "worker.js");
  writeFileSync(path, script);
  const log = { info() {}, warn() {}, error() {} };
  const made = new WorkerClient(path, async () => ({}) as WorkerEnvironment, log as never);
  t.after(() => {
    made.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  return made;
}

test("after a change of the settings the next request is answered by a new worker, whatever becomes of the old one", async (t) => {
  const worker = client(t);
  await worker.request("deviceSummary", { infoPlistPath: "first" });
  for (let round = 0; round < 5; round++) {
    worker.restartWhenIdle();
    const both = await Promise.all([
      worker.request("deviceSummary", { infoPlistPath: "a" }),
      worker.request("deviceSummary", { infoPlistPath: "b" }),
    ]);
    assert.deepEqual(both, ["a", "b"]);
  }
});

test("a worker that ends rejects what it was asked, and the next request starts another", async (t) => {
  const worker = client(t);
  const waiting = worker.request("deleteDownloads", { infoPlistPath: "a" });
  const ending = worker.request("eraseDevice", { infoPlistPath: "a" });
  await assert.rejects(ending, /exit code 3/);
  await assert.rejects(waiting, /exit code 3/);
  assert.equal(await worker.request("deviceSummary", { infoPlistPath: "again" }), "again");
});

test("what cannot be sent is rejected and keeps no later restart waiting", async (t) => {
  const worker = client(t);
  const unsendable = { infoPlistPath: "a", why: () => "a function cannot cross threads" };
  await assert.rejects(worker.request("deviceSummary", unsendable), {
    name: "WorkerRequestError",
    code: "failed",
  });
  assert.equal(await worker.request("deviceSummary", { infoPlistPath: "b" }), "b");
});
