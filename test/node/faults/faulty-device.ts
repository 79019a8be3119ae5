import assert from "node:assert/strict";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ManifestMapping } from "../../../src/model/manifest/manifest";
import { readManifest } from "../../../src/model/manifest/read";
import { deviceFolderAt } from "../../../src/node/device/device-folder";
import { DeviceStorage } from "../../../src/node/device/device-storage";
import { WallClock } from "../../../src/node/device/wall-clock";
import { orderedTransport } from "../../../src/node/simulation/ordered-transport";
import { createUndiciTransport } from "../../../src/node/transport/undici-transport";
import { assumptionSettings } from "../../../src/simulator/assumptions";
import { Device } from "../../../src/simulator/device";
import type { DeviceEvent, DeviceEventOf, DeviceEventType, LifecycleEventName } from "../../../src/simulator/events";
import { mappingExtension } from "../../../src/simulator/mapping-extension";
import { runEvents } from "../../../src/simulator/run";
import { someBytes } from "../../cli/simulated-project";
import { configurationWith, eventsOf, manifestUrl } from "../../simulator/simulated-device";
import { folderWith, startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";

/** `http`: mapped to a plain server. `tls`: mapped to the asset host. `proxy`: nothing is mapped, a proxy tunnels to the host. */
export type Protocol = "http" | "tls" | "proxy";

export interface FaultyAsset {
  readonly id: string;
  readonly sizeInBytes: number;
  readonly essential?: boolean;
  /** Decides about the bytes; default 1. */
  readonly version?: number;
  /** Default: the real one; `undefined` when the manifest does not say. */
  readonly declaredSizeInBytes?: number | undefined;
}

export interface FaultyDeviceOptions {
  readonly assets: readonly FaultyAsset[];
  readonly protocol?: Protocol;
  /** Default: nothing is tried again later on. */
  readonly assumptions?: Readonly<Record<string, unknown>>;
}

export const noRetries = { "background-retries": 0 };

const mapping: ManifestMapping = {
  assets: "$.assets[*]",
  item: { identifier: "$.id", url: "$.url", fileSize: "$.size", essential: "$.essential", version: "$.version" },
};

/** Short, so that a server that stalls does not hold up the tests. */
const timeouts = { connectTimeoutMs: 5000, headersTimeoutMs: 600, bodyTimeoutMs: 250 };

/** A device over real sockets and a real disk, with what a test wants to look at. */
export class FaultyDevice {
  readonly events: DeviceEvent[] = [];
  /** Of the last event. */
  exitCode: 0 | 1 = 0;
  readonly device: Device;
  readonly storage: DeviceStorage;
  /** Asset names with the `Range` of each request that reached the server. */
  readonly requests: readonly string[];
  readonly #folder: string;

  constructor(
    parts: Pick<FaultyDevice, "storage" | "requests"> & {
      folder: string;
      origin: string;
      proxy: string;
      assumptions: Readonly<Record<string, unknown>>;
    },
  ) {
    const { storage, requests, folder, origin, proxy } = parts;
    this.storage = storage;
    this.requests = requests;
    this.#folder = folder;
    const clock = new WallClock(storage.store.state.nowMs);
    const network = createUndiciTransport({
      contentStore: storage.content,
      hostMapping: origin === "" ? [] : [{ from: new URL(manifestUrl).origin, to: origin }],
      certificateAuthorities: [testCa.certificatePem],
      environment: proxy === "" ? {} : { HTTPS_PROXY: proxy },
      now: () => clock.now(),
      timeouts,
    });
    this.#closeNetwork = () => network.close();
    this.device = new Device({
      configuration: configurationWith(),
      settings: assumptionSettings(parts.assumptions),
      conditions: {},
      ports: {
        clock,
        transport: orderedTransport(network, {
          clock,
          removalsSettled: () => storage.store.removalsSettled(),
          manifestArrived: () => {},
        }),
        store: storage.store,
        extension: mappingExtension,
        readManifest: (bytes) => readManifest(bytes, { mapping, manifestUrl }),
        positionOf: () => ({ start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }),
        emit: (event) => this.events.push(event),
      },
    });
  }

  readonly #closeNetwork: () => Promise<void>;

  async close(): Promise<void> {
    await this.#closeNetwork();
    await this.storage.close();
  }

  /** Runs the event to rest and gives back what it led to. `meanwhile` sees each event as it comes. */
  async fire(
    event: LifecycleEventName,
    meanwhile: (event: DeviceEvent) => void = () => {},
  ): Promise<readonly DeviceEvent[]> {
    const seen = this.events.length;
    const end = this.device.log.observe(meanwhile);
    await new Promise<void>((done) => {
      runEvents(this.device, [event], { simulator: "test" }, ({ exitCode }) => {
        this.exitCode = exitCode;
        done();
      });
    });
    end();
    // Without the run's own first and last event.
    return this.events.slice(seen + 1, -1);
  }

  of<Type extends DeviceEventType>(type: Type): readonly DeviceEventOf<Type>[] {
    return eventsOf(this.events, type);
  }

  /** What the device has under this name; undefined: nothing whole. */
  content(identifier: string): Buffer | undefined {
    const path = this.storage.content.finalPath(identifier);
    return existsSync(path) ? readFileSync(path) : undefined;
  }

  async serve(assets: readonly FaultyAsset[]): Promise<void> {
    for (const asset of assets) await writeFile(join(this.#folder, asset.id), bytesOf(asset));
    await writeFile(join(this.#folder, "manifest.json"), manifestOf(assets));
  }
}

export function bytesOf({ id, sizeInBytes, version = 1 }: FaultyAsset): Buffer {
  return someBytes(`${id} ${version}`, sizeInBytes);
}

export function manifestOf(assets: readonly FaultyAsset[]): string {
  return JSON.stringify({
    assets: assets.map((asset) => {
      const size = "declaredSizeInBytes" in asset ? asset.declaredSizeInBytes : asset.sizeInBytes;
      return {
        id: asset.id,
        url: new URL(asset.id, manifestUrl).href,
        size,
        essential: asset.essential === true,
        version: String(asset.version ?? 1),
      };
    }),
  });
}

/** A device whose servers answer honestly: what goes wrong is up to its faults. Closed after the test. */
export async function faultyDevice(t: TestContext, options: FaultyDeviceOptions): Promise<FaultyDevice> {
  const { assets, protocol = "tls", assumptions = noRetries } = options;
  let device: FaultyDevice | undefined;
  // Before the folders, whose removal comes later.
  t.after(() => device?.close());
  const folder = await folderWith(t, { "manifest.json": manifestOf(assets) });
  const opened = await DeviceStorage.open(deviceFolderAt(await temporaryFolder(t)), () => {});
  assert(opened.ok, "the device's folder is free");
  const { requests, origin, proxy } = await server(t, folder, protocol);
  device = new FaultyDevice({ storage: opened.storage, requests, folder, origin, proxy, assumptions });
  await device.serve(assets);
  return device;
}

async function server(t: TestContext, folder: string, protocol: Protocol) {
  const requests: string[] = [];
  const note = (path: string, range: string | undefined) => {
    requests.push(range === undefined ? path.slice(1) : `${path.slice(1)} ${range}`);
  };
  if (protocol === "http") return { requests, origin: await plainServer(t, folder, note), proxy: "" };
  const host = await startedHost(t, {
    folder,
    hostNames: ["cdn.example.com"],
    respond: ({ path, headers }) => {
      note(path, headers.range);
      return undefined;
    },
  });
  if (protocol === "tls") return { requests, origin: host.origin, proxy: "" };
  return { requests, origin: "", proxy: await tunnelTo(t, host.port) };
}

/** Files with entity tags and ranges, as any server for assets has them. */
async function plainServer(
  t: TestContext,
  folder: string,
  note: (path: string, range: string | undefined) => void,
): Promise<string> {
  const running = http.createServer((request, response) => {
    const path = request.url ?? "/";
    note(path, request.headers.range);
    const file = join(folder, path.slice(1));
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const { size, mtimeMs } = statSync(file);
    const etag = `"${size}-${mtimeMs}"`;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? -1);
    if (start >= 0 && start < size && request.headers["if-range"] === etag) {
      const contentRange = `bytes ${start}-${size - 1}/${size}`;
      response.writeHead(206, { etag, "content-length": size - start, "content-range": contentRange });
      createReadStream(file, { start }).pipe(response);
    } else {
      response.writeHead(200, { etag, "content-length": size });
      createReadStream(file).pipe(response);
    }
  });
  await new Promise<void>((resolve) => running.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    running.closeAllConnections();
    running.close();
  });
  return `http://127.0.0.1:${(running.address() as AddressInfo).port}`;
}

/** A proxy that tunnels everything to one port of this computer. */
async function tunnelTo(t: TestContext, port: number): Promise<string> {
  const sockets = new Set<net.Socket>();
  const proxy = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.once("data", () => {
      const target = net.connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        target.pipe(socket).pipe(target);
      });
      target.on("error", () => socket.destroy());
      socket.on("close", () => target.destroy());
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}
