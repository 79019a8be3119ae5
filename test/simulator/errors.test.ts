import assert from "node:assert/strict";
import { test } from "node:test";
import { assumptionSettings } from "../../src/simulator/assumptions";
import { networkPresets } from "../../src/simulator/conditions";
import { DomainPolicy } from "../../src/simulator/domain-policy";
import type { TransferFailure } from "../../src/simulator/ports";
import { transferError } from "../../src/simulator/transfer-errors";
import { configurationWith, lines, manifestUrl, type TestAsset, TestDevice } from "./simulated-device";

/** What an asset of 1000 bytes ends with when its server behaves so. */
function failureOf(served: TestAsset["served"], options: Partial<TestAsset> = {}) {
  const asset: TestAsset = { id: "core", size: 1000, ...options, ...(served === undefined ? {} : { served }) };
  const device = new TestDevice({ assets: [asset, { id: "other", size: 10 }] });
  device.fire("install");
  const failed = device.of("download.failed");
  assert.equal(failed.length, 1, "one download fails");
  assert.deepEqual([...device.device.state.assets.keys()], ["other"], "the other one goes on");
  return failed[0];
}

const networkRows: readonly [TransferFailure, string, number, string][] = [
  [{ kind: "timeout", detail: "" }, "NSURLErrorDomain", -1001, "NSURLErrorTimedOut"],
  [{ kind: "dns", detail: "" }, "NSURLErrorDomain", -1003, "NSURLErrorCannotFindHost"],
  [{ kind: "connect", detail: "" }, "NSURLErrorDomain", -1004, "NSURLErrorCannotConnectToHost"],
  [{ kind: "connection-lost", detail: "" }, "NSURLErrorDomain", -1005, "NSURLErrorNetworkConnectionLost"],
  [{ kind: "redirect-loop", detail: "" }, "NSURLErrorDomain", -1007, "NSURLErrorHTTPTooManyRedirects"],
  [{ kind: "offline", detail: "" }, "NSURLErrorDomain", -1009, "NSURLErrorNotConnectedToInternet"],
  [{ kind: "http-status", status: 503, detail: "" }, "NSURLErrorDomain", -1011, "NSURLErrorBadServerResponse"],
  [{ kind: "certificate-date", detail: "" }, "NSURLErrorDomain", -1201, "NSURLErrorServerCertificateHasBadDate"],
  [{ kind: "certificate-untrusted", detail: "" }, "NSURLErrorDomain", -1202, "NSURLErrorServerCertificateUntrusted"],
  [{ kind: "tls", detail: "" }, "NSURLErrorDomain", -1200, "NSURLErrorSecureConnectionFailed"],
  [{ kind: "disk-full", detail: "" }, "NSPOSIXErrorDomain", 28, "ENOSPC"],
];

for (const [failure, domain, code, name] of networkRows) {
  test(`${failure.kind} reaches the app as ${domain} ${code}`, () => {
    const failed = failureOf({ size: 1000, failure: { atByte: 400, failure } });
    assert.deepEqual([failed?.error.domain, failed?.error.code, failed?.error.name], [domain, code, name]);
    assert.ok(failed?.assumptions?.includes("transport-error-mapping"));
    assert.equal(failed?.receivedBytes, 400);
  });
}

test("the person's own limits are errors of the simulator, and rest on no assumption about devices", () => {
  for (const [kind, name] of [
    ["private-address", "privateAddressNotPermitted"],
    ["byte-limit", "byteLimitReached"],
  ] as const) {
    const failed = failureOf({ size: 1000, failure: { atByte: 0, failure: { kind, detail: "" } } });
    assert.equal(failed?.error.domain, "SimulatorErrorDomain");
    assert.equal(failed?.error.name, name);
    assert.equal(failed?.assumptions, undefined);
  }
});

test("a missing file names its status and what to do", () => {
  const failed = failureOf({ status: 404 });
  assert.equal(failed?.error.code, -1011);
  assert.deepEqual(failed?.assumptions, ["http-status-fails", "transport-error-mapping"]);
  assert.match(failed?.error.message ?? "", /cdn\.example\.com answered with status 404 for `core`.*Publish the file/);
});

