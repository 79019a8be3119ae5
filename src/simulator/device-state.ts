import { deviceEpochMs, type Lane } from "./events";

/** A content that is whole on the device. */
export interface InstalledAsset {
  readonly identifier: string;
  readonly url: string;
  /** As declared; undefined where the manifest does not say. */
  readonly fileSizeInBytes: number | undefined;
  readonly sizeOnDiskInBytes: number;
  readonly version: string | undefined;
  readonly essential: boolean;
  readonly installedAtMs: number;
}

/** A download that was under way when the process ended or was paused: the next run continues it. */
export interface PendingDownload {
  readonly identifier: string;
  readonly url: string;
  readonly fileSizeInBytes: number | undefined;
  readonly version: string | undefined;
  readonly priority: "min" | "default" | "max";
  readonly lane: Lane;
  /** The system does not know the size: before iOS 16.4 there was no way to say it. */
  readonly isWithoutFileSize?: boolean;
}

/** One stretch of the extension's running time, for the daily budget. */
export interface ExtensionRuntime {
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** `terminated`: the app has no process. Only an app in the foreground hears of its downloads instead of the extension. */
export type AppActivity = "terminated" | "background" | "foreground";

export interface DeviceState {
  /** The device's clock when the last run ended. */
  readonly nowMs: number;
  readonly app:
    | {
        readonly version: string | undefined;
        readonly installedAtMs: number;
        readonly firstLaunchedAtMs: number | undefined;
        readonly lastLaunchedAtMs: number | undefined;
        readonly launchable: boolean;
        readonly activity: AppActivity;
      }
    | undefined;
  readonly assets: ReadonlyMap<string, InstalledAsset>;
  readonly pending: ReadonlyMap<string, PendingDownload>;
  /** Essential downloads that failed or were refused: they can be scheduled again without being essential. */
  readonly failedEssential: ReadonlyMap<string, PendingDownload>;
  /** Files that nobody moved before the callback returned: when each was deleted. */
  readonly lostFiles: ReadonlyMap<string, number>;
  /** Charged to each allowance since the installation; of no meaning after the first launch. */
  readonly chargedBytes: { readonly [L in Lane]: number };
  readonly extensionRuntime: readonly ExtensionRuntime[];
  /** The last periodic check; undefined: none since the installation. */
  readonly lastPeriodicCheckAtMs: number | undefined;
}

/** What a journal holds: the state is these, one after the other. */
export type DeviceRecord =
  /** Everything, the clock included. */
  | { readonly type: "erased" }
  | { readonly type: "clock"; readonly nowMs: number }
  | { readonly type: "app.installed"; readonly atMs: number; readonly version: string | undefined }
  | { readonly type: "app.updated"; readonly atMs: number; readonly version: string | undefined }
  /** Cannot be launched until essential downloads have concluded. */
  | { readonly type: "app.blocked" }
  | { readonly type: "app.launchable" }
  /** Brings it to the foreground as well. */
  | { readonly type: "app.launched"; readonly atMs: number }
  | { readonly type: "app.activity"; readonly activity: AppActivity }
  /** With everything that was downloaded and charged for it. */
  | { readonly type: "app.removed" }
  | { readonly type: "download.enqueued"; readonly download: PendingDownload }
  /** Ended without content: failed or cancelled. */
  | { readonly type: "download.ended"; readonly identifier: string }
  /** An essential download failed after it was enqueued, or was refused. */
  | { readonly type: "essential.failed"; readonly download: PendingDownload }
  | { readonly type: "asset.installed"; readonly asset: InstalledAsset }
  | { readonly type: "asset.removed"; readonly identifier: string }
  /** Finished, delivered, and not moved. */
  | { readonly type: "asset.lost"; readonly identifier: string; readonly atMs: number }
  | { readonly type: "charged"; readonly lane: Lane; readonly chargedBytes: number }
  | { readonly type: "extension.ran"; readonly runtime: ExtensionRuntime }
  | { readonly type: "periodic.checked"; readonly atMs: number };

export const erasedDevice: DeviceState = {
  nowMs: deviceEpochMs,
  app: undefined,
  assets: new Map(),
  pending: new Map(),
  failedEssential: new Map(),
  lostFiles: new Map(),
  chargedBytes: { essential: 0, "non-essential": 0 },
  extensionRuntime: [],
  lastPeriodicCheckAtMs: undefined,
};

const dayMs = 24 * 60 * 60 * 1000;

/** A copy whose maps are its own, for whoever is going to apply records to it. */
export function copyDeviceState(state: DeviceState): DeviceState {
  return {
    ...state,
    assets: new Map(state.assets),
    pending: new Map(state.pending),
    failedEssential: new Map(state.failedEssential),
    lostFiles: new Map(state.lostFiles),
  };
}

/**
 * The state after `record`. The maps of `state` are changed in place and carried on, so that a hundred thousand records
 * cost a hundred thousand steps: give it a state whose maps nobody else keeps (`copyDeviceState`). `erasedDevice` itself
 * is never changed.
 */
export function applyRecord(state: DeviceState, record: DeviceRecord): DeviceState {
  switch (record.type) {
    case "erased":
      return erasedDevice;
    case "clock":
      return { ...state, nowMs: record.nowMs };
    case "app.installed":
      return {
        ...state,
        app: {
          version: record.version,
          installedAtMs: record.atMs,
          firstLaunchedAtMs: undefined,
          lastLaunchedAtMs: undefined,
          launchable: false,
          activity: "terminated",
        },
        chargedBytes: erasedDevice.chargedBytes,
        lastPeriodicCheckAtMs: undefined,
      };
    case "app.updated":
      // A new version takes the place of the one that ran.
      return state.app === undefined
        ? state
        : { ...state, app: { ...state.app, version: record.version, activity: "terminated" } };
    case "app.blocked":
    case "app.launchable":
      return state.app === undefined
        ? state
        : { ...state, app: { ...state.app, launchable: record.type === "app.launchable" } };
    case "app.launched":
      if (state.app === undefined) return state;
      return {
        ...state,
        app: {
          ...state.app,
          firstLaunchedAtMs: state.app.firstLaunchedAtMs ?? record.atMs,
          lastLaunchedAtMs: record.atMs,
          activity: "foreground",
        },
      };
    case "app.activity":
      return state.app === undefined ? state : { ...state, app: { ...state.app, activity: record.activity } };
    case "app.removed":
      return { ...erasedDevice, nowMs: state.nowMs };
    case "charged":
      return { ...state, chargedBytes: { ...state.chargedBytes, [record.lane]: record.chargedBytes } };
    case "periodic.checked":
      return { ...state, lastPeriodicCheckAtMs: record.atMs };
    case "extension.ran": {
      // Only the last 24 hours count for the daily budget.
      const recent = state.extensionRuntime.filter(
        (runtime) => runtime.startedAtMs + runtime.durationMs > record.runtime.startedAtMs - dayMs,
      );
      return { ...state, extensionRuntime: [...recent, record.runtime] };
    }
    default:
      return applyContentRecord(state, record);
  }
}

type ContentRecord = Extract<
  DeviceRecord,
  {
    readonly type:
      | "download.enqueued"
      | "download.ended"
      | "essential.failed"
      | "asset.installed"
      | "asset.removed"
      | "asset.lost";
  }
>;

function applyContentRecord(state: DeviceState, record: ContentRecord): DeviceState {
  const assets = writable(state.assets, erasedDevice.assets);
  const pending = writable(state.pending, erasedDevice.pending);
  const failedEssential = writable(state.failedEssential, erasedDevice.failedEssential);
  const lostFiles = writable(state.lostFiles, erasedDevice.lostFiles);
  switch (record.type) {
    case "download.enqueued":
      pending.set(record.download.identifier, record.download);
      failedEssential.delete(record.download.identifier);
      break;
    case "download.ended":
      pending.delete(record.identifier);
      break;
    case "essential.failed":
      failedEssential.set(record.download.identifier, record.download);
      break;
    case "asset.installed":
      pending.delete(record.asset.identifier);
      lostFiles.delete(record.asset.identifier);
      assets.set(record.asset.identifier, record.asset);
      break;
    case "asset.removed":
      assets.delete(record.identifier);
      break;
    case "asset.lost":
      assets.delete(record.identifier);
      lostFiles.set(record.identifier, record.atMs);
      break;
  }
  return { ...state, assets, pending, failedEssential, lostFiles };
}

function writable<V>(map: ReadonlyMap<string, V>, shared: ReadonlyMap<string, V>): Map<string, V> {
  return map === shared ? new Map() : (map as Map<string, V>);
}
