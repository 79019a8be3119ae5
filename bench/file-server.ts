// Stands in for nginx where it is not installed:  node file-server.mjs FOLDER HTTP-PORT HTTPS-PORT
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";

const [folder = "", httpPort, httpsPort] = process.argv.slice(2);

const answer: RequestListener = (request, response) => {
  const path = (request.url ?? "/").replace(/^\/(small|large)\/.*/, "/$1.bin");
  const file = join(folder, "served", path);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-length": size });
  createReadStream(file, { highWaterMark: 256 * 1024 }).pipe(response);
};

createServer(answer).listen(Number(httpPort), "127.0.0.1");
createTlsServer(
  { cert: readFileSync(join(folder, "certificate.pem")), key: readFileSync(join(folder, "key.pem")) },
  answer,
).listen(Number(httpsPort), "127.0.0.1");
