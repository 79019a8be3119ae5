import assert from "node:assert/strict";
import { appendFile, mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { Agent } from "node:https";
import { basename, join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { type RefusedConnection, startAssetHost } from "../../../src/node/asset-host/asset-host";
import { createDevelopmentCa } from "../../../src/node/asset-host/development-ca";
import { begun, get, getAndLeave, getErrorCode } from "./https-client";
import { folderWith, startedHost, temporaryFolder, testCa } from "./served-folder";

const ca = testCa.certificatePem;
const LONG_AGO = new Date("2024-05-06T07:08:09Z");

test("a file comes with its length, type and validators", async (t) => {
  const folder = await folderWith(t, { "manifest.json": '{"assets": []}', "a b/ä.bin": "bytes", "Info.PLIST": "" });
  await utimes(join(folder, "manifest.json"), LONG_AGO, LONG_AGO);
  const host = await startedHost(t, { folder });
  assert.equal(host.origin, `https://localhost:${host.port}`);

  const manifest = await get(host.origin, "/manifest.json?platform=iOS", { ca });
  assert.equal(manifest.status, 200);
  assert.equal(manifest.text, '{"assets": []}');
  assert.equal(manifest.headers["content-length"], "14");
  assert.equal(manifest.headers["content-type"], "application/json");
  assert.equal(manifest.headers["last-modified"], "Mon, 06 May 2024 07:08:09 GMT");
  assert.match(manifest.headers.etag ?? "", /^"[\w-]{43}"$/);
  assert.equal(manifest.headers["accept-ranges"], "bytes");

  const asset = await get(host.origin, "/a%20b/%C3%A4.bin", { ca });
  assert.equal(asset.text, "bytes");
  assert.equal(asset.headers["content-type"], "application/octet-stream");
  const empty = await get(host.origin, "/Info.PLIST", { ca });
  assert.deepEqual([empty.status, empty.headers["content-length"], empty.text], [200, "0", ""]);
  assert.equal(empty.headers["content-type"], "application/x-plist");
});

test("HEAD has the headers of GET and no body; other methods are refused", async (t) => {
  const host = await startedHost(t, { folder: await folderWith(t, { "a.bin": "0123456789" }) });
  const head = await get(host.origin, "/a.bin", { ca, method: "HEAD", headers: { range: "bytes=2-3" } });
  assert.deepEqual([head.status, head.headers["content-length"], head.text], [200, "10", ""]);
  const post = await get(host.origin, "/a.bin", { ca, method: "POST" });
  assert.deepEqual([post.status, post.headers.allow], [405, "GET, HEAD"]);
});

test("ranges are cut exactly, and refused when they lie outside", async (t) => {
  const host = await startedHost(t, { folder: await folderWith(t, { "a.bin": "0123456789", empty: "" }) });
  const range = async (value: string, path = "/a.bin") => {
    const { status, headers, text } = await get(host.origin, path, { ca, headers: { range: value } });
    return [status, headers["content-range"], text];
  };
  assert.deepEqual(await range("bytes=0-0"), [206, "bytes 0-0/10", "0"]);
  assert.deepEqual(await range("bytes=3-5"), [206, "bytes 3-5/10", "345"]);
  assert.deepEqual(await range("bytes=7-"), [206, "bytes 7-9/10", "789"]);
  assert.deepEqual(await range("bytes=7-1000"), [206, "bytes 7-9/10", "789"]);
  assert.deepEqual(await range("bytes=-4"), [206, "bytes 6-9/10", "6789"]);
  assert.deepEqual(await range("bytes=-400"), [206, "bytes 0-9/10", "0123456789"]);
  assert.deepEqual(await range("bytes=10-"), [416, "bytes */10", "416 Range Not Satisfiable\n"]);
  assert.deepEqual(await range("bytes=-0"), [416, "bytes */10", "416 Range Not Satisfiable\n"]);
  assert.deepEqual(await range("bytes=0-", "/empty"), [416, "bytes */0", "416 Range Not Satisfiable\n"]);
  // A server may ignore what it does not support or understand (RFC 9110 14.2).
  for (const ignored of ["bytes=5-3", "bytes=-", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b"]) {
    assert.deepEqual(await range(ignored), [200, undefined, "0123456789"], ignored);
  }
});

test("If-Range continues identical content after a publication and starts over with changed content", async (t) => {
  const first = await folderWith(t, { "a.bin": "0123456789" });
  const same = await folderWith(t, { "a.bin": "0123456789" });
  const changed = await folderWith(t, { "a.bin": "abcdefghij" });
  for (const folder of [first, same, changed]) await utimes(join(folder, "a.bin"), LONG_AGO, LONG_AGO);
  const host = await startedHost(t, { folder: first });
  const { headers } = await get(host.origin, "/a.bin", { ca });
  const resume = async (ifRange: string | undefined) => {
    const answer = await get(host.origin, "/a.bin", { ca, headers: { range: "bytes=4-", "if-range": ifRange ?? "" } });
    return [answer.status, answer.text];
  };

  assert.equal(await host.publish(same), undefined);
  assert.deepEqual(await resume(headers.etag), [206, "456789"]);
  assert.deepEqual(await resume(headers["last-modified"]), [206, "456789"]);
  assert.deepEqual(await resume(`W/${headers.etag}`), [200, "0123456789"]);
  assert.deepEqual(await resume("Tue, 07 May 2024 07:08:09 GMT"), [200, "0123456789"]);

  assert.equal(await host.publish(changed), undefined);
  assert.deepEqual(await resume(headers.etag), [200, "abcdefghij"]);
});

test("a date validates nothing while the file could still change within its second", async (t) => {
  const folder = await folderWith(t, { "a.bin": "0123456789" });
  const soon = new Date(Date.now() + 3_600_000);
  await utimes(join(folder, "a.bin"), soon, soon);
  const host = await startedHost(t, { folder });
  const { headers } = await get(host.origin, "/a.bin", { ca });
  const answer = await get(host.origin, "/a.bin", {
    ca,
    headers: { range: "bytes=4-", "if-range": headers["last-modified"] ?? "" },
  });
  assert.equal(answer.status, 200);
});

test("content written in place has a new entity tag at once", async (t) => {
  const folder = await folderWith(t, { "a.bin": "one" });
  const host = await startedHost(t, { folder });
  const tags = new Set<string | undefined>();
  for (const content of ["one", "two", "six", "ten"]) {
    await writeFile(join(folder, "a.bin"), content);
    const { headers, text } = await get(host.origin, "/a.bin", { ca });
    assert.equal(text, content);
    tags.add(headers.etag);
  }
  assert.equal(tags.size, 4);
});

test("an answer that is under way ends with the bytes it began with", async (t) => {
  const size = 8_000_000;
  const first = await folderWith(t, { "a.bin": Buffer.alloc(size, "1") });
  const second = await folderWith(t, { "a.bin": Buffer.alloc(size, "2") });
  const host = await startedHost(t, {
    folder: first,
    respond: ({ attempt }) => (attempt === 1 ? { bytesPerSecond: 40_000_000 } : undefined),
  });
  const underWay = await begun(host.origin, "/a.bin", { ca });
  await host.publish(second);
  const old = await underWay.answer;
  assert.deepEqual([old.complete, old.body.equals(Buffer.alloc(size, "1"))], [true, true]);
  assert((await get(host.origin, "/a.bin", { ca })).body.equals(Buffer.alloc(size, "2")));
});

test("a folder that is not there is not published, and cannot start", async (t) => {
  const folder = await folderWith(t, { "a.bin": "here" });
  const host = await startedHost(t, { folder });
  assert.equal((await host.publish(join(folder, "absent")))?.reason, "folder-not-found");
  assert.equal((await host.publish(join(folder, "a.bin")))?.reason, "folder-not-found");
  assert.equal((await get(host.origin, "/a.bin", { ca })).text, "here");
  const start = await startAssetHost({ folder: join(folder, "absent"), ca: testCa, hostNames: [] });
  assert(start.kind === "failed");
  assert.match(start.failure.message, /absent cannot be opened as a folder/);
});

test("nothing outside the folder is served, however it is written", async (t) => {
  const outside = await folderWith(t, { "secret.txt": "SECRET", "served/a.txt": "a", "served-too/b.txt": "SECRET" });
  const folder = join(outside, "served");
  await mkdir(join(folder, "sub"));
  if (process.platform !== "win32") {
    await symlink(join(outside, "secret.txt"), join(folder, "link.txt"));
    await symlink(outside, join(folder, "up"));
    await symlink(join(folder, "a.txt"), join(folder, "inside.txt"));
  }
  const host = await startedHost(t, { folder });
  const name = basename(outside);
  const attempts = [
    "/../secret.txt",
    "/sub/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2E%2E%2Fsecret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%252e%252e/secret.txt",
    "/../served-too/b.txt",
    `/../../${name}/secret.txt`,
    `//${outside}/secret.txt`,
    `/${encodeURIComponent(join(outside, "secret.txt"))}`,
    "/link.txt",
    "/up/secret.txt",
    "/a.txt%00.json",
    "/a.txt/",
    "/a.txt/..",
    "/%",
    "/%ff",
    "/",
    "/sub",
    "/sub/",
    "/absent",
    `/${"x".repeat(300)}`,
  ];
  for (const path of attempts) {
    const answer = await get(host.origin, path, { ca });
    // One and the same answer, so that it tells nothing of what exists outside.
    assert.deepEqual([answer.status, answer.text], [404, "404 Not Found\n"], path);
  }
  assert.equal((await get(host.origin, "/a.txt", { ca })).text, "a");
  assert.equal((await get(host.origin, `${host.origin}/a.txt`, { ca })).text, "a");
  if (process.platform !== "win32") assert.equal((await get(host.origin, "/inside.txt", { ca })).text, "a");
});

test("a connection is kept for further requests", async (t) => {
  const host = await startedHost(t, { folder: await folderWith(t, { "a.bin": "a" }) });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const ports = new Set<number | undefined>();
  agent.on("free", (socket) => ports.add(socket.localPort));
  for (const path of ["/a.bin", "/absent", "/a.bin"]) await get(host.origin, path, { ca, agent });
  assert.equal(ports.size, 1);
});

test("requests sent ahead on one connection are all answered, in their order", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: Buffer.alloc(600_000, "a"), b: "b".repeat(10) }),
  });
  const socket = connect({ port: host.port, host: "127.0.0.1", servername: "localhost", ca });
  socket.write(
    "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  );
  let received = "";
  for await (const chunk of socket) received += String(chunk);
  const answers = received.split("HTTP/1.1 200 OK\r\n").map((answer) => answer.split("\r\n\r\n")[1]);
  assert.deepEqual(answers, [undefined, "a".repeat(600_000), "b".repeat(10)]);
});

