import assert from "node:assert/strict";
import { test } from "node:test";
import { NetworkAccess } from "../../../src/node/simulation/network-access";
import { download, kindOf, rawServer, rig } from "./transport-rig";

const answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

test("nothing is sent to a host that was not confirmed; a mapped one needs no confirmation", async (t) => {
  let lookups = 0;
  const mapped = await rawServer(t, (socket) => socket.write(answer));
  const { transport } = await rig(t, mapped, {
    permitsHost: (host) => host === "confirmed.example",
    lookup: (_, __, done) => {
      lookups++;
      done(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), "", 4);
    },
  });
  const { outcome } = await download(transport, "", { url: "https://other.example:8443/a" });
  assert.equal(kindOf(outcome), "not-confirmed");
  assert.equal(outcome.kind === "failed" && outcome.failure.detail, "other.example:8443");
  assert.equal(lookups, 0);
  assert.equal(kindOf((await download(transport, "", { url: "https://confirmed.example/a" })).outcome), "dns");
  assert.equal(kindOf((await download(transport, "/a")).outcome), "finished");
});

test("a host that another one is mapped to needs confirmation, unless it is this computer", async (t) => {
  const hostMapping = [{ from: "https://cdn.example", to: "https://other.example:8443" }];
  const { transport } = await rig(t, undefined, { hostMapping, permitsHost: (host) => host === "cdn.example" });
  const { outcome } = await download(transport, "", { url: "https://cdn.example/a" });
  assert.equal(kindOf(outcome), "not-confirmed");
  assert.equal(outcome.kind === "failed" && outcome.failure.detail, "other.example:8443");
});

test("a redirect to a host that was not confirmed ends there", async (t) => {
  const mapped = await rawServer(t, (socket) =>
    socket.write("HTTP/1.1 302 Found\r\nLocation: https://bucket.example/b\r\nContent-Length: 0\r\n\r\n"),
  );
  const { transport } = await rig(t, mapped, { permitsHost: () => false });
  const { outcome, hops } = await download(transport, "/a");
  assert.deepEqual(hops, ["https://bucket.example/b"]);
  assert.equal(kindOf(outcome), "not-confirmed");
});

test("a worker's network is confined to the hosts that were confirmed, and only where they are given", async (t) => {
  const { store } = await rig(t, undefined);
  const network = new NetworkAccess({ certificateAuthorities: [], environment: {}, developmentCaFolder: "" });
  const open = (confirmed: readonly string[] | undefined) => {
    const transport = network.confinedTo(confirmed).open({
      contentStore: store,
      hosts: {},
      headers: {},
      allowPrivate: false,
      maxBytes: undefined,
      notice: () => {},
    });
    t.after(() => transport.close());
    return transport;
  };
  const wanted = { url: "https://127.0.0.1:1/a" };
  assert.equal(kindOf((await download(open([]), "", wanted)).outcome), "not-confirmed");
  assert.equal(kindOf((await download(open(["127.0.0.1:1"]), "", wanted)).outcome), "private-address");
  assert.equal(kindOf((await download(open(undefined), "", wanted)).outcome), "private-address");
});

test("headers are not sent in the clear, and that is said", async (t) => {
  const { store } = await rig(t, undefined);
  const sent: (readonly string[])[] = [];
  const notices: string[] = [];
  const plain = await rawServer(t, (socket) => socket.write(answer));
  const port = new URL(plain).port;
  const openTo = (to: string) => {
    const network = new NetworkAccess({
      certificateAuthorities: [],
      environment: {},
      developmentCaFolder: "",
      permitsHost: (host) => host === "cdn.example",
      showSecrets: true,
      onExchange: ({ requestHeaders }) => sent.push(Object.keys(requestHeaders)),
    });
    const transport = network.open({
      contentStore: store,
      hosts: { "https://cdn.example": to },
      headers: { "cdn.example": { Authorization: "Bearer token" } },
      allowPrivate: false,
      maxBytes: undefined,
      notice: (message) => notices.push(message),
    });
    t.after(() => transport.close());
    return transport;
  };
  await download(openTo("http://other.example"), "", { url: "https://cdn.example/a" });
  assert.equal(notices.length, 1);
  assert.match(notices[0] ?? "", /headers of cdn\.example are not sent: it is mapped to http:\/\/other\.example/);
  await download(openTo(`http://localhost:${port}`), "", { url: "https://cdn.example/a" });
  assert.equal(notices.length, 1);
  assert.ok(sent[0]?.includes("authorization"), "this computer is no place on the way");
});
