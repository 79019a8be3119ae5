import * as vscode from "vscode";
import { type FromMediaPanel, readFromMediaPanel } from "../protocol/media-panel-messages";
import { messageOf } from "./log";
import type { MediaPlans } from "./media-plans";
import { panelHtml } from "./panel-html";
import type { ProjectDocuments } from "./project-documents";

const panelType = "backgroundAssets.media";

export interface MediaPanelServices {
  readonly extensionUri: vscode.Uri;
  readonly documents: ProjectDocuments;
  readonly mediaPlans: MediaPlans;
  readonly log: vscode.LogOutputChannel;
}

/** The panel of media plans: one at most, which shows the plan that was run last. It owns nothing. */
export class MediaPanels implements vscode.Disposable {
  readonly #services: MediaPanelServices;
  readonly #serializer: vscode.Disposable;
  #panel: MediaPanel | undefined;

  constructor(services: MediaPanelServices) {
    this.#services = services;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        const path = planPathOf(state);
        if (path === undefined) panel.dispose();
        else this.#adopt(panel, path);
      },
    });
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.close();
  }

  isShowing(planPath: string): boolean {
    return this.#panel?.isVisible === true && this.#panel.planPath === planPath;
  }

  open(planPath: string): void {
    if (this.#panel !== undefined) {
      this.#panel.show(planPath);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#adopt(vscode.window.createWebviewPanel(panelType, "Offline Media", place), planPath);
  }

  #adopt(webviewPanel: vscode.WebviewPanel, planPath: string): void {
    this.#panel?.close();
    const panel = new MediaPanel(webviewPanel, this.#services, planPath);
    this.#panel = panel;
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      if (this.#panel === panel) this.#panel = undefined;
    });
  }
}

class MediaPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: MediaPanelServices;
  readonly #listeners: vscode.Disposable[];
  #isReady = false;

  constructor(
    panel: vscode.WebviewPanel,
    services: MediaPanelServices,
    public planPath: string,
  ) {
    this.#panel = panel;
    this.#services = services;
    const { extensionUri, mediaPlans, log } = services;
    const dist = vscode.Uri.joinPath(extensionUri, "dist");
    const media = (name: string) => vscode.Uri.joinPath(extensionUri, "media", name);
    panel.iconPath = { light: media("simulator-light.svg"), dark: media("simulator-dark.svg") };
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    this.#listeners = [
      panel.webview.onDidReceiveMessage((value: unknown) => {
        const message = readFromMediaPanel(value);
        if (message === undefined) log.warn("The panel sent a message that it may not send.");
        // What goes wrong in a run stands in the panel already.
        else this.#answer(message).catch((error: unknown) => log.error(messageOf(error)));
      }),
      // A hidden webview is thrown away and asks again when it comes back.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#isReady = false;
      }),
      mediaPlans.onDidChange((path) => {
        if (path === this.planPath) this.#send();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#send()),
    ];
    panel.webview.html = panelHtml(panel.webview, dist, "media-panel");
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  close(): void {
    this.#panel.dispose();
  }

  get isVisible(): boolean {
    return this.#panel.visible;
  }

  show(planPath: string): void {
    this.planPath = planPath;
    this.#send();
    this.#panel.reveal(undefined, true);
  }

  async #answer(message: FromMediaPanel): Promise<void> {
    const { mediaPlans } = this.#services;
    switch (message.type) {
      case "ready":
        this.#isReady = true;
        return this.#send();
      case "plan":
      case "download":
        await mediaPlans.run(this.planPath, message.type === "download");
        return;
      case "cancel":
        return mediaPlans.cancel(this.planPath);
      case "manageTrust":
        await vscode.commands.executeCommand("workbench.trust.manage");
        return;
      case "revealFolder":
        return this.#revealFolder();
      case "reveal": {
        const at = new vscode.Position(Math.max(0, message.line - 1), Math.max(0, message.column - 1));
        const uri = this.#services.documents.paths.uriOf(this.planPath);
        await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), viewColumn: this.#besides() });
      }
    }
  }

  async #revealFolder(): Promise<void> {
    const folder = this.#services.mediaPlans.state(this.planPath).result?.report.download?.folder;
    if (folder === undefined) return;
    const canReveal = (await vscode.commands.getCommands(true)).includes("revealFileInOS");
    if (canReveal && vscode.env.remoteName === undefined) {
      await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(folder));
      return;
    }
    const answer = await vscode.window.showInformationMessage(`The download is in ${folder}`, "Copy Path");
    if (answer !== undefined) await vscode.env.clipboard.writeText(folder);
  }

  /** Where the plan is open, not over the panel. */
  #besides(): vscode.ViewColumn {
    const { path } = this.#services.documents.paths.uriOf(this.planPath);
    const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.path === path);
    return open?.viewColumn ?? vscode.ViewColumn.One;
  }

  #send(): void {
    if (!this.#isReady) return;
    const { documents, mediaPlans } = this.#services;
    const { status, result, progress, problem } = mediaPlans.state(this.planPath);
    const state = {
      planPath: this.planPath,
      planName: vscode.workspace.asRelativePath(documents.paths.uriOf(this.planPath)),
      status,
      isTrusted: vscode.workspace.isTrusted,
      report: result?.report,
      progress,
      problem,
    };
    void this.#panel.webview.postMessage({ type: "state", state });
  }
}

/** What the panel had kept with `setState`; it may be anything. */
function planPathOf(state: unknown): string | undefined {
  if (typeof state !== "object" || state === null || !("planPath" in state)) return undefined;
  return typeof state.planPath === "string" ? state.planPath : undefined;
}
