import { isManagedMode } from "../../model/app-configuration";
import { readManifest } from "../../model/manifest/read";
import { LineIndex } from "../../model/text";
import type { SimulationOptions, SimulationProject } from "../../protocol/worker-messages";
import type { AppAction } from "../../simulator/app-action";
import { assumptionSettings } from "../../simulator/assumptions";
import { defaultExtension } from "../../simulator/default-extension";
import { Device } from "../../simulator/device";
import { erasedDevice } from "../../simulator/device-state";
import type { DeviceEvent, LifecycleEventName } from "../../simulator/events";
import { FaultPlan } from "../../simulator/fault-plan";
import type { PackFiles } from "../../simulator/managed/pack-files";
import type { Clock, DownloaderExtension } from "../../simulator/ports";
import { type Run, runAction, runEvents } from "../../simulator/run";
import { runScenario, type ScenarioPorts, type ScenarioResult } from "../../simulator/scenario/run-scenario";
import type { Scenario } from "../../simulator/scenario/scenario";
import type { DeviceFolder } from "../device/device-folder";
import type { DeviceStorage } from "../device/device-storage";
import { forgetfulStore } from "../device/device-store";
import { keepManifest } from "../device/kept-manifest";
import { WallClock } from "../device/wall-clock";
import { ScriptExtension } from "../downloader/script-extension";
import { reasonOf } from "../walk-project";
import { dryRunEvent, dryRunTransport } from "./dry-run-transport";
import type { NetworkAccess } from "./network-access";
import { orderedTransport } from "./ordered-transport";

export interface SessionOptions {
  readonly project: SimulationProject;
  readonly options: SimulationOptions;
  readonly folder: DeviceFolder;
  /** Open, and closed by whoever opened it, after the session. */
  readonly storage: DeviceStorage;
  readonly network: NetworkAccess;
  readonly showSecrets: boolean;
  /** What is in the asset packs of a managed project. */
  readonly packFiles?: PackFiles | undefined;
  /** For dry runs, which leave what is stored as it is: starts as if it were an erased device. */
  readonly startsErased?: boolean;
  /** The session whose device was killed: time, conditions and log go on where they ended. */
  readonly continues?: SimulationSession;
  /** Somebody may change conditions at any moment: while downloads wait for a network, time follows the wall. */
  readonly isWatched?: boolean;
  /** Which simulator writes the log. */
  readonly simulator: string;
  readonly emit: (event: DeviceEvent) => void;
  /** Something for the person that is no event: an encoded answer, a proxy. */
  readonly notice: (message: string) => void;
}

/** The engine over one project's device, real network and real disk. */
export class SimulationSession {
  readonly device: Device;
  readonly clock: Clock;
  readonly #faults: FaultPlan;
  readonly #simulator: string;
  readonly #isDryRun: boolean;
  readonly #script: ScriptExtension | undefined;
  readonly #closeNetwork: () => Promise<void>;
  #run: Run | undefined;
  #interrupted = false;

