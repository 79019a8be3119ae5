import type { DeviceEvent } from "../simulator/events";

/** One event as one line: number, time, type, place, and everything else that it says. For logs that are searched. */
export function eventLine(event: DeviceEvent, displayPath: (path: string) => string): string {
  const { version: _version, seq, time, type, source, ...rest } = event as DeviceEvent & Record<string, unknown>;
  const place = source === undefined ? "" : ` ${displayPath(source.path)}:${source.range.start.line + 1}`;
  return `${String(seq).padStart(5)} ${time} ${type}${place} ${JSON.stringify(rest)}`;
}
