import * as vscode from "vscode";
import { RunModel } from "../protocol/run-model";
import { messageOf } from "./log";
import type { SimulatorController } from "./simulator-controller";
import type { SimulatorPanels } from "./simulator-panels";

/** A run that no panel shows is shown by VS Code's own progress, where it can be cancelled. Never both. */
export class RunProgress implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[];
  /** Ends what is shown of an app. */
  readonly #shown = new Map<string, () => void>();
  readonly #known = new Set<string>();

  constructor(
    private readonly controller: SimulatorController,
    private readonly panels: SimulatorPanels,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#disposables = [
      controller.onDidChange(({ infoPlistPath }) => this.#run(this.#look(infoPlistPath))),
      panels.onDidChangeVisibility(() => {
        for (const infoPlistPath of this.#known) this.#run(this.#look(infoPlistPath));
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    for (const end of this.#shown.values()) end();
  }

  async #look(infoPlistPath: string): Promise<void> {
    this.#known.add(infoPlistPath);
    const run = await this.controller.run(infoPlistPath);
    const isWanted = run.status !== "idle" && !this.panels.isShowing(infoPlistPath);
    if (isWanted === this.#shown.has(infoPlistPath)) return;
    if (isWanted) this.#show(infoPlistPath);
    else {
      this.#shown.get(infoPlistPath)?.();
      this.#shown.delete(infoPlistPath);
    }
  }

  #show(infoPlistPath: string): void {
    const model = new RunModel({ logsProgress: false });
    // Known as shown from here on: VS Code begins later.
    const ended = new Promise<void>((resolve) => this.#shown.set(infoPlistPath, resolve));
    const options = { location: vscode.ProgressLocation.Notification, title: "Background Assets", cancellable: true };
    void vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => this.#run(this.controller.control(infoPlistPath, "cancel")));
      const run = await this.controller.run(infoPlistPath);
      const report = () => progress.report({ message: summary(model) });
      model.apply(run.history.events());
      report();
      const listener = this.controller.onDidChange((change) => {
        if (change.infoPlistPath !== infoPlistPath || change.kind !== "events") return;
        model.apply(change.events);
        report();
      });
      await ended;
      listener.dispose();
    });
  }

  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.log.error(messageOf(error)));
  }
}

function summary(model: RunModel): string {
  const { rows, events, projectName } = model.view();
  const current = rows.filter(({ eventIndex }) => eventIndex === events.length - 1);
  const done = current.filter(({ endedAtMs }) => endedAtMs !== undefined).length;
  const event = events.at(-1)?.event ?? "starting";
  return `${projectName ?? ""} ${event}: ${done} of ${current.length} downloads`;
}