test("every request is in the log, with what was sent", async (t) => {
  const lines: string[] = [];
  const host = await startedHost(t, {
    folder: await folderWith(t, { "a.bin": "0123456789", "big.bin": Buffer.alloc(20_000_000) }),
    log: ({ method, path, query, status, range, bytes, complete }) =>
      lines.push([method, path, query, status, range ?? "-", bytes, complete].join(" ")),
  });
  await get(host.origin, "/a.bin?token=1", { ca });
  await get(host.origin, "/a.bin", { ca, headers: { range: "bytes=8-" } });
  await get(host.origin, "/absent", { ca, method: "HEAD" });
  await getAndLeave(host.origin, "/big.bin", { ca }, 1);
  await host.settled();
  assert.deepEqual(lines.slice(0, 3), [
    "GET /a.bin ?token=1 200 - 10 true",
    "GET /a.bin  206 bytes=8- 2 true",
    "HEAD /absent  404 - 0 true",
  ]);
  assert.match(lines[3] ?? "", /^GET \/big\.bin {2}200 - \d+ false$/);
  assert.equal(host.requests.length, 4);
  assert(Math.abs(Date.now() - (host.requests[0]?.time.getTime() ?? 0)) < 60_000);
});

test("a file that becomes shorter while it is sent ends the connection, not the host", async (t) => {
  const folder = await folderWith(t, { "a.bin": Buffer.alloc(4_000_000) });
  const host = await startedHost(t, { folder, respond: () => ({ bytesPerSecond: 20_000_000 }) });
  const underWay = await begun(host.origin, "/a.bin", { ca });
  await writeFile(join(folder, "a.bin"), "short");
  const answer = await underWay.answer;
  assert.deepEqual([answer.headers["content-length"], answer.complete], ["4000000", false]);
  await appendFile(join(folder, "a.bin"), "er");
  assert.equal((await get(host.origin, "/a.bin", { ca })).text, "shorter");
});

