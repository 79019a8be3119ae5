import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { DevelopmentCa } from "./development-ca";
import type { DeviceCheckList } from "./device-check-list";
import { setupPage } from "./setup-page";

export interface SetupServerOptions {
  readonly ca: DevelopmentCa;
  readonly checkList: DeviceCheckList;
  /** Addresses of this computer in the local network. */
  readonly addresses: readonly string[];
  /** Where content is served. */
  readonly origins: readonly string[];
  readonly archiveNotice: string | undefined;
}

export interface SetupServer {
  readonly port: number;
  /** Where the page is, for the device. */
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/**
 * Serves the page that gets a device to trust the development certificate authority, over plain http on a port of its own:
 * the page, the authority's certificate (never its key) and the check list. Nothing else.
 */
export async function startSetupServer(options: SetupServerOptions): Promise<SetupServer> {
  const { ca, checkList, addresses, origins, archiveNotice } = options;
  const fingerprint = new X509Certificate(ca.certificatePem).fingerprint256;
  let urls: readonly string[] = [];
  const server = createServer((request, response) => {
    checkList.reached(request.socket.remoteAddress);
    const send = (type: string, body: string) => {
      response.writeHead(200, {
        "content-type": type,
        "content-length": String(Buffer.byteLength(body)),
        "cache-control": "no-store",
      });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    if (request.method !== "GET" && request.method !== "HEAD") response.writeHead(405).end();
    else if (request.url === "/") {
      const facts = { setupUrls: urls, origins, entries: checkList.entries(), archiveNotice, fingerprint };
      send("text/html; charset=utf-8", setupPage(facts));
    } else if (request.url === "/status.json") send("application/json", JSON.stringify(checkList.entries()));
    // The type by which Apple's systems take it for a profile.
    else if (request.url === "/development-ca.pem") send("application/x-x509-ca-cert", ca.certificatePem);
    else response.writeHead(404).end();
  });
  const port = await listen(server);
  urls = addresses.map((address) => `http://${address.includes(":") ? `[${address}]` : address}:${port}/`);
  return {
    port,
    urls,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(0, () => {
      const address = server.address();
      listening(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
