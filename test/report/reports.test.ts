import assert from "node:assert/strict";
import { test } from "node:test";
import { RunModel } from "../../src/protocol/run-model";
import type { RunView } from "../../src/protocol/run-view";
import { harReport } from "../../src/report/har";
import { htmlReport } from "../../src/report/html";
import { jsonReports } from "../../src/report/json";
import { junitReport } from "../../src/report/junit";
import type { AppDownload } from "../../src/simulator/app-action";
import type { DeviceEvent, LifecycleEventName } from "../../src/simulator/events";
import { runEvents, startRun } from "../../src/simulator/run";
import { type TestAsset, TestDevice, type TestDeviceOptions } from "../simulator/simulated-device";
import { validateAgainstSchema } from "../validate-against-schema";

const options = { title: "Skylands <first>", displayPath: (path: string) => path.slice(1) };

function viewOf(
  assets: readonly TestAsset[],
  options: Omit<TestDeviceOptions, "assets"> = {},
  events: readonly LifecycleEventName[] = ["install", "launch"],
  meanwhile: (device: TestDevice) => void = () => {},
): RunView {
  const tested = new TestDevice({ assets, ...options });
  const run = runEvents(tested.device, events, { simulator: "background-assets test" }, () => {});
  meanwhile(tested);
  tested.clock.runUntilIdle();
  run.finishInterrupted();
  const model = new RunModel();
  model.apply(tested.events);
  return model.view();
}

const core: TestAsset = { id: "core", size: 4000, essential: true };
const promo: TestAsset = { id: "promo", size: 500, url: "https://promo.example.net/promo" };

test("the page says what was downloaded, what was refused with its code and line, and when the app could be launched", () => {
  const html = htmlReport(viewOf([core, promo]), options);
  assert.match(html, /launchable after/);
  assert.match(html, /BAErrorDomain 202 sessionDownloadDisallowedByDomain/);
  assert.match(html, /\(App\/Info\.plist:24\)/);
  assert.match(html, /✓ downloaded/);
  assert.match(html, /4 KB/);
  assert.match(html, /wildcard-scope|launch-lifts-restrictions/);
});

