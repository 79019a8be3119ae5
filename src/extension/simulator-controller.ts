import * as vscode from "vscode";
import type { AppProject } from "../model/project/snapshot";
import type { HttpExchange } from "../protocol/http-exchange";
import { deviceConditions } from "../protocol/panel-conditions";
import type { PanelConditions, PanelEventName } from "../protocol/panel-messages";
import type { SimulationOptions, WorkerNotification, WorkerRequests } from "../protocol/worker-messages";
import type { AppAction } from "../simulator/app-action";
import type { DeviceEvent, LifecycleEventName } from "../simulator/events";
import type { Fault } from "../simulator/faults";
import { type SimulationProject, simulationProject } from "../simulator/simulation-project";
import type { Consent } from "./consent";
import { hostsMet, hostsOfAction } from "./hosts-to-confirm";
import type { KeptManifests } from "./kept-manifests";
import { messageOf } from "./log";
import { ProjectRun } from "./project-run";
import type { RunStorage } from "./run-storage";
import type { HeaderSecrets } from "./secrets";
import { type WorkerClient, WorkerRequestError } from "./worker-client";

/** `reset`: everything is to be shown anew; `state`: all but the events has changed. */
export type RunChange = { readonly infoPlistPath: string } & (
  | { readonly kind: "reset" | "state" }
  | { readonly kind: "events"; readonly events: readonly DeviceEvent[] }
);

export interface SimulatorServices {
  readonly worker: WorkerClient;
  readonly consent: Consent;
  readonly secrets: HeaderSecrets;
  readonly keptManifests: KeptManifests;
  readonly storage: RunStorage;
  readonly log: vscode.LogOutputChannel;
}

/** After these the panel shows another device than before, while the run still goes on. */
const changesDevice: ReadonlySet<DeviceEvent["type"]> = new Set([
  "app.launchable",
  "app.launched",
  "app.activity",
  "extension.returned",
  "extension.finished",
  "event.finished",
]);

