import type { DeviceState } from "./device-state";

/** How often the system checks for an app, by how long ago it was launched last. */
export interface CadenceRule {
  readonly intervalMs: number;
  /** Holds while the last launch is at most this long ago. */
  readonly idleUpToMs: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const named: Readonly<Record<string, number>> = { hourly: hourMs, daily: dayMs, weekly: 7 * dayMs };

/** Of the assumption `periodic-cadence`: `daily-7,weekly-28`, `12h-3,2d-30`, or `never`. */
export const cadencePattern =
  /^(?:never|(?:hourly|daily|weekly|[1-9]\d*[hd])-\d+(?:,(?:hourly|daily|weekly|[1-9]\d*[hd])-\d+)*)$/;

/** The rules in the order in which they hold, the most recently launched apps first; none for `never` and what cannot be read. */
export function readCadence(text: string): readonly CadenceRule[] {
  if (!cadencePattern.test(text) || text === "never") return [];
  return text
    .split(",")
    .map((item) => {
      const [interval = "", days = ""] = item.split("-");
      const unitMs = interval.endsWith("h") ? hourMs : dayMs;
      return {
        intervalMs: named[interval] ?? Number.parseInt(interval, 10) * unitMs,
        idleUpToMs: Number(days) * dayMs,
      };
    })
    .sort((a, b) => a.idleUpToMs - b.idleUpToMs);
}

/**
 * When the next check is due. Undefined: the app was not launched for so long that there are no checks any more.
 * @param lastCheckMs the last check, or the first launch where there was none
 */
export function nextCheckMs(
  rules: readonly CadenceRule[],
  { lastCheckMs, lastLaunchedMs }: { readonly lastCheckMs: number; readonly lastLaunchedMs: number },
): number | undefined {
  let holdsFromMs = Number.NEGATIVE_INFINITY;
  for (const { intervalMs, idleUpToMs } of rules) {
    const dueMs = Math.max(lastCheckMs + intervalMs, holdsFromMs);
    if (dueMs <= lastLaunchedMs + idleUpToMs) return dueMs;
    holdsFromMs = lastLaunchedMs + idleUpToMs;
  }
  return undefined;
}

/**
 * When the device checks for this app next. Undefined: it was never launched, or not for too long.
 * @param missedAtMs the newest check that was due and did not run
 */
export function nextPeriodicCheckMs(
  { app, nowMs, lastPeriodicCheckAtMs }: DeviceState,
  rules: readonly CadenceRule[],
  missedAtMs: number = Number.NEGATIVE_INFINITY,
): number | undefined {
  if (app?.firstLaunchedAtMs === undefined) return undefined;
  const lastCheckMs = Math.max(lastPeriodicCheckAtMs ?? app.firstLaunchedAtMs, missedAtMs);
  const dueMs = nextCheckMs(rules, { lastCheckMs, lastLaunchedMs: app.lastLaunchedAtMs ?? app.firstLaunchedAtMs });
  // What should have come while nobody let time pass comes now.
  return dueMs === undefined ? undefined : Math.max(dueMs, nowMs);
}
