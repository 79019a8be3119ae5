import type { DeliveredDownload } from "./ports";
import { deliveredFrom, type ScheduledDownload } from "./scheduled-download";
import type { TransferRunner } from "./transfer-runner";

export interface BatchHooks {
  /** All essential downloads have concluded, or there were none. Not called once the batch was cancelled. */
  essentialConcluded(results: readonly DeliveredDownload[]): void;
  /** A single non-essential download has concluded. Not called for cancelled ones. */
  nonEssentialConcluded(results: readonly DeliveredDownload[]): void;
}

/** The downloads of one event: the essential ones first, and when all of those have concluded the others. */
export class DownloadBatch {
  readonly #runner: TransferRunner;
  readonly #essential: readonly ScheduledDownload[];
  readonly #others: readonly ScheduledDownload[];
  readonly #hooks: BatchHooks;
  readonly #done: () => void;
  #essentialLeft: number;
  #left: number;
  #cancelled = false;

  constructor(runner: TransferRunner, downloads: readonly ScheduledDownload[], hooks: BatchHooks, done: () => void) {
    this.#runner = runner;
    this.#essential = downloads.filter((download) => download.lane === "essential");
    this.#others = downloads.filter((download) => download.lane !== "essential");
    this.#hooks = hooks;
    this.#done = done;
    this.#essentialLeft = this.#essential.length;
    this.#left = downloads.length;
  }

  get isCancelled(): boolean {
    return this.#cancelled;
  }

  start(): void {
    const results: DeliveredDownload[] = [];
    // Held, so that the app may promote one of them before its turn comes.
    this.#runner.hold(this.#others, (download, conclusion) => {
      if (conclusion !== "cancelled" && !this.#cancelled) {
        this.#hooks.nonEssentialConcluded([deliveredFrom(download, download.failure)]);
      }
      this.#concluded();
    });
    if (this.#essentialLeft === 0) {
      this.#startOthers(results);
      if (this.#left === 0) this.#done();
      return;
    }
    this.#runner.start(this.#essential, (download, conclusion) => {
      if (conclusion !== "cancelled") results.push(deliveredFrom(download, download.failure));
      this.#essentialLeft--;
      if (this.#essentialLeft === 0) this.#startOthers(results);
      this.#concluded();
    });
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#runner.cancelAll();
  }

  #startOthers(essential: readonly DeliveredDownload[]): void {
    if (this.#cancelled) return;
    this.#hooks.essentialConcluded(essential);
    this.#runner.startHeld(this.#others);
  }

  #concluded(): void {
    this.#left--;
    if (this.#left === 0) this.#done();
  }
}
