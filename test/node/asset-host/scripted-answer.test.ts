import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { AssetHost } from "../../../src/node/asset-host/asset-host";
import type { AnswerScript, ScriptedAnswer, ScriptedRequest } from "../../../src/node/asset-host/scripted-answer";
import { begun, get, getErrorCode } from "./https-client";
import { folderWith, startedHost, testCa } from "./served-folder";

const ca = testCa.certificatePem;

async function hostThat(t: TestContext, respond: AnswerScript): Promise<AssetHost> {
  return startedHost(t, { folder: await folderWith(t, { "a.bin": "0123456789" }), respond });
}

test("without an answer from the script the file is served", async (t) => {
  const seen: ScriptedRequest[] = [];
  const host = await hostThat(t, (request) => {
    seen.push(request);
    return undefined;
  });
  const headers = { range: "bytes=2-4" };
  assert.equal((await get(host.origin, "/a.bin?x=1", { ca, headers })).text, "234");
  assert.equal((await get(host.origin, "/a.bin", { ca })).text, "0123456789");
  assert.equal((await get(host.origin, "/b.bin", { ca })).status, 404);
  assert.deepEqual(
    seen.map(({ method, path, query, attempt }) => [method, path, query, attempt]),
    [
      ["GET", "/a.bin", "?x=1", 1],
      ["GET", "/a.bin", "", 2],
      ["GET", "/b.bin", "", 1],
    ],
  );
  assert.equal(seen[0]?.headers.range, "bytes=2-4");
});

test("a cut leaves exactly the bytes before it, at every byte", async (t) => {
  let cutAfterBytes = 0;
  const host = await hostThat(t, () => ({ cutAfterBytes }));
  for (; cutAfterBytes < 10; cutAfterBytes++) {
    const { status, text, complete } = await get(host.origin, "/a.bin", { ca });
    assert.deepEqual([status, text, complete], [200, "0123456789".slice(0, cutAfterBytes), false]);
  }
  const whole = await get(host.origin, "/a.bin", { ca });
  assert.deepEqual([whole.text, whole.complete], ["0123456789", true]);
  await host.settled();
  assert.deepEqual(
    host.requests.map(({ bytes, complete }) => [bytes, complete]),
    [...Array.from({ length: 10 }, (_, bytes) => [bytes, false]), [10, true]],
  );
});

test("a cut counts the bytes of a resumed answer, and comes exactly in a large one", async (t) => {
  const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => index % 251));
  const folder = await folderWith(t, { "big.bin": content });
  const host = await startedHost(t, { folder, respond: () => ({ cutAfterBytes: 600_001 }) });
  const resumed = await get(host.origin, "/big.bin", { ca, headers: { range: "bytes=1000-" } });
  assert.deepEqual([resumed.status, resumed.complete], [206, false]);
  assert(resumed.body.equals(content.subarray(1000, 601_001)));
});

test("a connection closed without an answer", async (t) => {
  const host = await hostThat(t, ({ attempt }) => (attempt === 1 ? { cutAfterBytes: "before-headers" } : undefined));
  assert.equal(await getErrorCode(host.origin, "/a.bin", { ca }), "ECONNRESET");
  assert.equal((await get(host.origin, "/a.bin", { ca })).text, "0123456789");
  await host.settled();
  assert.deepEqual(
    host.requests.map(({ status }) => status),
    [0, 200],
  );
});

test("status, headers, redirect and body are the script's", async (t) => {
  const answers: Record<string, ScriptedAnswer> = {
    "/moved": { redirectTo: "https://cdn.example.com/a.bin" },
    "/moved-for-good": { redirectTo: "../a.bin", status: 308 },
    "/broken": { status: 503, headers: { "Retry-After": "5" } },
    "/login": { body: "<!doctype html><title>Sign in</title>" },
    "/typed": {
      body: new Uint8Array([1, 2, 3]),
      headers: { "content-type": "image/png", ETag: undefined, Date: undefined },
    },
    "/none": { status: 204 },
  };
  const host = await hostThat(t, ({ path }) => answers[path]);
  const ask = (path: string, headers: Record<string, string> = {}) => get(host.origin, path, { ca, headers });

  const moved = await ask("/moved", { range: "bytes=1-" });
  assert.deepEqual([moved.status, moved.headers.location], [302, "https://cdn.example.com/a.bin"]);
  const forGood = await ask("/moved-for-good");
  assert.deepEqual([forGood.status, forGood.headers.location], [308, "../a.bin"]);
  const broken = await ask("/broken", { range: "bytes=1-" });
  assert.deepEqual(
    [broken.status, broken.headers["retry-after"], broken.text],
    [503, "5", "503 Service Unavailable\n"],
  );
  const login = await ask("/login");
  assert.deepEqual([login.status, login.headers["content-type"]], [200, "text/html; charset=utf-8"]);
  assert.equal(login.text, "<!doctype html><title>Sign in</title>");
  const typed = await ask("/typed", { range: "bytes=1-1" });
  assert.deepEqual([typed.status, typed.headers["content-type"], [...typed.body]], [206, "image/png", [2]]);
  assert.deepEqual([typed.headers.etag, typed.headers.date], [undefined, undefined]);
  assert.deepEqual([(await ask("/none")).status, (await ask("/none")).text], [204, ""]);
});

