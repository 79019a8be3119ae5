import type { DeviceSummary } from "../../protocol/worker-messages";
import { ContentStore } from "../content-store/content-store";
import type { DeviceFolder } from "./device-folder";
import { JournaledDeviceStore } from "./device-store";

export type OpenedStorage =
  | { readonly ok: true; readonly storage: DeviceStorage }
  /** Another process has the device. */
  | { readonly ok: false; readonly message: string };

/** A device's journal and downloads, locked for this process until `close`. */
export class DeviceStorage {
  readonly store: JournaledDeviceStore;
  readonly content: ContentStore;

  private constructor(store: JournaledDeviceStore, content: ContentStore) {
    this.store = store;
    this.content = content;
  }

  /** `notice` is told where the journal had a damaged end. */
  static async open(folder: DeviceFolder, notice: (message: string) => void): Promise<OpenedStorage> {
    const content = await ContentStore.open(folder.content);
    const opened = JournaledDeviceStore.open(folder, content);
    if (!opened.ok) return opened;
    if (opened.damagedBytes > 0) {
      notice(`${folder.journal}: the last ${opened.damagedBytes} bytes were damaged and are left out.`);
    }
    await content.removeLeftovers();
    return { ok: true, storage: new DeviceStorage(opened.store, content) };
  }

  summary(): DeviceSummary {
    const { state } = this.store;
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
      contentFolder: this.content.folder,
    };
  }

  /** The app, what it downloaded and the device's time. Only while no engine runs on it. */
  erase(): void {
    this.store.append({ type: "erased" });
    this.store.removeAllContent();
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

  close(): Promise<void> {
    return this.store.close();
  }
}
