import assert from "node:assert/strict";
import { readReply } from "../../src/node/downloader/read-reply";
import { challengeOutcome, downloadsResult, resultsOutcome } from "../../src/node/downloader/script-results";
import { journalText, readJournal } from "../../src/node/offline/media-journal";
import { readFromPanel } from "../../src/protocol/read-from-panel";
import { describeExpectation } from "../../src/simulator/scenario/describe-expectation";
import { readScenario } from "../../src/simulator/scenario/read-scenario";
import { urlGlob } from "../../src/simulator/url-glob";
import type { SeededRandom } from "../../test/model/plist/seeded-random";
import { type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedText } from "../mutate";
import { assertPlaces } from "../places";
import { randomJsonValue } from "../values";

const panelMessages = [
  { type: "ready" },
  { type: "fire", event: "periodic" },
  { type: "changeLanguage", language: "de" },
  { type: "control", action: "cancel" },
  {
    type: "appCall",
    action: {
      kind: "schedule",
      by: "app",
      download: { identifier: "a", url: "https://a.example/a", fileSizeInBytes: 10, priority: "max", essential: false },
    },
  },
  { type: "appCall", action: { kind: "exclusiveControl", by: "app", holdForMs: 5000 } },
  { type: "selectProject", infoPlistPath: "/app/Info.plist" },
  {
    type: "setConditions",
    conditions: {
      network: "2mbps,80ms,cellular",
      backgroundAppRefreshForApp: false,
      freeDiskSpaceInBytes: 5_000_000,
      osVersion: "16.4.1",
      preferredLanguage: null,
    },
  },
  {
    type: "setFaults",
    faults: [
      { url: "**", times: 2, from: 3, effect: { kind: "status", status: 503, retryAfterSeconds: 3 } },
      { url: "**", effect: { kind: "stall", atFraction: 0.5 } },
    ],
  },
  { type: "advanceClock", durationMs: 1000 },
  { type: "setAllowance", lane: "essential", sizeInBytes: 5_000_000 },
  { type: "reveal", path: "/app/Info.plist", line: 30, character: 2 },
  { type: "askExchanges", urls: ["https://a.example/a"] },
  { type: "askPrevious", event: "install" },
  { type: "command", command: "eraseDevice" },
].map((message) => JSON.stringify(message)); // prettier-ignore

/** A message with a member taken away, added or of another type; or of other letters. */
function otherMessage(messages: readonly string[], random: SeededRandom): string {
  const text = random.pick(messages);
  if (random.below(3) === 0)
    return mutatedText(text, random, ["null", "-1", "1e999", '"__proto__"', "{}", "[]"], messages);
  const message: unknown = JSON.parse(text);
  changeSomewhere(message, random);
  return JSON.stringify(message);
}

