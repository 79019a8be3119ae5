import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bundleCli } from "./run-cli";

const folder = "examples/unmanaged/scenarios";

test("every scenario that we ship holds, on real downloads", async (t) => {
  const cli = await bundleCli();
  const state = mkdtempSync(join(tmpdir(), "background-assets-examples-"));
  process.env.BACKGROUND_ASSETS_STATE = state;
  t.after(() => {
    cli.dispose();
    rmSync(state, { recursive: true, force: true });
  });
  const files = readdirSync(folder).map((name) => join(folder, name));
  assert.ok(files.length >= 13, `${files.length} scenarios`);
  const { status, stdout, stderr } = await cli.run(["simulate", "--scenario", ...files]);
  const failed = stdout.split("\n").filter((line) => line.includes("✕ expected"));
  assert.deepEqual(failed, []);
  assert.equal(status, 0, stderr);
  assert.equal(stdout.match(/^\d+ of \d+ expectations hold$/gm)?.length, files.length);
});
