import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ContentStore } from "../../../src/node/content-store/content-store";
import { temporaryFolder } from "../asset-host/served-folder";
import { download, kindOf, type Rig, rawServer, rig, stored, testBytes, unfinished } from "./transport-rig";

const content = testBytes(200);
const date = "Date: Thu, 01 Jan 2026 12:00:00 GMT\r\n";
const eTag = 'ETag: "v1"\r\n';

function whole(headers = date + eTag, body = content): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}Content-Length: ${body.length}\r\n\r\n`), body]);
}

function rest(from: number, headers = date + eTag, body = content): Buffer {
  const head = `HTTP/1.1 206 Partial Content\r\n${headers}Content-Range: bytes ${from}-${body.length - 1}/${body.length}\r\nContent-Length: ${body.length - from}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body.subarray(from)]);
}

function header(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim();
}

const rangeStart = (head: string) => Number(/bytes=(\d+)-/.exec(header(head, "range") ?? "")?.[1] ?? 0);

test("a connection cut at every byte goes on where the bytes stopped", async (t) => {
  let cut = 0;
  const ranges: (string | undefined)[] = [];
  const origin = await rawServer(t, (socket, head) => {
    const range = header(head, "range");
    ranges.push(range);
    if (range !== undefined) socket.write(rest(rangeStart(head)));
    else socket.end(whole().subarray(0, cut));
  });
  const headBytes = whole().length - content.length;
  const { transport, store } = await rig(t, origin);
  for (cut = 0; cut <= whole().length; cut++) {
    const identifier = `cut ${cut}`;
    ranges.length = 0;
    const { outcome, offsets } = await download(transport, "/a", { identifier, expectedSizeInBytes: 200 });
    const came = cut - headBytes;
    if (came <= 0) {
      assert.equal(kindOf(outcome), "connection-lost", `cut at ${cut}`);
      assert.equal(store.has(identifier), false);
      assert.equal(ranges.length, 1);
    } else {
      assert.equal(kindOf(outcome), "finished", `cut at ${cut}`);
      assert(stored(store, identifier).equals(content), `cut at ${cut}`);
      assert.deepEqual(offsets, came === 200 ? [0] : [0, came]);
      assert.deepEqual(ranges, came === 200 ? [undefined] : [undefined, `bytes=${came}-`]);
      assert.equal(outcome.transferredBytes, 200);
    }
  }
  assert.deepEqual(unfinished(store), []);
});

test("cut at every byte without a length or chunk that ends it, nothing counts as whole", async (t) => {
  const chunked = Buffer.concat([
    Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc8\r\n"),
    content,
    Buffer.from("\r\n0\r\n\r\n"),
  ]);
  let cut = 0;
  const origin = await rawServer(t, (socket) => socket.end(chunked.subarray(0, cut)));
  const { transport, store } = await rig(t, origin);
  for (cut = 0; cut < chunked.length; cut++) {
    const { outcome } = await download(transport, "/a");
    assert.equal(kindOf(outcome), "connection-lost", `cut at ${cut}`);
    assert.deepEqual(readdirSync(store.folder), []);
  }
  assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
});

test("a reset instead of an end, while the body comes and before it", async (t) => {
  const origin = await rawServer(t, (socket, _, count) => {
    if (count === 1) socket.write(whole().subarray(0, -50), () => setTimeout(() => socket.resetAndDestroy(), 50));
    else if (count === 2) socket.write(rest(150));
    else socket.resetAndDestroy();
  });
  const { transport, store } = await rig(t, origin);
  assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
  assert(stored(store).equals(content));
  assert.equal(kindOf((await download(transport, "/a", { identifier: "2" })).outcome), "connection-lost");
});

test("a connection that always breaks is made again twice, then the transfer fails and keeps its bytes", async (t) => {
  const heads: string[] = [];
  const origin = await rawServer(t, (socket, head) => {
    heads.push(head);
    const from = rangeStart(head);
    socket.end(from === 0 ? whole().subarray(0, -150) : rest(from).subarray(0, from - 190));
  });
  const { transport, store } = await rig(t, origin);
  const { outcome, offsets } = await download(transport, "/a");
  assert.deepEqual([kindOf(outcome), outcome.receivedBytes, offsets], ["connection-lost", 70, [0, 50, 60]]);
  assert.equal(heads.length, 3);
  assert.equal(unfinished(store).length, 2);
});

test("a kept-alive connection that the server closed is replaced without a failure", async (t) => {
  const origin = await rawServer(t, (socket, _, count) => {
    if (count % 2 === 1) socket.write(whole());
    else socket.destroy();
  });
  const { transport } = await rig(t, origin);
  for (const identifier of ["1", "2", "3"]) {
    assert.equal(kindOf((await download(transport, "/a", { identifier })).outcome), "finished");
  }
});

/** Leaves the first 80 bytes in the store, as they came with `headers`. */
async function interrupted(
  t: TestContext,
  headers: string,
  answer: (head: string, count: number) => Buffer,
): Promise<Rig & { heads: string[] }> {
  const heads: string[] = [];
  const store = await ContentStore.open(join(await temporaryFolder(t), "content"));
  const origin = await rawServer(t, (socket, head, count) => {
    heads.push(head);
    if (count === 1) socket.write(whole(headers).subarray(0, -120));
    else socket.write(answer(head, count - 1));
  });
  const made = await rig(t, origin, { contentStore: store });
  const { outcome } = await download(made.transport, "/a", {
    onStarted: (transfer) => setTimeout(() => transfer.pause(), 100),
  });
  assert.deepEqual(outcome, { kind: "paused", receivedBytes: 80, transferredBytes: 80 });
  return { ...made, heads };
}

