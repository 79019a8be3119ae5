import assert from "node:assert/strict";
import type { LookupFunction } from "node:net";
import { test } from "node:test";
import { isPrivateAddress } from "../../../src/node/transport/address-policy";
import { folderWith, startedHost, testCa } from "../asset-host/served-folder";
import { download, kindOf, rawServer, rig } from "./transport-rig";

test("addresses that are not public, in every spelling", () => {
  for (const address of (
    "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 " +
    "224.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fdab::1 ff02::1 ::ffff:127.0.0.1 " +
    "::ffff:7f00:1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 2002:7f00:1:: 2002:c0a8:101::1 nonsense"
  ).split(" ")) {
    assert.equal(isPrivateAddress(address), true, address);
  }
  for (const address of (
    "1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.167.1.1 192.169.0.1 223.255.255.255 " +
    "2606:4700::1 2001:db8::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1 2002:101:101::1"
  ).split(" ")) {
    assert.equal(isPrivateAddress(address), false, address);
  }
});

/** Answers each name from a list of turns. */
function resolver(turns: readonly (readonly string[])[]): LookupFunction & { asked: number } {
  const lookup = Object.assign(
    ((_, options, done) => {
      const turn = turns[Math.min(lookup.asked++, turns.length - 1)] ?? [];
      const found = turn.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
      if (options.all) done(null, found);
      else done(null, found[0]?.address ?? "", found[0]?.family ?? 4);
    }) as LookupFunction,
    { asked: 0 },
  );
  return lookup;
}

test("private targets need a mapping or permission, judged by address", async (t) => {
  let requests = 0;
  const origin = await rawServer(t, (socket) => {
    requests++;
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const { port } = new URL(origin);
  for (const [host, address, detail] of [
    ["127.0.0.1", [], "127.0.0.1"],
    ["[::1]", [], "::1"],
    ["[::ffff:127.0.0.1]", [], "::ffff:7f00:1"],
    ["0x7f.1", [], "127.0.0.1"],
    ["public.example.com", ["127.0.0.1"], "public.example.com is 127.0.0.1"],
    ["public.example.com", ["1.1.1.1", "10.0.0.5"], "public.example.com is 10.0.0.5"],
    ["public.example.com", ["::ffff:127.0.0.1"], "public.example.com is ::ffff:127.0.0.1"],
  ] as const) {
    const { transport } = await rig(t, undefined, { lookup: resolver([address]) });
    const { outcome } = await download(transport, "", { url: `https://${host}:${port}/a` });
    assert(outcome.kind === "failed", host);
    assert.deepEqual([outcome.failure.kind, outcome.failure.detail], ["private-address", detail]);
  }
  const { transport } = await rig(t, undefined);
  assert.equal(
    kindOf((await download(transport, "", { url: `https://localhost:${port}/a` })).outcome),
    "private-address",
  );
  assert.equal(requests, 0);

  const mapped = await rig(t, origin);
  assert.equal(kindOf((await download(mapped.transport, "/a")).outcome), "finished");
});

test("every hop is judged, also one to the address of the host it comes from", async (t) => {
  const inner = await rawServer(t, (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"));
  const innerUrl = `https://127.0.0.1:${new URL(inner).port}/`;
  const origin = await rawServer(t, (socket) =>
    socket.write(`HTTP/1.1 302 Found\r\nLocation: ${innerUrl}\r\nContent-Length: 0\r\n\r\n`),
  );
  const { transport } = await rig(t, origin);
  const { outcome, hops } = await download(transport, "/a");
  assert.deepEqual([kindOf(outcome), hops], ["private-address", [innerUrl]]);
});

test("the address that was judged is the one that is connected to", async (t) => {
  const host = await startedHost(t, {
    folder: await folderWith(t, { a: "x" }),
    hostNames: ["rebinding.example.com"],
  });
  // The first answer is public (a documentation address nobody has), every later one this computer.
  const lookup = resolver([["192.0.2.1"], ["127.0.0.1"]]);
  const { transport } = await rig(t, undefined, {
    lookup,
    certificateAuthorities: [testCa.certificatePem],
    timeouts: { connectTimeoutMs: 1500, headersTimeoutMs: 500 },
  });
  const url = `https://rebinding.example.com:${host.port}/a`;
  const first = (await download(transport, "", { url })).outcome;
  assert(["timeout", "connect"].includes(kindOf(first)), kindOf(first));
  assert.equal(lookup.asked, 1);
  assert.equal(kindOf((await download(transport, "", { url })).outcome), "private-address");
  assert.equal(host.requests.length, 0);

  const allowed = await rig(t, undefined, {
    lookup: resolver([["127.0.0.1"]]),
    allowPrivate: true,
    certificateAuthorities: [testCa.certificatePem],
  });
  assert.equal(kindOf((await download(allowed.transport, "", { url })).outcome), "finished");
});

test("a name that does not exist fails as DNS", async (t) => {
  const lookup: LookupFunction = (name, _, done) =>
    done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" }), "");
  const { transport } = await rig(t, undefined, { lookup });
  assert.equal(kindOf((await download(transport, "/a")).outcome), "dns");
});
