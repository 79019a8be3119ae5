import type { DeviceError } from "../error-codes";
import { listed } from "./listed";
import type { ObservedCalls } from "./observed-calls";
import type { ExpectationVerdict, ExpectedError, ExpectedState } from "./scenario";

/** Whether each named download or call met the error that was expected; it may have met others before. */
export function judgeCallFailed(
  expected: ReadonlyMap<string, ExpectedError>,
  calls: ObservedCalls,
  isError: (actual: DeviceError, expected: ExpectedError) => boolean,
): ExpectationVerdict {
  const wanted = [...expected].map(([name, error]) => (error === true ? name : `${name} ${error}`));
  const actual = calls.failed.map(({ call, identifier, error }) => `${identifier ?? call} ${error.code} ${error.name}`);
  return {
    passed: [...expected].every(([name, error]) => calls.errorsOf(name).some((came) => isError(came, error))),
    expected: `calls that failed: ${listed(wanted)}`,
    actual: `calls that failed: ${listed(actual)}`,
    expectedItems: wanted,
    actualItems: [...expected].map(([name, error], index) => {
      const errors = calls.errorsOf(name);
      if (errors.some((came) => isError(came, error))) return wanted[index] ?? name;
      return errors.length === 0 ? `${name}: did not fail` : `${name} ${errors.map(({ code }) => code).join(", ")}`;
    }),
  };
}

/** Whether the last `fetchCurrentDownloads` gave exactly these, in these states. */
export function judgeCurrent(expected: ReadonlyMap<string, ExpectedState>, calls: ObservedCalls): ExpectationVerdict {
  const wanted = [...expected].map(([identifier, state]) => `${identifier} ${state}`).sort();
  const actual = calls.current?.map(({ identifier, state }) => `${identifier} ${state.name}`).sort();
  return {
    passed: actual !== undefined && actual.length === wanted.length && actual.every((item) => wanted.includes(item)),
    expected: `current downloads: ${listed(wanted)}`,
    actual: actual === undefined ? "fetchCurrentDownloads was not called" : `current downloads: ${listed(actual)}`,
    expectedItems: wanted,
    actualItems: actual ?? [],
  };
}

export function judgeAcquired(expected: boolean, calls: ObservedCalls): ExpectationVerdict {
  const words = (acquired: boolean) =>
    acquired ? "exclusive control is acquired" : "exclusive control is not acquired";
  return {
    passed: calls.acquired === expected,
    expected: words(expected),
    actual: calls.acquired === undefined ? "nobody asked for exclusive control" : words(calls.acquired),
  };
}
