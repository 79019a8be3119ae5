import type { AssumptionName } from "./assumptions";
import type { DeviceContext } from "./device-context";
import { DownloadQueue } from "./download-queue";
import type { Transfer, TransferOutcome } from "./ports";
import {
  type Conclusion,
  contentTagOf,
  declaredSize,
  downloadMembers,
  type ScheduledDownload,
} from "./scheduled-download";
import { TransferSettlement } from "./transfer-settlement";
import { judgeHop } from "./url-judgement";

type Concluded = (download: ScheduledDownload, conclusion: Conclusion) => void;

interface Running {
  readonly download: ScheduledDownload;
  readonly concluded: Concluded;
  transfer: Transfer | undefined;
  cancelRequested: boolean;
  /** The lane ran out while bytes without a declared size came. */
  overBudget: boolean;
  /** Stopped only to go on without a limit. */
  restarting: boolean;
  /** The last hop that was refused, in case the transport does not say why it ended. */
  refusedHop: string | undefined;
  insecureHop: boolean;
}

/** Runs downloads over the transport: by priority, a few per host, with pause, resume and cancel. */
export class TransferRunner {
  readonly #context: DeviceContext;
  readonly #settlement: TransferSettlement;
  readonly #queue: DownloadQueue<ScheduledDownload>;
  readonly #concluded = new Map<string, Concluded>();
  readonly #running = new Map<string, Running>();
  #paused = false;

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#settlement = new TransferSettlement(context);
    this.#queue = new DownloadQueue(Number(context.settings["downloads-per-host"]));
  }

  /** Calls `concluded` once for each download, never before this returns. */
  start(downloads: readonly ScheduledDownload[], concluded: Concluded): void {
    for (const download of downloads) {
      this.#concluded.set(download.identifier, concluded);
      this.#queue.add(download);
    }
    this.#pump();
  }

  /** Stops every transfer and keeps its bytes. */
  pause(): void {
    this.#paused = true;
    for (const running of [...this.#running.values()]) running.transfer?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#pump();
  }

  /** Ends everything that waits or runs; each concludes as cancelled. */
  cancelAll(): void {
    this.#paused = false;
    for (const running of [...this.#running.values()]) {
      running.cancelRequested = true;
      running.transfer?.cancel();
    }
    const waiting = this.#queue.takeAllWaiting();
    this.cancelUnstarted(waiting);
    for (const download of waiting) this.#conclude(download, "cancelled");
  }

  /** Cancels downloads that no transfer works on. */
  cancelUnstarted(downloads: readonly ScheduledDownload[]): void {
    for (const download of downloads) {
      this.#settlement.cancelled(download, download.receivedBytes);
      // Bytes kept by a pause go too; the file of an earlier version stays.
      if (download.hasBegun && !this.#context.state.assets.has(download.identifier)) {
        this.#context.ports.store.removeContent(download.identifier);
      }
    }
  }

  /** The first launch: transfers whose bytes were limited go on without a limit, from where they are. */
  restrictionsLifted(): void {
    for (const running of [...this.#running.values()]) {
      if (declaredSize(running.download) !== undefined) continue;
      running.restarting = true;
      running.transfer?.pause();
    }
  }

  #pump(): void {
    if (this.#paused) return;
    for (const download of this.#queue.takeStartable()) this.#begin(download);
  }

  #begin(download: ScheduledDownload): void {
    const objection = this.#settlement.admit(download);
    if (objection !== undefined) {
      // Not from within `start`: its caller is not ready yet.
      this.#context.ports.clock.after(0, () => {
        this.#queue.release(download.host);
        this.#settlement.failed(download, 0, objection);
        this.#conclude(download, "failed");
        this.#pump();
      });
      return;
    }
    const concluded = this.#concluded.get(download.identifier) ?? (() => {});
    this.#transfer({
      download,
      concluded,
      transfer: undefined,
      cancelRequested: false,
      overBudget: false,
      restarting: false,
      refusedHop: undefined,
      insecureHop: false,
    });
  }

  #transfer(running: Running): void {
    const { download } = running;
    this.#running.set(download.identifier, running);
    const members = downloadMembers(download);
    running.transfer = this.#context.ports.transport.start(
      {
        identifier: download.identifier,
        url: download.url,
        purpose: "asset",
        expectedSizeInBytes: this.#settlement.verifiedSize(download),
        maxBytes: this.#settlement.maxBytes(download),
        contentTag: contentTagOf(download),
      },
      {
        redirected: (from, to) => {
          const verdict = judgeHop(this.#context, to);
          if (!verdict.allowed) {
            running.refusedHop = to;
            running.insecureHop = !/^https:/i.test(to);
          }
          const source = verdict.allowed || running.insecureHop ? undefined : this.#context.domains.location;
          this.#context.emit({
            type: "download.redirected",
            ...members,
            from,
            to,
            allowed: verdict.allowed,
            assumptions: verdict.assumptions,
            source: this.#context.sourceOf(source),
          });
          return verdict.allowed ? "follow" : "refuse";
        },
        started: (offset) => this.#started(running, offset),
        progress: (receivedBytes) => {
          download.receivedBytes = receivedBytes;
          this.#context.emit({ type: "download.progress", ...members, receivedBytes });
          if (this.#settlement.chargeProgress(download, receivedBytes) && !running.overBudget) {
            running.overBudget = true;
            running.transfer?.cancel();
          }
        },
        ended: (outcome) => this.#ended(running, outcome),
      },
    );
  }

  #started({ download, restarting }: Running, offset: number): void {
    const continues = download.hasBegun && offset > 0;
    if (!download.hasBegun || !continues) download.receivedBytes = 0;
    // What came in an earlier process was charged there.
    if (continues && declaredSize(download) === undefined)
      download.chargedBytes = Math.max(download.chargedBytes, offset);
    download.hasBegun = true;
    const assumptions: AssumptionName[] = restarting ? ["launch-lifts-restrictions"] : [];
    this.#context.emit({
      type: continues ? "download.resumed" : "download.started",
      ...downloadMembers(download),
      offset,
      assumptions,
    });
  }

  #ended(running: Running, outcome: TransferOutcome): void {
    const { download } = running;
    this.#context.transferredBytes += outcome.transferredBytes;
    this.#running.delete(download.identifier);
    if (outcome.kind === "paused" && !running.cancelRequested) {
      download.receivedBytes = outcome.receivedBytes;
      if (running.restarting && !this.#paused) {
        this.#transfer({ ...running, transfer: undefined, overBudget: false });
        return;
      }
      this.#context.emit({
        type: "download.paused",
        ...downloadMembers(download),
        receivedBytes: outcome.receivedBytes,
      });
      this.#queue.release(download.host);
      this.#queue.add(download);
      this.#pump();
      return;
    }
    if (this.#settlement.continuesUnlimited(download, outcome)) {
      this.#transfer({ ...running, transfer: undefined });
      return;
    }
    this.#queue.release(download.host);
    const conclusion = this.#settlement.settle(download, outcome, running);
    this.#conclude(download, conclusion);
    this.#pump();
  }

  #conclude(download: ScheduledDownload, conclusion: Conclusion): void {
    const concluded = this.#concluded.get(download.identifier);
    this.#concluded.delete(download.identifier);
    concluded?.(download, conclusion);
  }
}
