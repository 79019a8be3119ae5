import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { AssetHostOptions } from "../../../src/node/asset-host/asset-host";
import { createDevelopmentCa } from "../../../src/node/asset-host/development-ca";
import { readCertificates } from "../../../src/node/transport/certificates";
import { folderWith, startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";
import { download, kindOf, rawServer, rig } from "./transport-rig";

const ca = testCa.certificatePem;
const localNames = { hostNames: ["localhost"], ipAddresses: ["127.0.0.1"] };

async function served(t: TestContext, options: Partial<AssetHostOptions> = {}) {
  return startedHost(t, { folder: await folderWith(t, { a: "x" }), ...options });
}

test("an expired certificate, an unknown authority and a wrong name are told apart", async (t) => {
  const expired = await served(t, { leaf: testCa.issueLeaf({ ...localNames, notAfter: new Date(Date.now() - 1000) }) });
  const misnamed = await served(t, { leaf: testCa.issueLeaf({ hostNames: ["other.example.com"], ipAddresses: [] }) });
  const foreign = await served(t, { leaf: createDevelopmentCa().issueLeaf(localNames) });
  for (const [host, kind, detail] of [
    [expired, "certificate-date", /CERT_HAS_EXPIRED/],
    [misnamed, "certificate-untrusted", /other\.example\.com/],
    [foreign, "certificate-untrusted", /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER/],
  ] as const) {
    const { transport } = await rig(t, host.origin, { certificateAuthorities: [ca] });
    const { outcome } = await download(transport, "/a");
    assert(outcome.kind === "failed");
    assert.equal(outcome.failure.kind, kind);
    assert.match(outcome.failure.detail, detail);
    assert.equal(host.requests.length, 0);
  }
});

test("an authority of the person's own, from the options and from NODE_EXTRA_CA_CERTS, adds to the default roots", async (t) => {
  const host = await served(t);
  const file = join(await temporaryFolder(t), "extra.pem");
  await writeFile(file, `${createDevelopmentCa().certificatePem}${ca}`);
  for (const options of [{ certificateAuthorities: [ca] }, { environment: { NODE_EXTRA_CA_CERTS: file } }]) {
    const { transport, notices } = await rig(t, host.origin, options);
    assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
    assert.deepEqual(notices, []);
  }
  const { transport, notices } = await rig(t, host.origin, { environment: { NODE_EXTRA_CA_CERTS: `${file}.missing` } });
  assert.equal(kindOf((await download(transport, "/a")).outcome), "certificate-untrusted");
  assert.match(notices.join(), /extra\.pem\.missing, which cannot be read/);
});

test("the development authority is trusted for mapped requests only", async (t) => {
  const host = await served(t, { hostNames: ["assets.example.com"] });
  const { port } = host;
  const lookup = (_: string, __: unknown, done: (error: null, found: { address: string; family: 4 }[]) => void) =>
    done(null, [{ address: "127.0.0.1", family: 4 }]);
  const options = { trustedOnlyForMapped: [ca], allowPrivate: true, lookup: lookup as never };
  const mapped = await rig(t, host.origin, options);
  assert.equal(kindOf((await download(mapped.transport, "/a")).outcome), "finished");
  const url = `https://assets.example.com:${port}/a`;
  const direct = await rig(t, undefined, options);
  assert.equal(kindOf((await download(direct.transport, "", { url })).outcome), "certificate-untrusted");
  const trusting = await rig(t, undefined, { ...options, certificateAuthorities: [ca] });
  assert.equal(kindOf((await download(trusting.transport, "", { url })).outcome), "finished");
});

test("a server that speaks no TLS fails as TLS, one that is not there as connect", async (t) => {
  const origin = (await rawServer(t, () => {})).replace("http:", "https:");
  const plain = await rig(t, origin, { timeouts: { connectTimeoutMs: 2000 } });
  assert.equal(kindOf((await download(plain.transport, "/a")).outcome), "timeout");
  const talking = await rig(t, (await greetingServer(t)).replace("http:", "https:"));
  assert.equal(kindOf((await download(talking.transport, "/a")).outcome), "tls");
  const absent = await rig(t, "https://127.0.0.1:1");
  const { outcome } = await download(absent.transport, "/a");
  assert(outcome.kind === "failed" && outcome.failure.kind === "connect");
  assert.match(outcome.failure.detail, /ECONNREFUSED/);
});

async function greetingServer(t: TestContext): Promise<string> {
  const { createServer } = await import("node:net");
  const server = createServer((socket) => socket.on("error", () => {}).end("220 mail.example.com ready\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

test("certificates are read one by one, and what is none is said", () => {
  const two = readCertificates(`# mine\n${ca}\n${ca}`, "a.pem");
  assert.deepEqual([two.certificates.length, two.problems.length], [2, 0]);
  const broken = readCertificates(`${ca}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`, "a.pem");
  assert.deepEqual([broken.certificates.length, broken.problems], [1, ["a.pem: certificate 2 cannot be read."]]);
  assert.match(readCertificates("hello", "a.pem").problems.join(), /a\.pem: no certificate/);
});
