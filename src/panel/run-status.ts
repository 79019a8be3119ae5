import { formatBytes } from "../model/sizes";
import type { PanelStatus } from "../protocol/panel-messages";
import type { DownloadRow, RowState, RunView } from "../protocol/run-view";
import { eventTitles } from "../simulator/event-titles";

/** How one lifecycle event goes or went, in a line: "3 of 5 downloads, 2.1 MB", "4 downloaded, 1 refused". */
export function runStatus(view: RunView, eventIndex: number, status: PanelStatus): string {
  const event = view.events[eventIndex];
  if (event === undefined) return status === "idle" ? "" : "Starting…";
  if (event.notRun !== undefined) return "Did not run";
  const { counts, total, receivedBytes } = tally(view.rows, eventIndex);
  if (event.endedAtMs === undefined && status !== "idle" && status !== "starting") {
    const word = status === "paused" ? "Paused" : "Running";
    if (total === 0) return `${word}: ${currentPhase(view, eventIndex)}`;
    const done = total - counts.waiting - counts.downloading - counts.paused;
    return `${word}: ${done} of ${total} downloads, ${formatBytes(receivedBytes)}`;
  }
  const parts = [
    ...(event.outcome === undefined || event.outcome === "completed" ? [] : [outcomeText(event.outcome)]),
    ...(["finished", "refused", "failed", "cancelled", "paused"] as const).flatMap((state) =>
      counts[state] === 0 ? [] : [`${counts[state]} ${state === "finished" ? "downloaded" : state}`],
    ),
    ...(receivedBytes > 0 ? [formatBytes(receivedBytes)] : []),
  ];
  if (total === 0 && event.event === "launch") return "Launched";
  if (total === 0 && event.event === "app") return "No download came of it";
  return parts.length === 0 ? "Nothing to download" : parts.join(", ");
}

/** What a person who cannot see the panel is told: only what changes seldom. */
export function announcement(view: RunView, eventIndex: number, status: PanelStatus): string {
  const event = view.events[eventIndex];
  if (event === undefined) return "";
  const title = eventTitles[event.event];
  if (event.notRun !== undefined) return `${title} did not run. ${event.notRun.message}`;
  if (status === "paused") return `${title} paused`;
  if (event.endedAtMs !== undefined) return `${title} ended: ${runStatus(view, eventIndex, "idle")}`;
  const launchable = view.launchableAtMs.some((mark) => mark.eventIndex === eventIndex);
  return launchable ? `${title}: the app can be launched` : `${title} is running`;
}

interface Tally {
  readonly counts: Readonly<Record<RowState, number>>;
  readonly total: number;
  readonly receivedBytes: number;
}

function tally(rows: readonly DownloadRow[], eventIndex: number): Tally {
  const counts = { waiting: 0, downloading: 0, paused: 0, finished: 0, failed: 0, refused: 0, cancelled: 0 };
  let total = 0;
  let receivedBytes = 0;
  for (const row of rows) {
    if (row.eventIndex !== eventIndex) continue;
    counts[row.state]++;
    total++;
    receivedBytes += row.receivedBytes;
  }
  return { counts, total, receivedBytes };
}

function currentPhase(view: RunView, eventIndex: number): string {
  const phase = view.phases.findLast((candidate) => candidate.eventIndex === eventIndex);
  if (phase?.kind === "manifest") return "fetching the manifest";
  return phase?.kind === "extension" ? "asking the downloader extension" : "starting";
}

function outcomeText(outcome: string): string {
  return (
    { cancelled: "Cancelled", "manifest-failed": "No manifest", "extension-failed": "Extension failed" }[outcome] ??
    outcome
  );
}
