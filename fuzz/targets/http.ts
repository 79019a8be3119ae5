import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { ContentStore } from "../../src/node/content-store/content-store";
import { createUndiciTransport, type UndiciTransport } from "../../src/node/transport/undici-transport";
import { networkPresets } from "../../src/simulator/conditions";
import type { TransferOutcome } from "../../src/simulator/ports";
import type { SeededRandom } from "../../test/model/plist/seeded-random";
import { bytesOf, type FuzzTarget } from "../fuzz-target";
import { mutatedText } from "../mutate";

/** Longer than the transport waits for a byte. */
const longestMs = 5000;
const mostBytes = 100_000;
const origin = "https://assets.example.com";

/** A server on loopback that answers every connection with the bytes of the moment, whatever is asked. */
class ScriptedServer {
  answer: { readonly bytes: Buffer; readonly pieces: number; readonly staysOpen: boolean } | undefined;
  readonly #sockets = new Set<net.Socket>();
  readonly #server = net.createServer((socket) => {
    this.#sockets.add(socket);
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
    socket.once("data", () => void this.#send(socket));
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#server.unref();
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #send(socket: net.Socket): Promise<void> {
    const { answer } = this;
    if (answer === undefined) return;
    socket.setNoDelay(true);
    const size = Math.ceil(answer.bytes.length / answer.pieces);
    for (let at = 0; at < answer.bytes.length && !socket.destroyed; at += size) {
      socket.write(answer.bytes.subarray(at, at + size));
      if (answer.pieces > 1) await new Promise((resolve) => setImmediate(resolve));
    }
    if (!answer.staysOpen) socket.end();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

interface Rig {
  readonly server: ScriptedServer;
  readonly transport: UndiciTransport;
  readonly store: ContentStore;
  readonly folder: string;
}

let rig: Promise<Rig> | undefined;
let downloads = 0;

async function makeRig(): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "ba-fuzz-http-"));
  const server = new ScriptedServer();
  const to = await server.listen();
  const store = await ContentStore.open(join(folder, "content"));
  const transport = createUndiciTransport({
    contentStore: store,
    hostMapping: [{ from: origin, to }],
    network: { ...networkPresets.wifi, bytesPerSecond: undefined, latencyMs: 0 },
    timeouts: { connectTimeoutMs: 2000, headersTimeoutMs: 250, bodyTimeoutMs: 250 },
    maxBytes: undefined,
  });
  return { server, transport, store, folder };
}

/** The body that a sound answer has, so that the check knows it: its first line says how many bytes. */
const marker = "x-fuzz-sound";

interface Answer {
  readonly head: string;
  readonly body: Buffer;
}

function soundAnswer(random: SeededRandom): Answer {
  const content = Buffer.from(
    Array.from({ length: random.below(3) === 0 ? random.below(20_000) : random.below(40) }, () => random.below(256)),
  );
  const coding = random.below(6);
  const body = coding === 0 ? gzipSync(content) : coding === 1 ? brotliCompressSync(content) : content;
  const headers = [`${marker}: ${body.toString("base64")}`];
  if (coding < 2) headers.push(`Content-Encoding: ${coding === 0 ? "gzip" : "br"}`);
  for (const header of [
    'ETag: "e"',
    "Last-Modified: Wed, 01 Jan 2025 00:00:00 GMT",
    "Date: Wed, 01 Jan 2025 00:00:09 GMT",
    "X-A: b",
    "Set-Cookie: a=b",
    "Server: \u00ff",
  ])
    if (random.below(3) === 0) headers.push(header);
  const framing = random.below(3);
  if (framing === 0) headers.push(`Content-Length: ${body.length}`);
  else if (framing === 1) headers.push("Transfer-Encoding: chunked");
  else headers.push("Connection: close");
  const early = random.below(6) === 0 ? "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" : "";
  const head = `${early}HTTP/1.1 200 OK\r\n${headers.join("\r\n")}\r\n\r\n`;
  return { head, body: framing === 1 ? chunked(body, random) : body };
}

