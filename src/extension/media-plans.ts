import * as vscode from "vscode";
import type { PlannedMediaSummaries } from "../language/media-plan-lenses";
import { noSettings, readProjectFile } from "../model/project/project-file";
import type { JsonFile, ProjectSettings, ProjectSnapshot } from "../model/project/snapshot";
import type { MediaProgress, MediaRunResult } from "../protocol/media-report";
import type { WorkerNotification } from "../protocol/worker-messages";
import { plannedFindings } from "../rules/planned-findings";
import type { Diagnostic } from "../rules/rule";
import { resolveHeaders } from "../simulator/simulation-project";
import type { Consent } from "./consent";
import { messageOf } from "./log";
import type { ProjectDocuments } from "./project-documents";
import type { HeaderSecrets } from "./secrets";
import { type WorkerClient, WorkerRequestError } from "./worker-client";

export interface MediaPlanServices {
  readonly documents: ProjectDocuments;
  readonly worker: WorkerClient;
  readonly consent: Consent;
  readonly secrets: HeaderSecrets;
  readonly log: vscode.LogOutputChannel;
}

/** How a plan stands in this window. */
export interface MediaPlanState {
  readonly status: "idle" | "planning" | "downloading";
  /** Of the plan's present text. */
  readonly result: MediaRunResult | undefined;
  readonly progress: MediaProgress | undefined;
  readonly problem: string | undefined;
}

const idle: MediaPlanState = { status: "idle", result: undefined, progress: undefined, problem: undefined };

