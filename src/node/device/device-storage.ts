import { rmSync } from "node:fs";
import type { DeviceSummary } from "../../protocol/worker-messages";
import type { AssumptionSettings } from "../../simulator/assumptions";
import { ContentStore } from "../content-store/content-store";
import { type DiskOperations, realDisk } from "../content-store/disk-operations";
import { reasonOf } from "../walk-project";
import type { DeviceFolder } from "./device-folder";
import { JournaledDeviceStore } from "./device-store";
import { deviceSummary } from "./device-summary";

export type OpenedStorage =
  | { readonly ok: true; readonly storage: DeviceStorage }
  /** Another process has the device, or its folder cannot be used. */
  | { readonly ok: false; readonly message: string };

/** A device's journal and downloads, locked for this process until `close`. */
export class DeviceStorage {
  readonly store: JournaledDeviceStore;
  readonly content: ContentStore;

  readonly #notice: (message: string) => void;

  readonly #folder: DeviceFolder;

  private constructor(
    folder: DeviceFolder,
    store: JournaledDeviceStore,
    content: ContentStore,
    notice: (message: string) => void,
  ) {
    this.#folder = folder;
    this.store = store;
    this.content = content;
    this.#notice = notice;
  }

  /** `notice` is told where the journal had a damaged end, and where it could not be written to its end. */
  static async open(
    folder: DeviceFolder,
    notice: (message: string) => void,
    disk: DiskOperations = realDisk,
  ): Promise<OpenedStorage> {
    try {
      const content = await ContentStore.open(folder.content, disk);
      const opened = JournaledDeviceStore.open(folder, content);
      if (!opened.ok) return opened;
      if (opened.damagedBytes > 0) {
        notice(`${folder.journal}: the last ${opened.damagedBytes} bytes were damaged and are left out.`);
      }
      const storage = new DeviceStorage(folder, opened.store, content, notice);
      await content.removeLeftovers().catch(async (error: unknown) => {
        await storage.close();
        throw error;
      });
      return { ok: true, storage };
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError) throw error;
      return { ok: false, message: `The device's folder ${folder.path} cannot be used: ${reasonOf(error)}` };
    }
  }

  summary(settings?: AssumptionSettings): DeviceSummary {
    return deviceSummary(this.store.state, this.content.folder, settings);
  }

  /** The app, what it downloaded and the device's time. Only while no engine runs on it. */
  erase(): void {
    this.store.append({ type: "erased" });
    this.store.removeAllContent();
    rmSync(this.#folder.extension, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Removes the downloads; the app stays installed. Only while no engine runs on it. */
  deleteDownloads(): { deletedFiles: number; deletedBytes: number } {
    const { assets, pending } = this.store.state;
    const { downloadedFiles, downloadedBytes } = this.summary();
    for (const identifier of [...assets.keys()]) this.store.append({ type: "asset.removed", identifier });
    for (const identifier of [...pending.keys()]) this.store.append({ type: "download.ended", identifier });
    this.store.removeAllContent();
    return { deletedFiles: downloadedFiles, deletedBytes: downloadedBytes };
  }

  async close(): Promise<void> {
    if (await this.store.close()) return;
    this.#notice(
      "The disk is too full to remember what happened: the next run finds the device as it was before, and downloads again what is missing.",
    );
  }
}
