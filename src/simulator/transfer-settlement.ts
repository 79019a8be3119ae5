import { formatBytes } from "../model/sizes";
import { overAllowance, raiseAdvice } from "./allowance-messages";
import type { DeviceContext } from "./device-context";
import { baError, diskFullError, urlError } from "./error-codes";
import type { EventSource } from "./events";
import type { TransferFailure, TransferOutcome } from "./ports";
import {
  type Conclusion,
  declaredSize,
  downloadMembers,
  pendingFrom,
  type ScheduledDownload,
} from "./scheduled-download";
import { allowanceExceeded, type ExplainedError, type FailedTransfer, transferError } from "./transfer-errors";

export interface SettledError extends ExplainedError {
  readonly source: EventSource | undefined;
}

/** What the transfer itself could not say about its end. */
export interface EndCircumstances {
  readonly cancelRequested: boolean;
  readonly overBudget: boolean;
  readonly diskFull: boolean;
  readonly refusedHop: string | undefined;
  readonly insecureHop: boolean;
}

/** Books what a download costs and how it ends: allowance, disk space, state and the last event of its row. */
export class TransferSettlement {
  readonly #context: DeviceContext;

  constructor(context: DeviceContext) {
    this.#context = context;
  }

  /** What stands against starting now: the disk, or the allowance where it is asked at the start. */
  admit(download: ScheduledDownload): SettledError | undefined {
    const { ledger, disk, settings } = this.#context;
    const size = declaredSize(download);
    if (size === undefined) return undefined;
    if (settings["allowance-codes"] === "203-at-start" && ledger.isRestricted && download.chargedBytes === 0) {
      const boundary = ledger.boundaryAssumption(download.lane, size);
      if (!ledger.fits(download.lane, size)) {
        return {
          error: baError(
            "sessionDownloadDisallowedByAllowance",
            `${overAllowance(this.#context, download.identifier, download.lane, size)} it does not start (203 sessionDownloadDisallowedByAllowance). ${raiseAdvice(this.#context, download.lane, size)}`,
          ),
          assumptions: ["allowance-codes", ...boundary],
          source: this.#context.allowanceSource(download.lane),
        };
      }
      this.#charge(download, size);
    }
    if (download.reservedBytes >= size) return undefined;
    if (!disk.reserve(size - download.reservedBytes)) return this.#diskFull(download, size - download.reservedBytes);
    download.reservedBytes = size;
    return undefined;
  }

  /**
   * Sets space aside anew after the free space was set to another value, which does not count the bytes that have come.
   * False: what is to come does not fit.
   */
  reserveAgain(download: ScheduledDownload): boolean {
    if (declaredSize(download) === undefined) download.uncountedBytes = download.receivedBytes;
    if (download.reservedBytes === 0) return true;
    const isKept = this.#context.disk.reserve(Math.max(0, download.reservedBytes - download.receivedBytes));
    if (!isKept) download.reservedBytes = Math.min(download.reservedBytes, download.receivedBytes);
    return isKept;
  }

  /** The size that the finished content must have. */
  verifiedSize(download: ScheduledDownload): number | undefined {
    const isLenient = this.#context.settings["size-mismatch-fails"] === "essential-only";
    return isLenient && download.lane !== "essential" ? undefined : declaredSize(download);
  }

  /** Where the transfer must stop: at the end of the lane's allowance, or of the disk. */
  maxBytes(download: ScheduledDownload): number | undefined {
    const room = this.#context.ledger.roomInBytes(download.lane);
    const ofLane = room === undefined ? undefined : download.chargedBytes + room;
    const ofDisk = this.#roomOnDisk(download);
    if (ofLane === undefined) return ofDisk;
    return ofDisk === undefined ? ofLane : Math.min(ofLane, ofDisk);
  }

  /** Charges bytes whose number was not declared as they come. True: the lane is used up. */
  chargeProgress(download: ScheduledDownload, receivedBytes: number): boolean {
    if (declaredSize(download) !== undefined) return false;
    this.#charge(download, Math.max(download.chargedBytes, receivedBytes));
    return this.#context.ledger.isExceeded(download.lane);
  }

  /** A limit that the first launch has lifted meanwhile stops nothing. */
  continuesUnlimited(download: ScheduledDownload, outcome: TransferOutcome): boolean {
    return (
      outcome.kind === "failed" &&
      outcome.failure.kind === "budget-exceeded" &&
      declaredSize(download) === undefined &&
      !this.#context.ledger.isRestricted &&
      this.#context.disk.freeBytes === undefined
    );
  }

