import * as vscode from "vscode";
import type { DeviceEvent } from "../simulator/events";
import { appsOf } from "./panel-state";
import type { ProjectDocuments } from "./project-documents";
import type { ScenarioRunner } from "./scenario-runner";
import type { SimulatorController } from "./simulator-controller";
import type { WorkerClient } from "./worker-client";

export interface SaveReportServices {
  readonly documents: ProjectDocuments;
  readonly controller: SimulatorController;
  readonly scenarios: ScenarioRunner;
  readonly worker: WorkerClient;
}

const filters = {
  "HTML page": ["html"],
  JSON: ["json"],
  "JUnit XML": ["xml"],
  "HTTP archive of the traffic": ["har"],
};
const kinds = ["html", "json", "xml", "har"] as const;

interface Reportable extends vscode.QuickPickItem {
  readonly path: string;
  readonly title: string;
  readonly events: readonly DeviceEvent[];
}

/**
 * Writes what a run was as a page, JSON, JUnit or HTTP archive, wherever the person says.
 * @param subject the Info.plist's path, or the scenario's item of the Testing view; without it the person picks
 */
export async function saveReport(services: SaveReportServices, subject: unknown): Promise<void> {
  const runs = await reportable(services, pathOf(subject));
  if (runs.length === 0) {
    void vscode.window.showInformationMessage("Nothing was simulated yet that a report could be about.");
    return;
  }
  const run = runs.length === 1 ? runs[0] : await vscode.window.showQuickPick(runs, { placeHolder: "Report about" });
  if (run === undefined) return;
  const suggested = suggestedUri(run.title);
  const uri = await vscode.window.showSaveDialog({
    title: "Save Simulation Report",
    filters,
    ...(suggested === undefined ? {} : { defaultUri: suggested }),
  });
  if (uri === undefined) return;
  const kind = kinds.find((candidate) => uri.path.toLowerCase().endsWith(`.${candidate}`));
  if (kind === undefined) throw new Error("The name of a report ends in .html, .json, .xml (JUnit) or .har.");
  const { path, title, events } = run;
  const { text } = await services.worker.request("renderReport", {
    kind,
    title,
    events,
    path,
    folders: folders(services),
  });
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const answer = await vscode.window.showInformationMessage(
    `Report saved: ${vscode.workspace.asRelativePath(uri)}`,
    "Open",
  );
  if (answer === undefined) return;
  if (kind === "html") await vscode.env.openExternal(uri);
  else await vscode.window.showTextDocument(uri);
}

/** An expectation stands for its scenario. */
function pathOf(subject: unknown): string | undefined {
  if (typeof subject === "string") return subject;
  const item = subject as Partial<vscode.TestItem> | undefined;
  return typeof item?.id === "string" ? (item.parent ?? { id: item.id }).id : undefined;
}

async function reportable(services: SaveReportServices, wanted: string | undefined): Promise<readonly Reportable[]> {
  const { documents, controller, scenarios } = services;
  const shown = (path: string) => vscode.workspace.asRelativePath(documents.paths.uriOf(path));
  const ofApps: Reportable[] = [];
  for (const { id, configuration } of appsOf(await documents.current())) {
    const events = (await controller.run(id)).history.events();
    if (events.length === 0) continue;
    const title = configuration.displayName;
    ofApps.push({ label: title, description: shown(id), path: id, title, events });
  }
  const ofScenarios = scenarios
    .logs()
    .filter(({ events }) => events.length > 0)
    .map(({ path, name, events }) => ({ label: name, description: shown(path), path, title: name, events }));
  return [...ofApps, ...ofScenarios].filter(({ path }) => wanted === undefined || path === wanted);
}

function suggestedUri(title: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") || "simulation";
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder, `${name}.html`);
}

function folders({ documents }: SaveReportServices): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => documents.paths.pathOf(uri));
}