test("a changed entity tag starts a resumed download over", async (t) => {
  const host = await hostThat(t, ({ attempt }) => (attempt === 1 ? undefined : { eTag: '"other"' }));
  const { headers } = await get(host.origin, "/a.bin", { ca });
  const resume = (eTag: string) => get(host.origin, "/a.bin", { ca, headers: { range: "bytes=4-", "if-range": eTag } });
  const changed = await resume(headers.etag ?? "");
  assert.deepEqual([changed.status, changed.text, changed.headers.etag], [200, "0123456789", '"other"']);
  assert.deepEqual([(await resume('"other"')).status, (await resume('"other"')).text], [206, "456789"]);
});

test("a server that knows no ranges", async (t) => {
  const host = await hostThat(t, () => ({ ignoreRange: true }));
  const answer = await get(host.origin, "/a.bin", { ca, headers: { range: "bytes=4-" } });
  assert.deepEqual([answer.status, answer.text, answer.headers["accept-ranges"]], [200, "0123456789", undefined]);
});

test("a Content-Length that lies, and none", async (t) => {
  const lengths: Record<string, number | "absent"> = { "/long": 20, "/short": 4, "/absent": "absent" };
  const folder = await folderWith(t, { long: "0123456789", short: "0123456789", absent: "0123456789" });
  const host = await startedHost(t, {
    folder,
    respond: ({ path }) => {
      const contentLength = lengths[path];
      return contentLength === undefined ? undefined : { contentLength };
    },
  });
  const long = await get(host.origin, "/long", { ca });
  assert.deepEqual([long.headers["content-length"], long.text, long.complete], ["20", "0123456789", false]);
  // A client stops at the length it was told, or finds the rest to be nonsense; it never gets more.
  const short = await get(host.origin, "/short", { ca }).catch((error: Error) => error);
  if (!(short instanceof Error)) assert.equal(short.text, "0123");
  const absent = await get(host.origin, "/absent", { ca });
  assert.deepEqual([absent.headers["content-length"], absent.headers["transfer-encoding"]], [undefined, "chunked"]);
  assert.deepEqual([absent.text, absent.complete], ["0123456789", true]);
});

test("a stall keeps the connection open and silent until the client leaves", async (t) => {
  const host = await hostThat(t, ({ path }) => ({ stallAfterBytes: path === "/a.bin" ? 4 : "before-headers" }));
  const stalled = new AbortController();
  await begun(host.origin, "/a.bin", { ca, signal: stalled.signal });
  const silent = assert.rejects(get(host.origin, "/b.bin", { ca, signal: stalled.signal }), { name: "AbortError" });
  // As long as the client waits, no answer ends; another is served meanwhile.
  assert.equal(host.requests.length, 0);
  stalled.abort();
  await silent;
  await host.settled();
  const first = host.requests.find(({ path }) => path === "/a.bin");
  assert.deepEqual([first?.status, first?.bytes, first?.complete], [200, 4, false]);
});

test("a drip sends everything, no faster than told", async (t) => {
  const host = await hostThat(t, () => ({ bytesPerSecond: 100 }));
  const startedAt = performance.now();
  const sizes: number[] = [];
  const { text, complete } = await get(host.origin, "/a.bin", { ca, onBody: (received) => sizes.push(received) });
  assert.deepEqual([text, complete], ["0123456789", true]);
  // The last piece leaves after 50 ms at the earliest; how much later is the computer's business.
  assert(performance.now() - startedAt >= 45, "came too fast");
  assert(sizes.length > 1, "came in one piece");
});

test("a script that fails is a 500 whose reason is in the log", async (t) => {
  const host = await hostThat(t, () => {
    throw new Error("no such scenario");
  });
  const answer = await get(host.origin, "/a.bin", { ca });
  assert.deepEqual([answer.status, answer.text], [500, ""]);
  await host.settled();
  assert.equal(host.requests[0]?.failure, "no such scenario");
});
