import type { DeviceSummary } from "../../protocol/worker-messages";
import { type AssumptionSettings, assumptionSettings } from "../../simulator/assumptions";
import {
  applyRecord,
  copyDeviceState,
  type DeviceRecord,
  type DeviceState,
  erasedDevice,
} from "../../simulator/device-state";
import { runtimeWithinDayMs } from "../../simulator/gates";
import { nextPeriodicCheckMs, readCadence } from "../../simulator/periodic-cadence";
import type { DeviceFolder } from "./device-folder";
import { Journal } from "./journal";

export function deviceSummary(
  state: DeviceState,
  contentFolder: string,
  settings: AssumptionSettings = assumptionSettings(),
): DeviceSummary {
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
    extensionRuntime: {
      usedMs: runtimeWithinDayMs(state, state.nowMs),
      limitMs: Number(settings["daily-runtime"]) * 60_000,
    },
    nextPeriodicCheckAtMs: nextPeriodicCheckMs(state, readCadence(String(settings["periodic-cadence"]))),
    contentFolder,
  };
}

/**
 * How a device stands, from its journal alone: neither locked nor changed, and nothing is created where there is none
 * yet. While another process simulates on it, how it stood a moment ago.
 * @throws the file system's error where the journal cannot be read
 */
export function readDeviceSummary(folder: DeviceFolder, settings: AssumptionSettings): DeviceSummary {
  const records = Journal.read<DeviceRecord>(folder.journal);
  return deviceSummary(records.reduce(applyRecord, copyDeviceState(erasedDevice)), folder.content, settings);
}
