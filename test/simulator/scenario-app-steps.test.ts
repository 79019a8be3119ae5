import assert from "node:assert/strict";
import { test } from "node:test";
import { readScenario } from "../../src/simulator/scenario/read-scenario";
import { runScenario, type ScenarioResult } from "../../src/simulator/scenario/run-scenario";
import { validateAgainstSchema } from "../validate-against-schema";
import { assetUrl, configurationWith, type TestAsset, TestDevice, type TestDeviceOptions } from "./simulated-device";

const core: TestAsset = { id: "core", size: 1000, essential: true, served: { size: 1000, bytesPerSecond: 500 } };
const music: TestAsset = { id: "music", size: 3000, served: { size: 3000, bytesPerSecond: 1000 } };
/** Served, and in no manifest. */
const terrain = { identifier: "terrain", url: assetUrl({ id: "terrain" }), fileSize: 5000 };

function run(steps: readonly object[], options: TestDeviceOptions = {}) {
  const scenarioFile = { version: 1, steps };
  assert.deepEqual(validateAgainstSchema("ba-scenario.schema.json", scenarioFile), []);
  const { scenario, problems } = readScenario(JSON.stringify(scenarioFile), "/App/app.ba-scenario.jsonc");
  assert.deepEqual(problems, []);
  assert.ok(scenario !== undefined);
  const device = new TestDevice({ assets: [core, music], ...options });
  device.addContent(terrain.url, { size: 5000, bytesPerSecond: 1000 });
  let result: ScenarioResult | undefined;
  runScenario(
    scenario,
    device.device,
    {
      clock: device.clock,
      simulator: "test",
      publish: (_, done) => done(),
      restart: (done) => done({ ok: false, message: "This device cannot restart." }),
      requestsMade: () => [],
    },
    (finished) => {
      result = finished;
    },
  );
  device.clock.runUntilIdle();
  assert.ok(result !== undefined, "the scenario comes to its end");
  for (const event of device.events) assert.deepEqual(validateAgainstSchema("event.schema.json", event), []);
  return { result, device };
}

/** Everything that was expected came, without a word about what differs. */
function assertAsExpected(steps: readonly object[], options: TestDeviceOptions = {}): TestDevice {
  const { result, device } = run(steps, options);
  assert.deepEqual(
    device
      .of("expectation")
      .filter(({ passed }) => !passed)
      .map(({ expected, actual }) => [expected, actual]),
    [],
  );
  assert.equal(result.problem, undefined);
  assert.equal(result.exitCode, 0);
  assert.ok(result.passed > 0);
  return device;
}

test("a download is scheduled, promoted in the middle, and cancelled too late", () => {
  const device = assertAsExpected([
    { event: "install" },
    { event: "launch" },
    { app: { schedule: terrain }, until: { receivedBytes: 2000 } },
    { app: { fetchCurrent: true } },
    { app: { startForeground: "terrain" }, until: "rest" },
    { app: { cancel: "terrain" } },
    {
      expect: {
        downloaded: ["terrain"],
        current: { terrain: "downloading" },
        callFailed: { terrain: 101 },
        bytes: { "non-essential": 5000 },
        nothingElse: true,
      },
    },
  ]);
  assert.ok((device.of("download.resumed")[0]?.offset ?? 0) >= 2000);
});

test("a download is cancelled as soon as it has started, and once more", () => {
  assertAsExpected([
    { event: "install" },
    { event: "launch" },
    { app: { schedule: terrain }, until: "started" },
    { app: { cancel: "terrain" }, until: "rest" },
    { app: { cancel: "terrain", by: "extension" } },
    { expect: { callFailed: { terrain: "downloadDoesNotExist" }, downloaded: [], installed: ["core", "music"] } },
  ]);
});

test("the app takes over in the middle of an installation, promotes what waits, and is judged by it", () => {
  const device = assertAsExpected(
    [
      { event: "install", until: "launchable" },
      { app: { launch: true } },
      { app: { startForeground: "music" } },
      { app: { schedule: { ...terrain, essential: true } } },
      { app: { background: true } },
      { app: { startForeground: "music" } },
      { expect: { downloaded: ["core", "music"], callFailed: { terrain: 109, music: 51 }, nothingElse: true } },
    ],
    { configuration: configurationWith({ allowance: 10_000 }) },
  );
  assert.equal(device.of("app.call")[0]?.effect, "promoted");
  assert.deepEqual(
    device.of("app.activity").map(({ activity }) => activity),
    ["background"],
  );
});

