import type { DeviceFolder } from "../device/device-folder";
import { DeviceStorage } from "../device/device-storage";
import { type SessionOptions, SimulationSession } from "./session";

type ScenarioDeviceOptions = Omit<SessionOptions, "storage" | "continues"> & { readonly folder: DeviceFolder };

/** The device of a scenario: erased at first; it can be killed in the middle of a run and made anew from its folder. */
export class ScenarioDevice {
  readonly #options: ScenarioDeviceOptions;
  #storage: DeviceStorage;
  #session: SimulationSession;
  #restarting: Promise<unknown> | undefined;

  private constructor(options: ScenarioDeviceOptions, storage: DeviceStorage) {
    this.#options = options;
    this.#storage = storage;
    this.#session = new SimulationSession({ ...options, storage });
  }

  /** A text: why it cannot be used. */
  static async open(options: ScenarioDeviceOptions): Promise<ScenarioDevice | string> {
    const opened = await DeviceStorage.open(options.folder, options.notice);
    if (!opened.ok) return opened.message;
    try {
      opened.storage.erase();
      return new ScenarioDevice(options, opened.storage);
    } catch (error) {
      await opened.storage.close();
      throw error;
    }
  }

  get storage(): DeviceStorage {
    return this.#storage;
  }

  /** The one that runs now. */
  get session(): SimulationSession {
    return this.#session;
  }

  /** Everything that runs ends; what was written down is read again from the disk. A text: why that was not possible. */
  restart(): Promise<string | undefined> {
    const restarting = this.#restart();
    this.#restarting = restarting;
    return restarting;
  }

  async close(): Promise<void> {
    await this.#restarting;
    try {
      await this.#session.close();
    } finally {
      await this.#storage.close();
    }
  }

  async #restart(): Promise<string | undefined> {
    const killed = this.#session;
    await killed.kill();
    await this.#storage.close();
    const opened = await DeviceStorage.open(this.#options.folder, this.#options.notice);
    if (!opened.ok) return opened.message;
    this.#storage = opened.storage;
    this.#session = new SimulationSession({ ...this.#options, storage: this.#storage, continues: killed });
    this.#session.takeOver(killed);
    return undefined;
  }
}
