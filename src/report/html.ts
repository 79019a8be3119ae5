import { modeName } from "../model/mode-name";
import { formatBytes } from "../model/sizes";
import type { DownloadRow, EventView, RunView } from "../protocol/run-view";
import { assumptions } from "../simulator/assumptions";
import type { DeviceError } from "../simulator/error-codes";
import { eventTitles } from "../simulator/event-titles";
import type { DeviceEvent, EventSource } from "../simulator/events";
import { eventLine } from "./event-line";
import { escapeHtml } from "./html-escape";
import { comingBytes, isDryRun, overview } from "./html-overview";
import { htmlPage } from "./html-page";
import { timelineSvg } from "./html-timeline";

/** Log lines beyond this stay in the JSON report; a page of 100,000 lines helps nobody. */
const shownLogLines = 5000;

export interface HtmlReportOptions {
  /** Scenario or project. */
  readonly title: string;
  /** Shortens absolute paths for people. */
  readonly displayPath: (path: string) => string;
}

/** One self-contained page about a run. */
export function htmlReport(view: RunView, options: HtmlReportOptions): string {
  return htmlPage(options.title, runSections(view, options));
}

/** What a page says about one run, beginning with its title. */
export function runSections(view: RunView, options: HtmlReportOptions): string {
  const isDry = isDryRun(view);
  const started = view.log.find((event) => event.type === "run.started");
  const project =
    started === undefined
      ? ""
      : `<p class="meta">${escapeHtml(
          [
            `${started.project.name}${started.project.version === undefined ? "" : ` ${started.project.version}`}`,
            modeName(started.project.mode),
            options.displayPath(started.project.infoPlist),
            `network ${started.conditions.network.name}`,
            started.simulator,
          ].join(" · "),
        )}</p>`;
  return [
    `<h1>${escapeHtml(options.title)}</h1>`,
    project,
    isDry
      ? '<p class="note">Dry run: only the manifest was downloaded. Everything else was judged, with declared sizes, and says what would happen.</p>'
      : "",
    keyFigures(view, isDry),
    overview(view),
    ...view.events.map((_, index) => eventSection(view, index, options, isDry)),
    expectations(view),
    assumptionList(view),
    eventLog(view.log, options),
  ].join("\n");
}

function keyFigures(view: RunView, isDry: boolean): string {
  const { summary } = view;
  if (summary === undefined) return '<p class="note">The run had not finished when this was written.</p>';
  const first = view.launchableAtMs[0];
  const figures: [string, string][] = [
    ...(first === undefined || isDry
      ? []
      : [[seconds(first.afterMs), `launchable after ${first.event}`] as [string, string]]),
    [String(summary.finished), isDry ? "would be downloaded" : "downloaded"],
    [String(summary.refused), "refused"],
    [String(summary.failed + summary.cancelled), "failed or cancelled"],
    [formatBytes(summary.receivedBytes), "over the network"],
    [view.exitCode === 0 ? "passed" : "did not pass", "result"],
  ];
  return `<div class="key">${figures.map(([value, name]) => `<div><b>${escapeHtml(value)}</b>${escapeHtml(name)}</div>`).join("")}</div>`;
}

function eventSection(view: RunView, index: number, options: HtmlReportOptions, isDry: boolean): string {
  const event = view.events[index];
  if (event === undefined) return "";
  const rows = view.rows.filter((row) => row.eventIndex === index);
  const isOdd = event.outcome !== undefined && event.outcome !== "completed";
  const parts = [
    `<h2>${eventTitles[event.event]}${isOdd ? ` <span class="bad">${escapeHtml(event.outcome ?? "")}</span>` : ""}</h2>`,
  ];
  if (event.notRun !== undefined) {
    parts.push(
      `<p><span class="bad">✕ did not run</span>: ${escapeHtml(event.notRun.message)}${place(event.notRun.source, options)}</p>`,
    );
  }
  if (event.manifest?.error !== undefined) {
    parts.push(
      `<p><span class="bad">✕ manifest</span> ${escapeHtml(event.manifest.url)}${place(event.manifest.source, options)}</p>${errorText(event.manifest.error)}`,
    );
  }
  if (event.extensionError !== undefined) {
    parts.push(`<p><span class="bad">✕ the extension failed</span></p>${errorText(event.extensionError)}`);
  }
  if (event.event === "continued") {
    parts.push(
      '<p class="note">What an earlier simulation had left unfinished; no event of this run asked for it.</p>',
    );
  }
  if (event.event === "app") {
    parts.push('<p class="note">What the app asked BADownloadManager for, between the events.</p>');
  }
  if (rows.length > 0) parts.push(...(isDry ? [] : [timelineSvg(view, index)]), downloadTable(rows, options, isDry));
  else if (event.event === "launch" && event.notRun === undefined) {
    parts.push(
      `<p class="note">The person opened the app.${liftsRestrictions(view, event) ? " From here on the initial restrictions do not hold any more." : ""}</p>`,
    );
  } else if (event.notRun === undefined) parts.push('<p class="note">Nothing was downloaded.</p>');
  const lanes = event.event === "launch" || event.event === "continued" || event.event === "app" ? [] : laneBars(event);
  if (lanes.length > 0) parts.push("<h3>Allowances</h3>", ...lanes);
  return parts.join("\n");
}

