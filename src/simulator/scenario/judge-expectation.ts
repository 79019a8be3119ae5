import { formatBytes } from "../../model/sizes";
import type { DeviceState } from "../device-state";
import type { DeviceError } from "../error-codes";
import { formatDurationMs } from "./duration";
import { judgeAcquired, judgeCallFailed, judgeCurrent } from "./judge-calls";
import { judgeFoundIn, judgePackStatus, judgeUpdates } from "./judge-packs";
import { judgeRequests } from "./judge-requests";
import { listed } from "./listed";
import type { Observation } from "./observation";
import type { Expectation, ExpectationVerdict, ExpectedError } from "./scenario";

/**
 * Whether an expectation holds, with both sides in words.
 * @param requestsMade URLs that were asked for since the last event began
 */
export function judgeExpectation(
  expectation: Expectation,
  observation: Observation,
  state: DeviceState,
  requestsMade: readonly string[],
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
        expected: `not downloaded: ${listed(expectation.identifiers)}`,
        actual: unwanted.length === 0 ? "none of them was" : `downloaded: ${listed(unwanted)}`,
        expectedItems: [],
        actualItems: unwanted,
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
        expectedItems: lanes.map((lane) => `${lane}: ${expectation.bytes[lane]} bytes`),
        actualItems: lanes.map((lane) => `${lane}: ${observation.bytes[lane]} bytes`),
      };
    }
    case "requests":
      return judgeRequests(expectation.requests, requestsMade);
    case "callFailed":
      return judgeCallFailed(expectation.errors, observation.calls, isError);
    case "current":
      return judgeCurrent(expectation.states, observation.calls);
    case "acquired":
      return judgeAcquired(expectation.acquired, observation.calls);
    case "packStatus":
      return judgePackStatus(expectation.statuses, observation.calls);
    case "foundIn":
      return judgeFoundIn(expectation.places, observation.calls);
    case "updates":
      return judgeUpdates(expectation, observation.calls);
    case "lost":
      return sameNames("lost", expectation.identifiers, observation.calls.lostFiles);
    case "nothingElse": {
      const { downloaded, refused, failed, callFailed, lost } = expectation.named;
      const others = [
        ...without(observation.downloaded, downloaded).map((name) => `downloaded ${name}`),
        ...without(observation.refused.keys(), refused).map((name) => `refused ${name}`),
        ...without(observation.failed.keys(), failed).map((name) => `failed ${name}`),
        ...[...observation.cancelled].map((name) => `cancelled ${name}`),
        ...without(observation.calls.failedNames, callFailed).map((name) => `a call failed: ${name}`),
        ...without(observation.calls.lostFiles, lost).map((name) => `lost ${name}`),
      ];
      return {
        passed: others.length === 0,
        expected: "nothing else",
        actual: others.length === 0 ? "nothing else" : listed(others),
        expectedItems: [],
        actualItems: others,
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
    missing.length === 0 ? "" : `missing: ${listed(missing)}`,
    unexpected.length === 0 ? "" : `unexpected: ${listed(unexpected)}`,
  ].filter((text) => text !== "");
  return {
    passed,
    expected: `${verb}: ${listed(expected)}`,
    actual: `${verb}: ${listed([...actual])}${passed ? "" : ` (${differences.join("; ")})`}`,
    // In the same order, so that a comparison shows what differs and nothing else.
    expectedItems: [...wanted],
    actualItems: [...[...wanted].filter((name) => actual.has(name)), ...unexpected],
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
    expected: `${verb}: ${listed(pairs.map(([identifier, error]) => (error === true ? identifier : `${identifier} ${error}`)))}`,
    actual: `${verb}: ${listed([...actual].map(([identifier, error]) => `${identifier} ${error.code} ${error.name}`))}`,
    expectedItems: pairs.map(([identifier, error]) => errorItem(identifier, error)),
    actualItems: pairs.map(([identifier, error]) => {
      const came = actual.get(identifier);
      if (came === undefined) return `${identifier}: not ${verb}`;
      return errorItem(identifier, isError(came, error) ? error : `${came.code} ${came.name}`);
    }),
  };
}

function errorItem(identifier: string, error: ExpectedError): string {
  return error === true ? identifier : `${identifier}: ${error}`;
}

function isError(actual: DeviceError | undefined, expected: ExpectedError): boolean {
  if (actual === undefined) return false;
  return expected === true || expected === actual.code || expected === actual.name || expected === String(actual.code);
}

function without(names: Iterable<string>, excluded: ReadonlySet<string>): string[] {
  return [...names].filter((name) => !excluded.has(name));
}
