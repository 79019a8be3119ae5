import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { DeviceCheckList } from "../../../src/node/asset-host/device-check-list";
import { HostedConditions } from "../../../src/node/asset-host/hosted-conditions";
import { localAddresses } from "../../../src/node/asset-host/local-addresses";
import { setupPage } from "../../../src/node/asset-host/setup-page";
import { startSetupServer } from "../../../src/node/asset-host/setup-server";
import { get } from "./https-client";
import { folderWith, startedHost, testCa } from "./served-folder";

const request = (path: string, more: { status?: number; remoteAddress?: string; time?: Date } = {}) => ({
  time: more.time ?? new Date(2),
  method: "GET",
  path,
  query: "",
  status: more.status ?? 200,
  range: undefined,
  bytes: 1,
  complete: true,
  durationMs: 1,
  remoteAddress: more.remoteAddress ?? "::ffff:192.168.1.20",
  failure: undefined,
});

describe("the check list of a device", () => {
  const states = (list: DeviceCheckList) => list.entries().map(({ step, state }) => `${step} ${state}`);
  const newList = () => new DeviceCheckList((path) => path.includes("manifest"));

  it("goes from the first connection to the first pack", () => {
    const list = newList();
    assert.deepEqual(states(list), ["connected waiting", "tls waiting", "manifest waiting", "content waiting"]);
    list.reached("::ffff:192.168.1.20");
    assert.match(list.entries()[0]?.detail ?? "", /^from 192\.168\.1\.20$/);
    list.refused({ time: new Date(1), remoteAddress: "192.168.1.20", code: "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA" });
    assert.deepEqual(states(list).slice(0, 2), ["connected done", "tls problem"]);
    list.served(request("/manifest"));
    assert.deepEqual(states(list), ["connected done", "tls done", "manifest done", "content waiting"]);
    list.served(request("/assets/Core", { status: 404 }));
    assert.equal(states(list)[3], "content problem");
    list.served(request("/assets/Core"));
    assert.equal(states(list)[3], "content done");
  });

  it("does not take this computer for a device, whatever address of its own it uses", () => {
    const list = new DeviceCheckList((path) => path.includes("manifest"), ["192.168.1.4"]);
    for (const remoteAddress of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.168.1.4", "::ffff:192.168.1.4"])
      list.served(request("/manifest", { remoteAddress }));
    assert.ok(states(list).every((state) => state.endsWith("waiting")));
  });

  it("goes back to a problem when trust is taken away", () => {
    const list = newList();
    list.served(request("/manifest", { time: new Date(1) }));
    list.refused({ time: new Date(5), remoteAddress: "192.168.1.20", code: "ECONNRESET" });
    assert.equal(states(list)[1], "tls problem");
  });
});

test("addresses for devices: none that is this computer itself, none that needs a zone", () => {
  const at = (address: string, family: "IPv4" | "IPv6", internal = false) => ({
    address,
    family,
    internal,
    netmask: "",
    mac: "",
    cidr: null,
    ...(family === "IPv6" ? { scopeid: 0 } : {}),
  });
  const interfaces = {
    lo: [at("127.0.0.1", "IPv4", true), at("::1", "IPv6", true)],
    en0: [at("fe80::1", "IPv6"), at("2001:db8::7", "IPv6"), at("192.168.1.5", "IPv4"), at("169.254.3.4", "IPv4")],
  };
  assert.deepEqual(localAddresses(interfaces as Parameters<typeof localAddresses>[0]), ["192.168.1.5", "2001:db8::7"]);
});

test("the setup page has its own address as a QR code, the steps, and nothing that a name could inject", () => {
  const page = setupPage({
    setupUrls: ["http://192.168.1.5:9000/"],
    origins: ["https://192.168.1.5:8443"],
    entries: [{ step: "connected", title: "The device", state: "done", detail: "<img src=x>" }],
    archiveNotice: "A device needs .aar",
    fingerprint: "AA:BB",
  });
  assert.match(page, /<svg/);
  assert.match(page, /Certificate Trust Settings/);
  assert.match(page, /https:\/\/192\.168\.1\.5:8443/);
  assert.doesNotMatch(page, /<img/);
});

test("the setup server gives the certificate, never the key, and what a device has done", async (t) => {
  const list = new DeviceCheckList(() => true);
  const server = await startSetupServer({
    ca: testCa,
    checkList: list,
    addresses: ["192.168.1.5", "2001:db8::7"],
    origins: ["https://192.168.1.5:8443"],
    archiveNotice: undefined,
  });
  t.after(() => server.close());
  assert.deepEqual(server.urls, [`http://192.168.1.5:${server.port}/`, `http://[2001:db8::7]:${server.port}/`]);
  const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
  const certificate = await at("/development-ca.pem");
  assert.equal(certificate.headers.get("content-type"), "application/x-x509-ca-cert");
  assert.equal(await certificate.text(), testCa.certificatePem);
  assert.doesNotMatch(testCa.certificatePem, /PRIVATE/);
  assert.match(await (await at("/")).text(), /Connect a device/);
  assert.equal(((await (await at("/status.json")).json()) as unknown[]).length, 4);
  assert.equal((await at("/authority-1.pem")).status, 404);
  assert.equal((await at("/", { method: "POST" })).status, 405);
});

test("a host with conditions: throttled, faulty for so many requests, honest again without a restart", async (t) => {
  const folder = await folderWith(t, { "core.bin": "x".repeat(1000), "other.bin": "y" });
  const conditions = new HostedConditions(() => folder);
  const host = await startedHost(t, { folder, respond: conditions.answer });
  const at = (path: string) => get(host.origin, path, { ca: testCa.certificatePem });
  assert.equal((await at("/core.bin")).status, 200);
  conditions.setFaults([{ url: "**/core*", times: 1, effect: { kind: "status", status: 503, retryAfterSeconds: 7 } }]);
  const faulty = await at("/core.bin");
  assert.deepEqual([faulty.status, faulty.headers["retry-after"]], [503, "7"]);
  assert.equal((await at("/other.bin")).status, 200);
  assert.equal((await at("/core.bin")).status, 200, "it struck once");
  conditions.setFaults([{ url: "**", effect: { kind: "cut", at: { percent: 50 } } }]);
  assert.equal((await at("/core.bin")).text.length, 500);
  await host.settled();
  assert.equal(host.requests.at(-1)?.bytes, 500);
  conditions.setFaults([{ url: "**", effect: { kind: "html" } }]);
  assert.match((await at("/core.bin")).text, /<div id="root">/);
  conditions.setFaults([{ url: "**", effect: { kind: "expired-signature", afterMs: 1000 } }], Date.now() - 5000);
  assert.equal((await at("/core.bin")).status, 403);
  conditions.setFaults([]);
  conditions.bytesPerSecond = 4000;
  const startedAt = performance.now();
  assert.equal((await at("/core.bin")).text.length, 1000);
  assert.ok(performance.now() - startedAt > 150, "a quarter of a second at 4000 bytes a second");
});
