import type { DeviceError } from "../error-codes";
import type { CurrentDownload, DeviceEvent, DeviceEventOf, ManagerCallName } from "../events";
import type { PackCallName } from "../managed/pack-call";
import type { AssetPackStatus } from "../managed/pack-status";

interface FailedCall {
  readonly call: ManagerCallName | PackCallName;
  readonly identifier: string | undefined;
  readonly error: DeviceError;
}

/** What came of the app's and its extension's calls of BADownloadManager. */
export class ObservedCalls {
  readonly failed: FailedCall[] = [];
  readonly lostFiles = new Set<string>();
  /** What the last `fetchCurrentDownloads` gave. */
  current: readonly CurrentDownload[] | undefined;
  /** What the last handler of exclusive control was told. */
  acquired: boolean | undefined;
  /** By pack, what AssetPackManager said last. */
  readonly statuses = new Map<string, AssetPackStatus>();
  /** By path, the pack in which `contents(at:)` found it; false: in none. */
  readonly found = new Map<string, string | false>();
  /** What the last `checkForUpdates` returned. */
  updates: { readonly updatingIDs: readonly string[]; readonly removedIDs: readonly string[] } | undefined;

  observe(event: DeviceEvent): void {
    if (event.type === "file.lost") this.lostFiles.add(event.identifier);
    if (event.type !== "app.call") return;
    const { call, identifier, error, downloads, acquired } = event;
    if (error !== undefined) this.failed.push({ call, identifier, error });
    if (downloads !== undefined) this.current = downloads;
    if (acquired !== undefined) this.acquired = acquired;
    this.#observePacks(event);
  }

  #observePacks({ identifier, status, path, error, updatingIDs, removedIDs }: DeviceEventOf<"app.call">): void {
    if (status !== undefined && identifier !== undefined) this.statuses.set(identifier, status);
    if (path !== undefined && (identifier !== undefined || error !== undefined)) {
      this.found.set(path, identifier ?? false);
    }
    if (updatingIDs !== undefined && removedIDs !== undefined) this.updates = { updatingIDs, removedIDs };
  }

  /** Errors of calls about this download, or of all calls of this name. */
  errorsOf(name: string): readonly DeviceError[] {
    return this.failed
      .filter(({ call, identifier }) => (identifier ?? call) === name || call === name)
      .map(({ error }) => error);
  }

  /** What each failed call is named by: the download's identifier, else the call. */
  get failedNames(): ReadonlySet<string> {
    return new Set(this.failed.map(({ call, identifier }) => identifier ?? call));
  }
}