  constructor(session: SessionOptions) {
    const { project, options, folder, storage, notice } = session;
    for (const message of project.notices ?? []) notice(message);
    const { store, content } = storage;
    const { configuration } = project;
    const state = session.startsErased === true ? erasedDevice : store.state;
    const { continues } = session;
    const clock = new WallClock(Math.max(state.nowMs, continues?.clock.now() ?? 0));
    this.#faults = session.continues === undefined ? new FaultPlan() : session.continues.#faults;
    const network = session.network.open({
      contentStore: content,
      hosts: project.hosts,
      headers: project.headers,
      allowPrivate: options.allowPrivate,
      maxBytes: options.maxBytes,
      notice,
      now: () => clock.now(),
      faults: this.#faults,
    });
    const transport = orderedTransport(network, {
      clock,
      removalsSettled: () => store.removalsSettled(),
      manifestArrived: (url, bytes) => {
        try {
          keepManifest(folder.manifest, url, bytes);
        } catch (error) {
          // The run has its bytes; only editing goes without the copy.
          notice(`The manifest could not be kept for editing: ${reasonOf(error)}`);
        }
      },
    });
    const { downloader } = project;
    this.#script =
      downloader === undefined
        ? undefined
        : new ScriptExtension({
            ...downloader,
            folder: folder.extension,
            contentPath: (identifier) => content.finalPath(identifier),
            isDryRun: options.dryRun,
            notice,
          });
    // The system downloads packs by their policies: a managed extension may only leave new ones out.
    const isManaged = isManagedMode(configuration.mode);
    const systemExtension = defaultExtension(
      () => ({
        osVersion: this.device.conditions.osVersion,
        preferredLanguage: this.device.conditions.preferredLanguage,
        primaryLanguage: configuration.developmentRegion,
      }),
      isManaged ? this.#script?.shouldDownload : undefined,
    );
    const script = this.#script;
    const managedExtension: DownloaderExtension =
      script === undefined
        ? systemExtension
        : {
            downloads: systemExtension.downloads,
            answerChallenge: (call, done) => script.answerChallenge(call, done),
            stop: () => script.stop(),
          };
    const lines = new LineIndex(project.infoPlistText);
    this.clock = clock;
    this.#simulator = session.simulator;
    this.#isDryRun = options.dryRun;
    this.#closeNetwork = () => network.close();
    this.device = new Device({
      configuration,
      settings: assumptionSettings(project.assumptions),
      conditions: continues?.device.conditions ?? options.conditions,
      showSecrets: session.showSecrets,
      isWatched: session.isWatched,
      lastSeq: continues?.device.log.lastSeq,
      ports: {
        clock,
        transport: options.dryRun ? dryRunTransport(transport) : transport,
        store: options.dryRun ? forgetfulStore(state) : store,
        extension: isManaged ? managedExtension : (script ?? systemExtension),
        readManifest: (bytes) =>
          readManifest(bytes, { mapping: project.manifestMapping, manifestUrl: configuration.manifestUrl?.value }),
        packFiles: session.packFiles,
        positionOf: (location) => lines.rangeOf(location.range),
        emit: options.dryRun ? (event) => session.emit(dryRunEvent(event)) : session.emit,
      },
    });
    if (options.faults !== undefined && session.continues === undefined) this.device.setFaults(options.faults);
  }

  /** Fires the events one after the other, each when the one before is at rest; then `advanceMs` pass with periodic checks. */
  run(
    events: readonly LifecycleEventName[],
    {
      force,
      language,
      advanceMs,
    }: Pick<SimulationOptions, "force" | "language"> & { readonly advanceMs?: number | undefined },
  ): Promise<0 | 1> {
    return new Promise((done) => {
      const options = { simulator: this.#simulator, force, language, advanceMs, dryRun: this.#isDryRun };
      this.#run = runEvents(this.device, events, options, ({ exitCode }) => done(exitCode));
    });
  }

  /** Does one thing that the device has no objection to, and what comes of it, to rest. */
  act(action: AppAction): Promise<0 | 1> {
    return new Promise((done) => {
      const options = { simulator: this.#simulator, dryRun: this.#isDryRun };
      this.#run = runAction(this.device, action, options, ({ exitCode }) => done(exitCode));
    });
  }

  /** Runs a scenario; its device was erased before. */
  runScenario(
    scenario: Scenario,
    ports: Pick<ScenarioPorts, "publish" | "restart" | "requestsMade">,
  ): Promise<ScenarioResult> {
    return new Promise((done) => {
      this.#run = runScenario(scenario, this.device, { ...ports, clock: this.clock, simulator: this.#simulator }, done);
    });
  }

  /**
   * Ends everything at once, in the middle of it; the bytes that came are kept. The run goes on in the session that
   * `continues` this one.
   */
  async kill(): Promise<void> {
    this.device.interrupt();
    await this.#script?.close();
    await this.#closeNetwork();
    this.device.endInterrupted();
  }

  /** Takes over the run of the session that this one continues, so that it can be interrupted here. */
  takeOver(killed: SimulationSession): void {
    this.#run = killed.#run;
  }

  /**
   * Ends the run before its time, as Ctrl-C does: every transfer stops, and the bytes are kept. `close` then finishes the
   * log (outcome `interrupted`, exit code 1); the run's own promise is not resolved.
   */
  interrupt(): void {
    this.#interrupted = true;
    this.device.interrupt();
  }

  /** Ends what is still on its way; the bytes are kept. */
  async close(): Promise<void> {
    await this.#script?.close();
    await this.#closeNetwork();
    if (this.#interrupted) this.#run?.finishInterrupted();
  }
}
