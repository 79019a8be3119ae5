import { formatBytes } from "../model/sizes";
import type { DownloadRow, PhaseView, RunView } from "../protocol/run-view";
import { escapeHtml } from "./html-escape";
import { shortError } from "./short-error";

/** More rows than this are told about in a sentence instead of drawn. */
const drawnRows = 200;

const rowHeight = 22;
/** A line each for the launch mark, the phases and the scale. */
const headHeight = 47;
const nameWidth = 170;
const plotWidth = 620;
const width = nameWidth + plotWidth + 130;

/**
 * One lifecycle event as a picture: a row a download, the phases as bands behind, the moment the app became launchable
 * as the strongest mark. The table beside it says the same in words.
 */
export function timelineSvg(view: RunView, eventIndex: number): string {
  const event = view.events[eventIndex];
  const rows = view.rows.filter((row) => row.eventIndex === eventIndex);
  if (event === undefined || rows.length === 0) return "";
  const drawn = rows.slice(0, drawnRows);
  const startMs = event.startedAtMs;
  // Shorter than a tenth of a second is a moment, not a scale.
  const endMs = Math.max(event.endedAtMs ?? view.nowMs, startMs + 100);
  const x = (atMs: number) =>
    nameWidth + ((Math.min(Math.max(atMs, startMs), endMs) - startMs) / (endMs - startMs)) * plotWidth;
  const height = headHeight + drawn.length * rowHeight + 8;
  const launchable = view.launchableAtMs.find((mark) => mark.eventIndex === eventIndex);
  const parts = [
    ...view.phases.filter((phase) => phase.eventIndex === eventIndex).map((phase) => band(phase, x, height, endMs)),
    ...ticks(startMs, endMs).map((atMs) => tick(atMs - startMs, x(atMs), height)),
    ...drawn.map((row, index) => bar(row, headHeight + index * rowHeight, x, endMs)),
    ...(launchable === undefined ? [] : [launchMark(x(launchable.atMs), launchable.afterMs, height)]),
  ];
  const rest = rows.length - drawn.length;
  const note = rest > 0 ? `<p class="note">The first ${drawnRows} of ${rows.length} downloads are drawn.</p>` : "";
  return `<div class="timeline" tabindex="0" role="region" aria-label="Timeline, may be scrolled sideways"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label(rows, launchable?.afterMs))}">${parts.join("")}</svg></div>${note}`;
}

function label(rows: readonly DownloadRow[], launchableAfterMs: number | undefined): string {
  const launch = launchableAfterMs === undefined ? "" : `, launchable after ${seconds(launchableAfterMs)}`;
  return `Timeline of ${rows.length} downloads${launch}; the table below says the same`;
}

function band(phase: PhaseView, x: (atMs: number) => number, height: number, endMs: number): string {
  const left = x(phase.startedAtMs);
  const bandWidth = Math.max(1, x(phase.endedAtMs ?? endMs) - left);
  const name =
    bandWidth > phase.kind.length * 6.2 ? `<text x="${fixed(left + 4)}" y="25" class="phase">${phase.kind}</text>` : "";
  return `<rect x="${fixed(left)}" y="15" width="${fixed(bandWidth)}" height="${height - 15}" class="band ${phase.kind}"/>${name}`;
}

function tick(offsetMs: number, left: number, height: number): string {
  return `<line x1="${fixed(left)}" x2="${fixed(left)}" y1="${headHeight - 6}" y2="${height}" class="grid"/><text x="${fixed(left)}" y="${headHeight - 9}" class="tick">${seconds(offsetMs)}</text>`;
}

function bar(row: DownloadRow, top: number, x: (atMs: number) => number, endMs: number): string {
  const name = row.identifier.length > 24 ? `${row.identifier.slice(0, 23)}…` : row.identifier;
  const title = `<title>${escapeHtml(`${row.identifier}: ${row.state}${row.error === undefined ? "" : `, ${row.error.code} ${row.error.name}`}`)}</title>`;
  const text = `<text x="0" y="${top + 15}" class="name">${escapeHtml(name)}${title}</text>`;
  if (row.state === "refused") {
    return `${text}<text x="${fixed(x(row.enqueuedAtMs) + 4)}" y="${top + 15}" class="bad">✕ ${row.error?.code ?? ""} ${escapeHtml(row.error?.name ?? "refused")}</text>`;
  }
  const waitFrom = x(row.enqueuedAtMs);
  const start = x(row.startedAtMs ?? row.endedAtMs ?? endMs);
  const end = Math.max(x(row.endedAtMs ?? endMs), start + 2);
  const failed = row.state === "failed" || row.state === "cancelled";
  const after = failed
    ? `✕ ${row.state}${row.error === undefined ? "" : ` (${shortError(row.error)})`}`
    : formatBytes(row.receivedBytes);
  return `${text}<rect x="${fixed(waitFrom)}" y="${top + 8}" width="${fixed(Math.max(0, start - waitFrom))}" height="6" class="wait"/><rect x="${fixed(start)}" y="${top + 4}" width="${fixed(end - start)}" height="14" rx="2" class="bar ${failed ? "bad" : row.lane}"/><text x="${fixed(end + 5)}" y="${top + 15}" class="${failed ? "bad" : "amount"}">${escapeHtml(after)}</text>`;
}

function launchMark(left: number, afterMs: number, height: number): string {
  const isNearEnd = left > nameWidth + plotWidth * 0.8;
  const text = `<text x="${fixed(isNearEnd ? left - 5 : left + 5)}" y="11" class="launch"${isNearEnd ? ' text-anchor="end"' : ""}`;
  return `<line x1="${fixed(left)}" x2="${fixed(left)}" y1="12" y2="${height}" class="launch"/>${text}>launchable after ${seconds(afterMs)}</text>`;
}

/** Five to ten round steps. */
function ticks(startMs: number, endMs: number): number[] {
  const span = endMs - startMs;
  const raw = span / 6;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= raw) ?? raw;
  const result: number[] = [];
  for (let atMs = startMs; atMs <= endMs && result.length < 12; atMs += step) result.push(atMs);
  return result;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
