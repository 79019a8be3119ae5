import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHostMapping } from "../../../src/node/transport/host-mapping";
import { hopTo, redirectTarget } from "../../../src/node/transport/redirects";

test("FROM=TO is read as origins, whatever their spelling", () => {
  for (const [text, from, to] of [
    ["https://cdn.example.com=https://localhost:8443", "https://cdn.example.com", "https://localhost:8443"],
    ["https://CDN.example.com:443/=http://127.0.0.1:80/", "https://cdn.example.com", "http://127.0.0.1"],
    [" https://a.example = http://[::1]:8080 ", "https://a.example", "http://[::1]:8080"],
  ]) {
    assert.deepEqual(parseHostMapping(text ?? ""), { ok: true, mapping: { from, to } });
  }
});

test("what is no mapping says which part is wrong and how it is written", () => {
  for (const [text, pattern] of [
    ["https://cdn.example.com", /no mapping of a host. Write FROM=TO/],
    ["cdn.example.com=https://localhost", /`cdn\.example\.com` is no origin to map\. Write https:\/\/HOST/],
    ["http://cdn.example.com=https://localhost", /`http:\/\/cdn\.example\.com` is no origin/],
    ["https://cdn.example.com/path=https://localhost", /without a path/],
    ["https://cdn.example.com=localhost:8443", /`localhost:8443` is no origin to map https:\/\/cdn\.example\.com to/],
    ["https://cdn.example.com=https://user:pw@localhost", /is no origin/],
    ["https://cdn.example.com=", /`` is no origin/],
    ["=", /is no origin/],
  ] as const) {
    const reading = parseHostMapping(text);
    assert(!reading.ok, text);
    assert.match(reading.message, pattern);
  }
});

test("of two mappings for one origin the later counts; ports are part of an origin", () => {
  const mappings = [
    { from: "https://a.example", to: "http://one" },
    { from: "https://a.example", to: "http://two" },
  ];
  assert.equal(hopTo("https://a.example/x?y", mappings)?.actual.href, "http://two/x?y");
  assert.equal(hopTo("https://a.example:444/x", mappings)?.mapping, undefined);
  assert.equal(hopTo("nonsense", mappings), undefined);
});

test("a Location is translated back only from the origin that answered", () => {
  const hop = hopTo("https://a.example/dir/x", [
    { from: "https://a.example", to: "http://localhost:1" },
    { from: "https://b.example", to: "http://localhost:2" },
  ]);
  assert(hop !== undefined);
  for (const [location, target] of [
    ["y?z=1", "https://a.example/dir/y?z=1"],
    ["http://localhost:1/y", "https://a.example/y"],
    ["http://localhost:2/y", "http://localhost:2/y"],
    ["https://b.example/y", "https://b.example/y"],
    ["//c.example/y", "https://c.example/y"],
  ] as const) {
    assert.equal(redirectTarget(hop, location), target);
  }
});
