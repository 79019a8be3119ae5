import * as vscode from "vscode";
import type { ServeRequest, ServingChange, ServingState } from "../protocol/serving-messages";
import { type WorkerClient, WorkerRequestError } from "./worker-client";

/** The host that this window serves assets with: what it does now, its request log, and its place in the status bar. */
export class AssetServing implements vscode.Disposable {
  readonly #worker: WorkerClient;
  readonly #output = vscode.window.createOutputChannel("Background Assets: Served Requests");
  readonly #status = vscode.window.createStatusBarItem("backgroundAssets.serving", vscode.StatusBarAlignment.Left);
  readonly #subscription: vscode.Disposable;
  #state: ServingState | undefined;
  /** Resolves with the state once it is there. */
  #began: ((state: ServingState) => void) | undefined;
  #change: ServingChange = {};

  constructor(worker: WorkerClient) {
    this.#worker = worker;
    this.#status.name = "Served Assets";
    this.#status.command = "backgroundAssets.manageServing";
    this.#subscription = worker.onDidNotify((notification) => {
      if (notification.kind === "served") this.#output.appendLine(notification.line);
      if (notification.kind === "serving") this.#follow(notification.state);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#status.dispose();
    this.#output.dispose();
  }

  /** What is being served; undefined: nothing. */
  get state(): ServingState | undefined {
    return this.#state;
  }

  /** Faults and speed that were set since it began. */
  get change(): ServingChange {
    return this.#change;
  }

  /** Rejects with the reason where it cannot start; `port-in-use` names the program that has the port. */
  async start(request: ServeRequest): Promise<ServingState> {
    this.#change = {};
    const began = new Promise<ServingState>((resolve) => {
      this.#began = resolve;
    });
    const served = this.#worker.request("serve", request);
    // It is answered when serving ends: on request, or with the worker.
    served.then(
      () => this.#end(),
      (error: unknown) => {
        const wasServing = this.#state !== undefined;
        this.#end();
        if (wasServing) void vscode.window.showWarningMessage(`Assets are served no more: ${String(error)}`);
      },
    );
    return Promise.race([began, served.then(() => Promise.reject(new Error("It was stopped before it began.")))]);
  }

  async stop(): Promise<void> {
    await this.#worker.request("stopServing", null);
  }

  async apply(change: ServingChange): Promise<void> {
    await this.#worker.request("changeServing", change);
    this.#change = { ...this.#change, ...change };
    const { bytesPerSecond, faults, directory } = change;
    if (directory !== undefined) this.#output.appendLine(`Serving ${directory}`);
    if (faults !== undefined) this.#output.appendLine(faults.length === 0 ? "No faults" : "Faults changed");
    if (bytesPerSecond !== undefined) this.#output.appendLine("Speed changed");
    this.#show();
  }

  showLog(): void {
    this.#output.show(true);
  }

  #follow(state: ServingState): void {
    if (this.#state === undefined) {
      this.#output.appendLine(`Serving ${state.directory}`);
      for (const origin of state.origins) this.#output.appendLine(`  ${origin}/`);
      for (const url of state.setupUrls) this.#output.appendLine(`To set a device up, open on it: ${url}`);
      if (state.archiveNotice !== undefined) this.#output.appendLine(state.archiveNotice);
    }
    for (const problem of state.problems) this.#output.appendLine(problem);
    this.#state = state;
    this.#show();
    this.#began?.(state);
    this.#began = undefined;
  }

  #end(): void {
    this.#state = undefined;
    this.#began = undefined;
    this.#status.hide();
    this.#output.appendLine("Stopped");
  }

  #show(): void {
    const state = this.#state;
    if (state === undefined) return;
    const { faults = [], bytesPerSecond } = this.#change;
    const isChanged = faults.length > 0 || typeof bytesPerSecond === "number";
    this.#status.text = `$(broadcast) Assets: ${state.port}${isChanged ? " $(warning)" : ""}`;
    this.#status.tooltip = [
      `Serving ${state.directory}`,
      ...state.origins,
      state.isOpen ? "Open to the local network" : "For this computer only: a device cannot reach it",
      ...(faults.length > 0 ? [`${faults.length} faults set`] : []),
      ...(typeof bytesPerSecond === "number" ? ["Slowed down"] : []),
    ].join("\n");
    this.#status.accessibilityInformation = { label: `Serving assets at port ${state.port}`, role: "button" };
    this.#status.show();
  }
}

export function isPortInUse(error: unknown): error is WorkerRequestError {
  return error instanceof WorkerRequestError && error.code === "port-in-use";
}
