import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import type { Line } from "./measure";
import type { Settings } from "./settings";

/** Of the last minute, when the benchmark starts: what else runs on this machine counts for both. */
const loadBefore = loadavg()[0]?.toFixed(1);
const document = "docs/performance.md";
const beginMark = "<!-- measured: begin -->";
const endMark = "<!-- measured: end -->";

export function machine(): string {
  return `${cpus().length} cores, Node ${process.versions.node}, ${process.platform}`;
}

/** A Markdown table, which reads well on a terminal too. */
export function resultTable(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.name,
    line.work,
    line.ours,
    line.peer ?? "",
    line.ratio?.toFixed(2) ?? "",
    line.goal,
    line.met === undefined ? "" : line.met ? "yes" : "**no**",
    line.notes,
  ]);
  const head = ["name", "work", "ours", "peer", "ratio", "goal", "reached", "notes"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Replaces the table of docs/performance.md; what people wrote around it stays. */
export function writeDocument(lines: readonly Line[], { rounds, scale }: Settings): void {
  const text = readFileSync(document, "utf8");
  const [begin, end] = [text.indexOf(beginMark), text.indexOf(endMark)];
  if (begin === -1 || end < begin) throw new Error(`${document} has no place for the table`);
  const size = scale === 1 ? "" : `, sizes ${scale} of the goals'`;
  const said = `Measured on ${new Date().toISOString().slice(0, 10)}: ${machine()}, ${rounds} rounds, medians${size}; load before it ${loadBefore}.`;
  writeFileSync(document, `${text.slice(0, begin)}${beginMark}\n${said}\n\n${resultTable(lines)}\n${text.slice(end)}`);
}
