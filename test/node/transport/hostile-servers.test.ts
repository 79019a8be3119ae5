import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { networkPresets } from "../../../src/simulator/conditions";
import { download, kindOf, rawServer, rig, stored, testBytes, unfinished } from "./transport-rig";

const timeouts = { connectTimeoutMs: 300, headersTimeoutMs: 300, bodyTimeoutMs: 300 };

test("silence before the headers, within them and within the body ends in time", async (t) => {
  const origin = await rawServer(t, (socket, head) => {
    if (head.startsWith("GET /headers")) socket.write("HTTP/1.1 200 OK\r\nContent-Le");
    if (head.startsWith("GET /body")) socket.write('HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 9\r\n\r\nabc');
  });
  const { transport, store } = await rig(t, origin, { timeouts });
  for (const [path, bytes] of [
    ["/nothing", 0],
    ["/headers", 0],
    ["/body", 3],
  ] as const) {
    const { outcome } = await download(transport, path);
    assert.deepEqual([kindOf(outcome), outcome.receivedBytes], ["timeout", bytes], path);
  }
  assert.equal(unfinished(store).length, 2);
});

test("a drip of single bytes, and announcements without end, end in time as well", async (t) => {
  const origin = await rawServer(t, (socket, head) => {
    const isDrip = head.startsWith("GET /drip");
    if (isDrip) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    const timer = setInterval(() => socket.write(isDrip ? "x" : "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  const { transport } = await rig(t, origin, { timeouts });
  for (const path of ["/drip", "/hints"])
    assert.equal(kindOf((await download(transport, path)).outcome), "timeout", path);
});

test("endless headers are not read on", async (t) => {
  let sent = 0;
  const origin = await rawServer(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    const more = () => {
      if (socket.destroyed) return;
      sent += 1000;
      socket.write(`X-${sent}: ${"y".repeat(980)}\r\n`, more);
    };
    more();
  });
  const { transport, store } = await rig(t, origin);
  assert.equal(kindOf((await download(transport, "/a")).outcome), "connection-lost");
  assert(sent < 5_000_000, String(sent));
  assert.deepEqual(readdirSync(store.folder), []);
});

test("an endless body ends at the declared size, an endless page of an error or redirect is left", async (t) => {
  const left: Promise<unknown>[] = [];
  const origin = await rawServer(t, (socket, head) => {
    const status = head.startsWith("GET /error") ? "500 No" : head.startsWith("GET /moved") ? "302 Found" : "200 OK";
    left.push(new Promise((resolve) => socket.on("close", resolve)));
    socket.write(`HTTP/1.1 ${status}\r\nLocation: /b\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${"z".repeat(65_536)}\r\n`;
    const more = () => {
      if (!socket.destroyed) socket.write(chunk, more);
    };
    more();
  });
  const { transport, store } = await rig(t, origin);
  assert.equal(kindOf((await download(transport, "/a", { expectedSizeInBytes: 10_000_000 })).outcome), "wrong-size");
  assert.equal(kindOf((await download(transport, "/a", { maxBytes: 10_000_000 })).outcome), "budget-exceeded");
  assert.equal(kindOf((await download(transport, "/error")).outcome), "http-status");
  assert.equal(kindOf((await download(transport, "/moved", { maxBytes: 100_000 })).outcome), "budget-exceeded");
  const isLeft = await Promise.race([Promise.all(left).then(() => true), delay(5000, false, { ref: false })]);
  assert.equal(isLeft, true, "a connection is still read from");
  assert.deepEqual(readdirSync(store.folder), []);
});

test("what is no HTTP fails and is not asked for again", async (t) => {
  let requests = 0;
  let answer = "";
  const origin = await rawServer(t, (socket) => {
    requests++;
    socket.end(answer);
  });
  const { transport, store } = await rig(t, origin);
  for (answer of [
    "hello\r\n\r\n",
    "HTTP/9.9 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    "HTTP/1.1 200 OK\r\nbroken header\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
  ]) {
    requests = 0;
    const { outcome } = await download(transport, "/a");
    assert.equal(kindOf(outcome), "connection-lost", answer);
    assert.equal(requests, 1, answer);
  }
  assert.deepEqual(readdirSync(store.folder), []);
});

test("bytes behind the announced length are not part of the content nor of the next answer", async (t) => {
  const origin = await rawServer(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcdHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
  });
  const { transport, store } = await rig(t, origin);
  for (const identifier of ["1", "2"]) {
    const { outcome } = await download(transport, "/a", { identifier });
    if (outcome.kind === "finished") assert.equal(stored(store, identifier).toString(), "abcd");
    else assert.equal(kindOf(outcome), "connection-lost");
  }
  assert(store.has("1"));
});

for (const connection of ["close", "keep-alive"]) {
  for (const end of ["end", "resetAndDestroy"] as const) {
    test(`${connection}: ${end} while the server has to wait for us neither crashes nor hangs`, async (t) => {
      const body = testBytes(60_000);
      const origin = await rawServer(t, (socket, head) => {
        const from = Number(/range: bytes=(\d+)-/i.exec(head)?.[1] ?? 0);
        const rest = body.subarray(from, from + 20_000);
        const status = from === 0 ? "200 OK" : "206 Partial Content";
        const range = `Content-Range: bytes ${from}-${body.length - 1}/${body.length}\r\n`;
        socket.write(
          `HTTP/1.1 ${status}\r\nConnection: ${connection}\r\nETag: "1"\r\n${range}Content-Length: ${body.length - from}\r\n\r\n`,
        );
        socket.write(rest.subarray(0, 10_000));
        // The first half makes debts, so this arrives while nothing is read.
        setTimeout(() => socket.write(rest.subarray(10_000), () => setTimeout(() => socket[end](), 30)), 30);
      });
      const network = { ...networkPresets.wifi, bytesPerSecond: 60_000 };
      const { transport, store } = await rig(t, origin, { network, timeouts: { ...timeouts, bodyTimeoutMs: 3000 } });
      const { outcome } = await download(transport, "/a");
      if (outcome.kind === "finished") assert(stored(store).equals(body));
      else assert.equal(kindOf(outcome), "connection-lost");
      if (end === "end") assert.equal(outcome.kind, "finished");
    });
  }
}

test("a manifest without end is not read on, whatever was announced", async (t) => {
  let sent = 0;
  const origin = await rawServer(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `400000\r\n${" ".repeat(0x400000)}\r\n`;
    const more = () => {
      if (socket.destroyed || sent > 900_000_000) return;
      sent += chunk.length;
      socket.write(chunk, more);
    };
    more();
  });
  const { transport, store } = await rig(t, origin);
  const { outcome } = await download(transport, "/manifest.json", { purpose: "manifest" });
  assert.equal(kindOf(outcome), "byte-limit");
  assert.ok(sent < 700_000_000, String(sent));
  assert.deepEqual(readdirSync(store.folder), []);
});
