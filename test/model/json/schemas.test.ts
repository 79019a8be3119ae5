import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseJson } from "../../../src/model/json/parse-json";
import { toValue } from "../../../src/model/json/tree";
import { assumptionNames, assumptions } from "../../../src/simulator/assumptions";
import { defaultConditions } from "../../../src/simulator/conditions";
import { baError, baErrorCodes, simulatorErrorCodes, urlErrorCodes } from "../../../src/simulator/error-codes";
import { readSchema, schemaNames, validateAgainstSchema } from "../../validate-against-schema";

test("the compiled validators are those of the schemas", () => {
  const run = spawnSync(process.execPath, ["scripts/build-validators.mjs", "--check"], { encoding: "utf8" });
  assert.equal(run.stderr, "");
  assert.equal(run.status, 0);
});

test("every schema compiles, and says what it is for", () => {
  assert.ok(schemaNames.length >= 6);
  for (const name of schemaNames) {
    const schema = readSchema(name);
    assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema", name);
    assert.ok(schema.title && schema.description, name);
    validateAgainstSchema(name, {});
  }
});

interface AssumptionSchema {
  readonly enum?: unknown[];
  readonly type?: string;
  readonly default?: unknown;
  readonly description?: string;
}

test("the project file's schema knows exactly the simulator's assumptions, their values and defaults", () => {
  const schema = readSchema("background-assets.schema.json") as unknown as {
    properties: { assumptions: { properties: Record<string, AssumptionSchema> } };
  };
  const { properties } = schema.properties.assumptions;
  assert.deepEqual(Object.keys(properties).sort(), [...assumptionNames].sort());
  for (const name of assumptionNames) {
    const { values, default: normal, meaning } = assumptions[name];
    const known = properties[name];
    assert.equal(known?.default, normal, name);
    assert.equal(known?.description, meaning, name);
    if (values === "number") assert.equal(known?.type, "number", name);
    else if (values === "list") assert.equal(known?.type, "string", name);
    else assert.deepEqual(known?.enum, [...values], name);
  }
});

const event = { version: 1, seq: 1, time: "2026-01-01T00:00:00.000Z" };

test("the event log's schema accepts what it should and refuses everything else", () => {
  const download = { identifier: "a", lane: "essential", url: "https://x.example/a", fileSizeInBytes: 3 };
  const right = [
    {
      ...event,
      type: "run.started",
      project: { name: "A", mode: "none", infoPlist: "Info.plist" },
      conditions: defaultConditions,
      simulator: "x",
    },
    {
      ...event,
      type: "download.refused",
      ...download,
      error: baError("sessionDownloadDisallowedByDomain", "no"),
      assumptions: ["wildcard-scope"],
    },
    { ...event, type: "download.progress", event: "install", ...download, receivedBytes: 2 },
    { ...event, type: "allowance.changed", lane: "essential", limitInBytes: null, chargedBytes: 0 },
  ];
  for (const one of right) assert.deepEqual(validateAgainstSchema("event.schema.json", one), [], one.type);
  const wrong: readonly object[] = [
    { ...event, type: "download.unknown" },
    { ...event, type: "download.progress", ...download },
    { ...event, type: "download.progress", ...download, receivedBytes: 2, speed: 3 },
    { ...event, type: "download.refused", ...download },
    { ...event, seq: 0, type: "app.launched", afterMs: 1 },
    { ...event, time: "2026-01-01", type: "app.launched", afterMs: 1 },
    { ...event, type: "app.launched", afterMs: 1, assumptions: ["made-up"] },
    {
      ...event,
      type: "manifest.failed",
      url: "u",
      receivedBytes: 0,
      error: { domain: "BAErrorDomain", code: 203, name: "sessionDownloadDisallowedByDomain", message: "" },
    },
  ];
  for (const one of wrong)
    assert.notDeepEqual(validateAgainstSchema("event.schema.json", one), [], JSON.stringify(one));
});

test("every error that the simulator can report is in the event log's schema", () => {
  const failed = (domain: string, name: string, code: number) =>
    validateAgainstSchema("event.schema.json", {
      ...event,
      type: "extension.failed",
      runtimeMs: 1,
      error: { domain, name, code, message: "m" },
    });
  for (const [name, { code }] of Object.entries(baErrorCodes))
    assert.deepEqual(failed("BAErrorDomain", name, code), [], name);
  for (const [name, code] of Object.entries(urlErrorCodes))
    assert.deepEqual(failed("NSURLErrorDomain", name, code), [], name);
  for (const [name, code] of Object.entries(simulatorErrorCodes))
    assert.deepEqual(failed("SimulatorErrorDomain", name, code), [], name);
  assert.deepEqual(failed("NSPOSIXErrorDomain", "ENOSPC", 28), []);
  assert.notDeepEqual(failed("NSURLErrorDomain", "ENOSPC", 28), []);
});

test("the examples' project files and scenarios are valid", () => {
  const names = readdirSync("examples", { recursive: true }).map(
    (name) => `examples/${String(name).replaceAll("\\", "/")}`,
  );
  for (const name of names) {
    const schema = name.endsWith("/background-assets.jsonc")
      ? "background-assets.schema.json"
      : name.endsWith(".ba-scenario.jsonc")
        ? "ba-scenario.schema.json"
        : undefined;
    if (schema === undefined) continue;
    const parsed = parseJson(readFileSync(name, "utf8"));
    assert.deepEqual(parsed.problems, [], name);
    assert.deepEqual(validateAgainstSchema(schema, toValue(parsed.root)), [], name);
  }
});

test("a scenario's schema has one kind for each step, and options beside events only", () => {
  const scenario = (...steps: object[]) => validateAgainstSchema("ba-scenario.schema.json", { version: 1, steps });
  assert.deepEqual(
    scenario(
      { event: "install", until: "launchable" },
      { app: { launch: true } },
      { advance: "P1DT2H" },
      { advance: "500ms" },
    ),
    [],
  );
  assert.deepEqual(
    scenario(
      { set: { network: "2mbps,80ms", lowPowerMode: true } },
      { expect: { refused: { a: 202, b: "x", c: true }, bytes: { essential: 3 } } },
    ),
    [],
  );
  for (const step of [
    {},
    { event: "install", publish: "v2" },
    { event: "reinstall" },
    { publish: "v2", force: true },
    { advance: "soon" },
    { expect: {} },
    { expect: { refused: { a: false } } },
  ]) {
    assert.notDeepEqual(scenario(step), [], JSON.stringify(step));
  }
});
