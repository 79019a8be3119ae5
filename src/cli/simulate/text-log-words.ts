import { formatBytes } from "../../model/sizes";
import { counted } from "../../rules/size-values";
import type { DeviceError } from "../../simulator/error-codes";
import type { DeviceEvent } from "../../simulator/events";
import { formatDurationMs } from "../../simulator/scenario/duration";

export function bar(used: number, limit: number): string {
  const width = 24;
  const full = limit <= 0 ? (used > 0 ? width : 0) : Math.min(width, Math.round((used / limit) * width));
  return "█".repeat(full) + "░".repeat(width - full);
}

export function size(bytes: number | undefined): string {
  return bytes === undefined ? "size unknown" : formatBytes(bytes);
}

export function times(count: number | undefined): string {
  return count === undefined || count === 1 ? "" : ` ${count} times`;
}

/** What the device did with the time, and when it checks again. */
export function checksText({
  periodicChecks,
  nextPeriodicCheck,
}: Extract<DeviceEvent, { type: "clock.advanced" }>): string {
  if (periodicChecks === undefined) return "";
  const ran = periodicChecks.ran === 0 ? "" : `: ${counted(periodicChecks.ran, "periodic check")} ran`;
  if (nextPeriodicCheck === undefined) return ran;
  // What has not run comes as soon as nothing stands against it.
  if (periodicChecks.ran === 0 && periodicChecks.notRun > 0) return "";
  return `${ran === "" ? ":" : `${ran},`} the next is due ${nextPeriodicCheck.slice(0, 16).replace("T", " ")} UTC`;
}

export function errorName({ domain, code, name }: DeviceError): string {
  return `${domain} ${code} ${name}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** "1 day", "3 weeks", "90 minutes": the largest unit that is exact, from two days on no smaller one than days. */
export function duration(ms: number): string {
  const units = [
    ["week", 604_800_000],
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ] as const;
  for (const [name, length] of units) {
    const amount = ms / length;
    if (length < 86_400_000 && ms >= 172_800_000) break;
    if (amount >= 1 && Math.abs(amount - Math.round(amount)) < 0.01) return counted(Math.round(amount), name);
  }
  if (ms >= 172_800_000) return formatDurationMs(ms);
  return ms >= 3_600_000 ? `${(ms / 3_600_000).toFixed(1)} hours` : seconds(ms);
}