test("a port that is taken is named, with its owner where that is known", async (t) => {
  const folder = await temporaryFolder(t);
  const host = await startedHost(t, { folder });
  const second = await startAssetHost({ folder, ca: testCa, hostNames: [], port: host.port });
  assert(second.kind === "failed");
  assert.equal(second.failure.reason, "port-in-use");
  assert.match(second.failure.message, new RegExp(`^Port ${host.port} is already in use`));
  if (process.platform === "linux") assert.match(second.failure.message, new RegExp(`\\(process ${process.pid}\\)$`));
});

test("the certificate holds for every name given, and for no other", async (t) => {
  const folder = await folderWith(t, { "a.bin": "a" });
  const host = await startedHost(t, {
    folder,
    hostNames: ["assets.example.com", "*.cdn.example.com", "10.1.2.3", "[FE80::1]"],
  });
  for (const servername of ["localhost", "assets.example.com", "eu.cdn.example.com"]) {
    assert.equal((await get(host.origin, "/a.bin", { ca, servername })).status, 200, servername);
  }
  assert.equal((await get(`https://127.0.0.1:${host.port}`, "/a.bin", { ca })).status, 200);
  const code = await getErrorCode(host.origin, "/a.bin", { ca, servername: "other.example.com" });
  assert.equal(code, "ERR_TLS_CERT_ALTNAME_INVALID");
  const invalid = await startAssetHost({ folder, ca: testCa, hostNames: ["not a name"] });
  assert(invalid.kind === "failed");
  assert.equal(invalid.failure.message, "not a name: neither a host name nor an IP address");
});

