import assert from "node:assert/strict";
import { test } from "node:test";
import { type LimitClock, RateLimit } from "../../../src/node/transport/rate-limit";
import { type NetworkConditions, networkPresets } from "../../../src/simulator/conditions";
import { begin, download, kindOf, rawServer, rig, stored, testBytes, unfinished } from "./transport-rig";

const limited = (bytesPerSecond: number, latencyMs?: number): NetworkConditions => ({
  name: "test",
  online: true,
  cellular: false,
  bytesPerSecond,
  latencyMs,
});

/** Time that passes only when it is told to. */
function handClock(): LimitClock & { advance(ms: number): void } {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after: (delayMs, callback) => {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
  };
}

test("several readers together get the rate, each of them some of it", () => {
  const clock = handClock();
  const limit = new RateLimit(100_000, clock);
  const taken = [0, 0, 0];
  const read = (reader: number) => {
    taken[reader] = (taken[reader] ?? 0) + 16_384;
    if (limit.take(16_384)) clock.after(0, () => read(reader));
    else limit.whenPaid(() => read(reader));
  };
  for (const reader of [0, 1, 2]) read(reader);
  clock.advance(10_000);
  const sum = taken.reduce((a, b) => a + b);
  assert(sum > 950_000 && sum < 1_100_000, String(sum));
  for (const bytes of taken) assert(bytes > 250_000, String(taken));
  limit.set(1_000_000);
  clock.advance(10_000);
  const more = taken.reduce((a, b) => a + b) - sum;
  assert(more > 9_500_000 && more < 10_500_000, String(more));
  limit.set(undefined);
  assert.equal(limit.take(1e12), true);
});

test("the limit holds for a transfer and for small ones one after the other, and can be lifted meanwhile", async (t) => {
  const body = testBytes(400_000);
  const origin = await rawServer(t, (socket, head) => {
    const content = head.startsWith("GET /small") ? body.subarray(0, 40_000) : body;
    socket.write(`HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: ${content.length}\r\n\r\n`);
    socket.write(content);
  });
  const { transport, store } = await rig(t, origin, { network: limited(400_000) });
  const startedAt = performance.now();
  for (const identifier of ["1", "2", "3", "4", "5"]) await download(transport, "/small", { identifier });
  // The first four have to be paid before the fifth is asked for: 160,000 bytes at 400,000 a second.
  assert(performance.now() - startedAt > 300);

  let received = 0;
  transport.setNetwork(limited(50_000));
  const { observed } = begin(transport, "/large", {
    onProgress: (_, bytes) => {
      received = bytes;
    },
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert(received < 200_000, String(received));
  transport.setNetwork(networkPresets.wifi);
  assert.equal(kindOf((await observed).outcome), "finished");
  assert(stored(store).equals(body));
});

test("latency is added to each request, redirects too, and ends with a pause", async (t) => {
  const asked: number[] = [];
  const origin = await rawServer(t, (socket, head) => {
    asked.push(performance.now());
    socket.write(
      head.startsWith("GET /a")
        ? "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
        : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    );
  });
  const { transport } = await rig(t, origin, { network: { ...networkPresets.wifi, latencyMs: 80 } });
  const startedAt = performance.now();
  await download(transport, "/a");
  const [first = 0, second = 0] = asked;
  assert(first - startedAt >= 79 && second - first >= 79);
  const { transfer, observed } = begin(transport, "/b");
  await new Promise((resolve) => setTimeout(resolve, 10));
  transfer.pause();
  assert.equal((await observed).outcome.kind, "paused");
  assert.equal(asked.length, 2);
});

test("going offline ends what runs and keeps its bytes; offline nothing starts", async (t) => {
  const body = testBytes(3_000_000);
  const origin = await rawServer(t, (socket, head) => {
    const from = Number(/range: bytes=(\d+)-/i.exec(head)?.[1] ?? 0);
    if (from === 0) {
      socket.write(`HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body.subarray(0, 2_000_000));
    } else {
      const range = `bytes ${from}-${body.length - 1}/${body.length}`;
      socket.write(`HTTP/1.1 206 OK\r\nContent-Range: ${range}\r\nContent-Length: ${body.length - from}\r\n\r\n`);
      socket.write(body.subarray(from));
    }
  });
  const { transport, store } = await rig(t, origin);
  const cut = await download(transport, "/a", {
    onStarted: () => setTimeout(() => transport.setNetwork(networkPresets.offline), 200),
  });
  const { receivedBytes } = cut.outcome;
  assert.equal(kindOf(cut.outcome), "offline");
  assert(receivedBytes > 0 && receivedBytes <= 2_000_000);
  assert.equal(unfinished(store).length, 2);
  assert.equal(kindOf((await download(transport, "/a")).outcome), "offline");
  transport.setNetwork(networkPresets.wifi);
  const { outcome, offsets } = await download(transport, "/a");
  assert.deepEqual([kindOf(outcome), offsets], ["finished", [receivedBytes]]);
  assert.equal(outcome.transferredBytes, body.length - receivedBytes);
  assert(stored(store).equals(body));
});
