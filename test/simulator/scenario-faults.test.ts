import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultEffect } from "../../src/simulator/faults";
import { readScenario } from "../../src/simulator/scenario/read-scenario";
import { runScenario, type ScenarioResult } from "../../src/simulator/scenario/run-scenario";
import { validateAgainstSchema } from "../validate-against-schema";
import { TestDevice } from "./simulated-device";

function textOf(fault: unknown): string {
  return JSON.stringify({ version: 1, steps: [{ fault }, { event: "install" }] });
}

function read(fault: unknown) {
  const text = textOf(fault);
  const { scenario, problems } = readScenario(text, "/x.ba-scenario.jsonc");
  const [step] = scenario?.steps ?? [];
  return {
    fault: step?.kind === "fault" ? step.fault : undefined,
    problems: problems.map(({ message, range }) => [text.slice(range.start, range.end), message] as const),
  };
}

const written: readonly (readonly [object, FaultEffect])[] = [
  [{ status: 503 }, { kind: "status", status: 503 }],
  [
    { status: 429, retryAfter: "30s" },
    { kind: "status", status: 429, retryAfterSeconds: 30 },
  ],
  [{ delay: "1.5s" }, { kind: "delay", delayMs: 1500 }],
  [{ stall: 0 }, { kind: "stall", after: { bytes: 0 } }],
  [{ cut: "80%" }, { kind: "cut", at: { percent: 80 } }],
  [{ cut: 1000 }, { kind: "cut", at: { bytes: 1000 } }],
  [{ wrongLength: "120%" }, { kind: "wrong-length", announced: { percent: 120 } }],
  [{ truncated: "12.5%" }, { kind: "truncated", at: { percent: 12.5 } }],
  [{ corrupted: 7 }, { kind: "corrupted", at: { bytes: 7 } }],
  [{ redirect: "https://other.example.com/a" }, { kind: "redirect", to: "https://other.example.com/a" }],
  [{ html: true }, { kind: "html" }],
  [{ expiredSignature: "PT1H" }, { kind: "expired-signature", afterMs: 3_600_000 }],
  [{ tls: "expired" }, { kind: "tls", problem: "expired" }],
  [{ dns: true }, { kind: "dns" }],
  [{ connectRefused: true }, { kind: "connect-refused" }],
  [{ captivePortal: "redirect" }, { kind: "captive-portal", answer: "redirect" }],
  [{ fail: { code: 102 } }, { kind: "code", code: 102 }],
];

for (const [effect, expected] of written) {
  test(`a fault is written as ${JSON.stringify(effect)}`, () => {
    const fault = { url: "**/terrain*", times: 2, from: 3, ...effect };
    assert.deepEqual(read(fault), {
      fault: { url: "**/terrain*", times: 2, from: 3, effect: expected },
      problems: [],
    });
    assert.deepEqual(validateAgainstSchema("ba-scenario.schema.json", JSON.parse(textOf(fault))), []);
  });
}

test("faults end with a word", () => {
  assert.deepEqual(read("none"), { fault: "none", problems: [] });
  assert.deepEqual(validateAgainstSchema("ba-scenario.schema.json", JSON.parse(textOf("none"))), []);
});

const mistakes: readonly (readonly [unknown, string, RegExp])[] = [
  ["all", '"all"', /or "none"/],
  [{ status: 503 }, '{"status":503}', /"url" is missing/],
  [{ url: "**" }, '{"url":"**"}', /exactly one of status, delay/],
  [{ url: "**", dns: true, html: true }, '{"url":"**","dns":true,"html":true}', /exactly one of/],
  [{ url: "**", explode: true, dns: true }, '"explode":true', /not known/],
  [{ url: "**", status: 101 }, "101", /from 200 to 599/],
  [{ url: "**", cut: "101%" }, '"101%"', /a share of the content/],
  [{ url: "**", cut: -1 }, "-1", /whole number of bytes/],
  [{ url: "**", cut: 1, times: 0 }, "0", /whole number from 1/],
  [{ url: "**", dns: false }, "false", /must be true/],
  [{ url: "**", delay: 5 }, "5", /must be a text/],
  [{ url: "**", delay: "P1M" }, '"P1M"', /must be a duration/],
  [{ url: "**", redirect: "/login" }, '"/login"', /no absolute URL/],
  [{ url: "**", tls: "broken" }, '"broken"', /one of untrusted, expired, handshake/],
  [{ url: "**", fail: { code: 202 } }, "202", /0, 55, 56, 102, 103/],
  [{ url: "**", fail: {} }, "{}", /must name the code/],
  [{ url: "**", dns: true, retryAfter: "5s" }, '"retryAfter":"5s"', /belongs to "status"/],
];

for (const [fault, where, message] of mistakes) {
  test(`a mistake is found at its place, by the schema too: ${JSON.stringify(fault)}`, () => {
    const { problems } = read(fault);
    assert.deepEqual(
      problems.map(([place]) => place),
      [where],
    );
    assert.match(problems[0]?.[1] ?? "", message);
    assert.notDeepEqual(validateAgainstSchema("ba-scenario.schema.json", JSON.parse(textOf(fault))), []);
  });
}

function run(steps: readonly unknown[]): { result: ScenarioResult; device: TestDevice } {
  const { scenario, problems } = readScenario(JSON.stringify({ version: 1, steps }), "/x.ba-scenario.jsonc");
  assert.deepEqual(problems, []);
  assert.ok(scenario !== undefined);
  const served = { size: 10_000, bytesPerSecond: 1000 };
  const device = new TestDevice({
    assets: [
      { id: "core", size: 100, essential: true },
      { id: "music", size: 10_000, served },
    ],
  });
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
  assert.deepEqual(
    device.of("expectation").filter(({ passed }) => !passed),
    [],
  );
  return { result, device };
}

test("faults of a scenario add up until they are taken away", () => {
  const { result } = run([
    { fault: { url: "**/core", status: 503 } },
    { fault: { url: "**/music", tls: "expired" } },
    { event: "install" },
    { expect: { failed: { core: -1011, music: -1201 }, downloaded: [], launchable: true } },
    { fault: { url: "**/core", fail: { code: 103 } } },
    { event: "launch" },
    { event: "update" },
    { expect: { failed: { core: "downloadAlreadyFailed", music: true }, nothingElse: true } },
    { fault: "none" },
    { event: "update" },
    { expect: { downloaded: ["core", "music"], nothingElse: true } },
  ]);
  assert.equal(result.exitCode, 0);
});

test("a fault comes while downloads run, and strikes their next request", () => {
  const { device } = run([
    { event: "install", until: "launchable" },
    { fault: { url: "**/music", cut: 0, times: 1 } },
    { set: { network: "offline" } },
    { set: { network: "wifi" } },
    { expect: { downloaded: ["core", "music"] } },
  ]);
  const [applied] = device.of("fault.applied");
  assert.match(applied?.description ?? "", /^`music`: the connection breaks/);
});
