import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { parseJson } from "../../model/json/parse-json";
import { LineIndex, type PositionRange } from "../../model/text";
import { judgeDownload } from "../../offline/judge/judge-download";
import type { MediaDiagnostic } from "../../offline/media-diagnostic";
import type { MediaPlan } from "../../offline/plan/media-plan";
import { readMediaPlan } from "../../offline/plan/read-media-plan";
import type { PlannedMedia } from "../../offline/planned-media";
import { summarizePlan } from "../../offline/summarize-plan";
import type { MediaOutcome, MediaProgress, MediaRunResult } from "../../protocol/media-report";
import { mediaReport, type ReportedDownload } from "../../report/media-report";
import { maskUrl } from "../../simulator/secret-masking";
import { reasonOf } from "../walk-project";
import { downloadMedia } from "./download-media";
import { freeBytesAt, MediaFolder } from "./media-folder";
import { type MediaNetwork, MediaTransport, openTransport, startPlanHost } from "./media-transport";
import { planOverNetwork } from "./plan-over-network";

export interface MediaRunOptions {
  /** With `/`. */
  readonly planPath: string;
  readonly text: string;
  readonly downloads: boolean;
  readonly network: MediaNetwork;
  /** Downloads go into a folder below this one, unless the plan or `output` names another. */
  readonly stateFolder: string;
  readonly output: string | undefined;
  /** A byte budget that holds where the plan's is larger, or where it has none. */
  readonly maxBytes: number | undefined;
  /** Name and version of the tool. */
  readonly simulator: string;
  readonly progress: (progress: MediaProgress) => void;
  /** Called once the plan stands, before anything is downloaded. */
  readonly planned?: (result: MediaRunResult) => void;
  readonly signal: AbortSignal;
}

export type MediaRun =
  | { readonly kind: "done"; readonly result: MediaRunResult }
  /** `range` is in the plan file. */
  | { readonly kind: "failed"; readonly message: string; readonly range?: PositionRange }
  /** A host that the person has not agreed to: nothing was sent there. What came from others is kept. */
  | { readonly kind: "not-confirmed"; readonly host: string }
  /** While planning: there is nothing to report. */
  | { readonly kind: "interrupted" };

/** Plans over the network and, on demand, downloads: what the command and VS Code both do. */
export async function runMediaPlan(options: MediaRunOptions): Promise<MediaRun> {
  const read = readPlan(options);
  if (!("plan" in read)) return read;
  const { plan } = read;
  const { network } = options;
  const own = await startPlanHost(plan, network.access.developmentCaFolder);
  if (typeof own === "string") return { kind: "failed", message: own };
  try {
    // What the person maps wins over what the plan brings along.
    const hosts = { ...own.hosts, ...network.hosts };
    return await run(plan, { ...options, network: { ...network, hosts } });
  } finally {
    await own.close();
  }
}

function readPlan({
  planPath,
  text,
  maxBytes,
}: MediaRunOptions): { readonly plan: MediaPlan } | (MediaRun & { kind: "failed" }) {
  const { root, problems } = parseJson(text);
  const reading = readMediaPlan({ path: planPath, root });
  const [problem] = [...problems, ...reading.problems];
  const lines = new LineIndex(text);
  if (problem !== undefined) {
    const { start, end } = problem.range;
    const range = { start: lines.positionAt(start), end: lines.positionAt(end) };
    return { kind: "failed", message: problem.message, range };
  }
  const { plan } = reading;
  if (plan === undefined) {
    return { kind: "failed", message: "This is no media plan: it needs a kind and a URL." };
  }
  if (maxBytes === undefined) return { plan };
  const byteBudget = Math.min(maxBytes, plan.simulation.byteBudget ?? maxBytes);
  return { plan: { ...plan, simulation: { ...plan.simulation, byteBudget } } };
}

