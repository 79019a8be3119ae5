import assert from "node:assert/strict";
import net from "node:net";
import { type TestContext, test } from "node:test";
import { chooseProxy, isExcepted } from "../../../src/node/transport/proxies";
import { folderWith, startedHost, testCa } from "../asset-host/served-folder";
import { download, kindOf, rig } from "./transport-rig";

/** A proxy that tunnels everything to `port` of this computer, as if it knew every name. */
async function proxyTo(t: TestContext, port: number, refusal?: string) {
  const asked: string[] = [];
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (chunk) => {
      asked.push(chunk.toString("latin1"));
      if (refusal !== undefined) {
        socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      const target = net.connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        target.pipe(socket).pipe(target);
      });
      target.on("error", () => socket.destroy());
      socket.on("close", () => target.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { asked, address: `127.0.0.1:${(server.address() as net.AddressInfo).port}` };
}

async function host(t: TestContext) {
  return startedHost(t, { folder: await folderWith(t, { a: "proxied" }), hostNames: ["assets.example.com"] });
}

const certificateAuthorities = [testCa.certificatePem];
const url = "https://assets.example.com:8443/a";

test("HTTPS_PROXY opens a tunnel with its password; the host's certificate is still checked", async (t) => {
  const { port } = await host(t);
  const proxy = await proxyTo(t, port);
  const environment = { HTTPS_PROXY: `http://us%40er:pass@${proxy.address}` };
  const { transport, notices } = await rig(t, undefined, { environment, certificateAuthorities });
  for (const identifier of ["1", "2"]) {
    assert.equal(kindOf((await download(transport, "", { url, identifier })).outcome), "finished");
  }
  assert.equal(proxy.asked.length, 1);
  assert.match(proxy.asked[0] ?? "", /^CONNECT assets\.example\.com:8443 HTTP\/1\.1\r\n/);
  const expected = `Basic ${Buffer.from("us@er:pass").toString("base64")}`;
  assert(proxy.asked[0]?.toLowerCase().includes(`proxy-authorization: ${expected.toLowerCase()}`));
  assert.equal(notices.length, 1);
  assert.match(notices[0] ?? "", /assets\.example\.com is reached through the proxy .* cannot be known/);
  assert(!notices[0]?.includes("pass"));

  const untrusting = await rig(t, undefined, { environment });
  assert.equal(kindOf((await download(untrusting.transport, "", { url })).outcome), "certificate-untrusted");
});

test("a proxy from the settings wins, one that refuses or is absent fails as connect", async (t) => {
  const { port } = await host(t);
  const good = await proxyTo(t, port);
  const refusing = await proxyTo(t, port, "407 Proxy Authentication Required");
  const fromSettings = (address: string) => ({ url: address, strictSsl: true, noProxy: [] });
  const environment = { https_proxy: refusing.address };
  const first = await rig(t, undefined, { environment, proxy: fromSettings(good.address), certificateAuthorities });
  assert.equal(kindOf((await download(first.transport, "", { url })).outcome), "finished");
  for (const [address, detail] of [
    [refusing.address, /407/],
    ["127.0.0.1:1", /cannot be reached/],
    ["socks5://127.0.0.1:1", /only http and https/],
    ["http://[", /not the URL of a proxy/],
  ] as const) {
    const { transport } = await rig(t, undefined, { proxy: fromSettings(address), certificateAuthorities });
    const { outcome } = await download(transport, "", { url });
    assert(outcome.kind === "failed" && outcome.failure.kind === "connect", address);
    assert.match(outcome.failure.detail, detail);
  }
});

test("a mapped host on this computer is reached directly, a literal private target is refused before the proxy", async (t) => {
  const { origin, port } = await host(t);
  const proxy = await proxyTo(t, port);
  const environment = { HTTPS_PROXY: `http://${proxy.address}`, HTTP_PROXY: `http://${proxy.address}` };
  const { transport } = await rig(t, origin, { environment, certificateAuthorities });
  assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
  for (const target of ["https://10.0.0.1/a", "https://localhost:1/a"]) {
    assert.equal(kindOf((await download(transport, "", { url: target })).outcome), "private-address");
  }
  assert.deepEqual(proxy.asked, []);
});

test("which hosts NO_PROXY names", () => {
  const cases: [string, string, boolean][] = [
    ["https://a.example.com/", "*", true],
    ["https://a.example.com/", "example.com", true],
    ["https://example.com/", ".example.com", true],
    ["https://a.b.example.com/", "*.example.com", true],
    ["https://badexample.com/", "example.com", false],
    ["https://example.com.evil.net/", "example.com", false],
    ["https://A.Example.COM/", "other.net, EXAMPLE.com", true],
    ["https://a.example.com/", "x y  a.example.com", true],
    ["https://a.example.com/", "a.example.com:443", true],
    ["https://a.example.com:8443/", "a.example.com:443", false],
    ["https://10.1.2.3/", "10.0.0.0/8", true],
    ["https://11.1.2.3/", "10.0.0.0/8", false],
    ["https://10.1.2.3/", "10.1.2.3", true],
    ["https://[fd00::1]/", "fd00::/8", true],
    ["https://[::1]:1/", "[::1]:1", true],
    ["https://a.example.com/", "", false],
    ["https://a.example.com/", "10.0.0.0/99", false],
  ];
  for (const [target, list, excepted] of cases) {
    assert.equal(isExcepted(new URL(target), list), excepted, `${target} in "${list}"`);
  }
});

test("variables in both cases, each for its own scheme", () => {
  const choose = (target: string, env: Record<string, string>) => {
    const choice = chooseProxy(new URL(target), undefined, env);
    return choice.kind === "proxy" ? choice.proxy.origin : choice.kind;
  };
  assert.equal(choose("https://a/", { https_proxy: "http://one:1", HTTPS_PROXY: "http://two:2" }), "http://one:1");
  assert.equal(choose("https://a/", { HTTPS_PROXY: "https://two:2" }), "https://two:2");
  assert.equal(choose("https://a/", { HTTP_PROXY: "http://two:2" }), "direct");
  assert.equal(choose("http://a/", { HTTP_PROXY: "two:2" }), "http://two:2");
  assert.equal(choose("https://a.b/", { HTTPS_PROXY: "http://two:2", NO_PROXY: "b" }), "direct");
});
