import type { EventView, RunView } from "../protocol/run-view";
import type { DeviceError } from "../simulator/error-codes";
import type { DeviceEvent } from "../simulator/events";
import { escapeHtml } from "./html-escape";
import { isDryRun } from "./html-overview";
import type { ReportedRun } from "./reported-run";

interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly durationMs?: number | undefined;
  readonly failure: { readonly message: string; readonly text: string } | undefined;
  readonly output?: string;
}

interface Suite {
  readonly title: string;
  readonly cases: readonly TestCase[];
  readonly activeMs: number;
}

/**
 * JUnit's XML, as CI servers read it: a test suite for each run; in it a test case for each expectation of a scenario;
 * without expectations one for each lifecycle event and each download. A run that was cut off has failed, whatever was
 * expected of it. Times are the device's, without the time that a scenario lets pass.
 */
export function junitReport(runs: readonly ReportedRun[]): string {
  const suites = runs.map(suiteOf);
  const all = suites.flatMap(({ cases }) => cases);
  const activeMs = suites.reduce((sum, suite) => sum + suite.activeMs, 0);
  const failures = all.filter(isFailure).length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="${all.length}" failures="${failures}" errors="0" time="${seconds(activeMs)}">
${suites.map(suiteXml).join("\n")}
</testsuites>
`;
}

function suiteOf({ view, title }: ReportedRun): Suite {
  const moments = activeTimes(view.log);
  // Where the device restarted in the middle of an event, the run went on.
  const cutOff = view.events.at(-1)?.outcome === "interrupted" ? eventCases(view).slice(-1) : [];
  const expectations = expectationCases(view, moments);
  const cases = expectations.length > 0 ? [...expectations, ...cutOff] : outcomeCases(view);
  // Where nothing is expected of a scenario, what went wrong in it is told and has not failed.
  const judged = view.exitCode === 0 ? cases.map(withoutJudgement) : cases;
  return { title: isDryRun(view) ? `${title} (dry run)` : title, cases: judged, activeMs: moments.at(-1) ?? 0 };
}

function withoutJudgement(testCase: TestCase): TestCase {
  const { failure } = testCase;
  if (failure === undefined) return testCase;
  return { ...testCase, failure: undefined, output: `${failure.message}\n${failure.text}` };
}

function suiteXml({ title, cases, activeMs }: Suite): string {
  const failures = cases.filter(isFailure).length;
  return `  <testsuite name="${xml(title)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="${seconds(activeMs)}">
${cases.map(testCaseXml).join("\n")}
  </testsuite>`;
}

function isFailure({ failure }: TestCase): boolean {
  return failure !== undefined;
}

/** For each event of the log the milliseconds until then in which something went on. */
function activeTimes(log: readonly DeviceEvent[]): readonly number[] {
  let active = 0;
  let before: number | undefined;
  return log.map((event) => {
    const now = Date.parse(event.time);
    const passed = Math.max(0, now - (before ?? now));
    before = now;
    active += event.type === "clock.advanced" ? Math.max(0, passed - event.byMs) : passed;
    return active;
  });
}

/** Each with the time since the one before it. */
function expectationCases(view: RunView, moments: readonly number[]): TestCase[] {
  let before = 0;
  return view.log.flatMap((event, index) => {
    if (event.type !== "expectation") return [];
    const moment = moments[index] ?? before;
    const durationMs = moment - before;
    before = moment;
    return [expectationCase(event, durationMs)];
  });
}

function expectationCase(event: Extract<DeviceEvent, { type: "expectation" }>, durationMs: number): TestCase {
  const line = event.source === undefined ? "" : ` (line ${event.source.range.start.line + 1})`;
  return {
    name: `${event.expected}${line}`,
    className: event.event ?? "scenario",
    durationMs,
    failure: event.passed
      ? undefined
      : {
          message: event.actual,
          text: [`expected: ${event.expected}`, `actual: ${event.actual}`, ...differences(event)].join("\n"),
        },
  };
}

/** What is only on one side, as a comparison of two lists shows it. */
function differences({ expectedItems = [], actualItems = [] }: Extract<DeviceEvent, { type: "expectation" }>) {
  return [
    ...expectedItems.filter((item) => !actualItems.includes(item)).map((item) => `- ${item}`),
    ...actualItems.filter((item) => !expectedItems.includes(item)).map((item) => `+ ${item}`),
  ];
}

function outcomeCases(view: RunView): TestCase[] {
  const downloads = view.rows.map((row) => ({
    name: row.identifier,
    className: row.event ?? view.events[row.eventIndex]?.event ?? "continued",
    durationMs: row.endedAtMs === undefined ? undefined : row.endedAtMs - row.enqueuedAtMs,
    failure:
      row.state === "finished"
        ? undefined
        : {
            message: row.error === undefined ? row.state : `${row.state}: ${codeOf(row.error)}`,
            text: row.error?.message ?? row.state,
          },
  }));
  return [...eventCases(view), ...downloads, ...failedCallCases(view)];
}

/** Calls of BADownloadManager that failed; what became of the others is in the downloads. */
function failedCallCases(view: RunView): TestCase[] {
  return view.log.flatMap((event) => {
    if (event.type !== "app.call" || event.error === undefined) return [];
    return [
      {
        name: event.identifier === undefined ? event.call : `${event.call} ${event.identifier}`,
        className: event.by,
        durationMs: undefined,
        failure: { message: `failed: ${codeOf(event.error)}`, text: event.error.message },
      },
    ];
  });
}

function eventCases(view: RunView): TestCase[] {
  return view.events
    .filter((event) => event.event !== "continued" && event.event !== "app")
    .map((event) => ({
      name: event.event,
      className: "event",
      durationMs: event.endedAtMs === undefined ? undefined : event.endedAtMs - event.startedAtMs,
      failure: eventFailure(event),
    }));
}

function eventFailure({ notRun, outcome, manifest, extensionError }: EventView): TestCase["failure"] {
  if (notRun !== undefined) return { message: notRun.reason, text: notRun.message };
  if (outcome === "completed") return undefined;
  const error = manifest?.error ?? extensionError;
  if (error === undefined) {
    const text = outcome === undefined ? "The log ends before the event does." : `The event was ${outcome}.`;
    return { message: outcome ?? "did not finish", text };
  }
  return { message: `${outcome ?? "did not finish"}: ${codeOf(error)}`, text: error.message };
}

function codeOf({ domain, code, name }: DeviceError): string {
  return `${domain} ${code} ${name}`;
}

function testCaseXml(testCase: TestCase): string {
  const time = testCase.durationMs === undefined ? "" : ` time="${seconds(testCase.durationMs)}"`;
  const open = `    <testcase name="${xml(testCase.name)}" classname="${xml(testCase.className)}"${time}`;
  if (testCase.output !== undefined) {
    return `${open}>\n      <system-out>${xml(testCase.output)}</system-out>\n    </testcase>`;
  }
  if (testCase.failure === undefined) return `${open}/>`;
  return `${open}>\n      <failure message="${xml(testCase.failure.message)}">${xml(testCase.failure.text)}</failure>\n    </testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function xml(text: string): string {
  return escapeHtml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd"));
}