async function run(plan: MediaPlan, options: MediaRunOptions): Promise<MediaRun> {
  const { signal, progress } = options;
  const output = outputFolder(plan, options);
  const freeBytes = freeBytesAt(output);
  const transport = await MediaTransport.open(options.network);
  const stop = () => void transport.close();
  signal.addEventListener("abort", stop, { once: true });
  let planned: PlannedMedia;
  try {
    const planning = await planOverNetwork(plan, {
      transport,
      freeBytes,
      signal,
      progress: (step, done, total) => progress({ step, done, total, receivedBytes: 0, expectedBytes: 0 }),
    });
    if (planning.kind !== "planned") return planning;
    planned = planning.planned;
  } finally {
    signal.removeEventListener("abort", stop);
    await transport.close();
  }
  const result = (
    outcome: MediaOutcome,
    download?: ReportedDownload,
    found: readonly MediaDiagnostic[] = [],
  ): MediaRunResult => ({
    report: mediaReport({
      simulator: options.simulator,
      plan,
      text: options.text,
      planned,
      freeBytes,
      outcome,
      downloadDiagnostics: found,
      download,
    }),
    summary: summarizePlan(planned),
    diagnostics: [...planned.diagnostics, ...found],
  });
  if (!options.downloads) return { kind: "done", result: result("planned") };
  if (!planned.canDownload) return { kind: "done", result: result("refused") };
  options.planned?.(result("planned"));
  return download(plan, planned, output, options, result);
}

async function download(
  plan: MediaPlan,
  planned: PlannedMedia,
  output: string,
  options: MediaRunOptions,
  result: (outcome: MediaOutcome, download?: ReportedDownload, found?: readonly MediaDiagnostic[]) => MediaRunResult,
): Promise<MediaRun> {
  const { signal, progress } = options;
  const opened = await MediaFolder.open(output);
  if (!opened.ok) return { kind: "failed", message: opened.message };
  const { folder } = opened;
  const contentTypes = new Map<string, string>();
  const network = {
    ...options.network,
    access: options.network.access.watchedBy(({ url, responseHeaders }) => {
      const type = responseHeaders["content-type"];
      if (typeof type === "string") contentTypes.set(url, type);
    }),
  };
  const there = planned.jobs.reduce((sum, { localPath }) => sum + (folder.wholeSize(localPath) ?? 0), 0);
  const needed = planned.estimate.minimumBytes - there;
  const freeBytes = freeBytesAt(output);
  if (freeBytes !== undefined && needed > freeBytes) {
    folder.close();
    return { kind: "done", result: result("refused") };
  }
  const budget = plan.simulation.byteBudget;
  const left = budget === undefined ? undefined : Math.max(0, budget - there - folder.partialBytes());
  const transport = openTransport(network, folder.store, left);
  try {
    folder.markIncomplete();
    const end = await downloadMedia({
      planned,
      folder,
      transport,
      concurrency: plan.simulation.maxConcurrentDownloads,
      contentTypeOf: (url) => contentTypes.get(maskUrl(url)),
      progress: ({ doneFiles: done, totalFiles: total, receivedBytes, expectedBytes }) =>
        progress({ step: "download", done, total, receivedBytes, expectedBytes }),
      signal,
    });
    await transport.close();
    if (end.unconfirmedHost !== undefined) return { kind: "not-confirmed", host: end.unconfirmedHost };
    const isComplete = planned.jobs.every(({ id }) => end.outcomes.get(id)?.kind === "done");
    if (isComplete)
      folder.complete(
        planned.jobs.map(({ localPath }) => localPath),
        planned.files,
      );
    const outcome: MediaOutcome = isComplete ? "complete" : end.interrupted ? "interrupted" : "incomplete";
    const downloaded = { folder: output, outcomes: end.outcomes, transferredBytes: end.transferredBytes };
    const done = result(outcome, downloaded, judgeDownload(plan, planned, end.outcomes));
    folder.writeText("report.json", `${JSON.stringify(done.report, undefined, 2)}\n`);
    return { kind: "done", result: done };
  } catch (error) {
    return { kind: "failed", message: `${output} cannot be used: ${reasonOf(error)}` };
  } finally {
    await transport.close();
    folder.close();
  }
}

/** The folder of a plan: named, or one below the state folder that a person recognises and no other plan has. */
function outputFolder(
  plan: MediaPlan,
  { output, stateFolder }: Pick<MediaRunOptions, "output" | "stateFolder">,
): string {
  if (output !== undefined) return output;
  if (plan.simulation.outputFolder !== undefined) return resolve(dirname(plan.path), plan.simulation.outputFolder);
  const digest = createHash("sha256").update(plan.path).digest("hex").slice(0, 12);
  const readable = basename(plan.path)
    .replace(/\.media-plan\.jsonc?$/, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .slice(0, 40);
  return join(stateFolder, "media", `${readable || "plan"}-${digest}`);
}
