import type { AssumptionName } from "./assumptions";
import { answerChallenge } from "./auth-challenges";
import { missingNetwork } from "./connectivity";
import type { DeviceContext } from "./device-context";
import { DownloadQueue } from "./download-queue";
import type { Lane } from "./events";
import { emitFault } from "./fault-events";
import type { Transfer, TransferOutcome } from "./ports";
import {
  type Conclusion,
  contentTagOf,
  declaredSize,
  deliveredFrom,
  downloadMembers,
  type ScheduledDownload,
} from "./scheduled-download";
import { type EndCircumstances, TransferSettlement } from "./transfer-settlement";
import { judgeHop } from "./url-judgement";
import { WaitingDownloads } from "./waiting-downloads";

type Concluded = (download: ScheduledDownload, conclusion: Conclusion) => void;

interface Running {
  readonly download: ScheduledDownload;
  readonly concluded: Concluded;
  transfer: Transfer | undefined;
  /** When its request was sent; the device's clock. */
  requestedAtMs: number;
  cancelRequested: boolean;
  /** The lane ran out while bytes without a declared size came. */
  overBudget: boolean;
  /** The free space became too small for what is to come. */
  diskFull: boolean;
  /** Stopped only to go on with another limit, or without one. */
  restarting: "launched" | "free-space" | undefined;
  /** Stopped only to go on in the foreground. */
  promoting: boolean;
  /** Stopped to wait for Wi-Fi. */
  awaitsWifi: boolean;
  /** The last hop that was refused, in case the transport does not say why it ended. */
  refusedHop: string | undefined;
  insecureHop: boolean;
}

const endedByItself: EndCircumstances = {
  cancelRequested: false,
  overBudget: false,
  diskFull: false,
  refusedHop: undefined,
  insecureHop: false,
};

