import type { DeviceEventOf } from "../simulator/events";
import { formatDurationMs } from "../simulator/scenario/duration";

/** What became of the periodic checks while time passed, for people; empty where none were to happen. */
export function passageText({ periodicChecks, nextPeriodicCheck, time }: DeviceEventOf<"clock.advanced">): string {
  if (periodicChecks === undefined) return "";
  const { ran, notRun } = periodicChecks;
  const checks =
    ran + notRun === 0
      ? "no periodic check was due"
      : [
          ...(ran === 0 ? [] : [`${count(ran)} ran`]),
          ...(notRun === 0 ? [] : [ran === 0 ? `${count(notRun)} did not run` : `${notRun} did not run`]),
        ].join(", ");
  if (nextPeriodicCheck === undefined) return `${checks}; no further one is due`;
  const inMs = Date.parse(nextPeriodicCheck) - Date.parse(time);
  return `${checks}; the next one is due in ${formatDurationMs(Math.max(0, inMs))}`;
}

function count(checks: number): string {
  return `${checks} periodic ${checks === 1 ? "check" : "checks"}`;
}
