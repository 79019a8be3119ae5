import { formatBytes } from "../../model/sizes";
import type { DeviceState } from "../device-state";
import type { DeviceError } from "../error-codes";
import { formatDurationMs } from "./duration";
import type { Observation } from "./observation";
import type { Expectation, ExpectedError } from "./scenario";

export interface ExpectationVerdict {
  readonly passed: boolean;
  readonly expected: string;
  readonly actual: string;
}

/** Whether an expectation holds, with both sides in words. */
export function judgeExpectation(
  expectation: Expectation,
  observation: Observation,
  state: DeviceState,
): ExpectationVerdict {
  switch (expectation.kind) {
    case "launchable": {
      const isLaunchable = state.app?.launchable === true;
      return {
        passed: isLaunchable === expectation.launchable,
        expected: expectation.launchable ? "the app can be launched" : "the app cannot be launched",
        actual: state.app === undefined ? "it is not installed" : isLaunchable ? "it can" : "it cannot",
      };
    }
    case "launchableWithin":
      return judgeLaunchableWithin(expectation.durationMs, observation, state);
    case "downloaded":
      return sameNames("downloaded", expectation.identifiers, observation.downloaded);
    case "installed":
      return sameNames("on the device", expectation.identifiers, new Set(state.assets.keys()));
    case "notDownloaded": {
      const unwanted = expectation.identifiers.filter((identifier) => observation.downloaded.has(identifier));
      return {
        passed: unwanted.length === 0,
        expected: `not downloaded: ${list(expectation.identifiers)}`,
        actual: unwanted.length === 0 ? "none of them was" : `downloaded: ${list(unwanted)}`,
      };
    }
    case "refused":
      return judgeErrors("refused", expectation.errors, observation.refused);
    case "failed":
      return judgeErrors("failed", expectation.errors, observation.failed);
    case "notRun": {
      const reasons = observation.notRun.map(({ reason }) => reason);
      return {
        passed: reasons.includes(expectation.reason),
        expected: `the event does not run: ${expectation.reason}`,
        actual: reasons.length === 0 ? "it ran" : `it did not run: ${reasons.join(", ")}`,
      };
    }
    case "bytes": {
      const lanes = (["essential", "non-essential"] as const).filter((lane) => expectation.bytes[lane] !== undefined);
      const words = (bytes: (lane: (typeof lanes)[number]) => number) =>
        lanes.map((lane) => `${lane} ${bytes(lane)} bytes (${formatBytes(bytes(lane))})`).join(", ");
      return {
        passed: lanes.every((lane) => observation.bytes[lane] === expectation.bytes[lane]),
        expected: words((lane) => expectation.bytes[lane] ?? 0),
        actual: words((lane) => observation.bytes[lane]),
      };
    }
    case "nothingElse": {
      const { downloaded, refused, failed } = expectation.named;
      const others = [
        ...without(observation.downloaded, downloaded).map((name) => `downloaded ${name}`),
        ...without(observation.refused.keys(), refused).map((name) => `refused ${name}`),
        ...without(observation.failed.keys(), failed).map((name) => `failed ${name}`),
        ...[...observation.cancelled].map((name) => `cancelled ${name}`),
      ];
      return {
        passed: others.length === 0,
        expected: "nothing else",
        actual: others.length === 0 ? "nothing else" : list(others),
      };
    }
  }
}

function judgeLaunchableWithin(limitMs: number, observation: Observation, state: DeviceState): ExpectationVerdict {
  const expected = `the app can be launched within ${formatDurationMs(limitMs)}`;
  const afterMs = observation.launchableAfterMs;
  if (state.app?.launchable !== true) return { passed: false, expected, actual: "it cannot be launched" };
  if (afterMs === undefined) return { passed: true, expected, actual: "launching was not blocked" };
  return { passed: afterMs <= limitMs, expected, actual: `after ${formatDurationMs(afterMs)}` };
}

function sameNames(verb: string, expected: readonly string[], actual: ReadonlySet<string>): ExpectationVerdict {
  const wanted = new Set(expected);
  const missing = without(wanted, actual);
  const unexpected = without(actual, wanted);
  const passed = missing.length === 0 && unexpected.length === 0;
  const differences = [
    missing.length === 0 ? "" : `missing: ${list(missing)}`,
    unexpected.length === 0 ? "" : `unexpected: ${list(unexpected)}`,
  ].filter((text) => text !== "");
  return {
    passed,
    expected: `${verb}: ${list(expected)}`,
    actual: `${verb}: ${list([...actual])}${passed ? "" : ` (${differences.join("; ")})`}`,
  };
}

function judgeErrors(
  verb: string,
  expected: ReadonlyMap<string, ExpectedError>,
  actual: ReadonlyMap<string, DeviceError>,
): ExpectationVerdict {
  const pairs = [...expected];
  return {
    passed: pairs.every(([identifier, error]) => isError(actual.get(identifier), error)),
    expected: `${verb}: ${list(pairs.map(([identifier, error]) => (error === true ? identifier : `${identifier} ${error}`)))}`,
    actual: `${verb}: ${list([...actual].map(([identifier, error]) => `${identifier} ${error.code} ${error.name}`))}`,
  };
}

function isError(actual: DeviceError | undefined, expected: ExpectedError): boolean {
  if (actual === undefined) return false;
  return expected === true || expected === actual.code || expected === actual.name || expected === String(actual.code);
}

function without(names: Iterable<string>, excluded: ReadonlySet<string>): string[] {
  return [...names].filter((name) => !excluded.has(name));
}

/** The first of many names, so that a sentence about ten thousand assets stays a sentence. */
function list(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  const shown = names.slice(0, 20).join(", ");
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}