test("a redirect loop ends", () => {
  const failed = failureOf({ redirectTo: "https://cdn.example.com/core" });
  assert.equal(failed?.error.code, -1007);
});

test("a hop to http fails with -1022, and the log says which hop was not allowed", () => {
  const device = new TestDevice({
    assets: [{ id: "core", size: 10, served: { redirectTo: "http://cdn.example.com/core" } }],
  });
  device.fire("install");
  device.fire("launch");
  device.fire("update");
  for (const failed of device.of("download.failed")) assert.equal(failed.error.code, -1022);
  assert.equal(device.of("download.failed").length, 2, "with and without restrictions");
  assert.deepEqual(
    device.of("download.redirected").map(({ to, allowed }) => [to, allowed]),
    [
      ["http://cdn.example.com/core", false],
      ["http://cdn.example.com/core", false],
    ],
  );
});

test("a hop to a host outside the allow list fails with 202 until the app was launched", () => {
  const device = new TestDevice({
    assets: [{ id: "core", size: 10, served: { redirectTo: "https://bucket.other.com/core" } }],
  });
  device.addContent("https://bucket.other.com/core", { size: 10 });
  device.fire("install");
  const [failed] = device.of("download.failed");
  assert.equal(failed?.error.code, 202);
  assert.equal(failed?.source?.range.start.line, lines.allowList);
  assert.match(failed?.error.message ?? "", /bucket\.other\.com is not in BADownloadDomainAllowList/);
  assert.deepEqual(failed?.assumptions, ["redirect-hops-listed"]);
  device.fire("launch");
  device.fire("update");
  assert.deepEqual([...device.device.state.assets.keys()], ["core"]);
  assert.deepEqual(
    device.of("download.redirected").map(({ allowed }) => allowed),
    [false, true],
  );
});

test("a file of another size than declared fails, with both sizes in the sentence", () => {
  const failed = failureOf({ size: 2000 });
  assert.equal(failed?.error.name, "fileSizeMismatch");
  assert.match(
    failed?.error.message ?? "",
    /1000 bytes \(1 KB\) are declared for `core`, the server sends 2000 \(2 KB\)/,
  );
  const essential = failureOf({ size: 999 }, { essential: true });
  assert.equal(essential?.error.name, "fileSizeMismatch");
  assert.ok(!essential?.assumptions?.includes("size-mismatch-fails"), "documented for essential downloads");
});

test("204 wins over a wrong size once the bytes pass what the lane has left", () => {
  const device = new TestDevice({
    assets: [{ id: "core", size: 600, served: { size: 5000 } }],
    configuration: configurationWith({ allowance: 1000 }),
  });
  device.fire("install");
  const [failed] = device.of("download.failed");
  assert.equal(failed?.error.code, 204);
  assert.equal(failed?.source?.range.start.line, lines.allowance);
  assert.equal(failed?.receivedBytes, 1000);
});

test("what declares more than is left is refused with 112 and the number that would do", () => {
  const device = new TestDevice({
    assets: [
      { id: "first", size: 700 },
      { id: "second", size: 400 },
      { id: "third", size: 300 },
    ],
    configuration: configurationWith({ allowance: 1000 }),
  });
  device.fire("install");
  const [refused, ...others] = device.of("download.refused");
  assert.equal(others.length, 0);
  assert.equal(refused?.identifier, "second");
  assert.equal(refused?.error.code, 112);
  assert.equal(refused?.source?.range.start.line, lines.allowance);
  assert.match(
    refused?.error.message ?? "",
    /`second` declares 400 bytes, and 300 bytes are left of BADownloadAllowance \(1 KB\).*Raise BADownloadAllowance to at least 1100 /,
  );
});

