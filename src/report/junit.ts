import type { EventView, RunView } from "../protocol/run-view";
import type { DeviceError } from "../simulator/error-codes";
import type { DeviceEvent } from "../simulator/events";
import { escapeHtml } from "./html-escape";

interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly failure: { readonly message: string; readonly text: string } | undefined;
}

/**
 * JUnit's XML, as CI servers read it: a test case for each expectation of a scenario; without expectations one for each
 * lifecycle event and each download. A run that was cut off has failed, whatever was expected of it.
 */
export function junitReport(view: RunView, title: string): string {
  const expectations = view.log.filter((event) => event.type === "expectation");
  const cutOff = eventCases(view).filter((testCase) => testCase.failure?.message === "interrupted");
  const cases = expectations.length > 0 ? [...expectations.map(expectationCase), ...cutOff] : outcomeCases(view);
  const failures = cases.filter((testCase) => testCase.failure !== undefined).length;
  const seconds = (view.nowMs / 1000).toFixed(3);
  const suite = `name="${xml(title)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="${seconds}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="${cases.length}" failures="${failures}" errors="0" time="${seconds}">
  <testsuite ${suite}>
${cases.map(testCaseXml).join("\n")}
  </testsuite>
</testsuites>
`;
}

function expectationCase(event: Extract<DeviceEvent, { type: "expectation" }>): TestCase {
  const line = event.source === undefined ? "" : ` (line ${event.source.range.start.line + 1})`;
  return {
    name: `${event.expected}${line}`,
    className: event.event ?? "scenario",
    failure: event.passed
      ? undefined
      : { message: event.actual, text: `expected: ${event.expected}\nactual: ${event.actual}` },
  };
}

function outcomeCases(view: RunView): TestCase[] {
  const downloads = view.rows.map((row) => ({
    name: row.identifier,
    className: row.event ?? view.events[row.eventIndex]?.event ?? "continued",
    failure:
      row.state === "finished"
        ? undefined
        : {
            message: row.error === undefined ? row.state : `${row.state}: ${codeOf(row.error)}`,
            text: row.error?.message ?? row.state,
          },
  }));
  return [...eventCases(view), ...downloads];
}

function eventCases(view: RunView): TestCase[] {
  return view.events
    .filter((event) => event.event !== "continued" && event.event !== "app")
    .map((event) => ({ name: event.event, className: "event", failure: eventFailure(event) }));
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
  const open = `    <testcase name="${xml(testCase.name)}" classname="${xml(testCase.className)}"`;
  if (testCase.failure === undefined) return `${open}/>`;
  return `${open}>\n      <failure message="${xml(testCase.failure.message)}">${xml(testCase.failure.text)}</failure>\n    </testcase>`;
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function xml(text: string): string {
  return escapeHtml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd"));
}
