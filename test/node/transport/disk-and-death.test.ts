import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ContentStore } from "../../../src/node/content-store/content-store";
import { type DiskOperations, realDisk } from "../../../src/node/content-store/disk-operations";
import type { ContentOrigin } from "../../../src/node/content-store/sidecar";
import { folderWith, startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";
import { begin, download, kindOf, rawServer, rig, stored, testBytes } from "./transport-rig";

const trustedOnlyForMapped = [testCa.certificatePem];
const childMarker = "BACKGROUND_ASSETS_TEST_CHILD";

if (process.env[childMarker] !== undefined) {
  // The process that is killed: this file, started again by its own test.
  const { folder, origin } = JSON.parse(process.env[childMarker]) as { folder: string; origin: string };
  const { createUndiciTransport } = await import("../../../src/node/transport/undici-transport");
  const transport = createUndiciTransport({
    contentStore: await ContentStore.open(folder),
    hostMapping: [{ from: "https://assets.example.com", to: origin }],
  });
  begin(transport, "/a", { onProgress: (_, received) => process.send?.(received) });
} else {
  test("a process killed in the middle goes on where its bytes stopped", async (t) => {
    const content = testBytes(8_000_000);
    const origin = await rawServer(t, (socket, head) => {
      const from = Number(/range: bytes=(\d+)-/i.exec(head)?.[1] ?? 0);
      const length = content.length - from;
      const range = `Content-Range: bytes ${from}-${content.length - 1}/${content.length}\r\n`;
      socket.write(`HTTP/1.1 ${from === 0 ? 200 : 206} OK\r\nETag: "1"\r\n${range}Content-Length: ${length}\r\n\r\n`);
      if (from > 0) {
        socket.write(content.subarray(from));
        return;
      }
      // Half of it at once, then single bytes: the process is killed while it waits for the rest.
      let sent = 4_000_000;
      socket.write(content.subarray(0, sent));
      const timer = setInterval(() => socket.write(content.subarray(sent, ++sent)), 50);
      socket.on("close", () => clearInterval(timer));
    });
    const folder = join(await temporaryFolder(t), "content");
    const child = fork(fileURLToPath(import.meta.url), {
      env: { ...process.env, [childMarker]: JSON.stringify({ folder, origin }), NODE_TEST_CONTEXT: undefined },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    t.after(() => child.kill("SIGKILL"));
    await new Promise<void>((resolve) => child.on("message", (received) => Number(received) > 2_000_000 && resolve()));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("exit", resolve));

    const store = await ContentStore.open(folder);
    assert.equal(store.has("asset"), false);
    const { transport } = await rig(t, origin, { contentStore: store });
    const { outcome, offsets } = await download(transport, "/a", { expectedSizeInBytes: content.length });
    assert.equal(kindOf(outcome), "finished");
    assert((offsets[0] ?? 0) >= 1_000_000, String(offsets));
    assert.equal(outcome.transferredBytes, content.length - (offsets[0] ?? 0));
    assert(stored(store).equals(content));
    assert.equal(readdirSync(folder).length, 1);
  });

  test("a content that was whole when the process died needs no request", async (t) => {
    let requests = 0;
    const content = testBytes(50_000);
    const head = `HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: ${content.length}\r\n\r\n`;
    const origin = await rawServer(t, (socket) => {
      requests++;
      socket.write(Buffer.concat([Buffer.from(head), content]));
    });
    const store = await ContentStore.open(join(await temporaryFolder(t), "content"));
    const { transport } = await rig(t, origin, { contentStore: store });
    const keepWhole = async () => {
      const writer = store.create("asset", "asset", originOf(content.length));
      writer.write(content);
      await new Promise<void>((resolve) => writer.keep(() => resolve()));
    };
    await keepWhole();
    const wrong = await download(transport, "/a", { expectedSizeInBytes: content.length + 1 });
    assert.equal(kindOf(wrong.outcome), "wrong-size");
    await keepWhole();
    requests = 0;
    const { outcome, offsets } = await download(transport, "/a", { expectedSizeInBytes: content.length });
    assert.deepEqual(
      [kindOf(outcome), offsets, outcome.transferredBytes, requests],
      ["finished", [content.length], 0, 0],
    );
    assert(stored(store).equals(content));
  });

  test("a full disk fails the transfer, frees what it took, and the next one works", async (t) => {
    let isFull = true;
    const full = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const disk: DiskOperations = {
      ...realDisk,
      writevSync: (...args) => {
        if (isFull) throw full();
        return realDisk.writevSync(...args);
      },
      writev: ((descriptor: number, chunks: Uint8Array[], done: (error: Error | null, written: number) => void) => {
        if (isFull) setImmediate(() => done(full(), 0));
        else realDisk.writev(descriptor, chunks, done);
      }) as DiskOperations["writev"],
    };
    const host = await startedHost(t, {
      folder: await folderWith(t, { small: testBytes(1000), large: testBytes(20_000_000) }),
    });
    const { transport, store } = await rig(t, host.origin, { trustedOnlyForMapped }, disk);
    for (const path of ["/small", "/large"]) {
      isFull = true;
      assert.equal(kindOf((await download(transport, path)).outcome), "disk-full", path);
      assert.deepEqual(readdirSync(store.folder), []);
      isFull = false;
      assert.equal(kindOf((await download(transport, path)).outcome), "finished", path);
      await store.removeAll();
    }
  });

  test("a disk that is busy makes the server wait; memory does not grow with the content", async (t) => {
    let release: (() => void) | undefined;
    const disk: DiskOperations = {
      ...realDisk,
      writev: ((descriptor: number, chunks: Uint8Array[], done: (error: Error | null, written: number) => void) => {
        const write = () => realDisk.writev(descriptor, chunks, done);
        if (release === undefined) release = write;
        else write();
      }) as DiskOperations["writev"],
    };
    const size = 60_000_000;
    let sent = 0;
    const origin = await rawServer(t, (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: ${size}\r\n\r\n`);
      const chunk = Buffer.alloc(100_000);
      const more = () => {
        if (sent >= size || socket.destroyed) return;
        sent += chunk.length;
        socket.write(chunk, more);
      };
      more();
    });
    const { transport, store } = await rig(t, origin, {}, disk);
    const { observed } = begin(transport, "/a");
    let before = -1;
    while (sent === 0 || sent !== before) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    // The socket buffers of the system, and about a megabyte of ours.
    assert(sent < 20_000_000, String(sent));
    release?.();
    assert.equal(kindOf((await observed).outcome), "finished");
    assert.equal(statSync(store.finalPath("asset")).size, size);
  });
}

function originOf(totalBytes: number): ContentOrigin {
  return {
    url: "https://assets.example.com/a",
    contentTag: "1",
    etag: '"1"',
    lastModified: undefined,
    date: undefined,
    totalBytes,
  };
}
