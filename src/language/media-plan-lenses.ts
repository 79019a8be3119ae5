import type { CodeLens } from "vscode-languageserver-types";
import { nodeAt, property } from "../model/json/tree";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { placeOf, readMediaPlan } from "../offline/media-plan-file";
import type { PlanSummary } from "../offline/summarize-plan";
import { languageCommands } from "./commands";
import { toRange } from "./lsp-places";

/** What the last planning found, by the path of the plan; the host keeps it while the text is the same. */
export type PlannedMediaSummaries = ReadonlyMap<string, PlanSummary>;

/** "Plan" and "Download" above a media plan; once it is planned the bytes, and what each configuration takes. */
export function* mediaPlanLenses(
  snapshot: ProjectSnapshot,
  path: string,
  planned: PlannedMediaSummaries,
): Iterable<CodeLens> {
  const file = snapshot.files.get(path);
  if (file?.kind !== "media-plan" || file.root === undefined) return;
  const { root, lines } = file;
  const { plan } = readMediaPlan(file);
  if (plan === undefined) return;
  const lens = (range: OffsetRange, title: string, command: string): CodeLens => ({
    range: toRange(lines, range),
    command: { title, command, ...(command === "" ? {} : { arguments: [path] }) },
  });
  const kind = property(root, "kind")?.children?.[0];
  const top = kind === undefined ? placeOf(root, []) : { start: kind.offset, end: kind.offset + kind.length };
  const summary = planned.get(path);
  yield lens(top, "Plan", languageCommands.planMedia);
  const download = summary === undefined ? "Download" : `Download (${summary.total})`;
  yield lens(top, download, languageCommands.downloadMedia);
  for (const choice of summary?.choices ?? []) {
    // Without a place of its own, what is taken stands beside the URL that it is taken from.
    const url = plan.kind === "DTGItem" ? ["url"] : ["asset"];
    const place = choice.path.length > 0 && nodeAt(root, choice.path) !== undefined ? choice.path : url;
    yield lens(placeOf(root, place), choice.title, "");
  }
}
