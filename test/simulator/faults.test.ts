import assert from "node:assert/strict";
import { test } from "node:test";
import { FaultPlan } from "../../src/simulator/fault-plan";
import type { Fault } from "../../src/simulator/faults";
import { urlGlob } from "../../src/simulator/url-glob";
import { eventsOf, TestDevice } from "./simulated-device";

test("a glob stands for parts of a path, for anything, and leaves queries out unless it has one", () => {
  const matches = (pattern: string, url: string) => urlGlob(pattern)(url);
  assert.ok(matches("**", "https://cdn.example.com/a/b?c=d/e#f"));
  assert.ok(matches("**/terrain*", "https://cdn.example.com/v2/terrain-1.pack?sig=a/b"));
  assert.ok(!matches("**/terrain*", "https://cdn.example.com/terrain/1.pack"));
  assert.ok(matches("https://CDN.example.com/*", "HTTPS://cdn.example.com/A"));
  assert.ok(!matches("https://cdn.example.com/a", "https://cdn.example.com/A"));
  assert.ok(!matches("https://*/a", "https://cdn.example.com/b/a"));
  assert.ok(matches("**/a?v=2", "https://cdn.example.com/a?v=2"));
  assert.ok(!matches("**/a?v=2", "https://cdn.example.com/a?v=3"));
  assert.ok(!matches("**/a.b+(c)[d]", "https://cdn.example.com/aXb+(c)[d]"), "everything else stands for itself");
  assert.ok(matches("**/a.b+(c)[d]", "https://cdn.example.com/a.b+(c)[d]"));
});

test("a glob of many asterisks decides at once", () => {
  const url = `https://cdn.example.com/${"a".repeat(2000)}`;
  assert.ok(!urlGlob(`**${"a*".repeat(200)}b`)(url));
  assert.ok(urlGlob(`**${"a*".repeat(200)}`)(url));
  assert.ok(!urlGlob("https://*/*/c")("https://cdn.example.com/a/b/c"), "each within one folder");
});

const dns: Fault = { url: "**", effect: { kind: "dns" } };

test("a fault strikes as often as it says, from the request that it names", () => {
  const plan = new FaultPlan();
  plan.set([{ ...dns, from: 2, times: 2 }], 0);
  const struck = Array.from({ length: 6 }, () => {
    const chosen = plan.choose("https://a/", 0);
    chosen?.struck();
    chosen?.release();
    return chosen !== undefined;
  });
  assert.deepEqual(struck, [false, true, true, false, false, false]);
});

test("a fault that had not struck when its request ended is for another one", () => {
  const plan = new FaultPlan();
  plan.set([{ ...dns, times: 1 }], 0);
  const first = plan.choose("https://a/", 0);
  assert.equal(plan.choose("https://a/", 0), undefined, "it is meant for one request at a time");
  first?.release();
  first?.release();
  const second = plan.choose("https://a/", 0);
  assert.ok(second !== undefined);
  second.struck();
  second.release();
  assert.equal(plan.choose("https://a/", 0), undefined);
});

test("of several faults the last one strikes; faults that stay keep their count, others begin anew", () => {
  const plan = new FaultPlan();
  const once: Fault = { url: "**/a", times: 1, effect: { kind: "connect-refused" } };
  const strike = () => {
    const chosen = plan.choose("https://x/a", 0);
    chosen?.struck();
    return chosen?.fault.effect.kind;
  };
  plan.set([dns, once], 0);
  assert.deepEqual([strike(), strike()], ["connect-refused", "dns"]);
  plan.set([dns, { ...once }], 0);
  assert.equal(strike(), "dns", "the same fault is used up");
  plan.set([dns, once, once], 0);
  assert.deepEqual([strike(), strike()], ["connect-refused", "dns"]);
  plan.set([], 0);
  assert.equal(strike(), undefined);
  plan.set([once], 0);
  assert.equal(strike(), "connect-refused");
});

test("a signature expires so long after it was set", () => {
  const plan = new FaultPlan();
  const expired: Fault = { url: "**", effect: { kind: "expired-signature", afterMs: 1000 } };
  plan.set([expired], 500);
  assert.equal(plan.choose("https://a/", 1499), undefined);
  plan.set([expired], 1499);
  assert.ok(plan.choose("https://a/", 1500) !== undefined);
});

