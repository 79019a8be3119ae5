import * as vscode from "vscode";
import { languageCommands } from "../language/commands";
import { formatBytes } from "../model/sizes";
import type { MediaProgress, MediaRunResult } from "../protocol/media-report";
import { messageOf } from "./log";
import type { MediaPanels } from "./media-panel";
import type { MediaPlans } from "./media-plans";
import type { ProjectDocuments } from "./project-documents";

export interface MediaCommandServices {
  readonly documents: ProjectDocuments;
  readonly mediaPlans: MediaPlans;
  readonly mediaPanels: MediaPanels;
  readonly log: vscode.LogOutputChannel;
}

/** "Plan" and "Download" of a media plan: with its path, as lenses give it, or of the active editor. */
export function registerMediaCommands(services: MediaCommandServices): vscode.Disposable {
  const register = (command: string, downloads: boolean) =>
    vscode.commands.registerCommand(command, async (argument: unknown) => {
      let path: string | undefined;
      try {
        path = await planMeant(services.documents, argument);
        if (path !== undefined) await runPlan(services, path, downloads);
      } catch (error) {
        services.log.error(error instanceof Error ? error : String(error));
        // The panel says it too.
        if (path !== undefined && services.mediaPanels.isShowing(path)) return;
        void vscode.window.showErrorMessage(`Background Assets: ${messageOf(error)}`);
      }
    });
  return vscode.Disposable.from(
    register(languageCommands.planMedia, false),
    register(languageCommands.downloadMedia, true),
  );
}

/** The panel shows how it goes, and can cancel it; the status bar says it while the panel is hidden. */
async function runPlan(
  { mediaPlans, mediaPanels }: MediaCommandServices,
  path: string,
  downloads: boolean,
): Promise<void> {
  mediaPanels.open(path);
  const title = downloads ? "Downloading offline media" : "Planning offline media";
  const options = { location: vscode.ProgressLocation.Window, title };
  const result = await vscode.window.withProgress(options, async (progress) => {
    const listener = mediaPlans.onDidChange(() => {
      const { progress: step } = mediaPlans.state(path);
      if (step !== undefined) progress.report({ message: stepText(step) });
    });
    try {
      return await mediaPlans.run(path, downloads);
    } finally {
      listener.dispose();
    }
  });
  if (result !== undefined && !mediaPanels.isShowing(path)) announce(result);
}

/** The named plan, that of the active editor, the only one, or the one that is picked. */
async function planMeant(documents: ProjectDocuments, argument: unknown): Promise<string | undefined> {
  const snapshot = await documents.current();
  const plans = [...snapshot.files.values()].filter(({ kind }) => kind === "media-plan").map(({ path }) => path);
  const active = vscode.window.activeTextEditor?.document.uri;
  const wanted = typeof argument === "string" ? argument : active === undefined ? "" : documents.paths.pathOf(active);
  if (plans.includes(wanted)) return wanted;
  if (plans.length === 0) throw new Error("There is no media plan (*.media-plan.jsonc) in this workspace.");
  if (plans.length === 1) return plans[0];
  const items = plans.map((path) => ({ label: vscode.workspace.asRelativePath(documents.paths.uriOf(path)), path }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "Media plan" }))?.path;
}

function stepText({ step, done, total, receivedBytes, expectedBytes }: MediaProgress): string {
  if (step !== "download") return `${step} ${done} of ${total}`;
  return `${done} of ${total} files, ${formatBytes(receivedBytes)} of about ${formatBytes(expectedBytes)}`;
}

/** For whom the panel is hidden. */
function announce({ report }: MediaRunResult): void {
  const { outcome, title, download } = report;
  const got =
    download === undefined ? "" : `${download.files} of ${download.totalFiles} files, ${formatBytes(download.bytes)}`;
  if (outcome === "complete") void vscode.window.showInformationMessage(`${title} is downloaded: ${got}.`);
  else if (outcome === "interrupted" || outcome === "incomplete") {
    void vscode.window.showWarningMessage(`${title} is not complete: ${got}. The next download continues it.`);
  } else if (outcome === "refused") {
    void vscode.window.showErrorMessage(`${title} is not downloaded: the problems of the plan say why.`);
  }
}
