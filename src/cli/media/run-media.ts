import { readFileSync } from "node:fs";
import { type MediaRun, runMediaPlan } from "../../node/offline/run-media-plan";
import { userStateFolder } from "../../node/state-folder";
import { corePath, reasonOf } from "../../node/walk-project";
import type { MediaReport } from "../../protocol/media-report";
import { resolveHeaders } from "../../simulator/simulation-project";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { displayPathFrom } from "../simulate/display-path";
import { environmentHeaders } from "../simulate/environment-headers";
import { networkAccess } from "../simulate/network-options";
import { simulatorName } from "../simulate/simulator-name";
import { createPaint } from "../terminal/paint";
import { MediaProgressLine } from "./media-progress-line";
import { planSettings, withRuleLevels } from "./plan-settings";
import { mediaToText } from "./show-media";

export interface MediaArguments {
  /** Absolute. */
  readonly planPath: string;
  readonly downloads: boolean;
  readonly format: "text" | "json";
  /** Absolute. */
  readonly output: string | undefined;
  readonly hostMappings: readonly string[];
  readonly caFiles: readonly string[];
  readonly allowPrivate: boolean;
  readonly maxBytes: number | undefined;
}

/** `media PLAN`: plans, downloads, says what came of it. */
export async function runMedia(args: MediaArguments, io: CliIo): Promise<ExitCode> {
  const displayPath = displayPathFrom(io.cwd);
  const shownPlan = displayPath(args.planPath);
  const text = readText(args.planPath, shownPlan);
  const settings = planSettings(args.planPath, displayPath);
  const stateFolder = userStateFolder(io.env, process.platform);
  const network = networkAccess({ ...args, reports: [], showSecrets: false }, io, stateFolder);
  const progress = new MediaProgressLine(io);
  const notice = (message: string) => {
    progress.clear();
    io.stderr.write(`${message}\n`);
  };
  const { headers, notices } = resolveHeaders(settings.headers, environmentHeaders(io, { notice }));
  for (const message of notices) notice(message);
  const run = await runMediaPlan({
    planPath: corePath(args.planPath),
    text,
    downloads: args.downloads,
    network: {
      access: network.access,
      hosts: { ...Object.fromEntries(settings.hosts), ...network.mappedHosts },
      headers,
      allowPrivate: args.allowPrivate,
      notice,
    },
    stateFolder,
    output: args.output,
    maxBytes: args.maxBytes,
    simulator: simulatorName,
    progress: (step) => progress.show(step),
    signal: io.signal,
  });
  progress.clear();
  const report = reportOf(run, shownPlan, io);
  if (report === undefined) return 1;
  const { diagnostics } = report;
  const judged: MediaReport = { ...report, plan: shownPlan, diagnostics: withRuleLevels(diagnostics, settings.rules) };
  io.stdout.write(
    args.format === "json" ? `${JSON.stringify(judged, undefined, 2)}\n` : mediaToText(judged, createPaint(io)),
  );
  if (judged.outcome === "interrupted")
    notice("Interrupted. What was downloaded so far is kept; the next run continues.");
  const isFine = judged.outcome === "planned" || judged.outcome === "complete";
  return isFine && !judged.diagnostics.some(({ severity }) => severity === "error") ? 0 : 1;
}

/** Undefined: interrupted before there was a plan. */
function reportOf(run: MediaRun, shownPlan: string, io: CliIo): MediaReport | undefined {
  switch (run.kind) {
    case "done":
      return run.result.report;
    case "failed": {
      const start = run.range?.start;
      const place = start === undefined ? "" : `${shownPlan}:${start.line + 1}:${start.character + 1}: `;
      throw new UsageError(`${place}${run.message}`);
    }
    case "not-confirmed":
      throw new UsageError(`${run.host} was not confirmed`);
    case "interrupted":
      io.stderr.write("Interrupted while planning.\n");
      return undefined;
  }
}

function readText(path: string, shownPath: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${shownPath}: ${reasonOf(error)}`);
  }
}
