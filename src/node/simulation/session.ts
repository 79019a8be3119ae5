import { readManifest } from "../../model/manifest/read";
import { LineIndex } from "../../model/text";
import type { DeviceSummary, SimulationOptions, SimulationProject, WorkerError } from "../../protocol/worker-messages";
import { assumptionSettings } from "../../simulator/assumptions";
import type { DeviceConditions } from "../../simulator/conditions";
import { Device } from "../../simulator/device";
import type { DeviceEvent, LifecycleEventName } from "../../simulator/events";
import { mappingExtension } from "../../simulator/mapping-extension";
import { runEvents } from "../../simulator/run";
import { ContentStore } from "../content-store/content-store";
import type { DeviceFolder } from "../device/device-folder";
import { forgetfulStore, JournaledDeviceStore } from "../device/device-store";
import { keepManifest } from "../device/kept-manifest";
import { WallClock } from "../device/wall-clock";
import { dryRunTransport } from "./dry-run-transport";
import type { NetworkAccess } from "./network-access";
import { orderedTransport } from "./ordered-transport";

export interface SessionOptions {
  readonly project: SimulationProject;
  readonly options: SimulationOptions;
  readonly folder: DeviceFolder;
  readonly network: NetworkAccess;
  readonly showSecrets: boolean;
  readonly emit: (event: DeviceEvent) => void;
  /** Something for the person that is no event: an encoded answer, a proxy, a damaged journal. */
  readonly notice: (message: string) => void;
}

export type OpenedSession =
  | { readonly ok: true; readonly session: SimulationSession }
  | { readonly ok: false; readonly error: WorkerError };

/** One project's device, open for events: engine, journal, downloads and network. Close it, or the device stays locked. */
export class SimulationSession {
  readonly device: Device;
  readonly #store: JournaledDeviceStore;
  readonly #content: ContentStore;
  readonly #closeNetwork: () => Promise<void>;

  private constructor(
    device: Device,
    store: JournaledDeviceStore,
    content: ContentStore,
    closeNetwork: () => Promise<void>,
  ) {
    this.device = device;
    this.#store = store;
    this.#content = content;
    this.#closeNetwork = closeNetwork;
  }

  /** Not ok: another process simulates this project, or its mode cannot be simulated. */
  static async open(session: SessionOptions): Promise<OpenedSession> {
    const { project, options, folder } = session;
    const content = await ContentStore.open(folder.content);
    const opened = JournaledDeviceStore.open(folder, content);
    if (!opened.ok) return { ok: false, error: { code: "locked", message: opened.message } };
    const { store, damagedBytes } = opened;
    if (damagedBytes > 0)
      session.notice(`${folder.journal}: the last ${damagedBytes} bytes were damaged and left out.`);

    const clock = new WallClock(store.state.nowMs);
    const real = session.network.transport({
      contentStore: content,
      hosts: project.hosts,
      headers: project.headers,
      allowPrivate: options.allowPrivate,
      maxBytes: options.maxBytes,
      notice: session.notice,
    });
    const ordered = orderedTransport(real, {
      clock,
      removalsSettled: () => store.removalsSettled(),
      manifestArrived: (url, bytes) => keepManifest(folder.manifest, url, bytes),
    });
    const lines = new LineIndex(project.infoPlistText);
    const device = new Device({
      configuration: project.configuration,
      settings: assumptionSettings(project.assumptions),
      conditions: options.conditions,
      showSecrets: session.showSecrets,
      ports: {
        clock,
        transport: options.dryRun ? dryRunTransport(ordered) : ordered,
        store: options.dryRun ? forgetfulStore(store.state) : store,
        extension: mappingExtension,
        readManifest: (bytes) =>
          readManifest(bytes, {
            mapping: project.manifestMapping,
            manifestUrl: project.configuration.manifestUrl?.value,
          }),
        positionOf: (location) => lines.rangeOf(location.range),
        emit: session.emit,
      },
    });
    return { ok: true, session: new SimulationSession(device, store, content, () => real.close()) };
  }

  /** Fires the events one after the other, each when the one before is at rest. */
  run(events: readonly LifecycleEventName[], options: SimulationOptions, simulator: string): Promise<0 | 1> {
    const { force, language } = options;
    return new Promise((done) => {
      runEvents(this.device, events, { simulator, force, language }, ({ exitCode }) => done(exitCode));
    });
  }

  setConditions(conditions: Partial<DeviceConditions>): void {
    this.device.setConditions(conditions);
  }

  summary(): DeviceSummary {
    return summarise(this.#store.state, this.#content.folder);
  }

  /** Only while idle: the app, what it downloaded and the device's time. */
  erase(): void {
    this.#store.append({ type: "erased" });
    this.#store.removeAllContent();
  }

  /** Removes the downloads; the app stays installed. */
  deleteDownloads(): { deletedFiles: number; deletedBytes: number } {
    const assets = [...this.#store.state.assets.values()];
    for (const { identifier } of assets) this.#store.append({ type: "asset.removed", identifier });
    for (const identifier of [...this.#store.state.pending.keys()]) {
      this.#store.append({ type: "download.ended", identifier });
    }
    this.#store.removeAllContent();
    return {
      deletedFiles: assets.length,
      deletedBytes: assets.reduce((sum, asset) => sum + asset.sizeOnDiskInBytes, 0),
    };
  }

  async close(): Promise<void> {
    await this.#closeNetwork();
    await this.#store.close();
  }
}

function summarise(state: JournaledDeviceStore["state"], contentFolder: string): DeviceSummary {
  let downloadedBytes = 0;
  for (const asset of state.assets.values()) downloadedBytes += asset.sizeOnDiskInBytes;
  return {
    appVersion: state.app?.version,
    installed: state.app !== undefined,
    launched: state.app?.firstLaunchedAtMs !== undefined,
    launchable: state.app?.launchable === true,
    downloadedFiles: state.assets.size,
    downloadedBytes,
    pendingDownloads: state.pending.size,
    nowMs: state.nowMs,
    contentFolder,
  };
}
