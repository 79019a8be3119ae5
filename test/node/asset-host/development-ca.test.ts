import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { createDevelopmentCa, openDevelopmentCa } from "../../../src/node/asset-host/development-ca";
import { temporaryFolder } from "./served-folder";

const DAY_MS = 86_400_000;

test("an authority is made once and kept", async (t) => {
  const folder = join(await temporaryFolder(t), "state", "development-ca");
  const first = await openDevelopmentCa(folder);
  const certificate = new X509Certificate(first.certificatePem);
  assert(certificate.ca);
  assert(certificate.verify(certificate.publicKey));
  assert.match(certificate.subject, /^CN=Background Assets development CA \d{4}-\d\d-\d\d$/);

  const second = await openDevelopmentCa(folder);
  assert.equal(second.certificatePem, first.certificatePem);
  assert.equal(second.certificatePath, join(folder, "development-ca.pem"));
  assert.equal(await readFile(join(folder, "development-ca.pem"), "utf8"), first.certificatePem);
  // What the second one signs, a client that trusts the first one's certificate accepts.
  const leaf = new X509Certificate(second.issueLeaf({ hostNames: ["localhost"], ipAddresses: [] }).certPem);
  assert(leaf.checkIssued(certificate) && leaf.verify(certificate.publicKey));
});

test("nobody but its owner can read the key, and the certificate for others has none", {
  skip: process.platform === "win32",
}, async (t) => {
  const folder = join(await temporaryFolder(t), "development-ca");
  await openDevelopmentCa(folder);
  assert.deepEqual((await readdir(folder)).sort(), ["authority-1.pem", "development-ca.pem"]);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(join(folder, "authority-1.pem"))).mode & 0o777, 0o600);
  assert.doesNotMatch(await readFile(join(folder, "development-ca.pem"), "utf8"), /PRIVATE/);
});