function liftsRestrictions({ log }: RunView, { startedAtMs }: EventView): boolean {
  const [first] = log;
  if (first === undefined) return false;
  const atMs = Date.parse(first.time) + startedAtMs;
  return log.some(
    (event) => event.type === "app.launched" && event.restrictionsLifted === true && Date.parse(event.time) === atMs,
  );
}

function place(source: EventSource | undefined, options: HtmlReportOptions): string {
  return source === undefined
    ? ""
    : ` (${escapeHtml(options.displayPath(source.path))}:${source.range.start.line + 1})`;
}

function errorText(error: DeviceError): string {
  return `<small><code>${error.domain} ${error.code} ${escapeHtml(error.name)}</code><br>${escapeHtml(error.message)}</small>`;
}

function downloadTable(rows: readonly DownloadRow[], options: HtmlReportOptions, isDry: boolean): string {
  const received = isDry ? "To come" : "Received";
  const body = rows.map((row) => {
    const state =
      row.state === "finished"
        ? `<span class="good">✓ ${isDry ? "would be downloaded" : "downloaded"}</span>`
        : `<span class="bad">✕ ${isDry && row.state === "refused" ? "would be refused" : row.state}</span>`;
    const error = row.error === undefined ? "" : place(row.source, options) + errorText(row.error);
    const declared = row.fileSizeInBytes === undefined ? "unknown" : formatBytes(row.fileSizeInBytes);
    return `<tr><td class="head">${escapeHtml(row.identifier)}</td><td data-name="Allowance">${row.lane}</td><td data-name="Host">${escapeHtml(row.host)}</td><td class="n" data-name="Declared" title="${row.fileSizeInBytes ?? ""}">${declared}</td><td class="n" data-name="${received}" title="${comingBytes(row, isDry)}">${formatBytes(comingBytes(row, isDry))}</td><td data-name="Result">${state}${error}</td></tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th>Download</th><th>Allowance</th><th>Host</th><th class="n">Declared</th><th class="n">${received}</th><th>Result</th></tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** The allowances as they stood when the event ended; nothing once they are unrestricted. */
function laneBars(event: EventView): string[] {
  return (["essential", "non-essential"] as const).flatMap((lane) => {
    const { limitInBytes, chargedBytes, neededBytes } = event.lanes[lane];
    if (limitInBytes === null || limitInBytes === undefined) return [];
    const share =
      limitInBytes === 0 ? (chargedBytes > 0 ? 100 : 0) : Math.min(100, (chargedBytes / limitInBytes) * 100);
    const isTooSmall = neededBytes > limitInBytes;
    const name = lane === "essential" ? "Essential" : "Non-essential";
    const used = `${formatBytes(chargedBytes)} of ${formatBytes(limitInBytes)}`;
    const needed = isTooSmall ? ` <span class="bad">✕ ${formatBytes(neededBytes - limitInBytes)} too small</span>` : "";
    return [
      `<div class="lane"><span>${name}</span><div class="track"><div class="fill ${lane}${isTooSmall ? " over" : ""}" style="width:${share.toFixed(1)}%"></div></div><span>${used}${needed}</span></div>`,
    ];
  });
}

function expectations(view: RunView): string {
  const lines = view.log.flatMap((event) => {
    if (event.type !== "expectation") return [];
    const mark = event.passed ? '<span class="good">✓ passed</span>' : '<span class="bad">✕ failed</span>';
    return [
      `<tr><td class="head">${mark}</td><td data-name="Expected">${escapeHtml(event.expected)}</td><td data-name="Actual">${escapeHtml(event.actual)}</td></tr>`,
    ];
  });
  if (lines.length === 0) return "";
  return `<h2>Expectations</h2><div class="scroll"><table><thead><tr><th></th><th>Expected</th><th>Actual</th></tr></thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}

function assumptionList(view: RunView): string {
  const names = view.summary?.assumptions ?? [];
  if (names.length === 0) return "";
  const items = names.map((name) => `<li><code>${name}</code>: ${escapeHtml(assumptions[name].meaning)}</li>`);
  return `<h2>Assumptions</h2><p class="note">Apple does not document this; the run took the safest reading. Each can be switched in background-assets.jsonc.</p><ul>${items.join("\n")}</ul>`;
}

function eventLog(log: readonly DeviceEvent[], options: HtmlReportOptions): string {
  const lines = log
    .filter((event) => event.type !== "download.progress")
    .slice(0, shownLogLines)
    .map((event) => eventLine(event, options.displayPath));
  return `<h2>Event log</h2><details><summary>${lines.length} events</summary><pre>${escapeHtml(lines.join("\n"))}</pre></details>`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