/** Runs downloads over the transport: by priority, a few per host, with pause, resume and cancel. */
export class TransferRunner {
  readonly #context: DeviceContext;
  readonly #settlement: TransferSettlement;
  readonly #queue: DownloadQueue<ScheduledDownload>;
  readonly #concluded = new Map<string, Concluded>();
  readonly #running = new Map<string, Running>();
  /** Accepted, and waiting for others to end before they are queued. */
  readonly #held = new Map<string, ScheduledDownload>();
  readonly #queued = new Map<string, ScheduledDownload>();
  readonly #waits: WaitingDownloads;
  #paused = false;

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#settlement = new TransferSettlement(context);
    this.#queue = new DownloadQueue(Number(context.settings["downloads-per-host"]));
    this.#waits = new WaitingDownloads(context, {
      retry: (downloads) => {
        for (const download of downloads) this.#enqueue(download);
        this.#pump();
      },
      giveUp: (download, outcome) => {
        this.#conclude(download, this.#settlement.settle(download, outcome, endedByItself));
        this.#pump();
      },
    });
  }

  /** Calls `concluded` once for each download, never before this returns. */
  start(downloads: readonly ScheduledDownload[], concluded: Concluded): void {
    for (const download of downloads) {
      this.#concluded.set(download.identifier, concluded);
      this.#enqueue(download);
    }
    this.#pump();
  }

  /** As `start`, but none of them begins before `startHeld`, unless it is promoted. */
  hold(downloads: readonly ScheduledDownload[], concluded: Concluded): void {
    for (const download of downloads) {
      this.#concluded.set(download.identifier, concluded);
      this.#held.set(download.identifier, download);
    }
  }

  /** Lets those begin that still are held; the others have begun or ended meanwhile. */
  startHeld(downloads: readonly ScheduledDownload[]): void {
    for (const download of downloads) {
      if (this.#held.delete(download.identifier)) this.#enqueue(download);
    }
    this.#pump();
  }

  /** Nothing runs or could begin, and what there is waits for a network. */
  get waitsForNetwork(): boolean {
    return this.#running.size === 0 && this.#queued.size === 0 && this.#waits.waitForNetwork;
  }

  /** The conditions have changed: where only Wi-Fi will do, what runs over cellular waits for it. */
  networkChanged(): void {
    if (this.#missingNetwork() !== "wifi-only") return;
    for (const running of [...this.#running.values()]) {
      running.awaitsWifi = true;
      running.transfer?.pause();
    }
  }

  /** Other free space: what runs and does not fit any more fails, what brings bytes without a declared size has a new limit. */
  freeSpaceChanged(): void {
    for (const download of [...this.#queued.values(), ...this.#held.values(), ...this.#waits.all]) {
      this.#settlement.reserveAgain(download);
    }
    for (const running of [...this.#running.values()]) {
      if (!this.#settlement.reserveAgain(running.download)) {
        running.diskFull = true;
        running.transfer?.cancel();
      } else if (declaredSize(running.download) === undefined) {
        running.restarting = "free-space";
        running.transfer?.pause();
      }
    }
  }

  /** Whether it waits or runs here. */
  has(identifier: string): boolean {
    return this.#concluded.has(identifier);
  }

  isDownloading(identifier: string): boolean {
    return this.#running.get(identifier)?.download.hasBegun === true;
  }

  /**
   * Lets a download run in the foreground: one that waits begins at once, one that runs is paused and goes on from the
   * bytes it has. Undefined: it is not known here.
   */
  promote(identifier: string): "started" | "promoted" | "already-foreground" | undefined {
    const running = this.#running.get(identifier);
    if (running !== undefined) {
      if (running.download.isForeground) return "already-foreground";
      running.download.isForeground = true;
      running.promoting = true;
      running.transfer?.pause();
      return "promoted";
    }
    const impatient = this.#waits.take(identifier);
    const waiting = impatient ?? this.#held.get(identifier) ?? this.#queued.get(identifier);
    if (waiting === undefined) return undefined;
    const wasForeground = waiting.isForeground;
    if (wasForeground && impatient === undefined) return "already-foreground";
    if (impatient === undefined && !this.#held.delete(identifier)) this.#queue.remove(waiting);
    waiting.isForeground = true;
    this.#enqueue(waiting);
    this.#pump();
    return wasForeground ? "already-foreground" : "promoted";
  }

  /** The app's download manager has disconnected: what runs goes on in the background. */
  demoteAll(): void {
    const foreground = [...this.#queued.values()].filter((download) => download.isForeground);
    for (const download of foreground) {
      this.#queue.remove(download);
      download.isForeground = false;
      this.#queue.add(download);
    }
    for (const { download } of this.#running.values()) download.isForeground = false;
    for (const download of [...this.#held.values(), ...this.#waits.all]) download.isForeground = false;
  }

  /** Ends one download, which concludes as cancelled, perhaps before this returns. False: it is not known here. */
  cancel(identifier: string): boolean {
    const running = this.#running.get(identifier);
    if (running !== undefined) {
      running.cancelRequested = true;
      running.transfer?.cancel();
      return true;
    }
    const impatient = this.#waits.take(identifier);
    const waiting = impatient ?? this.#held.get(identifier) ?? this.#queued.get(identifier);
    if (waiting === undefined) return false;
    if (impatient === undefined && !this.#held.delete(identifier)) {
      this.#queued.delete(identifier);
      this.#queue.remove(waiting);
    }
    this.#cancelUnstarted(waiting);
    this.#conclude(waiting, "cancelled");
    return true;
  }

  /** Stops every transfer and keeps its bytes. */
  pause(): void {
    this.#paused = true;
    for (const running of [...this.#running.values()]) running.transfer?.pause();
    for (const download of this.#waits.takeAll()) this.#enqueue(download);
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
    const waiting = [...this.#queue.takeAllWaiting(), ...this.#held.values(), ...this.#waits.takeAll()];
    this.#queued.clear();
    this.#held.clear();
    for (const download of waiting) this.#cancelUnstarted(download);
    for (const download of waiting) this.#conclude(download, "cancelled");
  }

  /** The first launch: transfers whose bytes were limited go on without a limit, from where they are. */
  restrictionsLifted(): void {
    for (const running of [...this.#running.values()]) {
      if (declaredSize(running.download) !== undefined) continue;
      running.restarting = "launched";
      running.transfer?.pause();
    }
  }

  #enqueue(download: ScheduledDownload): void {
    this.#queued.set(download.identifier, download);
    this.#queue.add(download);
  }

  #pump(): void {
    if (this.#paused) return;
    for (const download of this.#queue.takeStartable()) {
      this.#queued.delete(download.identifier);
      this.#begin(download);
    }
  }

  /** Cancels a download that no transfer works on. */
  #cancelUnstarted(download: ScheduledDownload): void {
    this.#settlement.cancelled(download, download.receivedBytes);
    if (download.hasBegun) this.#discard(download);
  }

  #begin(download: ScheduledDownload): void {
    const objection = this.#settlement.admit(download);
    if (objection !== undefined) {
      // Not from within `start`: its caller is not ready yet.
      this.#context.ports.clock.after(0, () => {
        this.#queue.release(download.host);
        this.#conclude(download, this.#settlement.failed(download, 0, objection));
        this.#pump();
      });
      return;
    }
    if (this.#missingNetwork() === "wifi-only") {
      this.#context.ports.clock.after(0, () => this.#withoutWifi(download));
      return;
    }
    const concluded = this.#concluded.get(download.identifier) ?? (() => {});
    this.#transfer({
      download,
      concluded,
      transfer: undefined,
      requestedAtMs: 0,
      cancelRequested: false,
      overBudget: false,
      diskFull: false,
      restarting: undefined,
      promoting: false,
      awaitsWifi: false,
      refusedHop: undefined,
      insecureHop: false,
    });
  }

  #missingNetwork() {
    const { conditions, settings, wasLaunched } = this.#context;
    return missingNetwork(conditions, settings, wasLaunched);
  }

  /** On a network that will not do it goes on as if there were none. */
  #withoutWifi(download: ScheduledDownload): void {
    const outcome: TransferOutcome = {
      kind: "failed",
      receivedBytes: download.receivedBytes,
      transferredBytes: 0,
      failure: { kind: "offline", detail: "before the first launch it waits for Wi-Fi, and the device is on cellular" },
    };
    this.#queue.release(download.host);
    if (!this.#waits.takes(download, outcome)) {
      this.#conclude(download, this.#settlement.settle(download, outcome, endedByItself));
    }
    this.#pump();
  }

  #transfer(running: Running): void {
    const { download } = running;
    this.#running.set(download.identifier, running);
    running.requestedAtMs = this.#context.nowMs;
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
        challenged: (challenge, answer) =>
          answerChallenge(this.#context, deliveredFrom(download, undefined), challenge, answer),
        started: (offset) => this.#started(running, offset),
        faulted: (fault) => emitFault(this.#context, fault, download.identifier),
        progress: (receivedBytes) => {
          download.receivedBytes = receivedBytes;
          this.#context.emit({ type: "download.progress", ...members, receivedBytes });
          if (this.#settlement.chargeProgress(download, receivedBytes)) this.#stopOverBudget(download.lane);
        },
        ended: (outcome) => this.#ended(running, outcome),
      },
    );
  }

  /** The lane is used up: whatever more comes into it without a declared size is too much. */
  #stopOverBudget(lane: Lane): void {
    for (const running of [...this.#running.values()]) {
      if (running.overBudget || running.download.lane !== lane || declaredSize(running.download) !== undefined)
        continue;
      running.overBudget = true;
      running.transfer?.cancel();
    }
  }

  #started({ download, restarting, requestedAtMs }: Running, offset: number): void {
    const continues = download.hasBegun && offset > 0;
    if (!download.hasBegun || !continues) download.receivedBytes = 0;
    // What came in an earlier process was charged there.
    if (continues && declaredSize(download) === undefined)
      download.chargedBytes = Math.max(download.chargedBytes, offset);
    download.hasBegun = true;
    const connectedAfterMs = Math.round(this.#context.nowMs - requestedAtMs);
    const assumptions: AssumptionName[] = restarting === "launched" ? ["launch-lifts-restrictions"] : [];
    this.#context.emit({
      type: continues ? "download.resumed" : "download.started",
      ...downloadMembers(download),
      offset,
      connectedAfterMs: connectedAfterMs > 0 ? connectedAfterMs : undefined,
      assumptions,
    });
  }

  #ended(running: Running, outcome: TransferOutcome): void {
    const { download } = running;
    this.#context.transferredBytes += outcome.transferredBytes;
    this.#running.delete(download.identifier);
    if (outcome.kind === "paused" && !running.cancelRequested) {
      download.receivedBytes = outcome.receivedBytes;
      if (running.awaitsWifi && !this.#paused) {
        this.#withoutWifi(download);
        return;
      }
      if (running.restarting !== undefined && !this.#paused) {
        this.#transfer({ ...running, transfer: undefined, overBudget: false, promoting: false });
        return;
      }
      this.#context.emit({
        type: "download.paused",
        ...downloadMembers(download),
        receivedBytes: outcome.receivedBytes,
      });
      if (running.promoting && !this.#paused) {
        this.#transfer({ ...running, transfer: undefined, promoting: false });
        return;
      }
      this.#queue.release(download.host);
      this.#enqueue(download);
      this.#pump();
      return;
    }
    if (this.#settlement.continuesUnlimited(download, outcome)) {
      this.#transfer({ ...running, transfer: undefined });
      return;
    }
    this.#queue.release(download.host);
    if (outcome.kind === "failed" && !running.cancelRequested && this.#waits.takes(download, outcome)) {
      this.#pump();
      return;
    }
    const conclusion = this.#settlement.settle(download, outcome, running);
    // Cancelled a moment after it was paused: what the pause kept goes as well.
    if (outcome.kind === "paused") this.#discard(download);
    this.#conclude(download, conclusion);
    this.#pump();
  }

  /** Removes kept bytes; the file of an earlier version stays. */
  #discard({ identifier }: ScheduledDownload): void {
    if (!this.#context.state.assets.has(identifier)) this.#context.ports.store.removeContent(identifier);
  }

  #conclude(download: ScheduledDownload, conclusion: Conclusion): void {
    const concluded = this.#concluded.get(download.identifier);
    this.#concluded.delete(download.identifier);
    concluded?.(download, conclusion);
  }
}
