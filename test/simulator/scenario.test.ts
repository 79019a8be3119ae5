import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formatDurationMs, parseDurationMs } from "../../src/simulator/scenario/duration";
import { readScenario } from "../../src/simulator/scenario/read-scenario";
import { runScenario, type ScenarioResult } from "../../src/simulator/scenario/run-scenario";
import { type TestAsset, TestDevice } from "./simulated-device";

const core: TestAsset = { id: "core", size: 1000, essential: true, served: { size: 1000, bytesPerSecond: 500 } };
const music: TestAsset = { id: "music", size: 3000, served: { size: 3000, bytesPerSecond: 1000 } };
const promo: TestAsset = { id: "promo", size: 10, url: "https://promo.partner.example/promo" };

const published: Readonly<Record<string, readonly TestAsset[]>> = {
  v1: [core, music, promo],
  v2: [core, { ...music, version: "2" }],
};

function scenarioOf(steps: readonly unknown[], rest: Readonly<Record<string, unknown>> = {}) {
  const text = JSON.stringify({ version: 1, steps, ...rest }, undefined, 1);
  const { scenario, problems } = readScenario(text, "/App/first.ba-scenario.jsonc");
  assert.deepEqual(problems, []);
  assert.ok(scenario !== undefined);
  return scenario;
}

function run(steps: readonly unknown[]): { result: ScenarioResult; device: TestDevice } {
  const scenario = scenarioOf(steps);
  const device = new TestDevice({ assets: published.v1 ?? [], conditions: scenario.device });
  let result: ScenarioResult | undefined;
  runScenario(
    scenario,
    device.device,
    {
      clock: device.clock,
      simulator: "test",
      publish: (folder, done) => {
        const assets = published[folder];
        if (assets === undefined) {
          done(`${folder} does not exist.`);
          return;
        }
        device.publish(assets);
        done();
      },
      restart: (done) => done({ ok: false, message: "This device cannot restart." }),
      requestsMade: () => device.transport.requests.map(({ url }) => url),
    },
    (finished) => {
      result = finished;
    },
  );
  device.clock.runUntilIdle();
  assert.ok(result !== undefined, "the scenario comes to its end");
  return { result, device };
}

