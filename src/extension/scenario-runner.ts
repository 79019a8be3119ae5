import * as vscode from "vscode";
import type { WorkerNotification } from "../protocol/worker-messages";
import type { DeviceEvent } from "../simulator/events";
import type { Scenario } from "../simulator/scenario/scenario";
import { simulationProject } from "../simulator/simulation-project";
import type { Consent } from "./consent";
import { hostsMet } from "./hosts-to-confirm";
import { messageOf } from "./log";
import { appsOf } from "./panel-state";
import type { ProjectDocuments } from "./project-documents";
import { scenarioProject } from "./scenario-project";
import type { HeaderSecrets } from "./secrets";
import type { WorkerClient } from "./worker-client";

export interface ScenarioRunnerServices {
  readonly documents: ProjectDocuments;
  readonly worker: WorkerClient;
  readonly consent: Consent;
  readonly secrets: HeaderSecrets;
}

/** What a run of a scenario logged, without progress. */
export interface ScenarioLog {
  readonly path: string;
  readonly name: string;
  readonly events: readonly DeviceEvent[];
}

export type ScenarioRunResult =
  | { readonly kind: "ended"; readonly passed: number; readonly failed: number }
  /** The person cancelled it, or did not agree to the hosts. */
  | { readonly kind: "cancelled"; readonly message: string }
  /** It could not be run, or not to its end. */
  | { readonly kind: "problem"; readonly message: string; readonly line?: number };

/** Runs one scenario in the worker, under the same rules of trust and consent as any simulation. */
export class ScenarioRunner {
  #lastRunId = 0;
  /** By scenario: what its last run logged. */
  readonly #logs = new Map<string, ScenarioLog>();

  constructor(private readonly services: ScenarioRunnerServices) {}

  /** The last run of each scenario. */
  logs(): readonly ScenarioLog[] {
    return [...this.#logs.values()];
  }

  async run(
    scenario: Scenario,
    onEvents: (events: readonly DeviceEvent[]) => void,
    token: vscode.CancellationToken,
  ): Promise<ScenarioRunResult> {
    const { documents, worker, consent, secrets } = this.services;
    const snapshot = await documents.current();
    if (documents.paths.uriOf(scenario.path).scheme !== "file") {
      return { kind: "problem", message: "A scenario runs where its files are on a disk; this workspace is virtual." };
    }
    const project = scenarioProject(scenario, appsOf(snapshot));
    if (typeof project === "string") return { kind: "problem", message: project };
    const met = hostsMet(this.#logs.get(scenario.path)?.events ?? []);
    const confirmedHosts = await consent.forRun(project, "Run Scenario", met);
    if (confirmedHosts === undefined) {
      return vscode.workspace.isTrusted
        ? { kind: "cancelled", message: "Not run: its hosts were not confirmed." }
        : { kind: "problem", message: "The workspace is not trusted: nothing that opens a connection is run." };
    }
    if (!(await consent.forScript(project))) {
      return { kind: "cancelled", message: "Not run: the project's downloader script was not confirmed." };
    }
    if (token.isCancellationRequested) return { kind: "cancelled", message: "Cancelled." };
    const subject = simulationProject(project, await secrets.resolverFor(project), "may-run");
    const runId = ++this.#lastRunId;
    const events: DeviceEvent[] = [];
    this.#logs.set(scenario.path, { path: scenario.path, name: scenario.name, events });
    const listener = worker.onDidNotify((notification: WorkerNotification) => {
      if (notification.kind !== "scenarioEvents" || notification.runId !== runId) return;
      for (const event of notification.events) if (event.type !== "download.progress") events.push(event);
      onEvents(notification.events);
    });
    const cancellation = token.onCancellationRequested(() => {
      worker.request("cancelScenario", { runId }).catch(() => undefined);
    });
    try {
      const outcome = await worker.request("runScenario", { runId, scenario, project: subject, confirmedHosts });
      if (outcome.interrupted)
        return { kind: "cancelled", message: "Cancelled. A scenario starts over the next time." };
      const { passed, failed, problem } = outcome;
      if (problem === undefined) return { kind: "ended", passed, failed };
      return { kind: "problem", message: problem.message, line: problem.source.range.start.line };
    } catch (error) {
      return { kind: "problem", message: messageOf(error) };
    } finally {
      listener.dispose();
      cancellation.dispose();
    }
  }
}