test("downloads without a declared size share what is left; the one that passes it fails with 204", () => {
  const fill = (assumptions: Record<string, string>) => {
    const device = new TestDevice({
      assets: [
        { id: "fast", served: { size: 600, bytesPerSecond: 100 } },
        { id: "slow", served: { size: 600, bytesPerSecond: 50 } },
      ],
      configuration: configurationWith({ allowance: 1000 }),
      assumptions,
    });
    device.fire("install");
    assert.ok(device.of("download.failed").every(({ error }) => error.code === 204));
    return [device.of("download.finished"), device.of("download.failed")].map((events) =>
      events.map(({ identifier }) => identifier),
    );
  };
  assert.deepEqual(fill({}), [["fast"], ["slow"]]);
  const both = new TestDevice({
    assets: [
      { id: "a", served: { size: 2000, bytesPerSecond: 100 } },
      { id: "b", served: { size: 400, bytesPerSecond: 20 } },
    ],
    configuration: configurationWith({ allowance: 1000 }),
  });
  both.fire("install");
  assert.deepEqual(
    both.of("download.failed").map(({ identifier, error }) => [identifier, error.code]),
    [
      ["a", 204],
      ["b", 204],
    ],
    "the bytes of the one that failed stay charged",
  );
});

test("the manifest is judged like any download: http, foreign host, too large, missing", () => {
  const install = (configuration: ReturnType<typeof configurationWith>, size = 100) => {
    const device = new TestDevice({ configuration, manifest: { size } });
    device.fire("install");
    assert.equal(device.device.state.app?.launchable, true, "the app can be launched all the same");
    assert.equal(device.of("extension.launched").length, 0);
    assert.equal(device.of("event.finished")[0]?.outcome, "manifest-failed");
    const [failed] = device.of("manifest.failed");
    return [failed?.error.code, failed?.source?.range.start.line];
  };
  assert.deepEqual(install(configurationWith({ manifestUrl: "http://cdn.example.com/manifest.json" })), [
    -1022,
    lines.manifestUrl,
  ]);
  assert.deepEqual(install(configurationWith({ hosts: ["assets.example.com"] })), [202, lines.allowList]);
  assert.deepEqual(install(configurationWith({ allowance: 50, essentialAllowance: 49 })), [
    203,
    lines.essentialAllowance,
  ]);
  assert.deepEqual(install(configurationWith({ allowance: 0, essentialAllowance: 0 })), [
    203,
    lines.essentialAllowance,
  ]);
  assert.deepEqual(install(configurationWith({ manifestUrl: "https://cdn.example.com/gone.json" })), [
    -1011,
    lines.manifestUrl,
  ]);
});

test("the manifest takes the essential allowance first, then the other; both together are enough", () => {
  const device = new TestDevice({ configuration: configurationWith({ allowance: 60, essentialAllowance: 40 }) });
  device.fire("install");
  assert.deepEqual(
    device.of("allowance.changed").map(({ lane, chargedBytes, assumptions }) => [lane, chargedBytes, assumptions]),
    [
      ["essential", 0, undefined],
      ["non-essential", 0, undefined],
      ["essential", 40, ["manifest-charge"]],
      ["non-essential", 60, ["manifest-charge"]],
    ],
  );
  const [launched] = device.of("extension.launched");
  assert.deepEqual(
    [launched?.restrictedEssentialDownloadSizeRemaining, launched?.restrictedDownloadSizeRemaining],
    [0, 0],
  );
});

test("on iOS 16.1 the manifest is charged to the only allowance there was, and nothing is essential", () => {
  const device = new TestDevice({
    assets: [{ id: "core", size: 10, essential: true }],
    conditions: { osVersion: "16.1" },
  });
  device.fire("install");
  assert.equal(device.device.state.chargedBytes.essential, 0);
  assert.equal(device.device.state.chargedBytes["non-essential"], 110);
  assert.equal(device.of("download.enqueued")[0]?.lane, "non-essential");
  assert.ok(
    device.of("allowance.changed").every(({ lane }) => lane === "non-essential"),
    "there is no other allowance",
  );
  assert.match(device.of("extension.returned")[0]?.notes?.join() ?? "", /since iOS 16\.4/);
});

