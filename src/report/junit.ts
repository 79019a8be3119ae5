import type { RunView } from "../protocol/run-view";
import type { DeviceEvent } from "../simulator/events";
import { escapeHtml } from "./html-escape";

interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly failure: { readonly message: string; readonly text: string } | undefined;
}

/**
 * JUnit's XML, as CI servers read it: a test case for each expectation of a scenario; without expectations one for each
 * download and each event that did not run.
 */
export function junitReport(view: RunView, title: string): string {
  const expectations = view.log.filter((event) => event.type === "expectation");
  const cases = expectations.length > 0 ? expectations.map(expectationCase) : outcomeCases(view);
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
  const notRun = view.log
    .filter((event) => event.type === "event.notRun")
    .map((event) => ({
      name: event.event,
      className: "event",
      failure: { message: event.reason, text: event.message },
    }));
  const downloads = view.rows.map((row) => ({
    name: row.identifier,
    className: row.event ?? "download",
    failure:
      row.state === "finished"
        ? undefined
        : {
            message:
              row.error === undefined
                ? row.state
                : `${row.state}: ${row.error.domain} ${row.error.code} ${row.error.name}`,
            text: row.error?.message ?? row.state,
          },
  }));
  return [...notRun, ...downloads];
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
