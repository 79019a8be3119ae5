import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { AnswerScript } from "../../../src/node/asset-host/scripted-answer";
import { checkUrl } from "../../../src/node/simulation/check-url";
import { NetworkAccess } from "../../../src/node/simulation/network-access";
import { type UrlAnswer, type UrlCheck, urlCheckReport, urlCheckTitle } from "../../../src/protocol/url-check";
import { folderWith, startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";
import { simulatedApp } from "./simulated-app";

const bytes = "x".repeat(200_000);

interface Checked {
  readonly check: UrlCheck;
  readonly requests: readonly string[];
}

/** Checks a URL of an app whose host is this one; `headers` are those of the project file. */
async function checked(
  t: TestContext,
  path: string,
  options: {
    readonly respond?: AnswerScript;
    readonly declared?: number;
    readonly confirmed?: readonly string[];
    readonly headers?: Readonly<Record<string, string>>;
    readonly url?: string;
  } = {},
): Promise<Checked> {
  const seen: string[] = [];
  const host = await startedHost(t, {
    folder: await folderWith(t, { "file.bin": bytes, "empty.bin": "" }),
    respond: (request) => {
      const { range, "x-key": key } = request.headers;
      seen.push([request.method, request.path, range, key].filter((part) => part !== undefined).join(" "));
      return options.respond?.(request);
    },
  });
  const caFolder = await temporaryFolder(t);
  writeFileSync(join(caFolder, "development-ca.pem"), testCa.certificatePem);
  const contentFolder = join(await temporaryFolder(t), "content");
  const project = simulatedApp(host.origin);
  const network = new NetworkAccess({ certificateAuthorities: [], environment: {}, developmentCaFolder: caFolder });
  const check = await checkUrl({
    project: { ...project, headers: { "cdn.example.com": options.headers ?? {} } },
    url: options.url ?? `https://cdn.example.com${path}`,
    declaredSizeInBytes: options.declared,
    allowPrivate: false,
    network: network.confinedTo(options.confirmed),
    contentFolder,
    notice: () => undefined,
  });
  if (existsSync(contentFolder)) assert.deepEqual(readdirSync(contentFolder), [], "nothing is downloaded");
  return { check, requests: seen };
}

function answered(check: UrlCheck): UrlAnswer {
  assert.ok(check.kind === "answered", check.kind === "failed" ? check.message : "");
  return check;
}

test("one HEAD tells status, size, ranges and entity tag", async (t) => {
  const { check, requests } = await checked(t, "/file.bin", { declared: 200_000 });
  const { status, method, sizeInBytes, hasRanges, etag } = answered(check);
  assert.deepEqual([status, method, sizeInBytes, hasRanges], [200, "HEAD", 200_000, true]);
  assert.match(etag ?? "", /^"/);
  assert.deepEqual(requests, ["HEAD /file.bin"]);
  assert.equal(urlCheckTitle(check), "200, 200 KB, ranges");
  assert.match(urlCheckReport(check), /size: 200000 bytes, as declared\n {2}ranges: yes\n {2}ETag: "/);
});

for (const status of [403, 405, 501]) {
  test(`where HEAD is refused with ${status}, one byte is asked for`, async (t) => {
    const respond: AnswerScript = ({ method }) => (method === "HEAD" ? { status } : undefined);
    const { check, requests } = await checked(t, "/file.bin", { respond });
    const answer = answered(check);
    assert.deepEqual([answer.method, answer.status, answer.sizeInBytes, answer.hasRanges], ["GET", 206, 200_000, true]);
    assert.deepEqual(requests, ["HEAD /file.bin", "GET /file.bin bytes=0-0"]);
    assert.equal(urlCheckTitle(check), "200, 200 KB, ranges");
  });
}

test("a server that closes the connection at a HEAD is asked with GET", async (t) => {
  const respond: AnswerScript = ({ method }) =>
    method === "HEAD" ? { cutAfterBytes: "before-headers" as const } : undefined;
  assert.equal(answered((await checked(t, "/file.bin", { respond })).check).method, "GET");
});

test("a server without ranges is found out, and its whole answer is not taken", async (t) => {
  const respond: AnswerScript = ({ method }) => (method === "HEAD" ? { status: 405 } : { ignoreRange: true });
  const { check } = await checked(t, "/file.bin", { respond });
  assert.deepEqual([answered(check).status, answered(check).hasRanges], [200, false]);
  assert.equal(urlCheckTitle(check), "200, 200 KB, no ranges");
});

test("an empty content has no first byte, and is there all the same", async (t) => {
  const respond: AnswerScript = ({ method }) =>
    method === "HEAD" ? { status: 405 } : { status: 416, headers: { "content-range": "bytes */0" } };
  const { check } = await checked(t, "/empty.bin", { respond });
  assert.equal(urlCheckTitle(check), "200, 0 bytes");
  assert.equal(urlCheckTitle((await checked(t, "/empty.bin")).check), "200, 0 bytes, ranges");
});

test("what is missing is 404, and asked for only once more", async (t) => {
  const { check, requests } = await checked(t, "/gone.bin");
  assert.equal(urlCheckTitle(check), "404");
  assert.deepEqual(requests, ["HEAD /gone.bin", "GET /gone.bin bytes=0-0"]);
});

test("a size that is not the declared one is said, to the byte where it has to be", async (t) => {
  const near = await checked(t, "/file.bin", { declared: 200_001 });
  assert.equal(urlCheckTitle(near.check), "200, 200000 bytes instead of 200001 declared, ranges");
  const far = await checked(t, "/file.bin", { declared: 500_000 });
  assert.equal(urlCheckTitle(far.check), "200, 200 KB instead of 500 KB declared, ranges");
  assert.match(urlCheckReport(far.check), /manifest declares 500000: a device refuses the download/);
});

test("redirects are listed as configured URLs with their secrets masked, and headers stay with their host", async (t) => {
  const respond: AnswerScript = ({ path }) => {
    if (path === "/start") return { redirectTo: "/next?token=secret" };
    if (path === "/next") return { redirectTo: "https://other.example.net/file.bin" };
    return undefined;
  };
  const headers = { "x-key": "mine" };
  const { check, requests } = await checked(t, "/start", { respond, headers, confirmed: [] });
  assert.deepEqual(check.redirects, ["https://cdn.example.com/next?token=***", "https://other.example.net/file.bin"]);
  assert.deepEqual(requests, ["HEAD /start mine", "HEAD /next mine"]);
  assert.ok(check.kind === "failed");
  assert.equal(check.unconfirmedHost, "other.example.net");
  assert.equal(urlCheckTitle(check), "failed, 2 redirects → other.example.net");
});

test("nothing is sent over http, to private addresses, or to hosts that nobody agreed to", async (t) => {
  const insecure = await checked(t, "/file.bin", {
    respond: () => ({ redirectTo: "http://cdn.example.com/file.bin" }),
  });
  assert.ok(insecure.check.kind === "failed");
  assert.equal(insecure.requests.length, 1);
  const loopback = await checked(t, "", { url: "https://127.0.0.1:9/file.bin" });
  assert.ok(loopback.check.kind === "failed");
  assert.match(loopback.check.message, /private|loopback/i);
  const stranger = await checked(t, "", { url: "https://stranger.example.org/a", confirmed: ["cdn.example.com"] });
  assert.ok(stranger.check.kind === "failed");
  assert.equal(stranger.check.unconfirmedHost, "stranger.example.org");
});

test("an endless chain of redirects ends", async (t) => {
  const respond: AnswerScript = ({ attempt }) => ({ redirectTo: `/again?${attempt}` });
  const { check, requests } = await checked(t, "/again", { respond });
  assert.ok(check.kind === "failed");
  assert.match(check.message, /redirect/);
  assert.ok(requests.length <= 21, `${requests.length} requests`);
});
