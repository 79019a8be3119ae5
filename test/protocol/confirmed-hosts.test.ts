import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isConfirmedHost } from "../../src/protocol/confirmed-hosts";

describe("a host that the person agreed to", () => {
  it("is that host on that port", () => {
    assert.equal(isConfirmedHost(["cdn.example.com"], "cdn.example.com"), true);
    assert.equal(isConfirmedHost(["cdn.example.com"], "cdn.example.com:444"), false);
    assert.equal(isConfirmedHost([], "cdn.example.com"), false);
  });

  it("or any below a domain that was agreed to, and nothing that only looks like it", () => {
    assert.equal(isConfirmedHost(["*.example.com"], "eu.cdn.example.com"), true);
    assert.equal(isConfirmedHost(["*.example.com"], "example.com"), false);
    assert.equal(isConfirmedHost(["*.example.com"], "evilexample.com"), false);
    assert.equal(isConfirmedHost(["*.example.com"], "cdn.example.com.evil.net"), false);
    assert.equal(isConfirmedHost(["*.example.com"], "cdn.example.com:8443"), false);
  });
});
