import * as vscode from "vscode";
import { languageCommands } from "../language/commands";
import type { AppProject } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import { isLanguageTag } from "../protocol/message-values";
import type { PanelEventName } from "../protocol/panel-messages";
import { compareVersions, firstVersionWith } from "../simulator/os-version";
import { maskUrl } from "../simulator/secret-masking";
import type { UrlChecks } from "./check-url";
import type { Diagnostics } from "./diagnostics";
import { newScenario } from "./new-scenario";
import { appsOf } from "./panel-state";
import { pickApp } from "./pick-app";
import type { ProjectDocuments } from "./project-documents";
import { registerCommand } from "./register-command";
import { saveReport } from "./save-report";
import type { ScenarioRunner } from "./scenario-runner";
import type { HeaderSecrets } from "./secrets";
import type { SimulatorController } from "./simulator-controller";
import type { SimulatorPanels } from "./simulator-panels";
import { switchProjectMode } from "./switch-project-mode";
import type { WorkerClient } from "./worker-client";
import { writeDownloaderScript } from "./write-downloader-script";
import { openSwiftExtension } from "./write-swift-extension";

export interface CommandServices {
  readonly scenarios: ScenarioRunner;
  readonly worker: WorkerClient;
  readonly documents: ProjectDocuments;
  readonly controller: SimulatorController;
  readonly panels: SimulatorPanels;
  readonly diagnostics: Diagnostics;
  readonly secrets: HeaderSecrets;
  readonly urlChecks: UrlChecks;
  /** The folder of files to begin with. */
  readonly templates: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** The palette's commands. Those of one app take the path of its Info.plist, which lenses and the panel give. */
export function registerCommands(services: CommandServices): vscode.Disposable {
  const { documents, controller, panels } = services;
  const simulate = (event: PanelEventName) => async (project: AppProject) => {
    panels.open(project.id);
    await controller.fire(project, event);
  };
  const ofApp: Readonly<Record<string, (project: AppProject) => Promise<void>>> = {
    [languageCommands.simulateInstall]: simulate("install"),
    [languageCommands.simulateUpdate]: simulate("update"),
    [languageCommands.simulatePeriodicCheck]: simulate("periodic"),
    "backgroundAssets.launchApp": simulate("launch"),
    "backgroundAssets.changeLanguage": (project) => changeLanguage(services, project),
    [languageCommands.fetchManifest]: (project) => fetchManifest(services, project),
    [languageCommands.switchProjectMode]: (project) => switchProjectMode(documents, project),
    "backgroundAssets.writeSwiftExtension": openSwiftExtension,
    "backgroundAssets.writeDownloaderScript": (project) =>
      writeDownloaderScript(project, documents.paths, services.templates),
    "backgroundAssets.newScenario": (project) => newScenario(documents, project),
    "backgroundAssets.eraseDevice": (project) => eraseDevice(services, project),
    "backgroundAssets.revealDownloads": (project) => revealDownloads(services, project),
    "backgroundAssets.deleteDownloads": (project) => deleteDownloads(services, project),
  };
  const register = (command: string, run: (...rest: unknown[]) => Promise<void>) =>
    registerCommand(command, services.log, run);
  return vscode.Disposable.from(
    ...Object.entries(ofApp).map(([command, run]) =>
      register(command, async (argument) => {
        const project = await pickApp(documents, argument);
        if (project !== undefined) await run(project);
      }),
    ),
    register(languageCommands.openSimulator, async (argument) => {
      const apps = appsOf(await documents.current());
      const project = apps.length === 0 ? undefined : await pickApp(documents, argument);
      // Without an app the panel says what is missing; a pick that was dismissed opens nothing.
      if (apps.length === 0 || project !== undefined) panels.open(project?.id);
    }),
    register(languageCommands.checkUrl, async (argument, url, declaredSize) => {
      const project = await pickApp(documents, argument);
      if (project !== undefined) await checkUrl(services, project, url, declaredSize);
    }),
    register("backgroundAssets.saveReport", (argument) => saveReport(services, argument)),
    register("backgroundAssets.checkWorkspace", () => checkWorkspace(services)),
    register("backgroundAssets.setHeaderSecret", async () =>
      services.secrets.set((await documents.current()).projects),
    ),
  );
}

/** Localized packs follow the language of the device (OS 27). */
async function changeLanguage({ controller, panels }: CommandServices, project: AppProject): Promise<void> {
  const language = await vscode.window.showInputBox({
    title: "Change Language",
    prompt: "The language that the person reads from now on, such as de or pt-BR",
    validateInput: (value) => (isLanguageTag(value.trim()) ? undefined : "A language tag, such as de or pt-BR."),
  });
  if (language === undefined) return;
  panels.open(project.id);
  const { conditions } = await controller.run(project.id);
  // Older systems do not know the request.
  if (compareVersions(conditions.osVersion, firstVersionWith.languageChange) < 0) {
    await controller.setConditions(project.id, { osVersion: firstVersionWith.languageChange });
  }
  await controller.changeLanguage(project, language.trim());
}

async function checkWorkspace({ documents, diagnostics }: CommandServices): Promise<void> {
  const { errors, warnings, infos, files } = diagnostics.publish(await documents.reload());
  const parts = [count(errors, "error"), count(warnings, "warning"), ...(infos > 0 ? [count(infos, "note")] : [])];
  if (errors + warnings + infos > 0) await vscode.commands.executeCommand("workbench.actions.view.problems");
  void vscode.window.showInformationMessage(
    files === 0
      ? "Nothing in this workspace belongs to Background Assets."
      : `Background Assets: ${parts.join(", ")} in ${count(files, "file")}.`,
  );
}

async function fetchManifest({ controller }: CommandServices, project: AppProject): Promise<void> {
  const url = project.configuration.manifestUrl?.value;
  if (url === undefined) throw new Error(`${project.configuration.displayName} has no BAManifestURL to fetch.`);
  const options = { location: vscode.ProgressLocation.Notification, title: `Fetching ${maskUrl(url)}` };
  const fetched = await vscode.window.withProgress(options, () => controller.fetchManifest(project));
  if (fetched === undefined) return;
  void vscode.window.showInformationMessage(
    `Fetched ${formatBytes(fetched.receivedBytes)}. The copy stands for the manifest while you edit.`,
  );
}

/** Without a URL, as from the palette, the manifest's. */
async function checkUrl(
  { urlChecks }: CommandServices,
  project: AppProject,
  argument: unknown,
  declaredSize: unknown,
): Promise<void> {
  const url = typeof argument === "string" ? argument : project.configuration.manifestUrl?.value;
  if (url === undefined) throw new Error(`${project.configuration.displayName} has no BAManifestURL to check.`);
  const options = { location: vscode.ProgressLocation.Window, title: `Checking ${maskUrl(url)}` };
  const size = typeof declaredSize === "number" ? declaredSize : undefined;
  const title = await vscode.window.withProgress(options, () => urlChecks.check(project, url, size));
  // A lens shows it where it was clicked; from the palette there is no such place in sight.
  if (title !== undefined && typeof argument !== "string") {
    void vscode.window.showInformationMessage(`${maskUrl(url)}: ${title}.`);
  }
}

async function eraseDevice({ controller }: CommandServices, project: AppProject): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    `Erase the simulated device of ${project.configuration.displayName}?`,
    { modal: true, detail: "The app, its downloads and the device's clock start anew." },
    "Erase",
  );
  if (answer === "Erase") await controller.eraseDevice(project.id);
}

