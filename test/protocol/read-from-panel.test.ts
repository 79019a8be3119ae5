import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FromPanel } from "../../src/protocol/panel-messages";
import { readFromPanel } from "../../src/protocol/read-from-panel";
import { faultCases } from "../simulator/fault-cases";

const messages: readonly FromPanel[] = [
  { type: "ready" },
  { type: "fire", event: "periodic" },
  { type: "control", action: "cancel" },
  { type: "appCall", action: { kind: "terminate" } },
  { type: "appCall", action: { kind: "moved", moved: false, by: undefined } },
  { type: "appCall", action: { kind: "fetchCurrent", by: "extension" } },
  { type: "appCall", action: { kind: "cancel", by: "app", identifier: "terrain" } },
  { type: "appCall", action: { kind: "startForeground", by: "app", download: "terrain" } },
  {
    type: "appCall",
    action: {
      kind: "schedule",
      by: "app",
      download: {
        identifier: "terrain",
        url: "https://cdn.example.com/terrain",
        fileSizeInBytes: 10,
        priority: "max",
        essential: false,
      },
    },
  },
  { type: "appCall", action: { kind: "exclusiveControl", by: "app", holdForMs: 5000, withinMs: undefined } },
  { type: "changeLanguage", language: "zh-Hant" },
  { type: "askExchanges", urls: ["https://cdn.example.com/terrain"] },
  { type: "askPrevious", event: "language-change" },
  { type: "selectProject", infoPlistPath: "/app/Info.plist" },
  { type: "setConditions", conditions: { network: "slow-3g", lowPowerMode: true } },
  {
    type: "setConditions",
    conditions: {
      network: "2mbps,80ms,cellular",
      backgroundAppRefreshForApp: false,
      forceQuit: true,
      freeDiskSpaceInBytes: 5_000_000,
      osVersion: "16.4.1",
      preferredLanguage: "zh-Hant",
    },
  },
  { type: "setConditions", conditions: { freeDiskSpaceInBytes: null, preferredLanguage: null } },
  { type: "advanceClock", durationMs: 28 * 86_400_000 },
  { type: "setFaults", faults: [] },
  ...faultCases.map(
    ({ effect }): FromPanel => ({ type: "setFaults", faults: [{ url: "**", times: 2, from: 3, effect }] }),
  ),
  { type: "setAllowance", lane: "essential", sizeInBytes: 5_000_000 },
  { type: "reveal", path: "/app/Info.plist", line: 30, character: 2 },
  { type: "command", command: "eraseDevice" },
];

describe("a message from the panel", () => {
  for (const message of messages) {
    it(`is understood: ${JSON.stringify(message)}`, () => assert.deepEqual(readFromPanel(message), message));
  }

  it("loses members that it should not have", () => {
    assert.deepEqual(readFromPanel({ type: "fire", event: "install", force: true }), {
      type: "fire",
      event: "install",
    });
  });

  const nonsense: readonly unknown[] = [
    undefined,
    null,
    "ready",
    ["ready"],
    {},
    { type: "fire" },
    { type: "fire", event: "uninstall" },
    { type: "fire", event: "toString" },
    { type: "control", action: ["cancel"] },
    { type: "changeLanguage", language: "any language" },
    { type: "askExchanges", urls: "https://cdn.example.com" },
    { type: "askExchanges", urls: [1] },
    { type: "askPrevious", event: "uninstall" },
    { type: "appCall" },
    { type: "appCall", action: { kind: "uninstall" } },
    { type: "appCall", action: { kind: "fetchCurrent", by: "system" } },
    { type: "appCall", action: { kind: "cancel", by: "app" } },
    { type: "appCall", action: { kind: "schedule", by: "app", download: { identifier: "a", url: "u" } } },
    { type: "appCall", action: { kind: "exclusiveControl", by: "app", holdForMs: -1 } },
    { type: "appCall", action: { kind: "moved", moved: false, by: "nobody" } },
    { type: "selectProject", infoPlistPath: 7 },
    { type: "selectProject", infoPlistPath: "x".repeat(40_000) },
    { type: "setConditions", conditions: { network: "constructor" } },
    { type: "setConditions", conditions: { lowPowerMode: "yes" } },
    { type: "setConditions", conditions: { network: "0bps" } },
    { type: "setConditions", conditions: { freeDiskSpaceInBytes: -1 } },
    { type: "setConditions", conditions: { osVersion: "27; rm" } },
    { type: "setConditions", conditions: { preferredLanguage: "<b>" } },
    { type: "advanceClock", durationMs: 0 },
    { type: "advanceClock", durationMs: 1.5 },
    { type: "advanceClock", durationMs: 400 * 86_400_000 },
    { type: "setFaults" },
    { type: "setFaults", faults: {} },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "explode" } }] },
    { type: "setFaults", faults: [{ url: "", effect: { kind: "dns" } }] },
    { type: "setFaults", faults: [{ url: "**", times: 0, effect: { kind: "dns" } }] },
    { type: "setFaults", faults: [{ url: "**", from: 1.5, effect: { kind: "dns" } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "status", status: 101 } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "status", status: 503, retryAfterSeconds: "1" } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "delay", delayMs: Number.POSITIVE_INFINITY } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "cut", at: { percent: 101 } } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "cut", at: { bytes: -1 } } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "stall", after: 7 } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "redirect", to: "file:///etc/passwd" } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "tls", problem: "toString" } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "captive-portal", answer: "js" } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "code", code: 202 } }] },
    { type: "setFaults", faults: [{ url: "**", effect: { kind: "wrong-length", announced: {} } }] },
    { type: "setFaults", faults: Array.from({ length: 101 }, () => ({ url: "**", effect: { kind: "dns" } })) },
    { type: "setAllowance", lane: "both", sizeInBytes: 1 },
    { type: "setAllowance", lane: "essential", sizeInBytes: -1 },
    { type: "setAllowance", lane: "essential", sizeInBytes: 1.5 },
    { type: "reveal", path: "/app/Info.plist", line: Number.NaN, character: 0 },
    { type: "reveal", path: "/app/Info.plist", line: "1", character: 0 },
    { type: "command", command: "workbench.action.terminal.new" },
  ];
  for (const value of nonsense) {
    it(`is refused: ${JSON.stringify(value)?.slice(0, 80)}`, () => assert.equal(readFromPanel(value), undefined));
  }
});
