import { passageText } from "../protocol/passage-text";
import type { RunView } from "../protocol/run-view";
import type { DeviceEventType } from "../simulator/events";
import { durationText } from "./format";

/** What the newest passage of time brought, while nothing else has happened since. */
export function ClockNote({ view }: { readonly view: RunView }) {
  const note = clockNote(view);
  return note === undefined ? null : <p class="clock-note">{note}</p>;
}

/** What may follow it without being news of its own. */
const afterwords: ReadonlySet<DeviceEventType> = new Set(["event.notRun", "run.finished", "expectation"]);

/** "7 days passed: 6 periodic checks ran, 1 did not run; the next one is due in 3 h. Low Power Mode is on." */
export function clockNote({ log }: RunView): string | undefined {
  const passed = log.findLast(({ type }) => !afterwords.has(type));
  if (passed?.type !== "clock.advanced") return undefined;
  const start = log.findLastIndex(({ type }) => type === "run.started");
  const reasons = new Set<string>();
  for (const event of log.slice(start + 1)) if (event.type === "event.notRun") reasons.add(event.message);
  const checks = passageText(passed);
  return [`${durationText(passed.byMs)} passed${checks === "" ? "" : `: ${checks}`}.`, ...reasons].join(" ");
}