test("an expired certificate, a wrong name and an unknown authority are refused by a client", async (t) => {
  const folder = await folderWith(t, { "a.bin": "a" });
  const codeWith = async (options: Partial<Parameters<typeof startAssetHost>[0]>) => {
    const host = await startedHost(t, { folder, ...options });
    return getErrorCode(host.origin, "/a.bin", { ca });
  };
  const names = { hostNames: ["localhost"], ipAddresses: [] };
  const expired = testCa.issueLeaf({ ...names, notAfter: new Date(Date.now() - 3_600_000) });
  assert.equal(await codeWith({ leaf: expired }), "CERT_HAS_EXPIRED");
  const other = testCa.issueLeaf({ ...names, hostNames: ["other.example"] });
  assert.equal(await codeWith({ leaf: other }), "ERR_TLS_CERT_ALTNAME_INVALID");
  assert.equal(await codeWith({ ca: createDevelopmentCa() }), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
});

test("a client that speaks http is noticed", async (t) => {
  const folder = await temporaryFolder(t);
  const code = await new Promise<string>((noticed, fail) => {
    const logRefusedConnection = (refusal: RefusedConnection) => noticed(refusal.code);
    startedHost(t, { folder, logRefusedConnection })
      .then(({ port }) => assert.rejects(fetch(`http://127.0.0.1:${port}/`)))
      .catch(fail);
  });
  assert.equal(code, "ERR_SSL_HTTP_REQUEST");
});

test("closing ends answers that are under way and frees the port", async (t) => {
  const folder = await folderWith(t, { "a.bin": Buffer.alloc(1_000_000) });
  const host = await startedHost(t, { folder, respond: () => ({ stallAfterBytes: 1000 }) });
  const stalled = await begun(host.origin, "/a.bin", { ca });
  await host.close();
  const answer = await stalled.answer;
  assert.deepEqual([answer.body.length, answer.complete], [1000, false]);
  assert.equal(host.requests[0]?.complete, false);
  await host.close();
  const again = await startedHost(t, { folder, port: host.port });
  assert.equal(again.port, host.port);
});
