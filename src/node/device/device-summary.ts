import type { DeviceSummary } from "../../protocol/worker-messages";
import {
  applyRecord,
  copyDeviceState,
  type DeviceRecord,
  type DeviceState,
  erasedDevice,
} from "../../simulator/device-state";
import type { DeviceFolder } from "./device-folder";
import { Journal } from "./journal";

export function deviceSummary(state: DeviceState, contentFolder: string): DeviceSummary {
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
    appActivity: state.app?.activity ?? "terminated",
    lostFiles: state.lostFiles.size,
    nowMs: state.nowMs,
    contentFolder,
  };
}

/**
 * How a device stands, from its journal alone: neither locked nor changed, and nothing is created where there is none
 * yet. While another process simulates on it, how it stood a moment ago.
 * @throws the file system's error where the journal cannot be read
 */
export function readDeviceSummary(folder: DeviceFolder): DeviceSummary {
  const records = Journal.read<DeviceRecord>(folder.journal);
  return deviceSummary(records.reduce(applyRecord, copyDeviceState(erasedDevice)), folder.content);
}