test("when bytes of no declared size use up the allowance, everything that brings such bytes stops", () => {
  const slow = (id: string): TestAsset => ({ id, size: 10_000, served: { size: 10_000, bytesPerSecond: 1000 } });
  const device = new TestDevice({
    assets: [slow("a"), slow("b"), slow("c")],
    configuration: configurationWith({ allowance: 9000 }),
    conditions: { osVersion: "16.1" },
  });
  device.fire("install");
  assert.deepEqual(
    device.of("download.failed").map(({ identifier, error }) => [identifier, error.code]),
    [
      ["a", 204],
      ["b", 204],
      ["c", 204],
    ],
  );
  assert.ok(device.device.transferredBytes < 11_000, `${device.device.transferredBytes} bytes came for 9000`);
});

test("redirects of the manifest are judged too, and are no rows of downloads", () => {
  const device = new TestDevice({ manifest: { redirectTo: "https://other.example.org/m.json" } });
  device.fire("install");
  assert.deepEqual(
    device.of("manifest.redirected").map(({ from, to, allowed }) => [from, to, allowed]),
    [[manifestUrl, "https://other.example.org/m.json", false]],
  );
  assert.equal(device.of("manifest.failed")[0]?.error.code, 202);
});

test("a disk that is too small fails the download that does not fit, and no other", () => {
  const device = new TestDevice({
    assets: [
      { id: "a", size: 600 },
      { id: "b", size: 500 },
      { id: "c", size: 300 },
    ],
    conditions: { freeDiskSpaceInBytes: 1000 },
  });
  device.fire("install");
  assert.deepEqual(
    device.of("download.failed").map(({ identifier, error }) => [identifier, error.domain, error.code]),
    [["b", "NSPOSIXErrorDomain", 28]],
  );
  assert.deepEqual([...device.device.state.assets.keys()], ["a", "c"]);
});

test("losing the network in the middle of a download is a lost connection", () => {
  const device = new TestDevice({ assets: [{ id: "core", size: 1000, served: { size: 1000, bytesPerSecond: 100 } }] });
  device.begin("install", 3000);
  device.device.setConditions({ network: networkPresets.offline });
  device.clock.runUntilIdle();
  const [failed] = device.of("download.failed");
  assert.deepEqual([failed?.error.code, failed?.receivedBytes], [-1005, 300]);
});

test("query values never reach the log unless they are asked for", () => {
  const assets: TestAsset[] = [
    { id: "core", size: 10, url: "https://user:pw@cdn.example.com/core?token=s3cret&v=2", served: { status: 403 } },
    { id: "hop", size: 10, served: { redirectTo: "http://cdn.example.com/x?sig=s3cret" } },
    { id: "plain", size: 10, url: "http://cdn.example.com/p?token=s3cret" },
  ];
  const device = new TestDevice({ assets });
  device.fire("install");
  const log = JSON.stringify(device.events);
  assert.ok(!log.includes("s3cret") && !log.includes("user:pw"));
  assert.ok(log.includes("https://***@cdn.example.com/core?token=***&v=***"));
  const open = new TestDevice({ assets, showSecrets: true });
  open.fire("install");
  assert.ok(JSON.stringify(open.events).includes("token=s3cret"));
});

test("a download that does not fit into the run's own limit says what it needs and what is left", () => {
  const failed = {
    identifier: "core",
    purpose: "asset",
    url: "https://cdn.example.com/core",
    lane: "essential",
    domains: new DomainPolicy(configurationWith(), assumptionSettings()),
    limitInBytes: null,
  } as const;
  const limit = { kind: "byte-limit", detail: "" } as const;
  const notBegun = transferError({ ...limit, neededBytes: 1_200_000, leftBytes: 139_000 }, failed).error.message;
  assert.match(notBegun, /^`core` needs 1\.2 MB, and 139 KB are left of the limit on bytes of this run/);
  assert.doesNotMatch(notBegun, /stopped/);
  assert.match(transferError(limit, failed).error.message, /`core` was stopped\.$/);
});
