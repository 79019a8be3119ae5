import { formatBytes } from "../model/sizes";
import type { DownloadRow, RunView } from "../protocol/run-view";
import { eventTitles } from "../simulator/event-titles";
import { formatDurationMs } from "../simulator/scenario/duration";
import { escapeHtml } from "./html-escape";
import { type LaunchableOfRun, launchableOfRun } from "./launch-needs";
import { shortError } from "./short-error";

/** What somebody wants to know who reads nothing else: what comes when, from where, how long launching waits. */
export function overview(view: RunView): string {
  if (view.rows.length === 0) return "";
  return ["<h2>What is downloaded</h2>", whenTable(view), whereTable(view.rows), launchable(launchableOfRun(view))]
    .filter((part) => part !== "")
    .join("\n");
}

export function isDryRun(view: RunView): boolean {
  return view.log.some((event) => event.type === "run.started" && event.dryRun === true);
}

/** Bytes that came; of a dry run those that would have come. */
export function comingBytes(row: DownloadRow, isDry: boolean): number {
  return isDry && row.state === "finished" ? (row.fileSizeInBytes ?? 0) : row.receivedBytes;
}

function whenTable(view: RunView): string {
  const isDry = isDryRun(view);
  const body = view.events.flatMap((event, index) => {
    const rows = view.rows.filter((row) => row.eventIndex === index);
    if (rows.length === 0 && event.manifest === undefined) return [];
    const mark = view.launchableAtMs.find((candidate) => candidate.eventIndex === index);
    const lane = (name: DownloadRow["lane"]) => {
      const came = rows.filter((row) => row.lane === name && row.state === "finished");
      return came.length === 0
        ? "nothing"
        : `${came.length}, ${formatBytes(came.reduce((sum, row) => sum + comingBytes(row, isDry), 0))}`;
    };
    const odd = rows.filter(({ state }) => state === "refused" || state === "failed" || state === "cancelled");
    const cells = [
      ["Essential", lane("essential")],
      ["Non-essential", lane("non-essential")],
      ["Refused or failed", odd.length === 0 ? "nothing" : namesOf(odd)],
      ["Launchable", mark === undefined ? "not blocked" : `after ${formatDurationMs(mark.afterMs)}`],
    ];
    return [
      `<tr><td class="head">${eventTitles[event.event]}</td>${cells.map(([name, text]) => `<td data-name="${name}">${escapeHtml(text ?? "")}</td>`).join("")}</tr>`,
    ];
  });
  return table(["When", "Essential", "Non-essential", "Refused or failed", "Launchable"], body);
}

function whereTable(rows: readonly DownloadRow[]): string {
  const hosts = new Map<string, { count: number; bytes: number; refused: number }>();
  for (const row of rows) {
    const host = hosts.get(row.host) ?? { count: 0, bytes: 0, refused: 0 };
    if (row.state === "refused") host.refused++;
    else {
      host.count++;
      host.bytes += Math.max(row.receivedBytes, row.state === "finished" ? (row.fileSizeInBytes ?? 0) : 0);
    }
    hosts.set(row.host, host);
  }
  const body = [...hosts].map(
    ([name, { count, bytes, refused }]) =>
      `<tr><td class="head">${escapeHtml(name)}</td><td class="n" data-name="Downloads">${count}</td><td class="n" data-name="Bytes" title="${bytes}">${formatBytes(bytes)}</td><td class="n" data-name="Refused">${refused}</td></tr>`,
  );
  return `<h3>From where</h3>${table(["Host", "Downloads", "Bytes", "Refused"], body, 1)}`;
}

function launchable(run: LaunchableOfRun | undefined): string {
  if (run === undefined) return "";
  const { event, manifestBytes, essentialBytes, essentialDownloads, estimates } = run;
  const body = estimates.map(
    ({ title, afterMs, isAtLeast }) =>
      `<tr><td class="head">${escapeHtml(title)}</td><td data-name="Launchable">${isAtLeast ? "at least" : "about"} ${formatDurationMs(afterMs)}</td></tr>`,
  );
  const downloads =
    essentialDownloads === 0
      ? "no essential download"
      : `${essentialDownloads} essential download${essentialDownloads === 1 ? "" : "s"} of ${formatBytes(essentialBytes)}`;
  return `<h3>Time to launchable at three speeds</h3><p class="note">Worked out for the ${event} from sizes: the manifest (${formatBytes(manifestBytes)}) and ${downloads}, four at a time for each host. What was measured in this run stands with the event.</p>${table(["Network", "Launchable after"], body)}`;
}

function namesOf(rows: readonly DownloadRow[]): string {
  const shown = rows
    .slice(0, 5)
    .map(({ identifier, error, state }) => `${identifier} (${error === undefined ? state : shortError(error)})`);
  return rows.length > 5 ? `${shown.join(", ")} and ${rows.length - 5} more` : shown.join(", ");
}

/** @param firstNumber column from which on there are numbers */
function table(heads: readonly string[], body: readonly string[], firstNumber = heads.length): string {
  const head = heads.map((name, index) => `<th${index >= firstNumber ? ' class="n"' : ""}>${name}</th>`).join("");
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}
