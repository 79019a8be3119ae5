import type { RunView } from "../protocol/run-view";

/**
 * The lifecycle event that the table shows when the person has not chosen one: the newest, except that a launch does not
 * push aside the downloads that it happened amid.
 */
export function newestEvent(view: RunView): number {
  for (let index = view.events.length - 1; index > 0; index--) {
    const event = view.events[index];
    if (event !== undefined && (event.event !== "launch" || event.notRun !== undefined)) return index;
  }
  return 0;
}