function changeSomewhere(value: unknown, random: SeededRandom): void {
  if (typeof value !== "object" || value === null) return;
  const keys = Object.keys(value);
  const key = keys.length === 0 || random.below(6) === 0 ? "more" : random.pick(keys);
  const inner: unknown = Reflect.get(value, key);
  if (typeof inner === "object" && inner !== null && random.below(3) > 0) changeSomewhere(inner, random);
  else if (random.below(4) === 0) Reflect.deleteProperty(value, key);
  else Reflect.set(value, key, randomJsonValue(random, 2));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What comes of a message is read as itself again, so it has nothing that a message may not have. */
export const messagesFromPanel: FuzzTarget = {
  name: "panel-message",
  share: 8,
  generate: (random) =>
    random.below(8) === 0 ? JSON.stringify(randomJsonValue(random, 4)) : otherMessage(panelMessages, random),
  check(input) {
    const message = readFromPanel(parsed(textOf(input)));
    if (message === undefined) return;
    assert.deepEqual(readFromPanel(message), message);
    assert.deepEqual(readFromPanel(structuredClone(message)), message);
  },
};

const replies = [
  {
    kind: "downloads",
    downloads: [
      { identifier: "a", url: "https://a.example/a", fileSize: 5, essential: true, priority: "max", version: "1" },
    ],
    wasAwaited: false,
  },
  {
    kind: "results",
    failures: [{ method: "m", identifier: "a", message: "b" }],
    notMoved: ["a"],
    scheduled: [{ identifier: "a", url: "https://a.example/a", fileSize: 5 }],
  },
  { kind: "challenge", isAnswered: true, disposition: "useCredential", user: "u", password: "p", trust: true },
  { kind: "threw", method: "downloads", message: "a" },
  { kind: "not-a-list", is: "a number" },
].map((reply) => JSON.stringify(reply)); // prettier-ignore

/** A script shares its process with our code and may answer in its place. */
export const scriptReplies: FuzzTarget = {
  name: "script-reply",
  share: 4,
  generate: (random) => otherMessage(replies, random),
  check(input) {
    const reply = readReply(parsed(textOf(input)));
    if (reply === undefined) return;
    assert.deepEqual(readReply(structuredClone(reply)), reply);
    const end = { kind: "replied", reply, runtimeMs: 5, peakMemoryInBytes: 1 } as const;
    const result = downloadsResult("/w/downloader.mjs", end, 1000);
    if (result.kind === "returned") {
      for (const { identifier, url } of result.downloads)
        assert.deepEqual([typeof identifier, typeof url], ["string", "string"]);
    }
    const outcome = resultsOutcome("/w/downloader.mjs", end, 1000);
    for (const name of outcome.notMoved) assert.equal(typeof name, "string");
    challengeOutcome("/w/downloader.mjs", end, 1000);
  },
};

const scenarios = [
  `{
  // everything once
  "name": "All", "project": "App", "host": {"origins": ["https://cdn.example.com"], "folder": "server"},
  "device": {"network": "wifi", "os": "26", "language": "de", "freeDiskSpace": "2 GB", "lowPowerMode": false},
  "steps": [
    {"event": "install", "until": "launchable"}, {"expect": {"files": ["a"], "downloads": 3, "errors": []}}, {"advance": "P28D", "periodicChecks": true},
    {"set": {"network": "offline"}}, {"fault": {"url": "**/a", "status": 503, "retryAfter": "2 min", "times": 2}}, {"fault": "none"}, {"app": {"launch": true}},
    {"app": {"schedule": {"identifier": "a", "url": "https://cdn.example.com/a", "fileSize": 5}}}, {"device": "restart"}, {"publish": "server-2"}, {"purge": ["a"]},
    {"challenge": {"url": "**", "user": "u", "password": "p"}}
  ]
}
`,
  '{"steps": [{"event": "update", "appVersion": "2", "force": true}, {"expect": {"launchable": true, "allowance": {"essential": "5 MB"}}}]}',
];

export const scenarioTexts: FuzzTarget = {
  name: "scenario",
  share: 8,
  generate: (random) =>
    mutatedText(
      random.pick(scenarios),
      random,
      [
        '"event"',
        '"expect"',
        '"fault"',
        '"set"',
        '"advance"',
        '"until"',
        '"app"',
        "null",
        "[]",
        "{}",
        "-1",
        '"P1Y"',
        '"5 GB"',
        '"1e9 h"',
        '"**"',
      ],
      scenarios,
    ), // prettier-ignore
  check(input) {
    const text = textOf(input);
    const { scenario, problems } = readScenario(text, "/w/all.ba-scenario.jsonc");
    assertPlaces(problems, text);
    for (const step of scenario?.steps ?? []) {
      const { start, end } = step.source.range;
      assert.ok(start.line < end.line || (start.line === end.line && start.character <= end.character));
      if (step.kind === "expect") for (const expectation of step.expectations) describeExpectation(expectation);
    }
  },
};

/** Of a scenario's faults and challenges. */
export const urlPatterns: FuzzTarget = {
  name: "url-pattern",
  share: 3,
  generate: (random) =>
    mutatedText(
      "https://*.example.com/**/a*.bin?x=*",
      random,
      ["*", "**", "?", "#", "\\", "[", "(", "+", "a*a*a*"],
      ["**"],
    ),
  check(input) {
    const matches = urlGlob(textOf(input));
    for (const url of ["https://a.example.com/b/c/a1.bin?x=2#f", "", `https://a.example.com/${"a".repeat(200)}`])
      matches(url);
  },
};

const localNames = [
  "video/video-1/00001-0a1b2c3d.ts",
  "audio/audio-1/init-00000-00000000.mp4",
  "key/0a1b2c3d.key",
  "film.mp4",
];

export const mediaJournals: FuzzTarget = {
  name: "media-journal",
  share: 2,
  generate: (random) => {
    const files = new Map(localNames.slice(random.below(3)).map((name) => [name, random.below(1e9)]));
    const text = journalText(files);
    return random.below(3) === 0
      ? text
      : mutatedText(text, random, ['"path"', '"bytes"', "../", "/etc/passwd", "-1", "\n"], [text]);
  },
  check(input) {
    const files = readJournal(textOf(input));
    if (files === undefined) return;
    for (const [path, bytes] of files) {
      assert.ok(!path.includes("..") && !path.startsWith("/") && !path.includes("\\"), path);
      assert.ok(Number.isSafeInteger(bytes) && bytes >= 0);
    }
    assert.deepEqual(readJournal(journalText(files)), files);
  },
};