async function revealDownloads({ controller }: CommandServices, project: AppProject): Promise<void> {
  const { device } = await controller.refreshDevice(project.id);
  if (device === undefined) throw new Error("How the device stands could not be read; the output channel says why.");
  const folder = vscode.Uri.file(device.contentFolder);
  await vscode.workspace.fs.createDirectory(folder);
  // VS Code in a browser, or on another computer, has no file manager to show: there the folder is said.
  const canReveal = (await vscode.commands.getCommands(true)).includes("revealFileInOS");
  if (canReveal && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand("revealFileInOS", folder);
    return;
  }
  const answer = await vscode.window.showInformationMessage(`The downloads are in ${folder.fsPath}`, "Copy Path");
  if (answer !== undefined) await vscode.env.clipboard.writeText(folder.fsPath);
}

async function deleteDownloads({ controller }: CommandServices, project: AppProject): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    `Delete the downloads of ${project.configuration.displayName}?`,
    { modal: true, detail: "The device stays as it is otherwise; the next event downloads them again." },
    "Delete",
  );
  if (answer !== "Delete") return;
  const { deletedFiles, deletedBytes } = await controller.deleteDownloads(project.id);
  void vscode.window.showInformationMessage(`Deleted ${count(deletedFiles, "file")}, ${formatBytes(deletedBytes)}.`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
