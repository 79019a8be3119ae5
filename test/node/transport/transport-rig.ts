import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { ContentStore } from "../../../src/node/content-store/content-store";
import type { DiskOperations } from "../../../src/node/content-store/disk-operations";
import {
  createUndiciTransport,
  type UndiciTransport,
  type UndiciTransportOptions,
} from "../../../src/node/transport/undici-transport";
import type { Transfer, TransferOutcome, TransferRequest, Transport } from "../../../src/simulator/ports";
import { temporaryFolder } from "../asset-host/served-folder";

/** What every test's app downloads from; nothing of it exists. */
export const configuredOrigin = "https://assets.example.com";

export interface Rig {
  readonly transport: UndiciTransport;
  readonly store: ContentStore;
  readonly notices: string[];
}

/** A transport over an empty store, closed after the test. `target` is where `configuredOrigin` is mapped to. */
export async function rig(
  t: TestContext,
  target: string | undefined,
  options: Partial<UndiciTransportOptions> = {},
  disk?: DiskOperations,
): Promise<Rig> {
  const store = options.contentStore ?? (await ContentStore.open(join(await temporaryFolder(t), "content"), disk));
  const notices: string[] = [];
  const transport = createUndiciTransport({
    contentStore: store,
    hostMapping: target === undefined ? [] : [{ from: configuredOrigin, to: target }],
    onNotice: (message) => notices.push(message),
    ...options,
  });
  t.after(() => transport.close());
  return { transport, store, notices };
}

export interface Observed {
  readonly outcome: TransferOutcome;
  readonly hops: readonly string[];
  readonly offsets: readonly number[];
}

export interface Wanted extends Partial<TransferRequest> {
  readonly judge?: (to: string) => "follow" | "refuse";
  readonly onStarted?: (transfer: Transfer, offset: number) => void;
  readonly onProgress?: (transfer: Transfer, receivedBytes: number) => void;
}

export function requestFor(path: string, wanted: Partial<TransferRequest> = {}): TransferRequest {
  return {
    identifier: "asset",
    url: configuredOrigin + path,
    purpose: "asset",
    expectedSizeInBytes: undefined,
    maxBytes: undefined,
    contentTag: "1",
    ...wanted,
  };
}

/** Starts a transfer and collects what its observer is told. */
export function begin(
  transport: Transport,
  path: string,
  wanted: Wanted = {},
): { readonly transfer: Transfer; readonly observed: Promise<Observed> } {
  const { judge, onStarted, onProgress, ...request } = wanted;
  let transfer: Transfer | undefined;
  const observed = new Promise<Observed>((resolve) => {
    const hops: string[] = [];
    const offsets: number[] = [];
    const own = () => {
      assert(transfer !== undefined, "the observer was called before start had returned");
      return transfer;
    };
    transfer = transport.start(requestFor(path, request), {
      redirected: (_, to) => {
        hops.push(to);
        return judge?.(to) ?? "follow";
      },
      started: (offset) => {
        offsets.push(offset);
        onStarted?.(own(), offset);
      },
      progress: (receivedBytes) => onProgress?.(own(), receivedBytes),
      ended: (outcome) => {
        own();
        resolve({ outcome, hops, offsets });
      },
    });
  });
  assert(transfer !== undefined);
  return { transfer, observed };
}

export async function download(transport: Transport, path: string, wanted: Wanted = {}): Promise<Observed> {
  return begin(transport, path, wanted).observed;
}

/** The kind of failure; the kind of outcome where it is none. */
export function kindOf(outcome: TransferOutcome): string {
  return outcome.kind === "failed" ? outcome.failure.kind : outcome.kind;
}

export function stored(store: ContentStore, identifier = "asset"): Buffer {
  return readFileSync(store.finalPath(identifier));
}

/** Names in the store that are not whole contents. */
export function unfinished(store: ContentStore): string[] {
  return readdirSync(store.folder).filter((name) => name.includes(".partial"));
}

/** A server of raw bytes on loopback: `answer` is called for each request with the text of its head. */
export async function rawServer(
  t: TestContext,
  answer: (socket: net.Socket, head: string, count: number) => void,
): Promise<string> {
  const sockets = new Set<net.Socket>();
  let count = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n")) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        answer(socket, head, ++count);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Bytes that differ at every place, so that a shifted or repeated part shows. */
export function testBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index++) bytes[index] = (index * 31 + (index >> 8) * 7 + (index >> 16)) & 255;
  return bytes;
}
