import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { type AssetHost, type AssetHostOptions, startAssetHost } from "../../../src/node/asset-host/asset-host";
import { createDevelopmentCa } from "../../../src/node/asset-host/development-ca";

/** One for all tests of a file: making one takes longer than most of them. */
export const testCa = createDevelopmentCa();

/** A folder of this test's own, removed after it. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "background-assets-test-")));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

export async function folderWith(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** A running host on a free port, closed after the test. */
export async function startedHost(
  t: TestContext,
  options: Pick<AssetHostOptions, "folder"> & Partial<AssetHostOptions>,
): Promise<AssetHost> {
  const start = await startAssetHost({ ca: testCa, hostNames: [], ...options });
  assert(start.kind === "started", start.kind === "failed" ? start.failure.message : "");
  t.after(() => start.host.close());
  return start.host;
}
