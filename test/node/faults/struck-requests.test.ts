import assert from "node:assert/strict";
import { test } from "node:test";
import type { Transfer, TransferOutcome } from "../../../src/simulator/ports";
import { folderWith, startedHost, testCa } from "../asset-host/served-folder";
import { download, kindOf, type Rig, requestFor, rig, stored, testBytes } from "../transport/transport-rig";

const large = testBytes(8_000_000);
const trusted = { certificateAuthorities: [testCa.certificatePem] };

/** A download of `/a` that is paused as soon as a fault has struck. */
function pausedWhenStruck({ transport }: Rig): Promise<TransferOutcome> {
  return new Promise((ended) => {
    const transfer: Transfer = transport.start(requestFor("/a"), {
      redirected: () => "follow",
      started: () => {},
      progress: () => {},
      faulted: () => transfer.pause(),
      ended,
    });
  });
}

test("a response that is cut short by a fault is not read to its end", async (t) => {
  const host = await startedHost(t, { folder: await folderWith(t, { a: large }) });
  const { transport, store } = await rig(t, host.origin, trusted);
  transport.setFaults([{ url: "**/a", times: 1, effect: { kind: "truncated", at: { bytes: 100 } } }]);
  assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
  assert.equal(stored(store).length, 100);
  await host.settled();
  assert.equal(host.requests[0]?.complete, false, "the connection was closed");
  assert.equal(kindOf((await download(transport, "/a", { identifier: "again" })).outcome), "finished");
  assert.ok(stored(store, "again").equals(large));
});

test("a fault that a pause came before strikes when the download goes on", async (t) => {
  // The bytes of a small file are there already when the pause comes.
  for (const content of [large, testBytes(200)]) {
    const host = await startedHost(t, { folder: await folderWith(t, { a: content }) });
    const { transport, store } = await rig(t, host.origin, trusted);
    transport.setFaults([{ url: "**/a", times: 1, effect: { kind: "corrupted", at: { bytes: content.length - 1 } } }]);
    const paused = await download(transport, "/a", { onStarted: (transfer) => transfer.pause() });
    assert.equal(paused.outcome.kind, "paused");
    assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
    assert.equal(stored(store).at(-1), (content.at(-1) ?? 0) ^ 0xff);
  }
});

test("a request that ends as its late answer is announced leaves no timer behind", async (t) => {
  const host = await startedHost(t, { folder: await folderWith(t, { a: "a" }) });
  const made = await rig(t, host.origin, trusted);
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  made.transport.setFaults([{ url: "**/a", effect: { kind: "delay", delayMs: 3_600_000 } }]);
  assert.equal((await pausedWhenStruck(made)).kind, "paused");
  assert.equal(timers(), before);
});