/** Owns what happens on the simulated devices; panels come and go. */
export class SimulatorController implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly onDidChange = this.#changed.event;
  readonly #runs = new Map<string, Promise<ProjectRun>>();
  readonly #services: SimulatorServices;
  readonly #notifications: vscode.Disposable;

  constructor(services: SimulatorServices) {
    this.#services = services;
    this.#notifications = services.worker.onDidNotify((notification) => this.#receive(notification));
  }

  dispose(): void {
    this.#notifications.dispose();
    this.#changed.dispose();
  }

  /** What is known of an app's device; the first time it is what an earlier window left. */
  run(infoPlistPath: string): Promise<ProjectRun> {
    const known = this.#runs.get(infoPlistPath);
    if (known !== undefined) return known;
    const loading = this.#load(infoPlistPath);
    this.#runs.set(infoPlistPath, loading);
    return loading;
  }

  /** Makes one event happen, to its end. Problems are shown where the run is shown. */
  async fire(project: AppProject, event: PanelEventName): Promise<void> {
    await this.#fire(project, event, undefined);
  }

  /** The person chooses another language; it stays chosen. */
  async changeLanguage(project: AppProject, language: string): Promise<void> {
    await this.#fire(project, "language-change", language);
  }

  async #fire(project: AppProject, event: LifecycleEventName, language: string | undefined): Promise<void> {
    const run = await this.run(project.id);
    if (run.status !== "idle") {
      if (event === "launch" && run.status !== "starting") await this.#control(project.id, "launch");
      else this.#tell(run, "A simulation of this app is running. Cancel it or let it end.");
      return;
    }
    const met = hostsMet(run.history.events());
    await this.#runAlone(project, run, met, async (simulated, confirmedHosts) => {
      // An installation erases the app, and with it the story so far.
      if (event === "install") run.clear();
      this.#changed.fire({ infoPlistPath: project.id, kind: "reset" });
      const options = { ...this.#optionsFor(run, confirmedHosts), language };
      if (language !== undefined) {
        run.conditions = { ...run.conditions, preferredLanguage: language };
        run.sentConditions = run.conditions;
      }
      await this.#services.worker.request("simulate", { project: simulated, events: [event], options });
    });
  }

  /** What the app, its extension or the person does, in the middle of what runs or in a run of its own. */
  async appCall(project: AppProject, action: AppAction): Promise<void> {
    const run = await this.run(project.id);
    const { worker } = this.#services;
    if (run.status === "starting") {
      this.#tell(run, "A simulation of this app is starting. Wait until it runs.");
    } else if (run.isIdle) {
      const hosts = [...hostsMet(run.history.events()), ...hostsOfAction(action)];
      await this.#runAlone(project, run, hosts, async (simulated, confirmedHosts) => {
        const options = this.#optionsFor(run, confirmedHosts);
        await worker.request("appCall", { project: simulated, action, options });
      });
    } else {
      try {
        const simulated = await this.#simulationProject(project, "may-run");
        await this.#reachesRun(worker.request("appCall", { project: simulated, action, options: undefined }));
      } catch (error) {
        this.#tell(run, messageOf(error));
      }
    }
  }

  /** Lets time pass on the device, with the periodic checks that are due, or over what waits for a network. */
  async advanceClock(project: AppProject, durationMs: number): Promise<void> {
    const run = await this.run(project.id);
    const { worker } = this.#services;
    if (run.isIdle) {
      await this.#runAlone(project, run, hostsMet(run.history.events()), async (simulated, confirmedHosts) => {
        const options = this.#optionsFor(run, confirmedHosts);
        await worker.request("advanceClock", { project: simulated, durationMs, options });
      });
      return;
    }
    try {
      const simulated = await this.#simulationProject(project, "may-run");
      await worker.request("advanceClock", { project: simulated, durationMs, options: this.#optionsFor(run, []) });
    } catch (error) {
      this.#tell(run, messageOf(error));
    }
  }

  /** Where the person agrees, does `work`, with nothing else beside it. */
  async #runAlone(
    project: AppProject,
    run: ProjectRun,
    met: readonly string[],
    work: (simulated: SimulationProject, confirmedHosts: readonly string[]) => Promise<void>,
  ): Promise<void> {
    // A run that waits for an answer counts as running: a second click asks nothing.
    run.status = "starting";
    run.isCancelled = false;
    run.problem = undefined;
    this.#changed.fire({ infoPlistPath: project.id, kind: "state" });
    try {
      const confirmedHosts = await this.#services.consent.forRun(project, "Simulate", met);
      if (confirmedHosts === undefined || run.isCancelled) return;
      if (!(await this.#services.consent.forScript(project)) || run.isCancelled) return;
      const simulated = await this.#simulationProject(project, "may-run");
      if (run.isCancelled) return;
      run.assumptions = simulated.assumptions;
      run.sentConditions = run.conditions;
      run.sentFaults = run.faults;
      await work(simulated, confirmedHosts);
    } catch (error) {
      this.#tell(run, messageOf(error));
    } finally {
      run.status = "idle";
      await this.#settle(project, run);
    }
  }

  async control(infoPlistPath: string, action: "pause" | "resume" | "cancel"): Promise<void> {
    const run = await this.run(infoPlistPath);
    if (run.isIdle) return;
    if (run.status === "starting") {
      if (action === "cancel") run.isCancelled = true;
      return;
    }
    const reached = await this.#control(infoPlistPath, action);
    // It may have ended meanwhile, and what has ended is not paused.
    if (!reached || run.isIdle) return;
    if (action === "pause") run.status = "paused";
    if (action === "resume") run.status = "running";
    this.#changed.fire({ infoPlistPath, kind: "state" });
  }

  async setConditions(infoPlistPath: string, conditions: Partial<PanelConditions>): Promise<void> {
    const run = await this.run(infoPlistPath);
    run.conditions = { ...run.conditions, ...conditions };
    this.#changed.fire({ infoPlistPath, kind: "state" });
    const isRunning = run.status === "running" || run.status === "paused";
    if (isRunning && (await this.#sendConditions(run, conditions))) return;
    await this.#services.storage.save(infoPlistPath, run.toStore());
  }

  /** Holds for the run under way and for those that follow. */
  async setFaults(infoPlistPath: string, faults: readonly Fault[]): Promise<void> {
    const run = await this.run(infoPlistPath);
    run.faults = faults;
    this.#changed.fire({ infoPlistPath, kind: "state" });
    if (run.status === "running" || run.status === "paused") await this.#sendFaults(run);
  }

  /** The requests of the last run to these URLs, secrets masked. */
  exchanges(infoPlistPath: string, urls: readonly string[]): Promise<readonly HttpExchange[]> {
    return this.#services.worker.request("exchanges", { infoPlistPath, urls });
  }

  /** Undefined: the person did not agree. */
  async fetchManifest(project: AppProject): Promise<{ readonly receivedBytes: number } | undefined> {
    const { consent, worker, keptManifests } = this.#services;
    const subject = await this.#simulationProject(project);
    const met = new Set<string>();
    let fetched: WorkerRequests["fetchManifest"]["response"] | undefined;
    // A redirect may lead to a host that nobody was asked about: then once more, with its answer.
    while (fetched === undefined) {
      const confirmedHosts = await consent.forRun(project, "Fetch Manifest", [...met]);
      if (confirmedHosts === undefined) return undefined;
      try {
        fetched = await worker.request("fetchManifest", { project: subject, allowPrivate: false, confirmedHosts });
      } catch (error) {
        const host = error instanceof WorkerRequestError ? error.host : undefined;
        if (host === undefined || met.has(host)) throw error;
        met.add(host);
      }
    }
    const { path, receivedBytes, fetchedAtMs } = fetched;
    const manifestUrl = project.configuration.manifestUrl?.value ?? "";
    await keptManifests.remember({ manifestUrl, path, fetchedAtMs });
    return { receivedBytes };
  }

  async eraseDevice(infoPlistPath: string): Promise<void> {
    await this.#services.worker.request("eraseDevice", { infoPlistPath });
    const run = await this.run(infoPlistPath);
    run.clear();
    run.problem = undefined;
    await this.refreshDevice(infoPlistPath);
    this.#changed.fire({ infoPlistPath, kind: "reset" });
    await this.#services.storage.save(infoPlistPath, run.toStore());
  }

  async deleteDownloads(infoPlistPath: string): Promise<{ deletedFiles: number; deletedBytes: number }> {
    const deleted = await this.#services.worker.request("deleteDownloads", { infoPlistPath });
    await this.refreshDevice(infoPlistPath);
    return deleted;
  }

  /** Asks the worker how the device stands; before the first run that starts the worker. */
  async refreshDevice(infoPlistPath: string): Promise<ProjectRun> {
    const run = await this.run(infoPlistPath);
    try {
      run.device = await this.#services.worker.request("deviceSummary", {
        infoPlistPath,
        assumptions: run.assumptions,
      });
    } catch (error) {
      // The panel shows what it knows.
      this.#services.log.info(`The device of ${infoPlistPath}: ${messageOf(error)}`);
    }
    this.#changed.fire({ infoPlistPath, kind: "state" });
    return run;
  }

  /** As the panel's switches stand; changes while it runs are told to the worker. */
  #optionsFor(run: ProjectRun, confirmedHosts: readonly string[]): SimulationOptions {
    return {
      force: false,
      allowPrivate: false,
      confirmedHosts,
      dryRun: false,
      maxBytes: undefined,
      conditions: deviceConditions(run.conditions),
      faults: run.faults,
      language: undefined,
    };
  }

  /** After a run: the device as it is now, the manifest that the run kept, and the story on disk. */
  async #settle(project: AppProject, run: ProjectRun): Promise<void> {
    const { worker, keptManifests, storage, log } = this.#services;
    const manifestUrl = project.configuration.manifestUrl?.value;
    try {
      await this.refreshDevice(project.id);
      if (manifestUrl !== undefined && vscode.workspace.isTrusted) {
        const kept = await worker.request("keptManifest", { infoPlistPath: project.id, manifestUrl });
        if (kept !== null) await keptManifests.remember({ manifestUrl, ...kept });
      }
      await storage.save(project.id, run.toStore());
    } catch (error) {
      log.warn(`After the run of ${project.configuration.displayName}: ${messageOf(error)}`);
    }
  }

  async #control(infoPlistPath: string, action: "pause" | "resume" | "cancel" | "launch"): Promise<boolean> {
    return this.#reachesRun(this.#services.worker.request("control", { infoPlistPath, action }));
  }

  #sendConditions(run: ProjectRun, conditions: Partial<PanelConditions>): Promise<boolean> {
    const { infoPlistPath } = run;
    const request = { infoPlistPath, conditions: deviceConditions(conditions) };
    return this.#reachesRun(this.#services.worker.request("setConditions", request));
  }

  #sendFaults(run: ProjectRun): Promise<boolean> {
    const { infoPlistPath, faults } = run;
    run.sentFaults = faults;
    return this.#reachesRun(this.#services.worker.request("setFaults", { infoPlistPath, faults }));
  }

  /** False: the run ended while the person reached for the button. */
  async #reachesRun(request: Promise<unknown>): Promise<boolean> {
    try {
      await request;
      return true;
    } catch (error) {
      if (error instanceof WorkerRequestError && error.code === "not-running") return false;
      throw error;
    }
  }

  /** From its first event on a run can be reached: it is told what the person wanted of it before. */
  async #began(run: ProjectRun): Promise<void> {
    run.status = "running";
    this.#changed.fire({ infoPlistPath: run.infoPlistPath, kind: "state" });
    if (run.isCancelled) await this.#control(run.infoPlistPath, "cancel");
    else if (run.conditions !== run.sentConditions) await this.#sendConditions(run, run.conditions);
    if (run.faults !== run.sentFaults) await this.#sendFaults(run);
  }

  #tell(run: ProjectRun, problem: string): void {
    run.problem = problem;
    this.#services.log.error(problem);
    this.#changed.fire({ infoPlistPath: run.infoPlistPath, kind: "state" });
  }

  async #simulationProject(project: AppProject, script?: "may-run"): Promise<SimulationProject> {
    return simulationProject(project, await this.#services.secrets.resolverFor(project), script);
  }

  async #load(infoPlistPath: string): Promise<ProjectRun> {
    const run = new ProjectRun(infoPlistPath);
    const stored = await this.#services.storage.load(infoPlistPath);
    if (stored !== undefined) run.restore(stored);
    return run;
  }

  #receive(notification: WorkerNotification): void {
    if (notification.kind === "log") {
      this.#services.log[notification.level](notification.message);
      return;
    }
    // Scenarios have devices of their own, and media plans none.
    if (notification.kind !== "events") return;
    const { infoPlistPath, events } = notification;
    void this.run(infoPlistPath).then((run) => {
      run.add(events);
      this.#changed.fire({ infoPlistPath, kind: "events", events });
      if (events.some(({ type }) => changesDevice.has(type))) void this.refreshDevice(infoPlistPath);
      if (run.status !== "starting") return;
      this.#began(run).catch((error: unknown) => this.#tell(run, messageOf(error)));
    });
  }
}
