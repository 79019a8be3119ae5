import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HostAllowList, type WildcardScope } from "../../src/model/host-allow-list";

describe("HostAllowList", () => {
  const entries = [
    "assets.example.com",
    "*.example.net",
    "Upper.Example.org.",
    "https://no.example.com",
    "a.*.com",
    "*",
    "",
  ];

  it("reads entries as a device does", () => {
    const list = new HostAllowList(entries, "any-depth-without-apex");
    for (const host of [
      "assets.example.com",
      "ASSETS.example.com.",
      "a.example.net",
      "a.b.example.net",
      "upper.example.org",
    ])
      assert.equal(list.allows(host), true, host);
    for (const host of ["example.net", "badexample.net", "no.example.com", "a.b.com", "example.com", ""])
      assert.equal(list.allows(host), false, host);
  });

  it("follows the scope of wildcards", () => {
    const allows = (scope: WildcardScope, host: string) => new HostAllowList(["*.example.net"], scope).allows(host);
    assert.deepEqual(
      (["any-depth-without-apex", "one-label", "with-apex"] as const).map((scope) => [
        allows(scope, "example.net"),
        allows(scope, "a.example.net"),
        allows(scope, "a.b.example.net"),
      ]),
      [
        [false, true, true],
        [false, true, false],
        [true, true, true],
      ],
    );
  });
});