/** Plans and downloads in the worker, and keeps what came of it for lenses, findings and panel while the text is the same. */
export class MediaPlans implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<string>();
  /** With the path of the plan. */
  readonly onDidChange = this.#changed.event;
  readonly #found = new vscode.EventEmitter<void>();
  /** Findings and lenses are others now; not for mere progress. */
  readonly onDidChangeResults = this.#found.event;
  readonly #services: MediaPlanServices;
  readonly #listeners: vscode.Disposable[];
  readonly #states = new Map<string, MediaPlanState>();
  /** The text that a result is of. */
  readonly #texts = new Map<string, string>();
  readonly #runs = new Map<number, { readonly path: string; readonly text: string }>();
  #lastRunId = 0;

  constructor(services: MediaPlanServices) {
    this.#services = services;
    this.#listeners = [
      services.documents.onDidChange((snapshot) => this.#forgetChanged(snapshot)),
      services.worker.onDidNotify((notification) => this.#receive(notification)),
    ];
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
    this.#found.dispose();
  }

  state(path: string): MediaPlanState {
    return this.#states.get(path) ?? idle;
  }

  /** For the lenses. */
  get summaries(): PlannedMediaSummaries {
    const summaries = new Map<string, MediaRunResult["summary"]>();
    for (const [path, { result }] of this.#states) if (result !== undefined) summaries.set(path, result.summary);
    return summaries;
  }

  findings(snapshot: ProjectSnapshot, path: string): readonly Diagnostic[] {
    const { result } = this.state(path);
    if (result === undefined || snapshot.files.get(path)?.text !== this.#texts.get(path)) return [];
    return plannedFindings(snapshot, path, result.diagnostics);
  }

  /** Undefined: it was cancelled, could not be run, or the person did not agree; `problem` of the state says why. */
  async run(path: string, downloads: boolean): Promise<MediaRunResult | undefined> {
    if (this.state(path).status !== "idle") throw new Error("This plan is being worked on. Cancel it, or let it end.");
    const snapshot = await this.#services.documents.current();
    const file = snapshot.files.get(path);
    if (file?.kind !== "media-plan") throw new Error("This is no media plan.");
    const { documents } = this.#services;
    if (documents.paths.uriOf(path).scheme !== "file") throw new Error("A plan is run where its file is on a disk.");
    const runId = ++this.#lastRunId;
    this.#runs.set(runId, file);
    this.#set(path, { ...this.state(path), status: downloads ? "downloading" : "planning", problem: undefined });
    try {
      const result = await this.#ask(runId, snapshot, file, downloads);
      if (result !== undefined) this.#keep(path, file.text, result);
      return result;
    } catch (error) {
      this.#set(path, { ...this.state(path), problem: messageOf(error) });
      throw error;
    } finally {
      this.#runs.delete(runId);
      this.#set(path, { ...this.state(path), status: "idle", progress: undefined });
    }
  }

  async cancel(path: string): Promise<void> {
    for (const [runId, run] of this.#runs) {
      if (run.path === path) await this.#services.worker.request("cancelMedia", { runId });
    }
  }

  /** A redirect or a playlist may lead to a host that nobody was asked about: then once more, with its answer. */
  async #ask(
    runId: number,
    snapshot: ProjectSnapshot,
    file: JsonFile,
    downloads: boolean,
  ): Promise<MediaRunResult | undefined> {
    const { worker, consent, secrets, log } = this.#services;
    const { path, text } = file;
    const settings = settingsFor(snapshot, path);
    const owner = snapshot.projects.find((project) => project.settings.path === settings.path)?.id ?? path;
    const resolver = await secrets.resolverFor({ id: owner, settings });
    const { headers, notices } = resolveHeaders(settings.headers, resolver);
    for (const notice of notices) log.warn(notice);
    const name = path.slice(path.lastIndexOf("/") + 1);
    const hosts = new Set<string>();
    for (;;) {
      const doing = downloads ? "Download" : "Plan";
      const confirmedHosts = await consent.forHosts({ id: path, name, hosts: [...hosts] }, doing);
      if (confirmedHosts === undefined) return undefined;
      try {
        const mapped = Object.fromEntries(settings.hosts);
        const request = { runId, planPath: path, text, downloads, hosts: mapped, headers, confirmedHosts };
        return (await worker.request("runMedia", request)) ?? undefined;
      } catch (error) {
        const host = error instanceof WorkerRequestError && error.code === "not-confirmed" ? error.host : undefined;
        if (host === undefined || hosts.has(host)) throw error;
        hosts.add(host);
      }
    }
  }

  #receive(notification: WorkerNotification): void {
    if (notification.kind !== "mediaProgress" && notification.kind !== "mediaPlanned") return;
    const run = this.#runs.get(notification.runId);
    if (run === undefined) return;
    if (notification.kind === "mediaPlanned") this.#keep(run.path, run.text, notification.result);
    else this.#set(run.path, { ...this.state(run.path), progress: notification.progress });
  }

  #keep(path: string, text: string, result: MediaRunResult): void {
    // Typed in meanwhile.
    if (this.#services.documents.latest?.files.get(path)?.text !== text) return;
    this.#texts.set(path, text);
    this.#set(path, { ...this.state(path), result });
    this.#found.fire();
  }

  /** Places are offsets, and what another text would take is not known. */
  #forgetChanged(snapshot: ProjectSnapshot): void {
    for (const [path, state] of this.#states) {
      if (state.result === undefined || snapshot.files.get(path)?.text === this.#texts.get(path)) continue;
      this.#texts.delete(path);
      this.#set(path, { ...state, result: undefined });
      this.#found.fire();
    }
  }

  #set(path: string, state: MediaPlanState): void {
    this.#states.set(path, state);
    this.#changed.fire(path);
  }
}

/** What the nearest background-assets.jsonc above a plan says. */
function settingsFor(snapshot: ProjectSnapshot, path: string): ProjectSettings {
  let nearest: JsonFile | undefined;
  for (const file of snapshot.files.values()) {
    if (file.kind !== "project-file") continue;
    const folder = file.path.slice(0, file.path.lastIndexOf("/") + 1);
    if (path.startsWith(folder) && folder.length > (nearest?.path.lastIndexOf("/") ?? -1) + 1) nearest = file;
  }
  return nearest === undefined ? noSettings : readProjectFile(nearest).settings;
}
