import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ServingHost } from "../../../src/node/simulation/serving-host";
import type { ServingState } from "../../../src/protocol/serving-messages";
import type { WorkerNotification } from "../../../src/protocol/worker-messages";
import { get, getErrorCode } from "../asset-host/https-client";
import { folderWith, temporaryFolder } from "../asset-host/served-folder";

/** The next notification of a kind, and all lines that were logged. */
function listener() {
  const lines: string[] = [];
  const waiting: ((state: ServingState) => void)[] = [];
  return {
    lines,
    notify(notification: WorkerNotification) {
      if (notification.kind === "served") lines.push(notification.line);
      if (notification.kind === "serving") waiting.shift()?.(notification.state);
    },
    next: () => new Promise<ServingState>((resolve) => waiting.push(resolve)),
  };
}

test("serves for a window until it is stopped: packs, another folder, faults and speed without a restart", async (t) => {
  const before = process.env.BACKGROUND_ASSETS_STATE;
  const stateFolder = await temporaryFolder(t);
  process.env.BACKGROUND_ASSETS_STATE = stateFolder;
  t.after(() => {
    if (before === undefined) delete process.env.BACKGROUND_ASSETS_STATE;
    else process.env.BACKGROUND_ASSETS_STATE = before;
  });
  const manifest = { assetPackID: "Core", downloadPolicy: { onDemand: {} }, fileSelectors: [{ directory: "Core" }] };
  const pack = JSON.stringify({ ...manifest, platforms: ["iOS"] });
  const folder = await folderWith(t, {
    "v1/Packs/core.json": pack,
    "v1/Core/a.bin": "a",
    "v2/Packs/core.json": pack,
    "v2/Core/a.bin": "another",
  });
  const { lines, notify, next } = listener();
  const host = new ServingHost(notify);
  const request = { directory: join(folder, "v1"), port: 0, lan: false, packsFor: "iOS" };
  const began = next();
  const served = host.serve(request);
  const state = await began;
  const [origin = ""] = state.origins;
  assert.equal(state.isOpen, false);
  assert.match(state.archiveNotice ?? "", /a device cannot/);
  const ca = await readFile(state.certificatePath, "utf8");
  const version = async () => {
    const { text } = await get(origin, "/manifest", { ca });
    return (JSON.parse(text) as { assetPacks: { version: number }[] }).assetPacks[0]?.version;
  };
  assert.equal(await version(), 1);
  assert.match(lines[0] ?? "", /GET \/manifest -> 200/);
  await assert.rejects(host.serve(request), /served already/);

  await host.change({ directory: join(folder, "v2") });
  assert.equal(await version(), 2);
  await host.change({ faults: [{ url: "**", effect: { kind: "status", status: 503 } }] });
  assert.equal((await get(origin, "/manifest", { ca })).status, 503);
  await assert.rejects(host.change({ faults: [{ url: "**", effect: { kind: "dns" } }] }), /cannot bring that about/);
  await host.change({ faults: [], bytesPerSecond: 10_000_000 });
  assert.equal(await version(), 2);

  await assert.rejects(new ServingHost(notify).serve({ ...request, port: state.port }), (error: Error) => {
    assert.match(error.message, new RegExp(`Port ${state.port} is already in use`));
    return "code" in error && error.code === "port-in-use";
  });

  host.stop();
  assert.equal(await served, null);
  assert.equal(await getErrorCode(origin, "/manifest", { ca }), "ECONNREFUSED");
  await assert.rejects(host.change({ faults: [] }), /Nothing is being served/);
});
