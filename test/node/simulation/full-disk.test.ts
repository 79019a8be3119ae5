import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type DiskOperations, realDisk } from "../../../src/node/content-store/disk-operations";
import { deviceFolderAt } from "../../../src/node/device/device-folder";
import { DeviceStorage } from "../../../src/node/device/device-storage";
import { NetworkAccess } from "../../../src/node/simulation/network-access";
import { SimulationSession } from "../../../src/node/simulation/session";
import type { DeviceEvent, LifecycleEventName } from "../../../src/simulator/events";
import { type ServedAsset, serveAssets, someBytes } from "../../cli/simulated-project";
import { startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";
import { simulatedApp } from "./simulated-app";

/** Refuses everything that would bring the bytes of a content above `maxBytes`, as a disk without room does. */
function fullAbove(maxBytes: number): DiskOperations {
  const written = new Map<number, number>();
  const refusal = (descriptor: number, chunks: readonly NodeJS.ArrayBufferView[]) => {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, written.get(descriptor) ?? 0);
    if (bytes > maxBytes) return Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    written.set(descriptor, bytes);
    return undefined;
  };
  return {
    ...realDisk,
    closeSync(descriptor) {
      written.delete(descriptor);
      realDisk.closeSync(descriptor);
    },
    writevSync(descriptor, chunks) {
      const error = refusal(descriptor, chunks);
      if (error !== undefined) throw error;
      return realDisk.writevSync(descriptor, chunks);
    },
    writev: ((
      descriptor: number,
      chunks: Uint8Array[],
      done: (error: NodeJS.ErrnoException | null, bytes: number, buffers: Uint8Array[]) => void,
    ) => {
      const error = refusal(descriptor, chunks);
      if (error !== undefined) setImmediate(done, error, 0, chunks);
      else realDisk.writev(descriptor, chunks, done);
    }) as DiskOperations["writev"],
  };
}

async function simulate(
  t: TestContext,
  setting: { readonly origin: string; readonly folder: string; readonly disk?: DiskOperations },
  events: readonly LifecycleEventName[],
): Promise<{ exitCode: 0 | 1; log: DeviceEvent[]; notices: string[] }> {
  const log: DeviceEvent[] = [];
  const notices: string[] = [];
  const notice = (message: string) => notices.push(message);
  const folder = deviceFolderAt(setting.folder);
  const opened = await DeviceStorage.open(folder, notice, setting.disk);
  assert(opened.ok, opened.ok ? "" : opened.message);
  const session = new SimulationSession({
    project: simulatedApp(setting.origin),
    options: {
      force: false,
      allowPrivate: false,
      dryRun: false,
      maxBytes: undefined,
      conditions: {},
      language: undefined,
    },
    folder,
    storage: opened.storage,
    network: new NetworkAccess({
      certificateAuthorities: [testCa.certificatePem],
      environment: {},
      developmentCaFolder: await temporaryFolder(t),
    }),
    showSecrets: false,
    simulator: "test 1",
    emit: (event) => log.push(event),
    notice,
  });
  const exitCode = await session.run(events, { force: false, language: undefined });
  await session.close();
  await opened.storage.close();
  return { exitCode, log, notices };
}

function outcomes(log: readonly DeviceEvent[]): string[] {
  return log
    .filter(({ type }) => /^download\.(finished|failed)$/.test(type))
    .map(
      ({ identifier, error }) => `${identifier} ${error === undefined ? "finished" : `${error.domain} ${error.code}`}`,
    );
}

const assets: readonly ServedAsset[] = [
  { id: "core", essential: true },
  { id: "small-write", essential: true, content: someBytes("small-write", 100_000) },
  { id: "large-write", content: someBytes("large-write", 700_000) },
  { id: "music" },
];

async function hostWithAssets(t: TestContext): Promise<string> {
  const served = await temporaryFolder(t);
  await serveAssets(served, assets);
  return (await startedHost(t, { folder: served })).origin;
}

test("a disk that is full for large files fails those with POSIX 28, and the others go on", async (t) => {
  const origin = await hostWithAssets(t);
  const folder = await temporaryFolder(t);
  const full = await simulate(t, { origin, folder, disk: fullAbove(50_000) }, ["install"]);
  assert.deepEqual(outcomes(full.log).sort(), [
    "core finished",
    "large-write NSPOSIXErrorDomain 28",
    "music finished",
    "small-write NSPOSIXErrorDomain 28",
  ]);
  const message = full.log.find(({ identifier, error }) => identifier === "large-write" && error)?.error?.message ?? "";
  assert.match(message, /There is no space left for `large-write`\. Free some/);
  assert.equal(full.exitCode, 1);
  assert.deepEqual(full.notices, []);
  const contents = () => readdirSync(join(folder, "content")).filter((name) => !name.includes("manifest"));
  assert.deepEqual(
    contents().map((name) => name.replace(/-[0-9a-f]{32}$/, "")),
    ["core", "music"],
    "nothing is left of those that did not fit",
  );

  const freed = await simulate(t, { origin, folder }, ["launch", "update"]);
  assert.deepEqual(outcomes(freed.log).sort(), ["large-write finished", "small-write finished"]);
  assert.equal(freed.exitCode, 0);
  assert.equal(contents().length, 4);
});

test("a file system without room for anything ends in messages, not in an exception", async (t) => {
  const origin = await hostWithAssets(t);
  const folder = join(await temporaryFolder(t), "small");
  mkdirSync(folder);
  // Needs root and Linux; elsewhere the test above has to do.
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", folder]);
  if (mounted.error !== undefined || mounted.status !== 0) {
    t.skip("no file system may be mounted here");
    return;
  }
  try {
    const full = await simulate(t, { origin, folder }, ["install"]);
    const ended = outcomes(full.log);
    for (const outcome of ["core finished", "small-write finished", "large-write NSPOSIXErrorDomain 28"]) {
      assert.ok(ended.includes(outcome), `${outcome} of ${ended}`);
    }
    assert.equal(full.exitCode, 1);
    // Not a byte is free now, not even for the lock.
    const filler = join(folder, "filler");
    assert.throws(() => writeFileSync(filler, Buffer.alloc(1_000_000)), { code: "ENOSPC" });
    const refused = await DeviceStorage.open(deviceFolderAt(folder), () => {});
    assert.ok(!refused.ok);
    assert.match(refused.message, /The device's folder .*small cannot be used: there is no space left on the disk/);
    // A few pages: enough to begin, and to lose nothing of what was there.
    truncateSync(filler, statSync(filler).size - 3 * 4096);
    const tight = await simulate(t, { origin, folder }, ["update"]);
    assert.equal(tight.exitCode, 1);
    assert.equal(tight.log.at(-1)?.type, "run.finished");
    rmSync(filler);
    const again = await simulate(t, { origin, folder }, ["launch"]);
    assert.equal(again.exitCode, 0, "the device is as it was");
    const stored = readdirSync(join(folder, "content")).map((name) => readFileSync(join(folder, "content", name)));
    assert.ok(stored.some((bytes) => bytes.equals(someBytes("small-write", 100_000))));
  } finally {
    spawnSync("umount", [folder]);
  }
});