test("a leaf is what Apple's clients demand of a server certificate", () => {
  const ca = createDevelopmentCa();
  const { certPem, keyPem } = ca.issueLeaf({
    hostNames: ["localhost", "a.example"],
    ipAddresses: ["127.0.0.1", "::1"],
  });
  const leaf = new X509Certificate(certPem);
  assert.equal(leaf.subjectAltName, "DNS:localhost, DNS:a.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  assert.deepEqual(leaf.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
  assert.equal(leaf.ca, false);
  assert.equal(leaf.publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
  assert(leaf.checkPrivateKey(createPrivateKey(keyPem)));
  const validDays = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY_MS;
  assert(validDays > 365 && validDays <= 398, `${validDays} days`);
  assert(Date.parse(leaf.validFrom) < Date.now());
  const again = new X509Certificate(ca.issueLeaf({ hostNames: ["localhost"], ipAddresses: [] }).certPem);
  assert.notEqual(again.serialNumber, leaf.serialNumber);
});

test("a leaf can be issued expired, and never outlives its authority", () => {
  const yesterday = new Date(Date.now() - DAY_MS);
  const names = { hostNames: ["localhost"], ipAddresses: [] };
  const expired = new X509Certificate(createDevelopmentCa().issueLeaf({ ...names, notAfter: yesterday }).certPem);
  assert(Math.abs(Date.parse(expired.validTo) - yesterday.getTime()) < 1000);
  assert(Date.parse(expired.validFrom) < Date.parse(expired.validTo));

  const old = createDevelopmentCa(new Date(Date.now() - 3600 * DAY_MS));
  const leaf = new X509Certificate(old.issueLeaf(names).certPem);
  assert.equal(Date.parse(leaf.validTo), Math.floor(old.notAfter.getTime() / 1000) * 1000);
});

test("an authority that is about to expire is replaced, with the file that is to be trusted", async (t) => {
  const folder = await temporaryFolder(t);
  const old = await openDevelopmentCa(folder, new Date(Date.now() - 3640 * DAY_MS));
  const renewed = await openDevelopmentCa(folder);
  assert.notEqual(renewed.certificatePem, old.certificatePem);
  assert(renewed.notAfter.getTime() > Date.now() + 3000 * DAY_MS);
  assert.equal(await readFile(join(folder, "development-ca.pem"), "utf8"), renewed.certificatePem);
  assert.equal((await openDevelopmentCa(folder)).certificatePem, renewed.certificatePem);
  assert.deepEqual((await readdir(folder)).sort(), ["authority-2.pem", "development-ca.pem"]);
});

test("a damaged authority is replaced; a certificate file that was removed or changed comes back", async (t) => {
  const folder = await temporaryFolder(t);
  const first = await openDevelopmentCa(folder);
  await writeFile(join(folder, "development-ca.pem"), "something else");
  assert.equal((await openDevelopmentCa(folder)).certificatePem, first.certificatePem);
  assert.equal(await readFile(join(folder, "development-ca.pem"), "utf8"), first.certificatePem);

  const kept = await readFile(join(folder, "authority-1.pem"), "utf8");
  await writeFile(join(folder, "authority-1.pem"), kept.slice(0, 300));
  const second = await openDevelopmentCa(folder);
  assert.notEqual(second.certificatePem, first.certificatePem);
  assert.equal((await openDevelopmentCa(folder)).certificatePem, second.certificatePem);
});

test("a folder that cannot be written is said", {
  skip: process.platform === "win32" || process.getuid?.() === 0,
}, async (t) => {
  const folder = await temporaryFolder(t);
  await chmod(folder, 0o500);
  await assert.rejects(openDevelopmentCa(join(folder, "development-ca")), { code: "EACCES" });
});

test("many that open an empty folder at once get the same authority", async (t) => {
  const folder = join(await temporaryFolder(t), "development-ca");
  const opened = await Promise.all(Array.from({ length: 12 }, () => openDevelopmentCa(folder)));
  assert.equal(new Set(opened.map(({ certificatePem }) => certificatePem)).size, 1);
  assert.deepEqual((await readdir(folder)).sort(), ["authority-1.pem", "development-ca.pem"]);
});

test("several processes that open a folder at once get the same authority, when it is new and when it is renewed", async (t) => {
  const scratch = await temporaryFolder(t);
  const program = join(scratch, "open.mjs");
  await build({
    stdin: {
      contents: `
        import { openDevelopmentCa } from "./src/node/asset-host/development-ca";
        process.on("message", async ({ folder, now }) => {
          const ca = await openDevelopmentCa(folder, new Date(now));
          process.send({ certificate: ca.certificatePem, leaf: ca.issueLeaf({ hostNames: ["localhost"], ipAddresses: [] }).certPem });
        });
        process.send("ready");
      `,
      resolveDir: resolve("."),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    outfile: program,
    logLevel: "warning",
  });
  const children = Array.from({ length: 3 }, () => fork(program, { execArgv: [] }));
  t.after(() => {
    for (const child of children) child.kill();
  });
  await Promise.all(children.map((child) => once(child, "message")));

  const folder = join(scratch, "development-ca");
  const openAll = async (now: number) => {
    const answers = children.map((child) => once(child, "message"));
    for (const child of children) child.send({ folder, now });
    return (await Promise.all(answers)).map(([answer]) => answer as { certificate: string; leaf: string });
  };
  const authorities = new Set<string>();
  for (const now of [Date.now() - 3640 * DAY_MS, Date.now()]) {
    const answers = await openAll(now);
    const kept = await readFile(join(folder, "development-ca.pem"), "utf8");
    for (const { certificate, leaf } of answers) {
      assert.equal(certificate, kept);
      assert(new X509Certificate(leaf).verify(new X509Certificate(kept).publicKey));
    }
    authorities.add(kept);
  }
  assert.equal(authorities.size, 2);
  assert.deepEqual((await readdir(folder)).sort(), ["authority-2.pem", "development-ca.pem"]);
});
