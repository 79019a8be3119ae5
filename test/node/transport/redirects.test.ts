import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { AnswerScript } from "../../../src/node/asset-host/scripted-answer";
import type { UndiciTransportOptions } from "../../../src/node/transport/undici-transport";
import { folderWith, startedHost, testCa } from "../asset-host/served-folder";
import { configuredOrigin, download, kindOf, rawServer, rig, stored } from "./transport-rig";

async function hostThat(t: TestContext, respond: AnswerScript) {
  return startedHost(t, { folder: await folderWith(t, { "file.bin": "content", "deep/file.bin": "deep" }), respond });
}

const trust: Partial<UndiciTransportOptions> = { trustedOnlyForMapped: [testCa.certificatePem] };

test("relative redirects and those to the mapped origin are judged as configured URLs", async (t) => {
  const host = await hostThat(t, ({ path }) => {
    if (path === "/relative") return { redirectTo: "deep/../file.bin?x=1", status: 301 };
    if (path === "/rooted") return { redirectTo: "/deep/file.bin", status: 303 };
    if (path === "/absolute") return { redirectTo: `${host.origin}/file.bin`, status: 307 };
    if (path === "/configured") return { redirectTo: `${configuredOrigin}/file.bin`, status: 308 };
    if (path === "/twice") return { redirectTo: "/relative" };
    return undefined;
  });
  const { transport, store } = await rig(t, host.origin, trust);
  for (const [path, hops, text] of [
    ["/relative", ["/file.bin?x=1"], "content"],
    ["/rooted", ["/deep/file.bin"], "deep"],
    ["/absolute", ["/file.bin"], "content"],
    ["/configured", ["/file.bin"], "content"],
    ["/twice", ["/relative", "/file.bin?x=1"], "content"],
  ] as const) {
    const observed = await download(transport, path);
    assert.equal(kindOf(observed.outcome), "finished", path);
    assert.deepEqual(
      observed.hops,
      hops.map((hop) => configuredOrigin + hop),
    );
    assert.equal(stored(store).toString(), text);
  }
});

test("a foreign hop is judged, mapped if listed, and nothing is asked of it when refused", async (t) => {
  const cdn = await hostThat(t, () => undefined);
  const host = await hostThat(t, () => ({ redirectTo: "https://cdn.example.net/file.bin" }));
  const { transport, store } = await rig(t, undefined, {
    ...trust,
    hostMapping: [
      { from: configuredOrigin, to: host.origin },
      { from: "https://cdn.example.net", to: cdn.origin },
    ],
  });
  const refused = await download(transport, "/a", { judge: () => "refuse" });
  assert(refused.outcome.kind === "failed" && refused.outcome.failure.kind === "hop-refused");
  assert.equal(refused.outcome.failure.url, "https://cdn.example.net/file.bin");
  assert.equal(cdn.requests.length, 0);
  const followed = await download(transport, "/a");
  assert.deepEqual([followed.outcome.kind, followed.hops], ["finished", ["https://cdn.example.net/file.bin"]]);
  assert.equal(stored(store).toString(), "content");
});

test("only https is followed, whatever the verdict; a mapped http origin counts as what it stands for", async (t) => {
  const origin = await rawServer(t, (socket, head) => {
    const location = / \/to-(\S+) /.exec(head)?.[1];
    const target: Record<string, string> = {
      http: "http://assets.example.com/file.bin",
      ftp: "ftp://assets.example.com/file.bin",
      data: "data:text/plain,hello",
      self: `${origin}/file.bin`,
      scheme: "//assets.example.com/file.bin",
    };
    if (location === undefined) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    else socket.write(`HTTP/1.1 302 Found\r\nLocation: ${target[location]}\r\nContent-Length: 0\r\n\r\n`);
  });
  const { transport } = await rig(t, origin);
  for (const scheme of ["http", "ftp", "data"]) {
    const { outcome, hops } = await download(transport, `/to-${scheme}`);
    assert.equal(kindOf(outcome), "insecure-hop", scheme);
    assert.equal(hops.length, 1);
  }
  for (const path of ["/to-self", "/to-scheme"]) {
    const { outcome, hops } = await download(transport, path);
    assert.equal(kindOf(outcome), "finished", path);
    assert.deepEqual(hops, [`${configuredOrigin}/file.bin`]);
  }
  assert.equal(kindOf((await download(transport, "", { url: "http://assets.example.com/a" })).outcome), "insecure-hop");
});

test("a loop ends after 20 redirects; a redirect to nowhere is a status", async (t) => {
  let requests = 0;
  const host = await hostThat(t, ({ path }) => {
    requests++;
    if (path === "/nowhere") return { status: 302, body: "" };
    if (path === "/no-url") return { redirectTo: "https://[" };
    return { redirectTo: path };
  });
  const { transport } = await rig(t, host.origin, trust);
  const { outcome, hops } = await download(transport, "/loop");
  assert.equal(kindOf(outcome), "redirect-loop");
  assert.deepEqual([requests, hops.length], [21, 20]);
  for (const path of ["/nowhere", "/no-url"]) {
    const failed = (await download(transport, path)).outcome;
    assert(failed.kind === "failed" && failed.failure.kind === "http-status" && failed.failure.status === 302);
  }
});

test("headers go to their own origin only, and not back after a detour", async (t) => {
  const seen: string[] = [];
  const other = await rawServer(t, (socket, head) => {
    seen.push(`other ${/authorization|x-key|cookie/i.test(head)}`);
    socket.write(`HTTP/1.1 302 Found\r\nLocation: ${configuredOrigin}/back\r\nContent-Length: 0\r\n\r\n`);
  });
  const origin = await rawServer(t, (socket, head) => {
    const path = head.split(/[ ?]/)[1];
    seen.push(`${path} ${/authorization: Bearer s3cret/i.test(head) && /x-key: k/i.test(head)}`);
    const location = { "/start": "/again", "/again": "https://other.example.net/x" }[path ?? ""];
    socket.write(
      location === undefined
        ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        : `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`,
    );
  });
  const records: string[] = [];
  const { transport } = await rig(t, undefined, {
    hostMapping: [
      { from: configuredOrigin, to: origin },
      { from: "https://other.example.net", to: other },
    ],
    headers: () => ({
      Authorization: "Bearer s3cret",
      "X-Key": "k",
      Cookie: "c=1",
      Host: "evil.example",
      Range: "bytes=1-",
    }),
    onExchange: (record) => records.push(JSON.stringify(record)),
  });
  const { outcome } = await download(transport, "/start?token=t0ken");
  assert.equal(kindOf(outcome), "finished");
  assert.deepEqual(seen, ["/start true", "/again true", "other false", "/back false"]);
  assert.equal(records.length, 4);
  for (const record of records) assert(!/s3cret|t0ken|"k"|c=1/.test(record), record);
  assert.match(records[0] ?? "", /"status":302/);
  assert.match(records[0] ?? "", /"authorization":"\*\*\*"/);
});
