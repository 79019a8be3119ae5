import { version } from "../../../package.json";
import type { UrlCheck } from "../../protocol/url-check";
import type {
  DeviceSummary,
  SimulationOptions,
  SimulationProject,
  WorkerEnvironment,
  WorkerNotification,
  WorkerRequestMessage,
  WorkerRequestName,
  WorkerRequests,
} from "../../protocol/worker-messages";
import { assumptionSettings } from "../../simulator/assumptions";
import { deviceFolder } from "../device/device-folder";
import { DeviceStorage } from "../device/device-storage";
import { readDeviceSummary } from "../device/device-summary";
import { keptManifest } from "../device/kept-manifest";
import { MediaRuns } from "../offline/media-runs";
import { findPackagingTool } from "../publishing/packaging-tool";
import { developmentCaFolder, userStateFolder } from "../state-folder";
import { connectProject } from "./apple-hosting";
import { checkUrl } from "./check-url";
import { EventBatches } from "./event-batches";
import { fetchManifest } from "./fetch-manifest";
import { NetworkAccess } from "./network-access";
import { renderReport } from "./render-report";
import { RunTraffic } from "./run-traffic";
import { ScenarioRuns } from "./scenario-runs";
import { ServingHost } from "./serving-host";
import { SimulationSession } from "./session";
import { WorkerFailure } from "./worker-failure";

const simulator = `background-assets ${version}`;

type Handlers = {
  readonly [Name in WorkerRequestName]: (
    body: WorkerRequests[Name]["request"],
  ) => Promise<WorkerRequests[Name]["response"]>;
};

/** Answers the extension's requests: one running simulation for each app, with its events sent in batches. */
export class SimulationWorker {
  readonly #environment: WorkerEnvironment;
  readonly #network: NetworkAccess;
  readonly #notify: (notification: WorkerNotification) => void;
  /** Whose device is open, for a simulation or for a moment. */
  readonly #opening = new Set<string>();
  readonly #running = new Map<string, { readonly storage: DeviceStorage; readonly session: SimulationSession }>();
  readonly #notice = (message: string) => this.#notify({ kind: "log", level: "warn", message });
  readonly #traffic = new RunTraffic();
  readonly #scenarios: ScenarioRuns;
  readonly #media: MediaRuns;
  readonly #servingHost: ServingHost;
  readonly #handlers: Handlers;

