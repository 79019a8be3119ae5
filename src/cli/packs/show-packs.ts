import type { PackContents } from "../../model/packs/pack-contents";
import {
  appleHostedLimitInBytes,
  appleHostedWarningInBytes,
  type PackTotals,
  packTotals,
} from "../../model/packs/pack-totals";
import type { ResolvedPack } from "../../model/packs/resolve-pack";
import { sourceOf } from "../../model/packs/selector";
import { describePolicy } from "../../model/packs/update-safety";
import { formatBytes } from "../../model/sizes";
import { counted } from "../../rules/size-values";
import type { Paint } from "../terminal/paint";
import { printable } from "../terminal/printable";
import type { FoundPack, FoundPacks } from "./read-packs";

/** `packs --format json`: fixed, see schemas/packs-output.schema.json. */
export function packsToJson({ packs }: FoundPacks): string {
  return `${JSON.stringify({ version: 1, packs: packs.map(({ contents }) => contents) }, undefined, 2)}\n`;
}

/** More files than anybody reads in a terminal; JSON has them all. */
const mostShownFiles = 40;

export function packsToText(found: FoundPacks, paint: Paint): string {
  const lines = found.packs.flatMap((pack) => [...packLines(pack, paint), ""]);
  const totals = packTotals(found.packs.map(({ contents }) => contents));
  lines.push(...totalLines(totals, found.project?.configuration.mode === "apple-hosted", paint));
  return `${lines.join("\n")}\n`;
}

function packLines({ contents, known, diagnostics }: FoundPack, paint: Paint): readonly string[] {
  const { files } = contents;
  const facts = [
    describePolicy(contents),
    contents.platforms.join(", ") || "all platforms",
    ...(contents.language === null ? [] : [`language ${contents.language}`]),
    sizeText(contents),
  ];
  const sources = new Map((known.contents?.files ?? []).map((file) => [file.path, file.source]));
  const shown = files.slice(0, mostShownFiles);
  const width = Math.max(0, ...shown.map(({ path }) => path.length));
  return [
    `${paint.bold(printable(contents.id || "(no id)"))}  ${facts.map(printable).join(" · ")}`,
    paint.dim(
      `  ${printable(contents.manifest)}${known.contents === undefined ? "" : `, paths from ${printable(known.contents.root)}`}`,
    ),
    ...(known.contents === undefined ? ["  None of its files was found: it is not known where its paths start."] : []),
    ...(known.contents === undefined || contents.isComplete
      ? []
      : [`  Not all of it is known: ${unknownReasons(known.contents)}.`]),
    ...shown.map(({ path, sizeInBytes }) => {
      const { isLink, isMacExecutable } = sources.get(path) ?? {};
      const marks = [isLink === true ? "symbolic link" : "", isMacExecutable === true ? "program for macOS" : ""];
      const shownMarks = marks.flatMap((mark) => (mark === "" ? [] : `  ${paint.yellow(mark)}`)).join("");
      return `  ${printable(path).padEnd(width)}  ${formatBytes(sizeInBytes).padStart(9)}${shownMarks}`;
    }),
    ...(files.length > shown.length ? [`  and ${files.length - shown.length} more (--format json has them all)`] : []),
    ...diagnostics.map(({ severity, code, message }) => {
      const colour = severity === "error" ? paint.red : severity === "warning" ? paint.yellow : paint.dim;
      return `  ${colour(severity)} ${code} ${printable(message)}`;
    }),
  ];
}

/** Why more may be selected than is listed. */
export function unknownReasons({ selectors }: ResolvedPack): string {
  const unknown = selectors.filter(({ state }) => state !== "resolved").map(({ selector }) => sourceOf(selector).value);
  if (unknown.length === 0) return "it has selectors of a shape that nobody knows";
  const named = unknown.slice(0, 3).join(", ");
  return `${named}${unknown.length > 3 ? " …" : ""} could not be listed to its end (a folder that cannot be read, a link that leads back, too many files), or is no path of the project`;
}

function sizeText({ files, sizeInBytes, isComplete }: PackContents): string {
  return `${isComplete ? "" : "at least "}${counted(files.length, "file")}, ${formatBytes(sizeInBytes)}`;
}

function totalLines(totals: PackTotals, isAppleHosted: boolean, paint: Paint): readonly string[] {
  const rows: readonly (readonly [string, number])[] = [
    ["first installation, before the app opens", totals.essentialOnFirstInstallation],
    ["first installation, also afterwards", totals.prefetchOnFirstInstallation],
    ["update of the app, before it opens", totals.essentialOnSubsequentUpdate],
    ["update of the app, also afterwards", totals.prefetchOnSubsequentUpdate],
    ["on demand", totals.onDemand],
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  return [
    paint.bold(
      `${totals.isComplete ? "" : "At least "}${counted(totals.packs, "pack")}, ${formatBytes(totals.sizeInBytes)} before compression`,
    ),
    ...rows
      .filter(([, size]) => size > 0)
      .map(([title, size]) => `  ${title.padEnd(width)}  ${formatBytes(size).padStart(9)}`),
    ...(isAppleHosted ? appleHostedLines(totals, paint) : []),
  ];
}

function appleHostedLines(totals: PackTotals, paint: Paint): readonly string[] {
  const { sizeInBytes, packs } = totals;
  const share = `${formatBytes(sizeInBytes)} of ${formatBytes(appleHostedLimitInBytes)}`;
  const lines = [`  On the App Store page: up to ${formatBytes(totals.productPageSizeInBytes)} more than the app.`];
  if (sizeInBytes > appleHostedLimitInBytes) {
    lines.push(paint.red(`  ${share} that an app record may have: App Store Connect refuses more.`));
  } else if (sizeInBytes >= appleHostedWarningInBytes) {
    lines.push(paint.yellow(`  ${share}: App Store Connect warns from 80 % on.`));
  } else {
    lines.push(paint.dim(`  ${share} that an app record may have, all platforms together.`));
  }
  if (packs > 200) lines.push(paint.red(`  ${packs} packs: App Store Connect takes 200 at most.`));
  else if (packs > 100) {
    lines.push(paint.yellow(`  ${packs} packs: Apple's pages said 100 at most until 2026, and 200 since.`));
  }
  return lines;
}
