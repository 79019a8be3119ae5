import type { DeviceEvent } from "../simulator/events";

/** Said by the line itself, or again by what follows. */
const leftOut = new Set(["version", "seq", "time", "type", "source", "identifier", "assumptions", "error", "name"]);

/** One event as one line: number, time, type, download, what it says, its place and its assumptions. */
export function eventLine(event: DeviceEvent, displayPath: (path: string) => string): string {
  const { seq, time, type, source, identifier, assumptions = [], error } = event;
  const parts = [
    `${String(seq).padStart(5)}  ${time.slice(0, 10)} ${time.slice(11, 23)}  ${type.padEnd(20)}`,
    ...(identifier === undefined ? [] : [identifier]),
    ...(event.type === "expectation" ? [expectation(event)] : members(event, displayPath)),
    ...(error === undefined ? [] : [`${error.domain} ${error.code} ${error.name}: ${error.message}`]),
    ...(source === undefined ? [] : [`(${displayPath(source.path)}:${source.range.start.line + 1})`]),
    ...(assumptions.length === 0 ? [] : [`[assumes ${assumptions.join(", ")}]`]),
  ];
  return parts.join("  ");
}

function expectation({ passed, expected, actual }: Extract<DeviceEvent, { type: "expectation" }>): string {
  return passed ? `✓ ${expected}` : `✕ expected ${expected}, but ${actual}`;
}

function members(event: DeviceEvent, displayPath: (path: string) => string): readonly string[] {
  // Where the project lies on somebody's disk is nobody else's business.
  const told =
    event.type === "run.started"
      ? { ...event, project: { ...event.project, infoPlist: displayPath(event.project.infoPlist) } }
      : event;
  return Object.entries(told).flatMap(([name, value]) => {
    const isSaid = leftOut.has(name) || (name === "event" && !event.type.startsWith("event."));
    return isSaid ? [] : [`${name} ${text(value)}`];
  });
}

function text(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.stringify(value);
}
