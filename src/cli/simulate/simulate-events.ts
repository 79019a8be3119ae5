import { deviceFolder, deviceFolderAt } from "../../node/device/device-folder";
import { DeviceStorage } from "../../node/device/device-storage";
import { connectProject } from "../../node/simulation/apple-hosting";
import { SimulationSession } from "../../node/simulation/session";
import { userStateFolder } from "../../node/state-folder";
import type { RunView } from "../../protocol/run-view";
import { launchableOfRun } from "../../report/launch-needs";
import { estimatesInWords } from "../../simulator/launchable-estimate";
import { formatDurationMs } from "../../simulator/scenario/duration";
import { simulationProject } from "../../simulator/simulation-project";
import { type CliIo, type ExitCode, UsageError } from "../io";
import { announceDownloads } from "./announce-downloads";
import { displayPathFrom } from "./display-path";
import { environmentHeaders } from "./environment-headers";
import { findProject } from "./find-project";
import { interruptible } from "./interruption";
import { networkAccess } from "./network-options";
import { RunOutput } from "./run-output";
import type { SimulateArguments } from "./simulate-arguments";
import { simulationOptions } from "./simulation-options";
import { simulatorName } from "./simulator-name";
import { prepareReports, reportRun } from "./write-reports";

/** `simulate EVENT...`: the events on the project's device, which is remembered for the next time. */
export async function simulateEvents(args: SimulateArguments, io: CliIo): Promise<ExitCode> {
  const displayPath = displayPathFrom(io.cwd);
  const app = findProject(args, displayPath);
  const stateFolder = userStateFolder(io.env, process.platform);
  const output = new RunOutput(io, {
    format: args.format,
    displayPath,
    keepLog: args.reports.length > 0 || args.dryRun,
  });
  const network = networkAccess(args, io, stateFolder);
  const project = simulationProject(app, environmentHeaders(io, output), "may-run");
  const folder = args.state === undefined ? deviceFolder(stateFolder, app.id) : deviceFolderAt(args.state);
  prepareReports(args.reports, displayPath);
  const opened = await DeviceStorage.open(folder, (message) => output.notice(message));
  if (!opened.ok) throw new UsageError(opened.message);
  const { storage } = opened;
  let closeConnection = async () => {};
  try {
    const isInstalled = !args.fresh && storage.summary().installed;
    if (!isInstalled && updatesBeforeInstall(args.events)) {
      throw new UsageError("update: the app is not installed on the simulated device; run install first");
    }
    // Only once it is sure that something will run; and a dry run leaves what is stored as it is.
    if (args.fresh && !args.dryRun) storage.erase();
    announceDownloads(app, storage, { isDryRun: args.dryRun, installs: args.events.includes("install") }, output);
    const connected = await connectProject(
      { ...project, hosts: { ...project.hosts, ...network.mappedHosts } },
      {
        folder,
        developmentCaFolder: network.access.developmentCaFolder,
        isFresh: args.fresh,
        notice: (message) => output.notice(message),
        signal: io.signal,
      },
    );
    if (typeof connected === "string") throw new UsageError(connected);
    closeConnection = () => connected.close();
    const session = new SimulationSession({
      project: connected.project,
      packFiles: connected.packFiles,
      options: simulationOptions(args),
      folder,
      storage,
      network: network.access,
      showSecrets: args.showSecrets,
      startsErased: args.fresh,
      simulator: simulatorName,
      emit: (event) => output.show(event),
      notice: (message) => output.notice(message),
    });
    const run = session.run(args.events, args).finally(() => session.close());
    const exitCode = await interruptible(io.signal, () => session.interrupt(), run, output);
    // Once its transfers have settled, an interrupted run ends in the log as well.
    if (exitCode === "interrupted") await session.close();
    const title = `${project.configuration.displayName}: ${args.events.join(", ")}${args.advanceMs === undefined ? "" : `${args.events.length === 0 ? "" : ", then "}${formatDurationMs(args.advanceMs)}`}`;
    const view = output.view();
    if (view !== undefined) {
      if (args.dryRun) sayLaunchable(view, output);
      reportRun(args.reports, { runs: [{ title, view }], exchanges: network.exchanges, displayPath, output });
    }
    return exitCode === "interrupted" ? 1 : exitCode;
  } finally {
    await closeConnection();
    await storage.close();
  }
}

/** Before anything is downloaded: how long launching would wait. */
function sayLaunchable(view: RunView, output: RunOutput): void {
  const launchable = launchableOfRun(view);
  if (launchable === undefined) return;
  output.say(
    `Worked out from sizes, the app can be launched this long after the ${launchable.event} began: ${estimatesInWords(launchable.estimates)}.`,
  );
}

function updatesBeforeInstall(events: SimulateArguments["events"]): boolean {
  const update = events.indexOf("update");
  return update !== -1 && !events.slice(0, update).includes("install");
}
