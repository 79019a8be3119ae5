import type { DeviceEvent } from "../simulator/events";
import { groupOf, type LogGroup } from "./log-groups";
import { logLine } from "./log-line";

export interface LogFilter {
  readonly text: string;
  readonly problemsOnly: boolean;
  /** Undefined: all. */
  readonly group: LogGroup | undefined;
}

/** The events that a person wants to see; the log itself where all are wanted. */
export function filterLog(
  log: readonly DeviceEvent[],
  { text, problemsOnly, group }: LogFilter,
): readonly DeviceEvent[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "" && !problemsOnly && group === undefined) return log;
  return log.filter((event) => {
    if (group !== undefined && groupOf(event) !== group) return false;
    if (!problemsOnly && wanted === "") return true;
    const line = logLine(event, log);
    if (problemsOnly && line.tone !== "bad") return false;
    return `${event.type} ${line.word} ${line.subject} ${line.detail}`.toLowerCase().includes(wanted);
  });
}
