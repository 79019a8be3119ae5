import { formatBytes } from "../model/sizes";
import type { RunView } from "../protocol/run-view";
import { htmlReport, runSections } from "./html";
import { escapeHtml } from "./html-escape";
import { htmlPage } from "./html-page";
import type { ReportedRun } from "./reported-run";

/** One page about all of them: a table to begin with, then what the page of each would say. */
export function htmlReports(runs: readonly ReportedRun[], displayPath: (path: string) => string): string {
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return htmlReport(only.view, { title: only.title, displayPath });
  const title = `${runs.length} simulations`;
  const sections = runs.map(
    ({ title: name, view }, index) =>
      `<section id="run-${index + 1}">${runSections(view, { title: name, displayPath })}</section>`,
  );
  return htmlPage(title, [`<h1>${title}</h1>`, contents(runs), ...sections].join("\n"));
}

function contents(runs: readonly ReportedRun[]): string {
  const heads = ["Simulation", "Result", "Expectations", "Downloaded", "Refused", "Failed or cancelled", "Network"];
  const body = runs.map(({ title, view }, index) => {
    const cells = [result(view), ...figures(view)];
    return `<tr><td class="head"><a href="#run-${index + 1}">${escapeHtml(title)}</a></td>${cells
      .map((cell, column) => `<td data-name="${heads[column + 1]}">${cell}</td>`)
      .join("")}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function result({ summary, exitCode }: RunView): string {
  if (summary === undefined) return "not finished";
  return exitCode === 0 ? '<span class="good">✓ passed</span>' : '<span class="bad">✕ did not pass</span>';
}

function figures({ log, summary }: RunView): readonly string[] {
  const verdicts = log.flatMap((event) => (event.type === "expectation" ? [event.passed] : []));
  const held = verdicts.filter((passed) => passed).length;
  if (summary === undefined) return [`${held} of ${verdicts.length}`, "", "", "", ""];
  return [
    verdicts.length === 0 ? "none" : `${held} of ${verdicts.length}`,
    String(summary.finished),
    String(summary.refused),
    String(summary.failed + summary.cancelled),
    formatBytes(summary.receivedBytes),
  ];
}