const old = `${date}Last-Modified: Thu, 01 Jan 2026 11:59:59 GMT\r\n`;
const sameSecond = `${date}Last-Modified: Thu, 01 Jan 2026 12:00:00 GMT\r\n`;

for (const [name, headers, validator] of [
  ["a strong ETag", date + eTag, '"v1"'],
  ["a Last-Modified a second before Date", old, "Thu, 01 Jan 2026 11:59:59 GMT"],
  ["an ETag before Last-Modified", old + eTag, '"v1"'],
  ["a weak ETag", `${date}ETag: W/"v1"\r\n`, undefined],
  ["a weak ETag with an old Last-Modified", `${old}ETag: W/"v1"\r\n`, "Thu, 01 Jan 2026 11:59:59 GMT"],
  ["a Last-Modified within the second of Date", sameSecond, undefined],
  ["a Last-Modified without Date", old.replace(date, ""), undefined],
  ["no validator", date, undefined],
] as const) {
  test(`${name} ${validator === undefined ? "starts over" : "continues"}`, async (t) => {
    const { transport, store, heads } = await interrupted(t, headers, (head) =>
      header(head, "range") === undefined ? whole(headers) : rest(rangeStart(head), headers),
    );
    const { outcome, offsets } = await download(transport, "/a");
    assert.equal(kindOf(outcome), "finished");
    assert(stored(store).equals(content));
    assert.equal(header(heads[1] ?? "", "range"), validator === undefined ? undefined : "bytes=80-");
    assert.equal(header(heads[1] ?? "", "if-range"), validator);
    assert.deepEqual(offsets, [validator === undefined ? 0 : 80]);
  });
}

test("a content that changed meanwhile comes whole, none of the old bytes in it", async (t) => {
  const changed = testBytes(300).reverse();
  const { transport, store } = await interrupted(t, date + eTag, () => whole('ETag: "v2"\r\n', changed));
  const { outcome, offsets } = await download(transport, "/a");
  assert.deepEqual([outcome.kind, offsets, outcome.transferredBytes], ["finished", [0], 300]);
  assert(stored(store).equals(changed));
});

const changed = testBytes(200).reverse();
for (const [name, lie] of [
  ["another start", rest(70)],
  ["another total", rest(80, date + eTag, testBytes(201))],
  ["another ETag", rest(80, 'ETag: "v2"\r\n', changed)],
  ["no Content-Range", Buffer.from("HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc")],
  ["an unknown total", Buffer.from("HTTP/1.1 206 OK\r\nContent-Range: bytes 80-82/*\r\nContent-Length: 3\r\n\r\nabc")],
  ["nonsense", Buffer.from("HTTP/1.1 206 OK\r\nContent-Range: bytes 80-70/200\r\nContent-Length: 3\r\n\r\nabc")],
  ["416", Buffer.from("HTTP/1.1 416 No\r\nContent-Range: bytes */10\r\nContent-Length: 0\r\n\r\n")],
] as const) {
  test(`a range answered with ${name} is asked for again from the start`, async (t) => {
    const { transport, store, heads } = await interrupted(t, date + eTag, (_, count) => (count === 1 ? lie : whole()));
    const { outcome, offsets } = await download(transport, "/a");
    assert.deepEqual([kindOf(outcome), offsets], ["finished", [0]]);
    assert(stored(store).equals(content));
    assert.equal(header(heads[2] ?? "", "range"), undefined);
    assert.equal(heads.length, 3);
  });
}

test("a range that ends before the content is continued once more", async (t) => {
  const { transport, store } = await interrupted(t, date + eTag, (head) => {
    const from = rangeStart(head);
    const part = content.subarray(from, from + 70);
    const range = `bytes ${from}-${from + part.length - 1}/200`;
    return Buffer.concat([
      Buffer.from(`HTTP/1.1 206 OK\r\n${eTag}Content-Range: ${range}\r\nContent-Length: ${part.length}\r\n\r\n`),
      part,
    ]);
  });
  const { outcome, offsets } = await download(transport, "/a");
  assert.deepEqual([kindOf(outcome), offsets], ["finished", [80, 150]]);
  assert(stored(store).equals(content));
});

test("kept bytes of another version or URL are not continued", async (t) => {
  for (const other of [{ contentTag: "2" }, { url: "https://assets.example.com/b" }]) {
    const { transport, heads } = await interrupted(t, date + eTag, () => whole());
    const { outcome, offsets } = await download(transport, "/a", other);
    assert.deepEqual([kindOf(outcome), offsets], ["finished", [0]]);
    assert.equal(header(heads[1] ?? "", "range"), undefined);
  }
});

test("kept bytes beyond the declared size or the budget are of no use", async (t) => {
  const { transport, heads } = await interrupted(t, date + eTag, () => whole());
  const { outcome } = await download(transport, "/a", { expectedSizeInBytes: 79 });
  assert.equal(kindOf(outcome), "wrong-size");
  assert.equal(header(heads[1] ?? "", "range"), undefined);
});

test("a server error on the way keeps the bytes for the next time", async (t) => {
  const { transport, store } = await interrupted(t, date + eTag, (head, count) =>
    count === 1 ? Buffer.from("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n") : rest(rangeStart(head)),
  );
  const failed = (await download(transport, "/a")).outcome;
  assert.deepEqual([kindOf(failed), failed.receivedBytes], ["http-status", 80]);
  const { outcome, offsets } = await download(transport, "/a");
  assert.deepEqual([kindOf(outcome), offsets], ["finished", [80]]);
  assert(stored(store).equals(content));
});
