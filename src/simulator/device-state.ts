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
}

/** One stretch of the extension's running time, for the daily budget. */
export interface ExtensionRuntime {
  readonly startedAtMs: number;
  readonly durationMs: number;
}

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
      }
    | undefined;
  readonly assets: ReadonlyMap<string, InstalledAsset>;
  readonly pending: ReadonlyMap<string, PendingDownload>;
  /** Charged to each allowance since the installation; of no meaning after the first launch. */
  readonly chargedBytes: { readonly [L in Lane]: number };
  readonly extensionRuntime: readonly ExtensionRuntime[];
}

/** What a journal holds: the state is these, one after the other. */
export type DeviceRecord =
  | { readonly type: "erased" }
  | { readonly type: "clock"; readonly nowMs: number }
  | { readonly type: "app.installed"; readonly atMs: number; readonly version: string | undefined }
  | { readonly type: "app.updated"; readonly atMs: number; readonly version: string | undefined }
  | { readonly type: "app.launchable" }
  | { readonly type: "app.launched"; readonly atMs: number }
  | { readonly type: "app.removed" }
  | { readonly type: "download.enqueued"; readonly download: PendingDownload }
  /** Ended without content: failed or cancelled. */
  | { readonly type: "download.ended"; readonly identifier: string }
  | { readonly type: "asset.installed"; readonly asset: InstalledAsset }
  | { readonly type: "asset.removed"; readonly identifier: string }
  | { readonly type: "charged"; readonly lane: Lane; readonly chargedBytes: number }
  | { readonly type: "extension.ran"; readonly runtime: ExtensionRuntime };

export const erasedDevice: DeviceState = {
  nowMs: deviceEpochMs,
  app: undefined,
  assets: new Map(),
  pending: new Map(),
  chargedBytes: { essential: 0, "non-essential": 0 },
  extensionRuntime: [],
};
