import type { Conclusion, ScheduledDownload } from "./scheduled-download";
import type { TransferRunner } from "./transfer-runner";

export interface BatchResults {
  readonly finished: number;
  readonly failed: number;
}

export interface BatchHooks {
  /** All essential downloads have concluded, or there were none. Not called once the batch was cancelled. */
  essentialConcluded(results: BatchResults): void;
  /** A single non-essential download has concluded. Not called for cancelled ones. */
  nonEssentialConcluded(conclusion: "finished" | "failed"): void;
}

/** The downloads of one event: the essential ones first, and when all of those have concluded the others. */
export class DownloadBatch {
  readonly #runner: TransferRunner;
  readonly #essential: readonly ScheduledDownload[];
  readonly #others: readonly ScheduledDownload[];
  readonly #hooks: BatchHooks;
  readonly #done: () => void;
  #cancelled = false;

  constructor(runner: TransferRunner, downloads: readonly ScheduledDownload[], hooks: BatchHooks, done: () => void) {
    this.#runner = runner;
    this.#essential = downloads.filter((download) => download.lane === "essential");
    this.#others = downloads.filter((download) => download.lane !== "essential");
    this.#hooks = hooks;
    this.#done = done;
  }

  get isCancelled(): boolean {
    return this.#cancelled;
  }

  start(): void {
    let finished = 0;
    let failed = 0;
    this.#run(
      this.#essential,
      (conclusion) => {
        if (conclusion === "finished") finished++;
        else failed++;
      },
      () => {
        if (!this.#cancelled) this.#hooks.essentialConcluded({ finished, failed });
        this.#startOthers();
      },
    );
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#runner.cancelAll();
  }

  #startOthers(): void {
    if (this.#cancelled) {
      // Enqueued, and cancelled before their turn came.
      this.#runner.cancelUnstarted(this.#others);
      this.#done();
      return;
    }
    this.#run(
      this.#others,
      (conclusion) => {
        if (conclusion !== "cancelled" && !this.#cancelled) this.#hooks.nonEssentialConcluded(conclusion);
      },
      this.#done,
    );
  }

  #run(downloads: readonly ScheduledDownload[], each: (conclusion: Conclusion) => void, all: () => void): void {
    let left = downloads.length;
    if (left === 0) {
      all();
      return;
    }
    this.#runner.start(downloads, (_, conclusion) => {
      each(conclusion);
      left--;
      if (left === 0) all();
    });
  }
}
