import type { DownloadRow, RowSpan, RunView } from "../protocol/run-view";
import { durationText } from "./format";

const did: Readonly<Record<RowSpan["kind"], string>> = {
  waiting: "waited for its turn",
  connecting: "waited for the response",
  downloading: "downloaded",
  paused: "was paused",
  stalled: "waited for a network or another attempt",
};

export function spanText({ kind, fromMs, toMs }: RowSpan, nowMs: number): string {
  return `${did[kind]} for ${durationText((toMs ?? nowMs) - fromMs)}`;
}

/** What the bar of a row shows, for who cannot see it. */
export function barText(row: DownloadRow, nowMs: number): string {
  return row.spans.map((span) => spanText(span, nowMs)).join(", ");
}

/** What the time axis of an event shows: its phases in their order, and when the app could be launched and was. */
export function axisText(view: RunView, eventIndex: number): string {
  const event = view.events[eventIndex];
  if (event === undefined) return "";
  const at = (atMs: number) => durationText(atMs - event.startedAtMs);
  const phases = view.phases
    .filter((phase) => phase.eventIndex === eventIndex)
    .map(
      ({ kind, startedAtMs, endedAtMs }) =>
        `${kind} from ${at(startedAtMs)}${endedAtMs === undefined ? " on" : ` to ${at(endedAtMs)}`}`,
    );
  const launchable = view.launchableAtMs.find((mark) => mark.eventIndex === eventIndex);
  const { launchedAtMs } = view;
  const isLaunchedHere =
    launchedAtMs !== undefined &&
    launchedAtMs > event.startedAtMs &&
    (event.endedAtMs === undefined || launchedAtMs <= event.endedAtMs);
  return [
    ...phases,
    ...(launchable === undefined ? [] : [`launchable at ${durationText(launchable.afterMs)}`]),
    ...(isLaunchedHere ? [`launched at ${at(launchedAtMs)}`] : []),
  ].join("; ");
}
