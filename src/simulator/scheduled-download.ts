import type { PendingDownload } from "./device-state";
import type { QueuedDownload } from "./download-queue";
import type { DeviceError } from "./error-codes";
import type { Lane } from "./events";
import type { DeliveredDownload } from "./ports";

/** A download that was accepted, with what the device keeps track of while it waits and runs. */
export interface ScheduledDownload extends QueuedDownload {
  readonly identifier: string;
  readonly url: string;
  /** As the manifest says; 0 and undefined both mean that it is not known. */
  readonly fileSizeInBytes: number | undefined;
  readonly version: string | undefined;
  readonly isWithoutFileSize?: boolean;
  /** What of the lane's allowance this download holds. */
  chargedBytes: number;
  receivedBytes: number;
  /** An earlier transfer of it has begun: the next one continues it. */
  hasBegun: boolean;
  /** Space set aside on the simulated disk. */
  reservedBytes: number;
  /** Bytes that lay on the simulated disk already when its free space was set. */
  uncountedBytes?: number;
  /** Why it failed, once it has. */
  failure?: DeviceError;
  /** Started or promoted by `startForegroundDownload`: runs at once, until the app's download manager disconnects. */
  isForeground: boolean;
  /** Attempts after failed connections, and the most bytes that had come before one. */
  retries?: { readonly attempts: number; readonly mostBytes: number };
}

/** How a download ended. */
export type Conclusion = "finished" | "failed" | "cancelled";

/** The size that the system was told; undefined where it was not (assumption `unknown-file-size`: 0 says nothing either). */
export function declaredSize(download: {
  readonly fileSizeInBytes: number | undefined;
  readonly isWithoutFileSize?: boolean;
}): number | undefined {
  if (download.fileSizeInBytes === 0 || download.isWithoutFileSize === true) return undefined;
  return download.fileSizeInBytes;
}

/** Kept bytes continue only the very same content. */
export function contentTagOf(download: ScheduledDownload): string {
  return JSON.stringify([download.url, download.fileSizeInBytes ?? null, download.version ?? null]);
}

export function pendingFrom(download: ScheduledDownload): PendingDownload {
  const { identifier, url, fileSizeInBytes, version, priority, lane, isWithoutFileSize } = download;
  const pending = { identifier, url, fileSizeInBytes, version, priority, lane };
  return isWithoutFileSize === true ? { ...pending, isWithoutFileSize } : pending;
}

/** A download that an ended process or an earlier run left behind. What it declared is charged already. */
export function scheduledFrom(pending: PendingDownload, order: number): ScheduledDownload {
  return {
    ...pending,
    order,
    host: hostOf(pending.url),
    chargedBytes: declaredSize(pending) ?? 0,
    receivedBytes: 0,
    hasBegun: true,
    reservedBytes: 0,
    isForeground: false,
  };
}

/** As the extension or the app hears of it. */
export function deliveredFrom(
  download: Pick<ScheduledDownload, "identifier" | "url" | "fileSizeInBytes" | "lane">,
  error: DeviceError | undefined,
): DeliveredDownload {
  const { identifier, url, fileSizeInBytes, lane } = download;
  return { className: "BAURLDownload", identifier, url, fileSizeInBytes, essential: lane === "essential", error };
}

/** The members that every `download.*` event carries. */
export function downloadMembers(download: {
  readonly identifier: string;
  readonly lane: Lane;
  readonly url: string;
  readonly fileSizeInBytes: number | undefined;
}) {
  const { identifier, lane, url, fileSizeInBytes } = download;
  return { identifier, lane, url, fileSizeInBytes };
}

/** Host and port; the text itself where it is no URL. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
