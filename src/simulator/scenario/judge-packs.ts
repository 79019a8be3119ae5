import { listed } from "./listed";
import type { ObservedCalls } from "./observed-calls";
import type { ExpectationVerdict } from "./scenario";

/** Whether each named pack had exactly this status when it was asked for last. */
export function judgePackStatus(
  expected: ReadonlyMap<string, readonly string[]>,
  calls: ObservedCalls,
): ExpectationVerdict {
  const words = (id: string, names: readonly string[] | undefined) =>
    `${id} ${names === undefined ? "(not asked)" : names.length === 0 ? "(empty)" : [...names].sort().join(" + ")}`;
  const wanted = [...expected].map(([id, names]) => words(id, names));
  const actual = [...expected.keys()].map((id) => words(id, calls.statuses.get(id)?.names));
  return verdict("status", wanted, actual);
}

/** In which pack each path was found; false: in none. */
export function judgeFoundIn(expected: ReadonlyMap<string, string | false>, calls: ObservedCalls): ExpectationVerdict {
  const words = (path: string, place: string | false | undefined) =>
    `${path} ${place === undefined ? "(not looked for)" : place === false ? "not found" : `in ${place}`}`;
  const wanted = [...expected].map(([path, place]) => words(path, place));
  const actual = [...expected.keys()].map((path) => words(path, calls.found.get(path)));
  return verdict("contents", wanted, actual);
}

/** What the last `checkForUpdates` returned. */
export function judgeUpdates(
  expected: { readonly updating: readonly string[]; readonly removed: readonly string[] },
  calls: ObservedCalls,
): ExpectationVerdict {
  const words = (updating: readonly string[], removed: readonly string[]) => [
    ...[...updating].sort().map((id) => `${id} is updated`),
    ...[...removed].sort().map((id) => `${id} is removed`),
  ];
  const { updates } = calls;
  if (updates === undefined) {
    const wanted = words(expected.updating, expected.removed);
    return {
      ...verdict("checkForUpdates", wanted, []),
      passed: false,
      actual: "checkForUpdates was not called, or it failed",
    };
  }
  return verdict(
    "checkForUpdates",
    words(expected.updating, expected.removed),
    words(updates.updatingIDs, updates.removedIDs),
  );
}

function verdict(what: string, wanted: readonly string[], actual: readonly string[]): ExpectationVerdict {
  return {
    passed: wanted.length === actual.length && wanted.every((item, index) => item === actual[index]),
    expected: `${what}: ${listed(wanted)}`,
    actual: `${what}: ${listed(actual)}`,
    expectedItems: wanted,
    actualItems: actual,
  };
}
