import { formatBytes } from "../../model/sizes";
import type { MediaReport, MediaReportDownload } from "../../protocol/media-report";
import { counted } from "../../rules/size-values";
import type { Paint } from "../terminal/paint";
import { printable, printableTexts } from "../terminal/printable";

/** More variants and renditions than these are of no help in a terminal; JSON has them all. */
const mostShown = 40;

/** `media --format text`. */
export function mediaToText(given: MediaReport, paint: Paint): string {
  const report = printableTexts(given);
  const { source, estimate, byteBudget, freeBytes } = report;
  const lines = [
    `${paint.bold(report.title)}  ${report.kind}`,
    `${source.url ?? "nothing to download"}, by ${source.downloader === "DTG" ? "DownloadToGo" : "AVAssetDownloadTask"}`,
    `  ${source.why}`,
    ...source.considered.map(
      ({ id, url, taken, why }, index) =>
        `  ${mark(taken, paint)} ${id ?? `source ${index + 1}`}  ${url ?? ""}  ${paint.dim(why)}`,
    ),
    ...section(
      "Variants",
      report.variants.map(({ taken, title, why }) => row(taken, title, why, paint)),
      paint,
    ),
    ...section(
      "Renditions",
      report.renditions.map(({ taken, type, title, groupId, why }) =>
        row(taken, `${type.toLowerCase()} ${title}, group ${groupId}`, why, paint),
      ),
      paint,
    ),
    ...section(
      "Takes",
      report.choices.map((choice) => `  ${choice.name}: ${taken(report, choice)}. ${paint.dim(choice.why)}`),
      paint,
    ),
    ...section(
      "Streams",
      report.streams.map((stream) => streamLine(stream)),
      paint,
    ),
    "",
    `${paint.bold("Bytes")} ${estimate.explanation}`,
    ...(estimate.dtgEstimatedBytes === undefined
      ? []
      : [`  DownloadToGo itself says ${formatBytes(estimate.dtgEstimatedBytes)}.`]),
    `  budget ${byteBudget === undefined ? "none" : formatBytes(byteBudget)}, free ${freeBytes === undefined ? "not known" : formatBytes(freeBytes)}`,
    ...section(
      "Assumed",
      report.assumptions.map(({ name, text }) => `  ${name}: ${text}`),
      paint,
    ),
    ...section(
      "To play it",
      report.steps.map((step, index) => `  ${index + 1}. ${step}`),
      paint,
    ),
    ...section(
      "Found",
      report.diagnostics.map((diagnostic) => diagnosticLine(report.plan, diagnostic, paint)),
      paint,
    ),
    "",
    outcomeLine(report, paint),
    ...(report.download === undefined ? [] : missingLines(report.download)),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, rows: readonly string[], paint: Paint): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length - mostShown;
  return [
    "",
    paint.bold(title),
    ...rows.slice(0, mostShown),
    ...(more > 0 ? [`  and ${more} more (--format json has them all)`] : []),
  ];
}

function mark(isTaken: boolean, paint: Paint): string {
  return isTaken ? paint.green("✓") : "·";
}

function row(isTaken: boolean, title: string, why: string, paint: Paint): string {
  return `  ${mark(isTaken, paint)} ${title}  ${paint.dim(why)}`;
}

function taken({ variants, renditions }: MediaReport, choice: MediaReport["choices"][number]): string {
  const variant = choice.variant === undefined ? undefined : variants[choice.variant];
  const names = choice.renditions.flatMap((index) => renditions[index]?.title ?? []);
  return [variant?.title ?? "nothing", ...names].join(", ");
}

function streamLine({
  id,
  title,
  segmentCount,
  durationSeconds,
  estimatedBytes,
  bytes,
}: MediaReport["streams"][number]): string {
  const length = `${counted(segmentCount, "segment")}, ${Math.round(durationSeconds * 10) / 10} s`;
  const size =
    bytes === undefined
      ? `about ${formatBytes(estimatedBytes)}`
      : `${formatBytes(bytes)} (estimated ${formatBytes(estimatedBytes)})`;
  return `  ${id}  ${title}  ${length}, ${size}`;
}

function diagnosticLine(
  plan: string,
  { severity, code, message, line, column, playlist }: MediaReport["diagnostics"][number],
  paint: Paint,
): string {
  const colour = severity === "error" ? paint.red : severity === "warning" ? paint.yellow : paint.dim;
  const seen = playlist === undefined ? "" : ` (${playlist.url}, line ${playlist.line})`;
  return `${plan}:${line}:${column}: ${colour(severity)} ${paint.bold(code)} ${message}${paint.dim(seen)}`;
}

function outcomeLine({ outcome, download, estimate }: MediaReport, paint: Paint): string {
  const of =
    download === undefined
      ? ""
      : `${download.files} of ${counted(download.totalFiles, "file")}, ${formatBytes(download.bytes)}`;
  switch (outcome) {
    case "planned":
      return `Planned: about ${formatBytes(estimate.expectedBytes)}. --download fetches it.`;
    case "refused":
      return paint.red("Not downloaded: the errors say why.");
    case "complete":
      return `${paint.green("Complete")}: ${of} in ${download?.folder}; ${formatBytes(download?.transferredBytes ?? 0)} came now, ${formatBytes(estimate.expectedBytes)} were estimated. Open ${download?.localPlaylist}.`;
    case "incomplete":
      return `${paint.red("Not complete")}: ${of} in ${download?.folder}. The next run continues it.`;
    case "interrupted":
      return `Interrupted: ${of} in ${download?.folder}. The next run continues it.`;
  }
}

function missingLines({ missing, files, totalFiles }: MediaReportDownload): readonly string[] {
  const rest = totalFiles - files - missing.length;
  const shown = missing.filter(({ reason }) => reason !== "not begun");
  return [
    ...shown.map(({ path, url, reason }) => `  missing ${path} from ${printable(url)}: ${reason}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}