  settle(download: ScheduledDownload, outcome: TransferOutcome, end: EndCircumstances): Conclusion {
    if (outcome.kind === "finished") return this.#finished(download, outcome.receivedBytes);
    if (outcome.kind === "failed") {
      return this.failed(download, outcome.receivedBytes, this.#explain(download, outcome.failure, end));
    }
    if (end.overBudget && !end.cancelRequested) {
      return this.failed(download, outcome.receivedBytes, this.#overBudget(download));
    }
    if (end.diskFull && !end.cancelRequested) {
      const leftBytes = (declaredSize(download) ?? outcome.receivedBytes) - outcome.receivedBytes;
      return this.failed(download, outcome.receivedBytes, this.#diskFull(download, leftBytes));
    }
    return this.cancelled(download, outcome.receivedBytes);
  }

  failed(download: ScheduledDownload, receivedBytes: number, explained: SettledError): Conclusion {
    const { error, assumptions, source } = explained;
    this.#ended(download);
    download.failure = error;
    if (download.lane === "essential") {
      this.#context.record({ type: "essential.failed", download: pendingFrom(download) });
    }
    this.#context.emit({
      type: "download.failed",
      ...downloadMembers(download),
      receivedBytes,
      error,
      assumptions,
      source,
    });
    this.#giveBack(download, receivedBytes);
    return "failed";
  }

  cancelled(download: ScheduledDownload, receivedBytes: number): Conclusion {
    this.#ended(download);
    this.#context.emit({
      type: "download.cancelled",
      ...downloadMembers(download),
      receivedBytes,
      error: urlError("NSURLErrorCancelled", `\`${download.identifier}\` was cancelled.`),
      assumptions: ["transport-error-mapping"],
    });
    this.#giveBack(download, receivedBytes);
    return "cancelled";
  }

  #finished(download: ScheduledDownload, receivedBytes: number): Conclusion {
    const { ledger, ports, state } = this.#context;
    if (ledger.isRestricted && receivedBytes !== download.chargedBytes) {
      this.#charge(download, receivedBytes);
      if (ledger.isExceeded(download.lane)) {
        ports.store.removeContent(download.identifier);
        if (state.assets.has(download.identifier)) {
          this.#context.record({ type: "asset.removed", identifier: download.identifier });
        }
        return this.failed(download, receivedBytes, this.#overBudget(download));
      }
    }
    const { identifier, url, fileSizeInBytes, version, lane } = download;
    const replaced = state.assets.get(identifier);
    if (replaced !== undefined) this.#context.disk.release(replaced.sizeOnDiskInBytes);
    this.#context.disk.release(download.reservedBytes);
    this.#context.disk.reserve(receivedBytes - (download.uncountedBytes ?? 0));
    this.#context.record({
      type: "asset.installed",
      asset: {
        identifier,
        url,
        fileSizeInBytes,
        sizeOnDiskInBytes: receivedBytes,
        version,
        essential: lane === "essential",
        installedAtMs: this.#context.nowMs,
      },
    });
    download.receivedBytes = receivedBytes;
    const size = declaredSize(download);
    this.#context.emit({
      type: "download.finished",
      ...downloadMembers(download),
      receivedBytes,
      assumptions: size !== undefined && size !== receivedBytes ? ["size-mismatch-fails"] : [],
    });
    return "finished";
  }

  #explain(download: ScheduledDownload, failure: TransferFailure, end: EndCircumstances): SettledError {
    const { domains, ledger } = this.#context;
    const size = declaredSize(download);
    let cause = failure;
    if (failure.kind === "hop-refused" && end.insecureHop) {
      cause = { kind: "insecure-hop", url: end.refusedHop ?? failure.url, detail: failure.detail };
    } else if (failure.kind === "budget-exceeded" && (!ledger.isRestricted || this.#diskEndsFirst(download))) {
      cause =
        size === undefined
          ? { kind: "disk-full", detail: failure.detail }
          : {
              kind: "wrong-size",
              expectedBytes: size,
              actualBytes: download.receivedBytes,
              detail: failure.detail,
            };
    }
    const explained = transferError(cause, this.#subject(download));
    const source =
      cause.kind === "hop-refused"
        ? this.#context.sourceOf(domains.location)
        : cause.kind === "budget-exceeded"
          ? this.#context.allowanceSource(download.lane)
          : undefined;
    return { ...explained, source };
  }

  #diskEndsFirst(download: ScheduledDownload): boolean {
    const ofDisk = this.#roomOnDisk(download);
    return ofDisk !== undefined && ofDisk === this.maxBytes(download);
  }

  /** For the whole of a content whose size was not declared. */
  #roomOnDisk(download: ScheduledDownload): number | undefined {
    const { freeBytes } = this.#context.disk;
    if (freeBytes === undefined || declaredSize(download) !== undefined) return undefined;
    return freeBytes + (download.uncountedBytes ?? 0);
  }

  #diskFull(download: ScheduledDownload, neededBytes: number): SettledError {
    const free = formatBytes(this.#context.disk.freeBytes ?? 0);
    return {
      error: diskFullError(
        `\`${download.identifier}\` needs ${formatBytes(neededBytes)}, and ${free} are free on the device; the download fails. Free some space.`,
      ),
      assumptions: ["transport-error-mapping"],
      source: undefined,
    };
  }

  #overBudget(download: ScheduledDownload): SettledError {
    return {
      ...allowanceExceeded(this.#subject(download)),
      source: this.#context.allowanceSource(download.lane),
    };
  }

  #subject(download: ScheduledDownload): FailedTransfer {
    return {
      identifier: download.identifier,
      purpose: "asset",
      url: download.url,
      lane: download.lane,
      domains: this.#context.domains,
      limitInBytes: this.#context.ledger.limitInBytes(download.lane),
    };
  }

  #ended(download: ScheduledDownload): void {
    this.#context.record({ type: "download.ended", identifier: download.identifier });
    this.#context.disk.release(download.reservedBytes + (download.uncountedBytes ?? 0));
    download.reservedBytes = 0;
  }

  /** Sets what the download holds of its allowance. */
  #charge(download: ScheduledDownload, bytes: number): void {
    const changed = this.#context.ledger.charge(download.lane, bytes - download.chargedBytes);
    download.chargedBytes = bytes;
    if (changed) this.#context.emitAllowance(download.lane);
  }

  /** After a failure only what really came stays charged (assumption `failed-stays-charged`). */
  #giveBack(download: ScheduledDownload, receivedBytes: number): void {
    const staysCharged = this.#context.settings["failed-stays-charged"] === "yes" ? receivedBytes : 0;
    const changed = this.#context.ledger.charge(download.lane, staysCharged - download.chargedBytes);
    download.chargedBytes = staysCharged;
    if (changed) this.#context.emitAllowance(download.lane, receivedBytes > 0 ? ["failed-stays-charged"] : []);
  }
}
