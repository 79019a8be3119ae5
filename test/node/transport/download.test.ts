import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { folderWith, startedHost, testCa } from "../asset-host/served-folder";
import { begin, download, kindOf, rawServer, rig, stored, testBytes, unfinished } from "./transport-rig";

const trustedOnlyForMapped = [testCa.certificatePem];

test("a content over TLS is whole under its final name", async (t) => {
  const content = testBytes(3_000_000);
  const host = await startedHost(t, { folder: await folderWith(t, { "level 1.bin": content }) });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  const { outcome, offsets } = await download(transport, "/level%201.bin", { expectedSizeInBytes: content.length });
  assert.deepEqual(outcome, { kind: "finished", receivedBytes: 3_000_000, transferredBytes: 3_000_000 });
  assert.deepEqual(offsets, [0]);
  assert(stored(store).equals(content));
  assert.deepEqual(unfinished(store), []);
});

test("an empty content, and a chunked one without a length", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { empty: "", chunked: "some text" }),
    respond: ({ path }) => (path === "/chunked" ? { contentLength: "absent" } : undefined),
  });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  assert.equal(kindOf((await download(transport, "/empty", { identifier: "empty" })).outcome), "finished");
  assert.equal(stored(store, "empty").length, 0);
  assert.equal(kindOf((await download(transport, "/chunked", { identifier: "chunked" })).outcome), "finished");
  assert.equal(stored(store, "chunked").toString(), "some text");
});

test("a manifest comes back in memory and never meets an asset of its name", async (t) => {
  const host = await startedHost(t, { folder: await folderWith(t, { "m.json": "{}", a: "asset" }) });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  const manifest = (await download(transport, "/m.json", { purpose: "manifest" })).outcome;
  assert(manifest.kind === "finished" && manifest.content !== undefined);
  assert.equal(Buffer.from(manifest.content).toString(), "{}");
  assert.equal(store.has("asset"), false);
  assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
  assert.equal(stored(store).toString(), "asset");
  assert.equal(readdirSync(store.folder).length, 2);
});

test("identity is asked for, an encoded answer is stored as it came and said", async (t) => {
  const seen: string[] = [];
  const origin = await rawServer(t, (socket, head) => {
    seen.push(head);
    socket.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd");
  });
  const { transport, store, notices } = await rig(t, origin);
  assert.equal(kindOf((await download(transport, "/a", { expectedSizeInBytes: 4 })).outcome), "finished");
  assert.match(seen[0] ?? "", /^GET \/a HTTP\/1\.1\r\n/);
  assert.match(seen[0] ?? "", /\r\naccept-encoding: identity(\r|$)/i);
  assert.equal(stored(store).toString(), "abcd");
  assert.match(notices.join(), /assets\.example\.com sends `asset` with Content-Encoding: gzip/);
});

test("the host, its certificate and its Host header are those of the mapped origin, path and query stay", async (t) => {
  const heads: string[] = [];
  const origin = await rawServer(t, (socket, head) => {
    heads.push(head);
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const { transport } = await rig(t, origin);
  assert.equal(kindOf((await download(transport, "/a/b%20c?x=1&y=%2F")).outcome), "finished");
  const head = heads[0] ?? "";
  assert(head.startsWith("GET /a/b%20c?x=1&y=%2F HTTP/1.1\r\n"));
  assert(head.toLowerCase().includes(`\r\nhost: ${new URL(origin).host}\r\n`));
});

test("statuses that bring no content fail and leave nothing", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: "x" }),
    respond: ({ path }) => ({ status: Number(path.slice(1)), headers: { "content-length": "0" }, body: "" }),
  });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  for (const status of [204, 206, 304, 401, 404, 416, 500, 503]) {
    const { outcome } = await download(transport, `/${status}`);
    assert(outcome.kind === "failed" && outcome.failure.kind === "http-status", `status ${status}`);
    assert.equal(outcome.failure.status, status);
  }
  assert.deepEqual(readdirSync(store.folder), []);
});

test("wrong sizes are seen as early as possible and not kept", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: testBytes(2_000_000) }),
    respond: ({ query }) => (query === "?chunked" ? { contentLength: "absent" } : undefined),
  });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  const early = (await download(transport, "/a", { expectedSizeInBytes: 5 })).outcome;
  assert(early.kind === "failed" && early.failure.kind === "wrong-size");
  assert.deepEqual([early.failure.expectedBytes, early.failure.actualBytes, early.transferredBytes], [5, 2_000_000, 0]);
  const late = (await download(transport, "/a?chunked", { expectedSizeInBytes: 1_000_000 })).outcome;
  assert(late.kind === "failed" && late.failure.kind === "wrong-size");
  assert(late.receivedBytes <= 1_000_000 && late.failure.actualBytes > 1_000_000);
  const short = (await download(transport, "/a?chunked", { expectedSizeInBytes: 2_000_001 })).outcome;
  assert(short.kind === "failed" && short.failure.kind === "wrong-size");
  assert.deepEqual([short.failure.expectedBytes, short.failure.actualBytes], [2_000_001, 2_000_000]);
  assert.deepEqual(readdirSync(store.folder), []);
});

