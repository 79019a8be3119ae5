import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { LineIndex } from "../../model/text";
import { deviceFolder, deviceFolderAt } from "../../node/device/device-folder";
import { runScenarioFile } from "../../node/simulation/scenario-session";
import { userStateFolder } from "../../node/state-folder";
import { corePath, reasonOf } from "../../node/walk-project";
import type { HarExchange } from "../../report/har";
import type { ReportedRun } from "../../report/reported-run";
import { readScenario } from "../../simulator/scenario/read-scenario";
import type { Scenario } from "../../simulator/scenario/scenario";
import { simulationProject } from "../../simulator/simulation-project";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { announceDownloads } from "./announce-downloads";
import { displayPathFrom } from "./display-path";
import { environmentHeaders } from "./environment-headers";
import { findProject } from "./find-project";
import { networkAccess } from "./network-options";
import { RunOutput } from "./run-output";
import type { SimulateArguments } from "./simulate-arguments";
import { simulationOptions } from "./simulation-options";
import { simulatorName } from "./simulator-name";
import { prepareReports, reportRun } from "./write-reports";

/** `simulate --scenario FILE...`: each on a device of its own that starts erased. The expectations decide. */
export async function simulateScenarios(args: SimulateArguments, io: CliIo): Promise<ExitCode> {
  // All are read before the first is run: a mistake in the last one should not cost the time of the others.
  const displayPath = displayPathFrom(io.cwd);
  const scenarios = args.scenarios.map((path) => loadScenario(path, displayPath));
  prepareReports(args.reports, displayPath);
  const reported: Reported = { runs: [], exchanges: [] };
  let exitCode: ExitCode = 0;
  for (const [index, scenario] of scenarios.entries()) {
    const isLast = index === scenarios.length - 1;
    if (index > 0 && args.format === "text") io.stdout.write("\n");
    const code = await simulateScenario(scenario, args, io, displayPath, reported, isLast);
    exitCode = code > exitCode ? code : exitCode;
    if (io.signal.aborted) break;
  }
  return exitCode;
}

/** Of all scenarios together. */
interface Reported {
  readonly runs: ReportedRun[];
  readonly exchanges: HarExchange[];
}

async function simulateScenario(
  scenario: Scenario,
  args: SimulateArguments,
  io: CliIo,
  displayPath: (path: string) => string,
  reported: Reported,
  isLast: boolean,
): Promise<ExitCode> {
  const app = findProject(projectOf(scenario, args), displayPath);
  const stateFolder = userStateFolder(io.env, process.platform);
  const output = new RunOutput(io, { format: args.format, displayPath, keepLog: args.reports.length > 0 });
  const network = networkAccess(args, io, stateFolder);
  const project = simulationProject(app, environmentHeaders(io, output), "may-run");
  for (const message of withoutEffect(scenario, args)) output.notice(message);
  if (args.format === "text") io.stdout.write(`${scenario.name}\n`);

  const outcome = await runScenarioFile({
    scenario,
    project: { ...project, hosts: { ...project.hosts, ...network.mappedHosts } },
    options: simulationOptions(args),
    folder: args.state === undefined ? deviceFolder(stateFolder, scenario.path) : deviceFolderAt(args.state),
    network: network.access,
    showSecrets: args.showSecrets,
    simulator: simulatorName,
    emit: (event) => output.show(event),
    notice: (message) => output.notice(message),
    opened: (storage) => announceDownloads(app, storage, { isDryRun: false, installs: true }, output),
    signal: io.signal,
  });
  if (!outcome.ok) throw new UsageError(`${displayPath(scenario.path)}: ${outcome.message}`);
  const { result } = outcome;
  const view = output.view();
  if (view !== undefined) reported.runs.push({ title: scenario.name, view });
  reported.exchanges.push(...network.exchanges);
  // What ends the scenarios early ends the report as well, with what there is.
  const isOver = isLast || io.signal.aborted || (result !== "interrupted" && result.problem !== undefined);
  if (isOver) reportRun(args.reports, { ...reported, displayPath, output });
  if (result === "interrupted") {
    output.notice("Interrupted. A scenario starts over the next time.");
    return 1;
  }
  if (result.problem !== undefined) {
    const { message, source } = result.problem;
    throw new UsageError(`${displayPath(source.path)}:${source.range.start.line + 1}: ${message}`);
  }
  if (args.format === "text") {
    const total = result.passed + result.failed;
    io.stdout.write(`${total === 0 ? "No expectations" : `${result.passed} of ${total} expectations hold`}\n`);
  }
  return result.exitCode;
}

/** What was given and changes nothing, because the scenario says it itself. */
function withoutEffect(scenario: Scenario, args: SimulateArguments): readonly string[] {
  return [
    ...(args.namesProject && scenario.project !== undefined
      ? [`--project and --app have no effect: the scenario names its project, ${scenario.project}.`]
      : []),
    ...(args.force
      ? ['--force has no effect on a scenario: it says "force": true beside the events that need it.']
      : []),
  ];
}

/** The scenario's own project, or the one of the command line where it names none. */
function projectOf(
  scenario: Scenario,
  args: SimulateArguments,
): { folder: string | undefined; app: string | undefined } {
  if (scenario.project === undefined) return { folder: args.folder, app: args.app };
  const path = resolve(dirname(scenario.path), scenario.project);
  return /\.plist$/i.test(path) ? { folder: undefined, app: path } : { folder: path, app: undefined };
}

function loadScenario(path: string, displayPath: (path: string) => string): Scenario {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${displayPath(path)}: ${reasonOf(error)}`);
  }
  const { scenario, problems } = readScenario(text, corePath(path));
  const problem = problems.find((candidate) => candidate.severity === "error") ?? problems[0];
  if (scenario !== undefined) return scenario;
  const { line, character } = new LineIndex(text).positionAt(problem?.range.start ?? 0);
  throw new UsageError(`${displayPath(path)}:${line + 1}:${character + 1}: ${problem?.message ?? "not a scenario"}`);
}
