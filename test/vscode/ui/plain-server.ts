import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".m3u8": "application/vnd.apple.mpegurl",
  ".ts": "video/mp2t",
  ".m4s": "video/mp4",
  ".mp4": "video/mp4",
  ".vtt": "text/vtt",
};

/** A folder over plain HTTP on this computer, which any browser trusts, with a page that has one empty video element. */
export async function servePlain(folder: string): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    if (request.url === "/") response.setHeader("content-type", "text/html").end("<video muted></video>");
    else if (!existsSync(path) || !statSync(path).isFile()) response.writeHead(404).end();
    else {
      response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream");
      createReadStream(path).pipe(response);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