test("expectations that hold decide the exit code, whatever was refused", () => {
  const { result, device } = run([
    { event: "install" },
    {
      expect: {
        launchable: true,
        launchableWithin: "2s",
        downloaded: ["music", "core"],
        notDownloaded: ["promo"],
        refused: { promo: 202 },
        installed: ["core", "music"],
        bytes: { essential: 1000, "non-essential": 3000 },
        nothingElse: true,
      },
    },
    { event: "launch" },
    { publish: "v2" },
    { advance: "P1D" },
    { event: "update" },
    { expect: { downloaded: ["music"], nothingElse: true } },
    { set: { lowPowerMode: true } },
    { event: "periodic" },
    { expect: { notRun: "low-power-mode", downloaded: [] } },
  ]);
  assert.deepEqual(
    device.of("expectation").filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual([result.exitCode, result.passed, result.failed], [0, 12, 0]);
  assert.equal(device.of("run.finished")[0]?.exitCode, 0);
});

test("expectations that do not hold say what was expected, what happened, and on which line", () => {
  const { result, device } = run([
    { event: "install" },
    {
      expect: {
        launchable: false,
        launchableWithin: "PT1S",
        downloaded: ["core", "promo"],
        notDownloaded: ["music"],
        refused: { promo: 112 },
        failed: { music: true, BAManifestURL: -1011 },
        installed: [],
        notRun: "force-quit",
        bytes: { essential: 1 },
        nothingElse: true,
      },
    },
  ]);
  assert.equal(result.exitCode, 1);
  assert.deepEqual([result.passed, result.failed], [0, 10]);
  assert.deepEqual(
    device.of("expectation").map(({ expected, actual }) => [expected, actual]),
    [
      ["the app cannot be launched", "it can"],
      ["the app can be launched within 1 s", "after 2 s"],
      ["downloaded: core, promo", "downloaded: core, music (missing: promo; unexpected: music)"],
      ["not downloaded: music", "downloaded: music"],
      ["refused: promo 112", "refused: promo 202 sessionDownloadDisallowedByDomain"],
      ["failed: music, BAManifestURL -1011", "failed: nothing"],
      ["on the device: nothing", "on the device: core, music (unexpected: core, music)"],
      ["the event does not run: force-quit", "it ran"],
      ["essential 1 bytes (1 byte)", "essential 1000 bytes (1 KB)"],
      ["nothing else", "downloaded music"],
    ],
  );
  const lines = device.of("expectation").map(({ source }) => source?.range.start.line);
  assert.equal(new Set(lines).size, 10, "each has its own line");
  assert.equal(device.of("expectation")[0]?.source?.path, "/App/first.ba-scenario.jsonc");
});

test("the app is launched while non-essential downloads run", () => {
  const { result, device } = run([
    { event: "install", until: "launchable" },
    { app: { launch: true } },
    { expect: { downloaded: ["core", "music"], refused: { promo: "sessionDownloadDisallowedByDomain" } } },
  ]);
  assert.equal(result.exitCode, 0);
  const order = device.events.map(({ type, identifier }) => `${type} ${identifier ?? ""}`.trim());
  assert.ok(order.indexOf("app.launched") < order.indexOf("download.finished music"));
  assert.ok(order.indexOf("expectation") > order.indexOf("download.finished music"), "expectations wait for rest");
});

test("requests are counted or named, by pattern, since the last event", () => {
  const { result, device } = run([
    { event: "install" },
    { expect: { requests: { "**/manifest.json": 1, "**": 3, "**promo**": 0 } } },
    { event: "launch" },
    { publish: "v2" },
    { event: "update" },
    {
      expect: {
        requests: { "https://cdn.example.com/**": 7 },
        downloaded: ["music"],
      },
    },
    { expect: { requests: { "**": ["manifest.json", "core"] } } },
  ]);
  const [first, second, , third] = device.of("expectation");
  assert.equal(first?.passed, true, `${first?.expected} ${first?.actual}`);
  assert.deepEqual([second?.name, second?.passed], ["requests", false]);
  assert.match(second?.actual ?? "", /^requests: 2 to https:\/\/cdn\.example\.com\/\*\* \(.*manifest/);
  assert.deepEqual(third?.expectedItems, ["manifest.json", "core"]);
  assert.match(third?.actualItems?.join(" ") ?? "", /^manifest\.json https:.*music/);
  assert.deepEqual([result.passed, result.failed], [2, 2]);
});

test("lists are given in one order, so that a comparison shows only what differs", () => {
  const { device } = run([{ event: "install" }, { expect: { downloaded: ["music", "voices", "core"] } }]);
  const [expectation] = device.of("expectation");
  assert.deepEqual(expectation?.expectedItems, ["music", "voices", "core"]);
  assert.deepEqual(expectation?.actualItems, ["music", "core"]);
});

test("a step comes as soon as so many bytes have come", () => {
  const { device } = run([
    { event: "install", until: { receivedBytes: 900 } },
    { set: { network: "offline" } },
    { set: { network: "wifi" } },
    { expect: { downloaded: ["core", "music"] } },
  ]);
  const order = device.events.map(({ type, identifier }) => `${type} ${identifier ?? ""}`.trim());
  assert.ok(order.indexOf("condition.changed") > order.indexOf("download.finished core"));
  assert.ok(order.indexOf("condition.changed") < order.indexOf("download.finished music"));
});

test("a folder that cannot be published ends the scenario with the reason and the step", () => {
  const { result, device } = run([{ publish: "v9" }, { event: "install" }]);
  assert.equal(result.exitCode, 1);
  assert.equal(result.problem?.message, "v9 does not exist.");
  assert.equal(device.of("event.started").length, 0);
});

test("conditions of the scenario hold from the start", () => {
  const scenario = scenarioOf([{ event: "install" }], {
    name: "Train",
    project: "App",
    device: { network: "slow-3g", osVersion: "18.2", inAppContent: false },
    host: { origins: ["https://cdn.example.com/"], folder: "server" },
  });
  assert.equal(scenario.device.network?.bytesPerSecond, 50_000);
  assert.deepEqual([scenario.device.osVersion, scenario.device.inAppContent], ["18.2", false]);
  assert.deepEqual(scenario.host, { origins: ["https://cdn.example.com"], folder: "server" });
  assert.deepEqual([scenario.name, scenario.project], ["Train", "App"]);
});

/** The problems of a scenario's text, each with the text that it points at. */
function problemsOf(text: string): readonly (readonly [string, string])[] {
  const { scenario, problems } = readScenario(text, "/x.ba-scenario.jsonc");
  assert.equal(scenario === undefined, problems.length > 0);
  return problems.map(({ message, range }) => [text.slice(range.start, range.end), message]);
}

test("what this version cannot run is an error at its place, never passed over", () => {
  assert.deepEqual(problemsOf('{"version": 1, "steps": [{"app": {"dance": true}}]}')[0]?.[0], '"dance": true');
});

test("mistakes are found where they are", () => {
  const found = (text: string) => problemsOf(text).map(([where]) => where);
  assert.deepEqual(found('{"version": 2, "steps": [{"event": "install"}]}'), ["2"]);
  assert.deepEqual(found('{"version": 1, "steps": []}'), ["[]"]);
  assert.deepEqual(found('{"version": 1, "steps": [{"event": "uninstall"}]}'), ['"uninstall"']);
  assert.deepEqual(found('{"version": 1, "steps": [{"event": "install", "set": {}}]}'), [
    '{"event": "install", "set": {}}',
  ]);
  assert.deepEqual(found('{"version": 1, "steps": [{"advance": "P1M"}]}'), ['"P1M"']);
  assert.deepEqual(found('{"version": 1, "steps": [{"set": {"network": "fast"}}]}'), ['"fast"']);
  assert.deepEqual(found('{"version": 1, "steps": [{"set": {"wifi": true}}]}'), ['"wifi": true']);
  assert.deepEqual(found('{"version": 1, "steps": [{"expect": {"downloaded": "core"}}]}'), ['"core"']);
  assert.deepEqual(found('{"version": 1, "steps": [{"expect": {}}]}'), ["{}"]);
  assert.deepEqual(found('{"version": 1, "steps": [{"event": "language-change"}]}'), ['"language-change"']);
  assert.deepEqual(found('{"version": 1, "steps": [{"publish": "v2", "force": true}]}'), ['"force": true']);
  assert.deepEqual(found('{"version": 1, "steps": [{"device": "explode"}]}'), ['"explode"']);
  assert.deepEqual(found('{"version": 1, "steps": [{"event": "install", "until": {}}]}'), ["{}"]);
  assert.deepEqual(found('{"version": 1, "steps": [{"expect": {"requests": {"*": "one"}}}]}'), ['"one"']);
  assert.equal(found("").length, 1);
  assert.equal(found('{"version": 1, "steps": [{"event": "install"}').length > 0, true);
});

test("the scenario of the bundled example can be read", () => {
  const path = "examples/unmanaged/first-light.ba-scenario.jsonc";
  const { scenario, problems } = readScenario(readFileSync(path, "utf8"), path);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    scenario?.steps.flatMap((step) => (step.kind === "event" ? step.event : [])),
    ["install", "launch", "update", "periodic"],
  );
});

test("durations", () => {
  const rows: readonly [string, number | undefined][] = [
    ["PT5S", 5000],
    ["P1D", 86_400_000],
    ["P1DT12H30M", 131_400_000],
    ["P2W", 1_209_600_000],
    ["PT0.5S", 500],
    ["5s", 5000],
    ["500ms", 500],
    ["1.5h", 5_400_000],
    ["P", undefined],
    ["PT", undefined],
    ["P1M", undefined],
    ["P1Y", undefined],
    ["soon", undefined],
    ["", undefined],
    ["-5s", undefined],
  ];
  for (const [text, expected] of rows) assert.equal(parseDurationMs(text), expected, text);
  assert.deepEqual([800, 5200, 180_000, 7_200_000, 604_800_000].map(formatDurationMs), [
    "800 ms",
    "5.2 s",
    "3 min",
    "2 h",
    "7 days",
  ]);
});

test("time that passes brings the checks that are due; right before an event it is only the way there", () => {
  const { result, device } = run([
    { event: "install" },
    { event: "launch" },
    { publish: "v2" },
    { advance: "P1D" },
    { set: { network: "lte" } },
    { event: "periodic" },
    { expect: { downloaded: ["music"] } },
    { publish: "v1" },
    { advance: "P4W" },
    { expect: { downloaded: ["music", "promo"], nothingElse: true } },
    { event: "launch" },
    { set: { lowPowerMode: true } },
    { advance: "P30D", periodicChecks: true },
    { expect: { notRun: "low-power-mode", downloaded: [] } },
    { advance: "PT1H", periodicChecks: false },
    { expect: { notRun: "low-power-mode" } },
  ]);
  assert.deepEqual(
    device.of("expectation").filter(({ passed }) => !passed),
    [],
  );
  assert.equal(result.exitCode, 0);
  const { problems } = readScenario(
    `{"version": 1, "steps": [{"event": "install", "periodicChecks": true}]}`,
    "/App/a.ba-scenario.jsonc",
  );
  assert.match(problems[0]?.message ?? "", /"periodicChecks" belongs to an advance step/);
});

test("the network goes away half way and comes back an hour later, or too late", () => {
  const away = (duration: string, expected: unknown) => {
    const { result, device } = run([
      { event: "install", until: "launchable" },
      { set: { network: "offline" } },
      { advance: duration },
      { set: { network: "wifi" } },
      { expect: expected },
    ]);
    assert.deepEqual(
      device.of("expectation").filter(({ passed }) => !passed),
      [],
    );
    assert.equal(result.exitCode, 0);
  };
  away("PT1H", { downloaded: ["core", "music"] });
  away("P8D", { downloaded: ["core"], failed: { music: true } });
});

test("purged files come again; what is not on the device cannot be purged", () => {
  const { result, device } = run([
    { event: "install" },
    { event: "launch" },
    { set: { freeDiskSpaceInBytes: 10_000 } },
    { purge: ["music"] },
    { expect: { installed: ["core"] } },
    { advance: "P1D" },
    { expect: { downloaded: ["music", "promo"], installed: ["core", "music", "promo"] } },
    { purge: true },
    { expect: { installed: [] } },
  ]);
  assert.deepEqual(
    device.of("expectation").filter(({ passed }) => !passed),
    [],
  );
  assert.equal(result.exitCode, 0);
  assert.match(run([{ event: "install" }, { purge: ["other"] }]).result.problem?.message ?? "", /`other` is not on/);
  for (const purge of [false, [], "core"]) {
    const { problems } = readScenario(JSON.stringify({ version: 1, steps: [{ purge }] }), "/a.ba-scenario.jsonc");
    assert.match(problems[0]?.message ?? "", /"purge" must be true/);
  }
});
