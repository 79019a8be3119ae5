import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { openDevelopmentCa } from "../src/node/asset-host/development-ca";

/** Serves `/small/ANYTHING` and `/large/ANYTHING`, each one file, and the manifests, over both protocols. */
export interface WebServer {
  readonly name: string;
  readonly httpOrigin: string;
  readonly httpsOrigin: string;
  /** For clients that have to trust the certificate; beside it lies what the simulator trusts for mapped hosts. */
  readonly caFolder: string;
  /** Where manifests are put. */
  readonly folder: string;
  close(): void;
}

/** @param folder empty; removed by whoever made it */
export async function startWebServer(
  folder: string,
  sizes: { readonly small: number; readonly large: number },
): Promise<WebServer> {
  const root = join(folder, "served");
  const caFolder = join(folder, "ca");
  mkdirSync(root, { recursive: true });
  for (const [name, size] of Object.entries(sizes)) {
    writeFileSync(join(root, `${name}.bin`), "");
    truncateSync(join(root, `${name}.bin`), size);
  }
  const leaf = (await openDevelopmentCa(caFolder)).issueLeaf({ hostNames: ["localhost"], ipAddresses: ["127.0.0.1"] });
  writeFileSync(join(folder, "certificate.pem"), leaf.certPem);
  writeFileSync(join(folder, "key.pem"), leaf.keyPem);

  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const hasNginx = spawnSync("nginx", ["-v"]).error === undefined;
  const server = hasNginx ? nginx(folder, httpPort, httpsPort) : nodeServer(folder, httpPort, httpsPort);
  const httpOrigin = `http://127.0.0.1:${httpPort}`;
  await answers(`${httpOrigin}/small/0`, server);
  return {
    name: hasNginx ? "nginx" : "a Node server (nginx is not installed)",
    httpOrigin,
    httpsOrigin: `https://127.0.0.1:${httpsPort}`,
    caFolder,
    folder: root,
    close: () => server.kill("SIGTERM"),
  };
}

function nginx(folder: string, httpPort: number, httpsPort: number): ChildProcess {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `  ${name}_temp_path ${folder}/nginx-${name};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx-error.log;
events { worker_connections 1024; }
http {
${temporary.join("\n")}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  server {
    listen 127.0.0.1:${httpPort};
    listen 127.0.0.1:${httpsPort} ssl;
    ssl_certificate ${folder}/certificate.pem;
    ssl_certificate_key ${folder}/key.pem;
    root ${folder}/served;
    rewrite ^/(small|large)/ /$1.bin break;
  }
}
`,
  );
  return spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: ["ignore", "ignore", "inherit"] });
}

function nodeServer(folder: string, httpPort: number, httpsPort: number): ChildProcess {
  const script = join(import.meta.dirname, "file-server.mjs");
  return spawn(process.execPath, [script, folder, String(httpPort), String(httpsPort)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** nginx cannot be asked which port it took. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && server.exitCode === null) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (response.ok) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`The web server for the downloads does not answer at ${url}.`);
}