test("a connection that breaks once costs nothing: the download goes on where it stopped", () => {
  const device = new TestDevice({ assets: [{ id: "terrain", size: 10_000 }] });
  device.device.setFaults([{ url: "**/terrain*", times: 1, effect: { kind: "cut", at: { percent: 80 } } }]);
  const events = device.fire("install");
  const types = events.filter(({ identifier }) => identifier === "terrain").map(({ type }) => type);
  assert.deepEqual(types, [
    "download.enqueued",
    "download.started",
    "fault.applied",
    "download.resumed",
    "download.finished",
  ]);
  assert.equal(eventsOf(events, "download.resumed")[0]?.offset, 8000);
  assert.equal(eventsOf(events, "fault.applied")[0]?.description, "`terrain`: the connection breaks after 80 %.");
});

test("a download that is paused before the byte meets the fault when it goes on", () => {
  const served = { size: 10_000, bytesPerSecond: 1000 };
  const device = new TestDevice({ assets: [{ id: "a", size: 10_000, served }] });
  device.device.setFaults([{ url: "**/a", times: 1, effect: { kind: "corrupted", at: { percent: 90 } } }]);
  device.begin("install", 3000);
  device.device.pause();
  device.clock.runFor(1000);
  assert.deepEqual(device.of("fault.applied"), []);
  device.device.resume();
  device.clock.runUntilIdle();
  assert.equal(device.of("fault.applied").length, 1);
  assert.equal(device.of("download.finished").length, 1);
});

test("a byte that has come already is not corrupted any more", () => {
  const served = { size: 10_000, bytesPerSecond: 1000 };
  const device = new TestDevice({ assets: [{ id: "a", size: 10_000, served }] });
  device.begin("install", 3000);
  device.device.pause();
  device.clock.runFor(1);
  device.device.setFaults([{ url: "**/a", effect: { kind: "corrupted", at: { bytes: 10 } } }]);
  device.device.resume();
  device.clock.runUntilIdle();
  assert.deepEqual([device.of("download.finished").length, device.of("fault.applied").length], [1, 0]);
});

test("a silent server is given up after a minute of the device's time", () => {
  const device = new TestDevice({ assets: [{ id: "a", size: 1000, essential: true }] });
  device.device.setFaults([{ url: "**/a", effect: { kind: "stall", after: { bytes: 400 } } }]);
  const events = device.fire("install");
  const [applied] = eventsOf(events, "fault.applied");
  const [failed] = eventsOf(events, "download.failed");
  assert.deepEqual([failed?.error.code, failed?.receivedBytes], [-1001, 400]);
  assert.equal(Date.parse(failed?.time ?? "") - Date.parse(applied?.time ?? ""), 60_000);
});

test("the manifest meets faults as well: the app can be launched, and its own code is told", () => {
  const device = new TestDevice({ assets: [{ id: "a", size: 1000 }] });
  device.device.setFaults([{ url: "**/manifest.json", effect: { kind: "code", code: 55 } }]);
  const events = device.fire("install");
  const [failed] = eventsOf(events, "manifest.failed");
  assert.deepEqual([failed?.error.domain, failed?.error.name], ["BAErrorDomain", "callerConnectionNotAccepted"]);
  assert.match(failed?.error.message ?? "", /trigger is not documented/);
  assert.match(eventsOf(events, "fault.applied")[0]?.description ?? "", /^The manifest: .*trigger not documented/);
});

test("secrets of a URL that a fault redirects to stay out of the log", () => {
  const device = new TestDevice({ assets: [{ id: "a", size: 1000 }] });
  device.device.setFaults([{ url: "**/a", effect: { kind: "redirect", to: "https://x.example.org/?sig=SECRET" } }]);
  assert.doesNotMatch(JSON.stringify(device.fire("install")), /SECRET/);
});

test("ten thousand downloads with faults on a third of them end with exactly the expected set", () => {
  const kinds = ["good", "good", "gone", "good", "good", "torn"];
  const assets = Array.from({ length: 10_000 }, (_, index) => ({ id: `${kinds[index % 6]}-${index}`, size: 90 }));
  const device = new TestDevice({ assets });
  device.device.setFaults([
    { url: "**/gone-*", effect: { kind: "status", status: 404 } },
    { url: "**/torn-*", effect: { kind: "cut", at: { percent: 50 } } },
  ]);
  device.fire("install");
  const named = (name: string) => assets.filter(({ id }) => id.startsWith(name)).map(({ id }) => id);
  assert.deepEqual([...device.stored.assets.keys()].sort(), named("good").sort());
  const failed = device.of("download.failed");
  assert.deepEqual(failed.map(({ identifier }) => identifier).sort(), [...named("gone"), ...named("torn")].sort());
  for (const { identifier, error, receivedBytes } of failed) {
    assert.deepEqual([error.code, receivedBytes], identifier.startsWith("gone") ? [-1011, 0] : [-1005, 45]);
  }
  device.device.setFaults([]);
  device.fire("update");
  assert.equal(device.stored.assets.size, 10_000, "what was missing came once nothing stood in its way");
});
