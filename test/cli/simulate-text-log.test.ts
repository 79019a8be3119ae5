import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TextLog } from "../../src/cli/simulate/text-log";
import { createPaint } from "../../src/cli/terminal/paint";
import { printable } from "../../src/cli/terminal/printable";
import { ProgressLine } from "../../src/cli/terminal/progress-line";
import { wrapped } from "../../src/cli/terminal/wrapped";
import { defaultConditions } from "../../src/simulator/conditions";
import { baError } from "../../src/simulator/error-codes";
import type { DeviceEvent, DeviceEventBody } from "../../src/simulator/events";

const plain = createPaint({ isTerminal: false, env: {} });
const coloured = createPaint({ isTerminal: true, env: {} });

function event(body: DeviceEventBody & { readonly identifier?: string }): DeviceEvent {
  return { version: 1, seq: 1, time: "2026-01-01T00:00:00.000Z", ...body } as DeviceEvent;
}

const started = event({ type: "event.started", event: "install" });

function refused(identifier: string): DeviceEvent {
  return event({
    type: "download.refused",
    identifier,
    lane: "essential",
    url: "https://cdn.example.com/a.bin",
    fileSizeInBytes: 1000,
    error: baError(
      "downloadWouldExceedAllowance",
      "It needs more than what is left. Raise the allowance or ask for less.",
    ),
  });
}

function finished(identifier: string): DeviceEvent {
  return event({
    type: "download.finished",
    identifier,
    lane: "essential",
    url: "https://cdn.example.com/a.bin",
    fileSizeInBytes: 1000,
    receivedBytes: 1000,
  });
}

describe("the lines for people", () => {
  it("fit into the terminal, with what goes on below what it belongs to", () => {
    const log = new TextLog(
      plain,
      (path) => path,
      () => 60,
    );
    log.lines(started);
    assert.deepEqual(log.lines(refused("core")), [
      "  0.0 s  refused         core                    1 KB",
      "                         BAErrorDomain 112",
      "                         downloadWouldExceedAllowance",
      "                         It needs more than what is left.",
      "                         Raise the allowance or ask for",
      "                         less.",
    ]);
  });

  it("are as long as they are in a pipe", () => {
    const log = new TextLog(
      plain,
      (path) => path,
      () => undefined,
    );
    assert.equal(log.lines(refused("core")).length, 3);
  });

  it("keep their columns when identifiers are long", () => {
    const log = new TextLog(
      plain,
      (path) => path,
      () => undefined,
    );
    const long = "com.example.harbor.levels.archipelago";
    log.lines(event({ type: "download.enqueued", identifier: long, lane: "essential", url: "https://a.b/c" }));
    const places = [long, "core"].map((identifier) => log.lines(finished(identifier))[0]?.indexOf("1 KB"));
    assert.equal(places[0], places[1]);
  });

  it("set what an ended process left behind apart from the events of the run", () => {
    const log = new TextLog(
      plain,
      (path) => path,
      () => undefined,
    );
    const project = { name: "Harbor", mode: "none", infoPlist: "/Info.plist" } as const;
    log.lines(event({ type: "run.started", project, conditions: defaultConditions, simulator: "test" }));
    const lines = log.lines(finished("core"));
    assert.deepEqual(lines.slice(0, 2), ["", "Continued"]);
    assert.match(lines[2] ?? "", /^ {2}0\.0 s {2}downloaded {6}core /);
    assert.equal(log.lines(finished("music")).length, 1, "one heading is enough");
    assert.deepEqual(log.lines(event({ type: "event.started", event: "launch" })), ["", "Launch"]);
    log.lines(event({ type: "event.finished", event: "launch", outcome: "completed" }));
    assert.deepEqual(log.lines(finished("voices")).slice(0, 2), ["", "Continued"], "a launch asks for nothing");
    log.lines(event({ type: "event.started", event: "update" }));
    assert.equal(log.lines(finished("terrain")).length, 1);
  });

  it("say which conditions changed, below the heading of the event that they were changed for", () => {
    const log = new TextLog(
      plain,
      (path) => path,
      () => undefined,
    );
    const project = { name: "Harbor", mode: "none", infoPlist: "/Info.plist" } as const;
    log.lines(event({ type: "run.started", project, conditions: defaultConditions, simulator: "test" }));
    const german = { ...defaultConditions, preferredLanguage: "de" };
    assert.deepEqual(log.lines(event({ type: "condition.changed", conditions: german })), []);
    assert.deepEqual(log.lines(event({ type: "event.started", event: "language-change" })), [
      "",
      "Language Change",
      "  0.0 s  conditions      language de",
    ]);
    const saving = event({ type: "condition.changed", conditions: { ...german, lowPowerMode: true } });
    assert.deepEqual(log.lines(saving), ["  0.0 s  conditions      Low Power Mode on"]);
    log.lines(event({ type: "event.finished", event: "language-change", outcome: "completed" }));
    log.lines(event({ type: "condition.changed", conditions: german }));
    const advanced = log.lines(event({ type: "clock.advanced", byMs: 86_400_000 }));
    assert.match(advanced[0] ?? "", /conditions {6}Low Power Mode off$/, "kept where no event follows");
  });

  it("explain one reason twenty times at most, and count the rest", () => {
    const log = new TextLog(
      plain,
      (path) => path,
      () => undefined,
    );
    const lines = Array.from({ length: 25 }, (_, index) => log.lines(refused(`pack-${index}`))).flat();
    assert.equal(lines.length, 60);
    const end = event({ type: "event.finished", event: "install", outcome: "completed" });
    assert.deepEqual(log.lines(end), ["         5 more refused: BAErrorDomain 112 downloadWouldExceedAllowance"]);
    assert.equal(log.lines(refused("next")).length, 3, "the next event begins anew");
  });
});