test("the budget wins over the size, by what is announced and by what comes", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: testBytes(300_000) }),
    respond: ({ query }) => (query === "?chunked" ? { contentLength: "absent" } : undefined),
  });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  for (const path of ["/a", "/a?chunked"]) {
    const { outcome } = await download(transport, path, { maxBytes: 200_000, expectedSizeInBytes: 100_000 });
    assert.equal(kindOf(outcome), path === "/a" ? "budget-exceeded" : "wrong-size");
    assert.equal(kindOf((await download(transport, path, { maxBytes: 299_999 })).outcome), "budget-exceeded");
  }
  assert.deepEqual(readdirSync(store.folder), []);
  assert.equal(kindOf((await download(transport, "/a?chunked", { maxBytes: 300_000 })).outcome), "finished");
});

test("the run's own limit counts over all transfers and keeps what came", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: testBytes(60_000) }),
    respond: ({ query }) => (query === "?chunked" ? { contentLength: "absent" } : undefined),
  });
  const { transport } = await rig(t, host.origin, { trustedOnlyForMapped, maxBytes: 100_000 });
  assert.equal(kindOf((await download(transport, "/a", { identifier: "1" })).outcome), "finished");
  const announced = (await download(transport, "/a", { identifier: "2" })).outcome;
  assert.equal(announced.transferredBytes, 0);
  assert.deepEqual(announced.kind === "failed" && announced.failure, {
    kind: "byte-limit",
    detail: "",
    neededBytes: 60_000,
    leftBytes: 40_000,
  });
  assert.equal(kindOf((await download(transport, "/a?chunked", { identifier: "3" })).outcome), "byte-limit");
});

test("two transfers of one identifier run one after the other", async (t) => {
  let open = 0;
  let most = 0;
  const origin = await rawServer(t, (socket) => {
    most = Math.max(most, ++open);
    // Long enough for the others to come as well, if they did not wait.
    setTimeout(() => {
      open--;
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    }, 50);
  });
  const { transport, store } = await rig(t, origin);
  const all = await Promise.all([1, 2, 3].map(() => download(transport, "/a")));
  assert.deepEqual(
    all.map(({ outcome }) => outcome.kind),
    ["finished", "finished", "finished"],
  );
  assert.equal(most, 1);
  assert.equal(stored(store).toString(), "x");
});

test("2,000 small contents keep memory flat and use few connections", async (t) => {
  const host = await startedHost(t, { folder: await folderWith(t, { a: testBytes(20_000) }) });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  const before = process.memoryUsage().rss;
  const waiting = Array.from({ length: 2_000 }, (_, index) => `id ${index}`);
  const work = async () => {
    for (let identifier = waiting.pop(); identifier !== undefined; identifier = waiting.pop()) {
      const { outcome } = await download(transport, "/a", { identifier, expectedSizeInBytes: 20_000 });
      assert.equal(outcome.kind, "finished");
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  assert.equal(readdirSync(store.folder).length, 2_000);
  assert(process.memoryUsage().rss - before < 150_000_000);
});

test("pause keeps the bytes, cancel removes them", async (t) => {
  const content = testBytes(5_000_000);
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: content }),
    respond: ({ headers }) => (headers.range === undefined ? { stallAfterBytes: 2_500_000 } : undefined),
  });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  const paused = await download(transport, "/a", {
    onProgress: (transfer, received) => received > 1_000_000 && transfer.pause(),
    onStarted: (transfer) => setTimeout(() => transfer.pause(), 400),
  });
  assert.equal(paused.outcome.kind, "paused");
  const { receivedBytes } = paused.outcome;
  assert(receivedBytes > 0 && receivedBytes <= 2_500_000);
  assert.equal(store.has("asset"), false);
  const resumed = await download(transport, "/a", { expectedSizeInBytes: content.length });
  assert.deepEqual(resumed.offsets, [receivedBytes]);
  assert.deepEqual(resumed.outcome, {
    kind: "finished",
    receivedBytes: content.length,
    transferredBytes: content.length - receivedBytes,
  });
  assert(stored(store).equals(content));

  const { outcome } = await download(transport, "/a", {
    identifier: "cancelled",
    onStarted: (transfer) => setTimeout(() => transfer.cancel(), 100),
  });
  assert.equal(outcome.kind, "cancelled");
  assert.deepEqual(unfinished(store), []);
});

test("pause and cancel before anything came, at once and twice", async (t) => {
  const origin = await rawServer(t, () => {});
  const { transport, store } = await rig(t, origin);
  for (const [stops, kind] of [
    [["pause"], "paused"],
    [["cancel"], "cancelled"],
    [["pause", "cancel"], "cancelled"],
    [["cancel", "pause", "cancel"], "cancelled"],
  ] as const) {
    for (const later of [false, true]) {
      const { transfer, observed } = begin(transport, "/a");
      if (later) await new Promise((resolve) => setTimeout(resolve, 20));
      for (const stop of stops) transfer[stop]();
      assert.deepEqual((await observed).outcome, { kind, receivedBytes: 0, transferredBytes: 0 });
    }
  }
  assert.deepEqual(readdirSync(store.folder), []);
});

test("close ends what runs and keeps its bytes", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: testBytes(100_000) }),
    respond: () => ({ stallAfterBytes: 50_000 }),
  });
  const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped });
  let closed: Promise<void> | undefined;
  const { outcome } = await download(transport, "/a", {
    onStarted: () => {
      setTimeout(() => {
        closed = transport.close();
      }, 400);
    },
  });
  await closed;
  assert.equal(outcome.kind, "paused");
  assert.equal(unfinished(store).length, 2);
});
