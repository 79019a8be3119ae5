import * as vscode from "vscode";
import { type PanelServices, panelTitle, panelType, SimulatorPanel } from "./simulator-panel";

/** There is one panel at most; opening it again brings it to the front. */
export class SimulatorPanels implements vscode.Disposable {
  readonly #services: PanelServices;
  readonly #changed = new vscode.EventEmitter<void>();
  /** The panel was opened, closed, shown or hidden. */
  readonly onDidChangeVisibility = this.#changed.event;
  readonly #serializer: vscode.Disposable;
  #panel: SimulatorPanel | undefined;

  constructor(services: PanelServices) {
    this.#services = services;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        this.#panel?.dispose();
        this.#adopt(panel, infoPlistPathOf(state));
      },
    });
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#changed.dispose();
    this.#panel?.dispose();
  }

  isShowing(infoPlistPath: string): boolean {
    return this.#panel?.isVisible === true && this.#panel.infoPlistPath === infoPlistPath;
  }

  open(infoPlistPath: string | undefined): void {
    if (this.#panel !== undefined) {
      this.#panel.show(infoPlistPath);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#adopt(vscode.window.createWebviewPanel(panelType, panelTitle, place), infoPlistPath);
  }

  #adopt(webviewPanel: vscode.WebviewPanel, infoPlistPath: string | undefined): void {
    const panel = new SimulatorPanel(webviewPanel, this.#services, infoPlistPath);
    this.#panel = panel;
    webviewPanel.onDidChangeViewState(() => this.#changed.fire());
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      if (this.#panel === panel) this.#panel = undefined;
      this.#changed.fire();
    });
    this.#changed.fire();
  }
}

/** What the panel had kept with `setState`; it may be anything. */
function infoPlistPathOf(state: unknown): string | undefined {
  if (typeof state !== "object" || state === null || !("infoPlistPath" in state)) return undefined;
  return typeof state.infoPlistPath === "string" ? state.infoPlistPath : undefined;
}