  constructor(environment: WorkerEnvironment, notify: (notification: WorkerNotification) => void) {
    this.#environment = environment;
    this.#notify = notify;
    const { proxy, proxyStrictSsl, noProxy, certificateAuthorities } = environment;
    this.#network = new NetworkAccess({
      certificateAuthorities,
      environment: process.env,
      // Where `serve` of the command line keeps its own as well.
      developmentCaFolder: developmentCaFolder(userStateFolder(process.env, process.platform)),
      proxy: { url: proxy, strictSsl: proxyStrictSsl, noProxy },
    });
    this.#scenarios = new ScenarioRuns(environment.stateFolder, this.#network, simulator, this.#traffic, notify);
    this.#media = new MediaRuns(environment.stateFolder, this.#network, simulator, notify);
    this.#servingHost = new ServingHost(notify);
    this.#handlers = {
      simulate: (body) => this.#simulate(body),
      runScenario: (body) => this.#scenarios.run(body),
      exchanges: async ({ infoPlistPath, urls }) => {
        const wanted = new Set(urls);
        return this.#traffic.of(infoPlistPath).filter(({ url }) => wanted.has(url));
      },
      renderReport: async (body) => ({ text: renderReport(body, this.#traffic.of(body.path), simulator) }),
      cancelScenario: async ({ runId }) => this.#scenarios.cancel(runId),
      control: async ({ infoPlistPath, action }) => this.#control(infoPlistPath, action),
      setFaults: async ({ infoPlistPath, faults }) => {
        this.#session(infoPlistPath).device.setFaults(faults);
        return null;
      },
      appCall: (body) => this.#appCall(body),
      advanceClock: (body) => this.#advanceClock(body),
      setConditions: async ({ infoPlistPath, conditions }) => {
        this.#session(infoPlistPath).device.setConditions(conditions);
        return null;
      },
      deviceSummary: (body) => this.#summary(body),
      eraseDevice: ({ infoPlistPath }) =>
        this.#withStorage(infoPlistPath, async (storage) => {
          storage.erase();
          return null;
        }),
      deleteDownloads: ({ infoPlistPath }) =>
        this.#withStorage(infoPlistPath, async (storage) => storage.deleteDownloads()),
      fetchManifest: (body) => this.#fetchManifest(body),
      checkUrl: (body) => this.#checkUrl(body),
      serve: (body) => this.#servingHost.serve(body),
      stopServing: async () => this.#servingHost.stop(),
      changeServing: (body) => this.#servingHost.change(body),
      packagingTool: async () => findPackagingTool(process.env, process.platform) ?? null,
      runMedia: (body) => this.#runMedia(body),
      cancelMedia: async ({ runId }) => this.#media.cancel(runId),
      keptManifest: async ({ infoPlistPath, manifestUrl }) =>
        keptManifest(this.#folder(infoPlistPath).manifest, manifestUrl) ?? null,
    };
  }

  answer(message: WorkerRequestMessage): Promise<unknown> {
    // The message's name and body belong together; the compiler cannot follow that through the table.
    const handler = this.#handlers[message.name] as (body: unknown) => Promise<unknown>;
    return handler(message.body);
  }

  #simulate({ project, events, options }: WorkerRequests["simulate"]["request"]): Promise<{ exitCode: 0 | 1 }> {
    // With the app a new story begins, as for whoever keeps the events.
    if (events.includes("install")) this.#traffic.forget(project.configuration.infoPlistPath);
    return this.#runSession(project, options, (session) => session.run(events, options));
  }

  async #appCall({ project, action, options }: WorkerRequests["appCall"]["request"]) {
    const { infoPlistPath } = project.configuration;
    if (options !== undefined && !this.#running.has(infoPlistPath)) {
      return this.#runSession(project, options, (session) => {
        refuseImpossible(session.device.impossibilityOf(action));
        return session.act(action);
      });
    }
    refuseImpossible(this.#session(infoPlistPath).device.perform(action));
    return null;
  }

  async #advanceClock({ project, durationMs, options }: WorkerRequests["advanceClock"]["request"]) {
    const running = this.#running.get(project.configuration.infoPlistPath)?.session;
    // Nothing flows there that time could not pass over.
    if (running?.device.waitsForNetwork === true) {
      await new Promise<void>((done) => running.device.advance(durationMs, { periodicChecks: false }, done));
      return null;
    }
    return this.#runSession(project, options, (session) => session.run([], { ...options, advanceMs: durationMs }));
  }

  /** Runs something on the app's device, from start to rest. */
  #runSession(
    project: SimulationProject,
    options: SimulationOptions,
    run: (session: SimulationSession) => Promise<0 | 1>,
  ): Promise<{ exitCode: 0 | 1 }> {
    const { infoPlistPath } = project.configuration;
    return this.#withStorage(infoPlistPath, async (storage) => {
      const batches = new EventBatches((batch) => this.#notify({ kind: "events", infoPlistPath, events: batch }));
      const folder = this.#folder(infoPlistPath);
      const connected = await connectProject(project, {
        folder,
        developmentCaFolder: this.#network.developmentCaFolder,
        isFresh: false,
        notice: this.#notice,
      });
      if (typeof connected === "string") throw new WorkerFailure({ code: "unsupported", message: connected });
      const session = new SimulationSession({
        project: connected.project,
        packFiles: connected.packFiles,
        options,
        folder,
        storage,
        network: this.#traffic.watch(infoPlistPath, this.#network.confinedTo(options.confirmedHosts)),
        showSecrets: false,
        simulator,
        isWatched: true,
        emit: (event) => batches.add(event),
        notice: this.#notice,
      });
      this.#running.set(infoPlistPath, { storage, session });
      try {
        return { exitCode: await run(session) };
      } finally {
        await session.close();
        await connected.close();
        batches.end();
      }
    });
  }

  #control(infoPlistPath: string, action: WorkerRequests["control"]["request"]["action"]): null {
    const { device } = this.#session(infoPlistPath);
    if (action === "pause") device.pause();
    else if (action === "resume") device.resume();
    else if (action === "cancel") device.cancel();
    else device.launch(() => undefined);
    return null;
  }

  #fetchManifest({ project, allowPrivate, confirmedHosts }: WorkerRequests["fetchManifest"]["request"]) {
    const { infoPlistPath } = project.configuration;
    return this.#withStorage(infoPlistPath, async (storage) => {
      const result = await fetchManifest({
        project,
        allowPrivate,
        folder: this.#folder(infoPlistPath),
        storage,
        network: this.#network.confinedTo(confirmedHosts),
        notice: this.#notice,
      });
      if (!result.ok) {
        const { message, unconfirmedHost: host } = result;
        throw new WorkerFailure(
          host === undefined ? { code: "failed", message } : { code: "not-confirmed", message, host },
        );
      }
      const { path, receivedBytes, fetchedAtMs } = result;
      return { path, receivedBytes, fetchedAtMs };
    });
  }

  async #runMedia(request: WorkerRequests["runMedia"]["request"]): Promise<WorkerRequests["runMedia"]["response"]> {
    const end = await this.#media.run(request);
    if (end.kind === "not-confirmed") {
      const message = `${end.host} was not confirmed: nothing was sent there.`;
      throw new WorkerFailure({ code: "not-confirmed", message, host: end.host });
    }
    return end.kind === "done" ? end.result : null;
  }

  async #checkUrl(request: WorkerRequests["checkUrl"]["request"]): Promise<UrlCheck> {
    const { content } = this.#folder(request.project.configuration.infoPlistPath);
    const network = this.#network.confinedTo(request.confirmedHosts);
    return checkUrl({ ...request, network, contentFolder: content, notice: this.#notice });
  }

  async #summary({ infoPlistPath, assumptions }: WorkerRequests["deviceSummary"]["request"]): Promise<DeviceSummary> {
    const settings = assumptionSettings(assumptions);
    const running = this.#running.get(infoPlistPath);
    if (running !== undefined) return running.storage.summary(settings);
    // Looking takes no lock: whoever simulates this app, here or elsewhere, is not disturbed.
    return readDeviceSummary(this.#folder(infoPlistPath), settings);
  }

  #session(infoPlistPath: string): SimulationSession {
    const session = this.#running.get(infoPlistPath)?.session;
    if (session === undefined) throw new WorkerFailure({ code: "not-running", message: "Nothing is being simulated." });
    return session;
  }

  async #withStorage<T>(infoPlistPath: string, action: (storage: DeviceStorage) => Promise<T>): Promise<T> {
    if (this.#opening.has(infoPlistPath) || this.#running.has(infoPlistPath)) {
      throw new WorkerFailure({
        code: "busy",
        message: "A simulation of this app is running. Cancel it or let it end.",
      });
    }
    this.#opening.add(infoPlistPath);
    try {
      const opened = await DeviceStorage.open(this.#folder(infoPlistPath), this.#notice);
      if (!opened.ok) throw new WorkerFailure({ code: "locked", message: opened.message });
      try {
        return await action(opened.storage);
      } finally {
        this.#running.delete(infoPlistPath);
        await opened.storage.close();
      }
    } finally {
      this.#opening.delete(infoPlistPath);
    }
  }

  #folder(infoPlistPath: string) {
    return deviceFolder(this.#environment.stateFolder, infoPlistPath);
  }
}

function refuseImpossible(message: string | undefined): void {
  if (message !== undefined) throw new WorkerFailure({ code: "impossible", message });
}
