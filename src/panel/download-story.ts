import type { DownloadRow, RunView } from "../protocol/run-view";
import type { DeviceEvent } from "../simulator/events";
import { logLine } from "./log-line";

/** The events about one download of one lifecycle event, in their order. */
export function downloadEvents(view: RunView, row: DownloadRow): readonly DeviceEvent[] {
  // The time of a row tells it from one of the same name in another event.
  const others = view.rows.filter(({ identifier }) => identifier === row.identifier);
  const next = others[others.indexOf(row) + 1];
  const originMs = Date.parse(view.startedAt ?? "");
  const isRefusal = row.state === "refused";
  return view.log.filter((event) => {
    if (event.identifier !== row.identifier) return false;
    const atMs = Date.parse(event.time) - originMs;
    if (atMs < row.enqueuedAtMs || (next !== undefined && atMs >= next.enqueuedAtMs && !isRefusal)) return false;
    return isRefusal ? event.type === "download.refused" : event.type !== "download.refused";
  });
}

/** Where redirects led. */
export function hopsOf(events: readonly DeviceEvent[]): readonly string[] {
  return [...new Set(events.flatMap((event) => (event.type === "download.redirected" ? [event.to] : [])))];
}

/** The steps in words; progress is left out, it is in the row, and so is why it failed. */
export function moments(
  events: readonly DeviceEvent[],
  log: readonly DeviceEvent[],
): readonly { readonly event: DeviceEvent; readonly word: string; readonly detail: string }[] {
  return events.flatMap((event) => {
    if (event.type === "download.progress") return [];
    const { word: family, detail } = logLine(event, log);
    const word = event.type === "app.call" ? event.call : family;
    return [{ event, word, detail: event.error === undefined ? detail : "" }];
  });
}