function chunked(body: Buffer, random: SeededRandom): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + random.below(500));
    at += piece.length;
    const extension = random.below(5) === 0 ? ';a="b"' : "";
    parts.push(Buffer.from(`${piece.length.toString(16)}${extension}\r\n`), piece, Buffer.from("\r\n"));
  }
  parts.push(Buffer.from(random.below(4) === 0 ? "0\r\nX-Trailer: a\r\n\r\n" : "0\r\n\r\n"));
  return Buffer.concat(parts);
}

const words = [
  "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/5\r\n",
  "HTTP/1.1 302 Found\r\nLocation: /a\r\n",
  "HTTP/1.1 304 Not Modified\r\n",
  "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=a\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 204 None\r\n",
  "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n",
  "HTTP/1.1 416 No\r\n",
  "HTTP/2.0",
  "HTTP/1.0",
  "Content-Length: 5\r\n",
  "Content-Length: -1\r\n",
  "Content-Length: 99999999999999999999\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: gzip, chunked\r\n",
  "Content-Encoding: gzip\r\n",
  "Location: file:///etc/passwd\r\n",
  "Location: http://169.254.169.254/\r\n",
  "Location: //evil.example/\r\n",
  "Retry-After: 1e9\r\n",
  "\r\n",
  "\r\n\r\n",
  "0\r\n\r\n",
  "ffffffffffffffff\r\n",
  "-1\r\n",
  ": ",
  "\0",
  ";",
  "Content-Range: bytes 9-1/0\r\n",
  'ETag: "\r\n',
]; // prettier-ignore

/** Answers of a server that may say anything: an outcome in time, at most the bytes that were allowed, and sound ones exactly. */
export const httpAnswers: FuzzTarget = {
  name: "http",
  share: 1,
  generate: (random) => {
    const { head, body } = soundAnswer(random);
    const sound = Buffer.concat([Buffer.from(head, "latin1"), body]);
    if (random.below(5) === 0) return sound;
    const text = sound.toString("latin1").replace(`${marker}: `, "X-Other: ");
    return Buffer.from(mutatedText(text, random, words, [text]), "latin1");
  },
  async check(input, random) {
    rig ??= makeRig();
    const { server, transport, store, folder } = await rig;
    const bytes = Buffer.from(bytesOf(input));
    const expected = soundBody(bytes);
    server.answer = { bytes, pieces: 1 + random.below(6), staysOpen: expected === undefined && random.below(40) === 0 };
    const identifier = `download ${downloads++}`;
    let outcome = await outcomeOf(transport, identifier);
    // A busy computer may be slower than the timeouts are patient.
    for (let again = 0; again < 3 && expected !== undefined && isTimeout(outcome); again++)
      outcome = await outcomeOf(transport, identifier);
    assert.ok(outcome.receivedBytes <= mostBytes, `${outcome.receivedBytes} bytes`);
    if (outcome.kind === "finished") {
      const stored = readFileSync(store.finalPath(identifier));
      assert.equal(stored.length, outcome.receivedBytes);
      if (expected !== undefined) assert.ok(stored.equals(expected), "other bytes than were sent");
      await store.remove(identifier);
    } else if (expected !== undefined) {
      assert.fail(`a sound answer ended as ${JSON.stringify(outcome)}`);
    }
    assert.deepEqual(readdirSync(folder), ["content"]);
    if (downloads % 500 === 0) await store.removeAll();
  },
  async close() {
    if (rig === undefined) return;
    const { server, transport, folder } = await rig;
    await transport.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
    rig = undefined;
  },
};

function isTimeout(outcome: TransferOutcome): boolean {
  return outcome.kind === "failed" && outcome.failure.kind === "timeout";
}

/** What the marker says; undefined for an answer that was changed. */
function soundBody(bytes: Buffer): Buffer | undefined {
  const base64 = new RegExp(`^${marker}: (.*)\\r$`, "m").exec(bytes.toString("latin1"))?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, "base64");
}

function outcomeOf(transport: UndiciTransport, identifier: string): Promise<TransferOutcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no outcome within ${longestMs} ms`)), longestMs);
    const request = {
      identifier,
      url: `${origin}/a`,
      purpose: "asset",
      expectedSizeInBytes: undefined,
      maxBytes: mostBytes,
      contentTag: "1",
    } as const;
    transport.start(request, {
      redirected: (_, to) => (to.startsWith(origin) ? "follow" : "refuse"),
      started: () => {},
      progress: () => {},
      ended: (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      },
    });
  });
}
