import { BinaryHeap } from "./binary-heap";
import { missingNetwork } from "./connectivity";
import type { DeviceContext } from "./device-context";
import type { WaitingReason } from "./events";
import type { Timer, TransferFailure, TransferOutcome } from "./ports";
import { downloadMembers, type ScheduledDownload } from "./scheduled-download";

type Failed = Extract<TransferOutcome, { readonly kind: "failed" }>;

interface Waiting {
  readonly download: ScheduledDownload;
  readonly outcome: Failed;
  readonly waitsFor: "network" | "next-attempt";
  readonly dueMs: number;
  isOver: boolean;
}

/** Failures of a connection, which another attempt may not meet. */
const ofConnection = new Set<TransferFailure["kind"]>(["timeout", "dns", "connect", "connection-lost", "offline"]);

const firstDelayMs = 60_000;
const longestDelayMs = 3_600_000;

/**
 * Downloads whose connection failed and that do not give up yet (facts: the WWDC23 session): those in the background wait
 * for a network for days and try again where a server does not answer, essential ones wait a few seconds, foreground ones
 * hardly. How long exactly is assumed (`connectivity-patience`, `background-retries`).
 */
export class WaitingDownloads {
  readonly #context: DeviceContext;
  readonly #retry: (downloads: readonly ScheduledDownload[]) => void;
  readonly #giveUp: (download: ScheduledDownload, outcome: Failed) => void;
  readonly #waiting = new Map<string, Waiting>();
  readonly #due = new BinaryHeap<Waiting>((a, b) => a.dueMs < b.dueMs);
  #timer: Timer | undefined;
  #timerDueMs = Number.POSITIVE_INFINITY;

  constructor(
    context: DeviceContext,
    handlers: {
      readonly retry: (downloads: readonly ScheduledDownload[]) => void;
      readonly giveUp: (download: ScheduledDownload, outcome: Failed) => void;
    },
  ) {
    this.#context = context;
    this.#retry = handlers.retry;
    this.#giveUp = handlers.giveUp;
    context.connectivity.listen(() => this.#connectivityChanged());
  }

  /** At least one, and each of them for a network. */
  get waitForNetwork(): boolean {
    if (this.#waiting.size === 0) return false;
    return [...this.#waiting.values()].every(({ waitsFor }) => waitsFor === "network");
  }

  get all(): readonly ScheduledDownload[] {
    return [...this.#waiting.values()].map(({ download }) => download);
  }

  /** Lets a download wait instead of failing, and says so. False: it fails. */
  takes(download: ScheduledDownload, outcome: Failed): boolean {
    const { failure, receivedBytes } = outcome;
    if (!ofConnection.has(failure.kind)) return false;
    const missing = this.#missingNetwork();
    const waitsMs =
      missing === undefined ? this.#delayBeforeRetry(download, receivedBytes) : this.#patienceMs(download);
    if (waitsMs <= 0) return false;
    download.receivedBytes = receivedBytes;
    const dueMs = this.#context.nowMs + waitsMs;
    const waitsFor = missing === undefined ? "next-attempt" : "network";
    this.#add({ download, outcome, waitsFor, dueMs, isOver: false });
    this.#context.emit({
      type: "download.waiting",
      ...downloadMembers(download),
      receivedBytes,
      reason: missing ?? (failure.kind as WaitingReason),
      until: new Date(dueMs).toISOString(),
      assumptions: [missing === undefined ? "background-retries" : "connectivity-patience"],
    });
    return true;
  }

  /** Takes one out. Undefined: it does not wait here. */
  take(identifier: string): ScheduledDownload | undefined {
    const waiting = this.#waiting.get(identifier);
    if (waiting === undefined) return undefined;
    this.#remove(waiting);
    this.#schedule();
    return waiting.download;
  }

  takeAll(): readonly ScheduledDownload[] {
    const all = [...this.#waiting.values()];
    for (const waiting of all) this.#remove(waiting);
    this.#schedule();
    return all.map(({ download }) => download);
  }

  #missingNetwork() {
    const { conditions, settings, wasLaunched } = this.#context;
    return missingNetwork(conditions, settings, wasLaunched);
  }

  #patienceMs(download: ScheduledDownload): number {
    const { patience } = this.#context.connectivity;
    if (download.isForeground) return patience.foreground;
    return download.lane === "essential" ? patience.essential : patience.background;
  }

  /** Twice as long from attempt to attempt; what brought bytes begins anew. 0: there is no further attempt. */
  #delayBeforeRetry(download: ScheduledDownload, receivedBytes: number): number {
    if (download.isForeground || download.lane === "essential") return 0;
    const { attempts, mostBytes } = download.retries ?? { attempts: 0, mostBytes: 0 };
    const done = receivedBytes > mostBytes ? 0 : attempts;
    if (done >= Number(this.#context.settings["background-retries"])) return 0;
    download.retries = { attempts: done + 1, mostBytes: Math.max(mostBytes, receivedBytes) };
    return Math.min(longestDelayMs, firstDelayMs * 2 ** done);
  }

  #add(waiting: Waiting): void {
    this.#waiting.set(waiting.download.identifier, waiting);
    this.#due.push(waiting);
    if (waiting.waitsFor === "network") this.#context.connectivity.beginWait();
    this.#schedule();
  }

  #remove(waiting: Waiting): void {
    waiting.isOver = true;
    this.#waiting.delete(waiting.download.identifier);
    if (waiting.waitsFor === "network") this.#context.connectivity.endWait();
  }

  /** One timer for all of them: there may be a hundred thousand. */
  #schedule(): void {
    while (this.#due.peek()?.isOver === true) this.#due.pop();
    const next = this.#due.peek();
    const dueMs = next?.dueMs ?? Number.POSITIVE_INFINITY;
    if (dueMs === this.#timerDueMs) return;
    this.#timer?.cancel();
    this.#timerDueMs = dueMs;
    this.#timer =
      next === undefined
        ? undefined
        : this.#context.ports.clock.after(dueMs - this.#context.nowMs, () => {
            this.#timerDueMs = Number.POSITIVE_INFINITY;
            this.#timer = undefined;
            this.#takeDue();
            this.#schedule();
          });
  }

  #takeDue(): void {
    const retried: ScheduledDownload[] = [];
    const givenUp: Waiting[] = [];
    for (
      let next = this.#due.peek();
      next !== undefined && next.dueMs <= this.#context.nowMs;
      next = this.#due.peek()
    ) {
      this.#due.pop();
      if (next.isOver) continue;
      this.#remove(next);
      if (next.waitsFor === "network") givenUp.push(next);
      else retried.push(next.download);
    }
    for (const { download, outcome } of givenUp) {
      // Its bytes were counted when it began to wait.
      this.#giveUp(download, { ...outcome, transferredBytes: 0 });
    }
    if (retried.length > 0) this.#retry(retried);
  }

  #connectivityChanged(): void {
    if (this.#waiting.size === 0 || this.#missingNetwork() !== undefined) return;
    this.#retry(this.takeAll());
  }
}