it("a line is broken between words, by what is seen of it, and an address stays whole", () => {
  assert.deepEqual(wrapped("one two three", undefined, 2), ["one two three"]);
  assert.deepEqual(wrapped("one two three", 13, 2), ["one two three"]);
  assert.deepEqual(wrapped("one two three", 12, 2), ["one two", "  three"]);
  const red = coloured.red("two");
  assert.deepEqual(wrapped(`one ${red} three`, 13, 2), [`one ${red} three`]);
  const url = `https://cdn.example.com/${"x".repeat(50)}`;
  assert.deepEqual(wrapped(`    from ${url} here`, 30, 4), ["    from", `    ${url}`, "    here"]);
});

it("tells the end of the restrictions once, what one allowance has left, and who hears of failures", () => {
  const log = new TextLog(
    plain,
    (path) => path,
    () => undefined,
  );
  const lines = (body: DeviceEventBody) => log.lines(event(body)).join("\n");
  assert.match(lines({ type: "app.launched", afterMs: 0, restrictionsLifted: true }), /restrictions end here/);
  assert.doesNotMatch(lines({ type: "app.launched", afterMs: 0 }), /restrictions/);
  const contentRequest = { name: "install", rawValue: 1 } as const;
  const launched = { type: "extension.launched", contentRequest } as const;
  assert.match(
    lines({ ...launched, restrictedEssentialDownloadSizeRemaining: null, restrictedDownloadSizeRemaining: 1000 }),
    /\(1\) +1 KB non-essential left$/,
  );
  const told = { type: "extension.finished", runtimeMs: 1, finished: 2 } as const;
  assert.equal(lines({ ...told, deliveredTo: "extension", failed: 0 }), "");
  assert.match(
    lines({ ...told, deliveredTo: "app", failed: 1 }),
    /app +hears of 1 failure +backgroundDownload\(_:failedWithError:\)/,
  );
  assert.match(lines({ ...told, deliveredTo: "nobody", failed: 1 }), /nobody +hears of 3 results/);
});

it("text of others cannot steer the terminal", () => {
  assert.equal(
    printable("a\u001b[31mb\u0007\n\u009b\u202e\u2066 é 日本 👩‍🚀"),
    "a\\x1b[31mb\\x07\\x0a\\x9b\\u202e\\u2066 é 日本 👩‍🚀",
  );
});

it("the progress line stays on one line and goes away", () => {
  let screen = "";
  const line = new ProgressLine(
    (text) => {
      screen = text;
    },
    () => 50,
  );
  const common = { lane: "essential", url: "https://a.b/c", fileSizeInBytes: 1000 } as const;
  for (const identifier of ["\u001b[2Jcom.example.harbor.levels.archipelago", "core", "music", "voices", "more"]) {
    line.observe(event({ type: "download.enqueued", identifier, ...common }));
    line.observe(event({ type: "download.started", identifier, offset: 0, ...common }));
  }
  assert.match(screen, /^\r\u001b\[2K {2}▸ …ample\.harbor\.levels\.archipelago|^\r\u001b\[2K {2}▸ …/);
  assert.ok(screen.length - "\r\u001b[2K".length < 50);
  line.clear();
  assert.equal(screen, "\r\u001b[2K");
});
