import * as vscode from "vscode";
import type { AppProject } from "../model/project/snapshot";
import type { FromPanel, ToPanel } from "../protocol/panel-messages";
import { readFromPanel } from "../protocol/read-from-panel";
import { messageOf } from "./log";
import type { PanelActions } from "./panel-actions";
import { panelHtml } from "./panel-html";
import { appsOf, panelState } from "./panel-state";
import type { ProjectDocuments } from "./project-documents";
import type { RunChange, SimulatorController } from "./simulator-controller";

export const panelType = "backgroundAssets.simulator";
export const panelTitle = "Background Assets Simulator";

export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly documents: ProjectDocuments;
  readonly controller: SimulatorController;
  readonly actions: PanelActions;
  readonly log: vscode.LogOutputChannel;
}

/** One webview that shows one app's device. It owns nothing: whenever it comes back, it is told everything. */
export class SimulatorPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: PanelServices;
  readonly #disposables: vscode.Disposable[] = [];
  #infoPlistPath: string | undefined;
  #isReady = false;

  constructor(panel: vscode.WebviewPanel, services: PanelServices, infoPlistPath: string | undefined) {
    this.#panel = panel;
    this.#services = services;
    this.#infoPlistPath = infoPlistPath;
    const { extensionUri, documents, controller, log } = services;
    const dist = vscode.Uri.joinPath(extensionUri, "dist");
    const media = (name: string) => vscode.Uri.joinPath(extensionUri, "media", name);
    panel.iconPath = { light: media("simulator-light.svg"), dark: media("simulator-dark.svg") };
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    this.#disposables.push(
      panel.webview.onDidReceiveMessage((value: unknown) => {
        const message = readFromPanel(value);
        if (message === undefined) log.warn("The panel sent a message that it may not send.");
        else this.#answer(message).catch((error: unknown) => this.#tell(error));
      }),
      // A hidden webview is thrown away and asks again when it comes back.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#isReady = false;
      }),
      controller.onDidChange((change) => this.#follow(change)),
      documents.onDidChange(() => this.#sendState()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#ask(this.#sendDevice())),
    );
    panel.webview.html = panelHtml(panel.webview, dist);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  get isVisible(): boolean {
    return this.#panel.visible;
  }

  get infoPlistPath(): string | undefined {
    return this.#infoPlistPath;
  }

  show(infoPlistPath: string | undefined): void {
    if (infoPlistPath !== undefined && infoPlistPath !== this.#infoPlistPath) {
      this.#infoPlistPath = infoPlistPath;
      this.#ask(this.#sendSnapshot());
    }
    this.#panel.reveal(undefined, true);
  }

  async #answer(message: FromPanel): Promise<void> {
    const { controller, actions } = this.#services;
    if (message.type === "ready") {
      this.#isReady = true;
      await this.#sendSnapshot();
      return this.#sendDevice();
    }
    if (message.type === "selectProject") {
      this.#infoPlistPath = message.infoPlistPath;
      await this.#sendSnapshot();
      return this.#sendDevice();
    }
    const project = await this.#project();
    if (message.type === "command") return actions.command(message.command, project);
    if (project === undefined) return;
    switch (message.type) {
      case "fire":
        return controller.fire(project, message.event);
      case "changeLanguage":
        return controller.changeLanguage(project, message.language);
      case "askExchanges": {
        const { urls } = message;
        return this.#post({ type: "exchanges", urls, exchanges: await controller.exchanges(project.id, urls) });
      }
      case "askPrevious": {
        const { event } = message;
        const digest = (await controller.run(project.id)).previous(event) ?? null;
        return this.#post({ type: "previous", event, digest });
      }
      case "appCall":
        return controller.appCall(project, message.action);
      case "control":
        return controller.control(project.id, message.action);
      case "advanceClock":
        return controller.advanceClock(project, message.durationMs);
      case "setConditions":
        return controller.setConditions(project.id, message.conditions);
      case "setFaults":
        return controller.setFaults(project.id, message.faults);
      case "setAllowance":
        return actions.setAllowance(project, message.lane, message.sizeInBytes);
      case "reveal":
        return actions.reveal(message);
    }
  }

  async #project(): Promise<AppProject | undefined> {
    const apps = appsOf(await this.#services.documents.current());
    return apps.find(({ id }) => id === this.#infoPlistPath) ?? apps[0];
  }

  #follow(change: RunChange): void {
    if (change.infoPlistPath !== this.#infoPlistPath) return;
    if (change.kind === "events") this.#post({ type: "events", events: change.events });
    else if (change.kind === "reset") this.#ask(this.#sendSnapshot());
    else this.#sendState();
  }

  async #sendSnapshot(): Promise<void> {
    if (!this.#isReady) return;
    const state = await this.#state();
    // Nothing may come between the events that are in the snapshot and those that follow it.
    this.#post({ type: "snapshot", snapshot: { ...state.panel, events: state.run?.history.events() ?? [] } });
  }

  #sendState(): void {
    if (!this.#isReady) return;
    this.#ask(this.#state().then(({ panel }) => this.#post({ type: "state", state: panel })));
  }

  async #state() {
    const { documents, controller } = this.#services;
    const project = await this.#project();
    this.#infoPlistPath = project?.id ?? this.#infoPlistPath;
    const run = project === undefined ? undefined : await controller.run(project.id);
    const panel = panelState({
      snapshot: await documents.current(),
      project,
      run,
      isTrusted: vscode.workspace.isTrusted,
      isOnDisk: project === undefined || documents.paths.uriOf(project.id).scheme === "file",
      displayPath: (path) => vscode.workspace.asRelativePath(documents.paths.uriOf(path)),
    });
    return { panel, run };
  }

  /** How the device stands, which only the worker knows. */
  async #sendDevice(): Promise<void> {
    const project = await this.#project();
    if (project === undefined || !vscode.workspace.isTrusted) return this.#sendState();
    const run = await this.#services.controller.run(project.id);
    if (run.status === "idle") await this.#services.controller.refreshDevice(project.id);
  }

  #post(message: ToPanel): void {
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  #ask(work: Promise<void>): void {
    work.catch((error: unknown) => this.#tell(error));
  }

  #tell(error: unknown): void {
    this.#services.log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(`Background Assets: ${messageOf(error)}`);
  }
}