test("nothing in the page is loaded or run, whatever the names say", () => {
  const hostile: TestAsset = { id: '<img src=x onerror=alert(1)>"', size: 10, url: "https://x.example.net/<script>" };
  const html = htmlReport(viewOf([core, hostile]), options);
  assert.doesNotMatch(html, /<(img|script|link|iframe|a)\b/i);
  assert.doesNotMatch(html, /\s(src|href|on\w+)\s*=\s*["']/i);
  assert.match(html, /&lt;img/);
  assert.match(html, /<title>Skylands &lt;first&gt;<\/title>/);
  assert.match(html, /default-src 'none'/);
});

test("ten thousand downloads make a page that says what it leaves out of the picture", () => {
  const assets = Array.from({ length: 10_000 }, (_, index) => ({ id: `a${index}`, size: 10, essential: false }));
  const html = htmlReport(viewOf(assets), options);
  assert.match(html, /The first 200 of 10000 downloads are drawn/);
  assert.match(html, />a9999</);
});

test("the JSON report has the whole log and its result", () => {
  const view = viewOf([core, promo]);
  const report = jsonReports([{ view, title: "Skylands" }]);
  assert.ok("events" in report);
  assert.equal(report.exitCode, 1);
  assert.equal(report.summary?.refused, 1);
  assert.deepEqual(
    report.events.map((event) => event.seq),
    view.log.map((_, index) => index + 1),
  );
});

test("JUnit counts a refused download as a failure with its message, in legal XML", () => {
  const xml = junitReport([{ view: viewOf([core, { ...promo, id: "pro\u0001mo & co" }]), title: "Skylands <1>" }]);
  assert.match(xml, /<testsuite name="Skylands &lt;1&gt;" tests="4" failures="1"/);
  assert.match(xml, /<testcase name="core" classname="install" time="0\.000"\/>/);
  assert.match(xml, /<failure message="refused: BAErrorDomain 202 sessionDownloadDisallowedByDomain">/);
  assert.match(xml, /pro\ufffdmo &amp; co/);
});

test("where a scenario expects nothing and so has passed, JUnit tells what went wrong and fails nothing", () => {
  const view: RunView = { ...viewOf([core, promo]), exitCode: 0 };
  const xml = junitReport([{ view, title: "Skylands" }]);
  assert.match(xml, /tests="4" failures="0"/);
  assert.match(xml, /<system-out>refused: BAErrorDomain 202 sessionDownloadDisallowedByDomain\n/);
});

test("an error of ours is told by its name, not by a number that says nothing", () => {
  const html = htmlReport(viewOf([{ ...core, served: { size: 10 } }]), options);
  assert.match(html, /core \(fileSizeMismatch\)/);
  assert.match(html, /✕ failed \(fileSizeMismatch\)/);
});

test("the traffic is an HTTP archive with a redirect as an exchange of its own", () => {
  const har = harReport(
    [
      {
        method: "GET",
        url: "https://cdn.example.com/a",
        mappedUrl: "https://localhost:1/a",
        status: 302,
        requestHeaders: { authorization: "***" },
        responseHeaders: { location: "https://cdn.example.com/b" },
        startedAt: 0,
        durationMs: 12,
        bytes: 0,
      },
    ],
    "background-assets 0.1.0",
  ) as { log: { creator: object; entries: { response: { redirectURL: string }; comment: string }[] } };
  assert.deepEqual(har.log.creator, { name: "background-assets", version: "0.1.0" });
  assert.equal(har.log.entries[0]?.response.redirectURL, "https://cdn.example.com/b");
  assert.equal(har.log.entries[0]?.comment, "mapped to https://localhost:1/a");
});

test("JUnit fails the event whose manifest, extension or end failed", () => {
  const noManifest = junitReport([{ view: viewOf([core], { manifest: { status: 404, size: 0 } }), title: "Skylands" }]);
  assert.match(noManifest, /tests="2" failures="1"/);
  assert.match(
    noManifest,
    /<testcase name="install" classname="event" time="[\d.]+">\n {6}<failure message="manifest-failed: NSURLErrorDomain -1011 /,
  );
  const noExtension = viewOf([core], {
    extension: { downloads: (_, done) => done({ kind: "failed", message: "out of memory", runtimeMs: 1 }) },
  });
  assert.match(
    junitReport([{ view: noExtension, title: "Skylands" }]),
    /<failure message="extension-failed: SimulatorErrorDomain [^>]*>out of/,
  );
  assert.match(htmlReport(noExtension, options), /the extension failed.*out of memory/s);
  const slow = { ...core, served: { size: 4000, bytesPerSecond: 100 } };
  const cancelled = viewOf([slow], {}, ["install"], ({ clock, device }) => {
    clock.runFor(1000);
    device.cancel();
  });
  assert.match(
    junitReport([{ view: cancelled, title: "Skylands" }]),
    /<failure message="cancelled">The event was cancelled\.<\/failure>/,
  );
  const interrupted = viewOf([slow], {}, ["install"], ({ clock, device }) => {
    clock.runFor(1000);
    device.interrupt();
  });
  assert.match(junitReport([{ view: interrupted, title: "Skylands" }]), /<failure message="interrupted">/);
});

test("what an ended process left behind is a section of its own, and of no event", () => {
  const music = { id: "music", size: 1000, served: { size: 1000, bytesPerSecond: 100 } };
  const first = new TestDevice({ assets: [core, music] });
  first.begin("install", 2000);
  const view = viewOf([core, music, { id: "late", size: 10 }], { initial: first.stored }, ["update"]);
  assert.deepEqual(
    view.events.map(({ event, endedAtMs }) => [event, endedAtMs !== undefined]),
    [
      ["continued", true],
      ["update", true],
    ],
  );
  assert.deepEqual(
    view.rows.map(({ identifier, eventIndex }) => [identifier, eventIndex]),
    [
      ["music", 0],
      ["late", 1],
    ],
  );
  const html = htmlReport(view, options);
  assert.match(html, /<h2>Continued<\/h2>.*>music<.*<h2>Update<\/h2>.*>late</s);
  assert.match(
    junitReport([{ view: view, title: "Skylands" }]),
    /<testcase name="music" classname="continued" time="[\d.]+"\/>/,
  );

  const launched = viewOf([core, music], { initial: first.stored }, ["launch"]);
  assert.deepEqual(
    launched.events.map(({ event }) => event),
    ["launch", "continued"],
  );
  assert.equal(launched.rows[0]?.eventIndex, 1);
});

test("on a narrow screen, where the head of a table is hidden, every value still says what it is", () => {
  const html = htmlReport(viewOf([core, promo]), options);
  const tables = [...html.matchAll(/<table>(.*?)<\/table>/gs)].map((match) => match[1] ?? "");
  assert.equal(tables.length, 4, "when, from where, how long, and each download");
  for (const table of tables) {
    const [, ...names] = [...table.matchAll(/<th[^>]*>([^<]+)<\/th>/g)].map((match) => match[1]);
    const [, ...cells] = [...(/<tbody><tr>(.*?)<\/tr>/s.exec(table)?.[1] ?? "").matchAll(/<td([^>]*)>/g)];
    const said = cells.map((match) => /data-name="([^"]+)"/.exec(match[1] ?? "")?.[1]);
    assert.deepEqual(
      said.map((name, index) => (names[index] ?? "").startsWith(name ?? "?")),
      names.map(() => true),
      `${said} under ${names}`,
    );
  }
  assert.match(html, /@media\(max-width:700px\)\{[^@]*td\[data-name\]::before\{content:attr\(data-name\)/);
});

test("what the launch mark says stays within the picture, also where the mark is at its end", () => {
  const slow = { ...core, served: { size: 4000, bytesPerSecond: 1000 } };
  assert.match(htmlReport(viewOf([slow]), options), /class="launch" text-anchor="end">launchable after 4\.0 s</);
  const late = { id: "late", size: 9000, served: { size: 9000, bytesPerSecond: 1000 } };
  assert.match(htmlReport(viewOf([slow, late]), options), /class="launch">launchable after 4\.0 s</);
});

test("what the app asks for between events is a section of its own, also when it is opened meanwhile", () => {
  const terrain: AppDownload = {
    identifier: "terrain",
    url: "https://cdn.example.com/terrain",
    fileSizeInBytes: 1000,
    priority: "default",
    essential: false,
  };
  const tested = new TestDevice({ assets: [core] });
  const run = startRun(tested.device, { simulator: "background-assets test" });
  tested.fire("install");
  tested.addContent(terrain.url, { size: 1000, bytesPerSecond: 100 });
  tested.device.perform({ kind: "schedule", by: "extension", download: terrain });
  tested.clock.runFor(2000);
  tested.device.perform({ kind: "launch" });
  tested.device.perform({ kind: "schedule", by: "app", download: terrain });
  tested.clock.runUntilIdle();
  run.finish();
  const model = new RunModel();
  model.apply(tested.events);
  const view = model.view();
  assert.deepEqual(
    view.events.map(({ event, endedAtMs }) => [event, endedAtMs !== undefined]),
    [
      ["install", true],
      ["app", true],
      ["launch", true],
    ],
  );
  const row = view.rows.find(({ identifier }) => identifier === "terrain");
  assert.deepEqual([row?.eventIndex, row?.state], [1, "finished"]);
  assert.equal(view.rows.length, 2, "one row, whatever happens meanwhile");
  const html = htmlReport(view, options);
  assert.match(html, /<h2>App<\/h2>.*What the app asked BADownloadManager for.*>terrain</s);
  assert.match(junitReport([{ view, title: "Skylands" }]), /<testcase name="terrain" classname="app" time="[\d.]+"\/>/);
  assert.match(
    junitReport([{ view, title: "Skylands" }]),
    /<testcase name="scheduleDownload terrain" classname="app"[^>]*>\s*<failure message="failed: BAErrorDomain 100 [^"]*">/,
  );
  assert.equal(view.summary?.failedCalls, 1);
});

test("time to launchable is worked out from sizes at three speeds, and stands in page and JSON", () => {
  const view = viewOf([core, promo]);
  const report = jsonReports([{ view, title: "Skylands" }]);
  assert.deepEqual(validateAgainstSchema("report.schema.json", report), []);
  assert.ok("launchable" in report);
  const { launchable } = report;
  assert.deepEqual(
    [launchable?.event, launchable?.essentialDownloads, launchable?.essentialBytes],
    ["install", 1, 4000],
  );
  const [wifi, lte, slow] = launchable?.estimates ?? [];
  assert.ok(wifi !== undefined && wifi.afterMs >= 40 && wifi.afterMs < 50, "two latencies of 20 ms, and some bytes");
  assert.ok((lte?.afterMs ?? 0) >= 140 && (slow?.afterMs ?? 0) >= 880);
  assert.match(htmlReport(view, options), /LTE \(12 Mbit\/s\)<\/td><td[^>]*>about 14\d ms/);
});

test("several runs are several suites and a list of reports; the time that a scenario lets pass is not counted", () => {
  const passed: DeviceEvent = {
    version: 1,
    seq: 1,
    time: "2026-01-08T00:00:02.000Z",
    type: "expectation",
    name: "downloaded",
    passed: false,
    expected: "downloaded: core, music",
    actual: "downloaded: core",
    expectedItems: ["core", "music"],
    actualItems: ["core"],
  };
  const model = new RunModel();
  model.apply([
    { version: 1, seq: 1, time: "2026-01-01T00:00:00.000Z", type: "event.started", event: "install" },
    {
      version: 1,
      seq: 2,
      time: "2026-01-01T00:00:01.000Z",
      type: "event.finished",
      event: "install",
      outcome: "interrupted",
    },
    { version: 1, seq: 3, time: "2026-01-08T00:00:01.000Z", type: "clock.advanced", byMs: 604_800_000 },
    { version: 1, seq: 4, time: "2026-01-08T00:00:02.000Z", type: "event.started", event: "periodic" },
    passed,
    {
      version: 1,
      seq: 6,
      time: "2026-01-08T00:00:02.000Z",
      type: "event.finished",
      event: "periodic",
      outcome: "completed",
    },
  ]);
  const runs = [
    { title: "First", view: model.view() },
    { title: "Second", view: viewOf([core]) },
  ];
  const xml = junitReport(runs);
  assert.equal(xml.match(/<testsuite /g)?.length, 2);
  assert.match(xml, /<testsuite name="First" tests="1" failures="1" [^>]*time="2\.000"/);
  assert.match(xml, /expected: downloaded: core, music\nactual: downloaded: core\n- music</);
  assert.doesNotMatch(xml, /message="interrupted"/, "the device restarted, and the run went on");
  const json = jsonReports(runs);
  assert.deepEqual(validateAgainstSchema("report.schema.json", json), []);
  assert.deepEqual("runs" in json && json.runs.map(({ title }) => title), ["First", "Second"]);
});

test("a dry run says everywhere that nothing came", () => {
  const tested = new TestDevice({ assets: [core, promo] });
  const run = runEvents(tested.device, ["install"], { simulator: "test", dryRun: true }, () => {});
  tested.clock.runUntilIdle();
  run.finishInterrupted();
  const model = new RunModel();
  model.apply(
    tested.events.map((event) => (event.type === "download.finished" ? { ...event, receivedBytes: 0 } : event)),
  );
  const view = model.view();
  const html = htmlReport(view, options);
  assert.match(html, /Dry run: only the manifest was downloaded/);
  assert.match(html, /✓ would be downloaded/);
  assert.match(html, /To come" title="4000">4 KB/);
  assert.doesNotMatch(html, /✓ downloaded|<svg/);
  assert.match(junitReport([{ title: "Skylands", view }]), /<testsuite name="Skylands \(dry run\)"/);
});

test("the log in the page names files as the workspace does, never a folder of somebody's computer", () => {
  const html = htmlReport(viewOf([core, promo]), options);
  const log = /<pre>(.*)<\/pre>/s.exec(html)?.[1] ?? "";
  assert.match(
    log,
    /download\.refused {6}promo {2}lane non-essential .*BAErrorDomain 202 [^\n]*\(App\/Info\.plist:24\)/,
  );
  assert.doesNotMatch(log, /&quot;\/App|[ (]\/App/);
});