test("exclusive control between the two processes", () => {
  const held = [{ event: "install" }, { event: "launch" }, { app: { exclusiveControl: { holdFor: "PT5S" } } }];
  const asked = (within: string) => ({ app: { exclusiveControl: { within }, by: "extension" } });
  assertAsExpected([...held, asked("PT1S"), { expect: { acquired: false } }]);
  assertAsExpected([...held, asked("PT9S"), { expect: { acquired: true } }]);
  assertAsExpected([...held, { app: { terminate: true } }, asked("PT0S"), { expect: { acquired: true } }]);
});

test("a failed essential download is scheduled again by the extension, and files that nobody moved are lost", () => {
  const gone: TestAsset = { id: "gone", size: 10, essential: true, served: { status: 404 } };
  assertAsExpected(
    [
      { app: { moved: false, by: "extension" } },
      { event: "install" },
      { expect: { failed: { gone: -1011 }, lost: ["core"], downloaded: ["core"], installed: [], nothingElse: true } },
      { app: { removingEssential: "gone", by: "extension" }, until: "rest" },
      { expect: { bytes: { essential: 1000, "non-essential": 0 } } },
    ],
    { assets: [core, gone] },
  );
});

test("expectations about calls say what came instead", () => {
  const { result, device } = run([
    { event: "install" },
    { event: "launch" },
    { app: { cancel: "terrain" } },
    {
      expect: {
        callFailed: { terrain: 113, music: true },
        current: { music: "waiting" },
        acquired: true,
        lost: ["music"],
        nothingElse: true,
      },
    },
  ]);
  assert.equal(result.failed, 4);
  assert.deepEqual(
    device.of("expectation").map(({ actual }) => actual),
    [
      "calls that failed: terrain 101 downloadNotScheduled",
      "fetchCurrentDownloads was not called",
      "nobody asked for exclusive control",
      "lost: nothing (missing: music)",
      "nothing else",
    ],
  );
  const unnamed = run([
    { event: "install" },
    { event: "launch" },
    { app: { cancel: "terrain" } },
    { expect: { nothingElse: true } },
  ]);
  assert.equal(unnamed.device.of("expectation")[0]?.actual, "a call failed: terrain");
});

test("a step that nobody can do ends the scenario with the reason and the step", () => {
  const { result } = run([{ event: "install" }, { app: { fetchCurrent: true } }, { event: "launch" }]);
  assert.equal(result.exitCode, 1);
  assert.match(result.problem?.message ?? "", /Skylands is not running: it cannot do this\. Launch it first/);
  assert.equal(result.problem?.source.path, "/App/app.ba-scenario.jsonc");
});

test("mistakes in app steps are found where they are", () => {
  const found = (app: string, rest = "") => {
    const text = `{"version": 1, "steps": [{"app": ${app}${rest}}]}`;
    const { scenario, problems } = readScenario(text, "/x.ba-scenario.jsonc");
    assert.equal(scenario, undefined, app);
    assert.notDeepEqual(validateAgainstSchema("ba-scenario.schema.json", JSON.parse(text)), [], `the schema: ${app}`);
    return problems.map(({ range }) => text.slice(range.start, range.end));
  };
  assert.deepEqual(found("{}"), ["{}"]);
  assert.deepEqual(found('{"launch": false}'), ["false"]);
  assert.deepEqual(found('{"launch": true, "background": true}'), ['{"launch": true, "background": true}']);
  assert.deepEqual(found('{"reboot": true}')[0], '"reboot": true');
  assert.deepEqual(found('{"schedule": {"identifier": "a"}}'), ['{"identifier": "a"}']);
  assert.deepEqual(found('{"schedule": {"identifier": "a", "url": "u", "fileSize": "big"}}'), ['"big"']);
  assert.deepEqual(found('{"schedule": {"identifier": "a", "url": "u", "priority": 3}}'), ["3"]);
  assert.deepEqual(found('{"startForeground": 5}'), ["5"]);
  assert.deepEqual(found('{"cancel": "a", "by": "system"}'), ['"system"']);
  assert.deepEqual(found('{"exclusiveControl": {"within": "soon"}}'), ['"soon"']);
  assert.deepEqual(found('{"launch": true}', ', "until": "soon"'), ['"soon"']);
  assert.deepEqual(found('{"launch": true}', ', "force": true'), ['"force": true']);
});

test('"by" is about calls, not about the app itself', () => {
  const text = '{"version": 1, "steps": [{"app": {"terminate": true, "by": "extension"}}]}';
  const { problems } = readScenario(text, "/x.ba-scenario.jsonc");
  assert.deepEqual(
    problems.map(({ range }) => text.slice(range.start, range.end)),
    ['"by": "extension"'],
  );
});
