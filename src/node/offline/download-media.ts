import type { JobOutcome } from "../../offline/download/download-outcome";
import type { DownloadJob, PlannedMedia } from "../../offline/planned-media";
import type { Transfer, TransferFailure, TransferOutcome, Transport } from "../../simulator/ports";
import { reasonOf } from "../walk-project";
import { mediaFailureText } from "./media-failure";
import type { MediaFolder } from "./media-folder";

export interface DownloadProgress {
  readonly doneFiles: number;
  readonly totalFiles: number;
  /** Of whole files and those under way. */
  readonly receivedBytes: number;
  readonly expectedBytes: number;
}

export interface DownloadOptions {
  readonly planned: PlannedMedia;
  readonly folder: MediaFolder;
  readonly transport: Transport;
  readonly concurrency: number;
  /** What the server said about the content of a URL, after redirects; asked once everything is over. */
  readonly contentTypeOf: (url: string) => string | undefined;
  readonly progress: (progress: DownloadProgress) => void;
  readonly signal: AbortSignal;
}

export interface DownloadEnd {
  readonly outcomes: ReadonlyMap<string, JobOutcome>;
  /** Of this run, over the network. */
  readonly transferredBytes: number;
  readonly interrupted: boolean;
  /** A host that the person has not agreed to. */
  readonly unconfirmedHost: string | undefined;
}

/** A request that fails for reasons that pass is made once more, as DownloadToGo does after a status of 5xx. */
const attempts = 2;

/**
 * Fetches every job that is not whole yet, so many at a time, in the order of the plan. The first that fails ends it, once
 * those under way have ended: what a device would not finish is not downloaded to its end either.
 */
export function downloadMedia(options: DownloadOptions): Promise<DownloadEnd> {
  return new MediaDownload(options).run();
}

class MediaDownload {
  readonly #options: DownloadOptions;
  readonly #outcomes = new Map<string, JobOutcome>();
  readonly #pending: DownloadJob[] = [];
  readonly #running = new Map<string, { readonly transfer: Transfer; receivedBytes: number }>();
  #next = 0;
  #doneBytes = 0;
  #doneFiles = 0;
  #transferredBytes = 0;
  #isStopped = false;
  #isOverBudget = false;
  #unconfirmedHost: string | undefined;
  #end: (() => void) | undefined;

  constructor(options: DownloadOptions) {
    this.#options = options;
  }

  async run(): Promise<DownloadEnd> {
    const { planned, folder, signal } = this.#options;
    for (const job of planned.jobs) {
      const bytes = folder.wholeSize(job.localPath);
      const isWhole = bytes !== undefined && (job.sizeInBytes === undefined || job.sizeInBytes === bytes);
      if (isWhole) this.#done(job, bytes, job.url);
      else this.#pending.push(job);
    }
    this.#report();
    const pause = () => {
      this.#isStopped = true;
      for (const { transfer } of this.#running.values()) transfer.pause();
      this.#pump();
    };
    signal.addEventListener("abort", pause, { once: true });
    if (signal.aborted) this.#isStopped = true;
    await new Promise<void>((end) => {
      this.#end = end;
      this.#pump();
    });
    signal.removeEventListener("abort", pause);
    if (this.#isOverBudget) {
      for (const { id } of planned.jobs) if (!this.#outcomes.has(id)) this.#outcomes.set(id, { kind: "over-budget" });
    }
    for (const [id, outcome] of this.#outcomes) {
      if (outcome.kind !== "done") continue;
      this.#outcomes.set(id, { ...outcome, contentType: this.#options.contentTypeOf(outcome.finalUrl) });
    }
    return {
      outcomes: this.#outcomes,
      transferredBytes: this.#transferredBytes,
      interrupted: signal.aborted,
      unconfirmedHost: this.#unconfirmedHost,
    };
  }

  #pump(): void {
    while (!this.#isStopped && this.#running.size < this.#options.concurrency) {
      const job = this.#pending[this.#next];
      if (job === undefined) break;
      this.#next++;
      this.#start(job, attempts - 1);
    }
    const isOver = this.#isStopped || this.#next === this.#pending.length;
    if (isOver && this.#running.size === 0) this.#end?.();
  }

  #start(job: DownloadJob, retries: number): void {
    const { transport } = this.#options;
    const { byteRange } = job;
    let answered = job.url;
    const transfer = transport.start(
      {
        identifier: job.id,
        url: job.url,
        purpose: "asset",
        expectedSizeInBytes: job.sizeInBytes,
        maxBytes: undefined,
        contentTag: byteRange === undefined ? "" : `${byteRange.offset}+${byteRange.length}`,
        byteRange,
      },
      {
        redirected: (_, to) => {
          answered = to;
          return "follow";
        },
        started: (offset) => this.#received(job, offset),
        progress: (bytes) => this.#received(job, bytes),
        ended: (outcome) => this.#ended(job, outcome, answered, retries),
      },
    );
    this.#running.set(job.id, { transfer, receivedBytes: 0 });
  }

  #received({ id }: DownloadJob, receivedBytes: number): void {
    const running = this.#running.get(id);
    if (running !== undefined) running.receivedBytes = receivedBytes;
    this.#report();
  }

  #ended(job: DownloadJob, outcome: TransferOutcome, answered: string, retries: number): void {
    this.#running.delete(job.id);
    this.#transferredBytes += outcome.transferredBytes;
    if (outcome.kind === "finished") this.#keep(job, answered);
    else if (outcome.kind === "failed") {
      if (retries > 0 && !this.#isStopped && passes(outcome.failure)) {
        this.#start(job, retries - 1);
        return;
      }
      this.#fail(job, outcome.failure);
    }
    this.#report();
    this.#pump();
  }

  #keep(job: DownloadJob, answered: string): void {
    try {
      this.#done(job, this.#options.folder.keep(job.id, job.localPath), answered);
    } catch (error) {
      this.#isStopped = true;
      this.#outcomes.set(job.id, { kind: "failed", reason: `it cannot be kept: ${reasonOf(error)}` });
    }
  }

  #fail(job: DownloadJob, failure: TransferFailure): void {
    this.#isStopped = true;
    if (failure.kind === "byte-limit") {
      this.#isOverBudget = true;
      this.#outcomes.set(job.id, { kind: "over-budget" });
      return;
    }
    if (failure.kind === "not-confirmed") this.#unconfirmedHost = failure.detail;
    this.#outcomes.set(job.id, { kind: "failed", reason: mediaFailureText(failure, job.url) });
  }

  #done(job: DownloadJob, sizeInBytes: number, finalUrl: string): void {
    this.#doneBytes += sizeInBytes;
    this.#doneFiles++;
    this.#outcomes.set(job.id, { kind: "done", sizeInBytes, contentType: undefined, finalUrl });
  }

  #report(): void {
    const { planned, progress } = this.#options;
    let receivedBytes = this.#doneBytes;
    for (const running of this.#running.values()) receivedBytes += running.receivedBytes;
    progress({
      doneFiles: this.#doneFiles,
      totalFiles: planned.jobs.length,
      receivedBytes,
      expectedBytes: Math.max(planned.estimate.expectedBytes, receivedBytes),
    });
  }
}

/** Whether the same request may go well a moment later. */
function passes(failure: TransferFailure): boolean {
  if (failure.kind === "http-status") return failure.status >= 500;
  return failure.kind === "timeout" || failure.kind === "connection-lost" || failure.kind === "connect";
}
