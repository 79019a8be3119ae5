import type { NetworkConditions } from "./conditions";
import type { MemoryContent } from "./memory-transport";
import type { Clock, Timer, Transfer, TransferFailure, TransferObserver, TransferRequest } from "./ports";

/** What transfers of one network know of each other. */
export interface SharedLink {
  /** How many transfers have bytes flowing. */
  flowing: number;
  readonly changed: () => void;
}

export interface MemoryTransferOptions {
  readonly clock: Clock;
  readonly request: TransferRequest;
  readonly observer: TransferObserver;
  readonly keptBytes: number;
  readonly network: () => NetworkConditions;
  readonly contentOf: (url: string) => MemoryContent | undefined;
  readonly link: SharedLink;
  /** Called before the observer hears of the end, with the bytes to keep. */
  readonly ended: (keptBytes: number) => void;
}

const mostRedirects = 20;
/** Progress comes at most four times a second, and at most about a hundred times for a long transfer. */
const progressIntervalMs = 250;
const mostProgress = 100;

/** One transfer of an in-memory transport: latency, redirects, then bytes at a rate until something stops them. */
export class MemoryTransfer implements Transfer {
  readonly #options: MemoryTransferOptions;
  #timer: Timer | undefined;
  #progressTimer: Timer | undefined;
  #content: MemoryContent | undefined;
  #offset = 0;
  /** Bytes of the content at `#sinceMs`. */
  #bytes = 0;
  #sinceMs = 0;
  #rate = Number.POSITIVE_INFINITY;
  #isFlowing = false;
  #isEnding = false;

  constructor(options: MemoryTransferOptions) {
    this.#options = options;
    this.#offset = options.keptBytes;
    this.#bytes = options.keptBytes;
  }

  begin(): void {
    this.#after(0, () => this.#request(this.#options.request.url, 0));
  }

  pause(): void {
    this.#stop("paused");
  }

  cancel(): void {
    this.#stop("cancelled");
  }

  networkChanged(): void {
    if (this.#isEnding) return;
    if (!this.#options.network().online && this.#isFlowing) {
      this.#settle();
      this.#isEnding = true;
      this.#timer?.cancel();
      this.#after(0, () => this.#fail({ kind: "connection-lost", detail: "the network went away" }));
      return;
    }
    this.rateChanged();
  }

  /** Goes on from the bytes received so far at the rate that holds now. */
  rateChanged(): void {
    if (!this.#isFlowing || this.#isEnding) return;
    this.#settle();
    this.#flow();
  }

  #request(url: string, hops: number): void {
    const network = this.#options.network();
    if (!network.online) {
      this.#fail({ kind: "offline", detail: "" });
      return;
    }
    const content = this.#options.contentOf(url) ?? { status: 404 };
    this.#after((network.latencyMs ?? 0) + (content.latencyMs ?? 0), () => this.#respond(url, content, hops));
  }

  #respond(url: string, content: MemoryContent, hops: number): void {
    if (content.failure?.atByte === 0) {
      this.#fail(content.failure.failure);
    } else if (content.redirectTo !== undefined) {
      this.#redirect(url, content.redirectTo, hops);
    } else if ((content.status ?? 200) >= 400) {
      this.#fail({ kind: "http-status", status: content.status ?? 200, detail: "" });
    } else {
      if (content.acceptsRanges === false) this.#offset = 0;
      this.#bytes = this.#offset;
      this.#content = content;
      this.#options.observer.started(this.#offset);
      this.#sinceMs = this.#options.clock.now();
      this.#isFlowing = true;
      this.#options.link.flowing++;
      this.#flow();
      this.#options.link.changed();
    }
  }

  #redirect(from: string, to: string, hops: number): void {
    if (hops >= mostRedirects) {
      this.#fail({ kind: "redirect-loop", detail: `${hops} redirects` });
    } else if (this.#options.observer.redirected(from, to) === "refuse") {
      this.#fail({ kind: "hop-refused", url: to, detail: "" });
    } else if (!/^https:/i.test(to)) {
      this.#fail({ kind: "insecure-hop", url: to, detail: "" });
    } else {
      this.#request(to, hops + 1);
    }
  }

  #flow(): void {
    this.#timer?.cancel();
    this.#progressTimer?.cancel();
    const shared = this.#options.network().bytesPerSecond;
    const ofNetwork =
      shared === undefined ? Number.POSITIVE_INFINITY : shared / Math.max(1, this.#options.link.flowing);
    this.#rate = Math.min(ofNetwork, this.#content?.bytesPerSecond ?? Number.POSITIVE_INFINITY);
    const leftMs = this.#rate === Number.POSITIVE_INFINITY ? 0 : ((this.#stopAt() - this.#bytes) / this.#rate) * 1000;
    const delayMs = Math.max(0, Math.ceil(leftMs));
    if (delayMs === 0) {
      this.#arrived();
      return;
    }
    this.#after(delayMs, () => this.#arrived());
    this.#scheduleProgress(Math.max(progressIntervalMs, delayMs / mostProgress));
  }

  #scheduleProgress(intervalMs: number): void {
    this.#progressTimer = this.#options.clock.after(intervalMs, () => {
      if (!this.#isFlowing || this.#isEnding) return;
      this.#scheduleProgress(intervalMs);
      this.#options.observer.progress(this.#received());
    });
  }

  /** Where the flow ends: the content's end, the break, or the first byte beyond the limit. */
  #stopAt(): number {
    const { maxBytes } = this.#options.request;
    const size = sizeOf(this.#content);
    return Math.max(
      this.#bytes,
      Math.min(size, this.#content?.failure?.atByte ?? size, maxBytes === undefined ? size : maxBytes),
    );
  }

  #arrived(): void {
    const { request } = this.#options;
    this.#bytes = this.#stopAt();
    this.#sinceMs = this.#options.clock.now();
    const size = sizeOf(this.#content);
    const broken = this.#content?.failure;
    if (broken !== undefined && broken.atByte <= this.#bytes && broken.atByte < size) {
      this.#fail(broken.failure);
    } else if (request.maxBytes !== undefined && size > request.maxBytes) {
      this.#fail({ kind: "budget-exceeded", detail: "" });
    } else if (request.expectedSizeInBytes !== undefined && request.expectedSizeInBytes !== size) {
      this.#fail({ kind: "wrong-size", expectedBytes: request.expectedSizeInBytes, actualBytes: size, detail: "" });
    } else {
      this.#end(0);
      this.#options.observer.ended({
        kind: "finished",
        receivedBytes: size,
        transferredBytes: size - this.#offset,
        ...(request.purpose === "manifest" ? { content: this.#content?.bytes ?? new Uint8Array(size) } : {}),
      });
    }
  }

  #stop(kind: "paused" | "cancelled"): void {
    if (this.#isEnding) return;
    this.#settle();
    this.#isEnding = true;
    this.#timer?.cancel();
    this.#after(0, () => {
      const receivedBytes = this.#bytes;
      const transferredBytes = this.#content === undefined ? 0 : receivedBytes - this.#offset;
      this.#end(kind === "paused" ? receivedBytes : 0);
      this.#options.observer.ended({ kind, receivedBytes, transferredBytes });
    });
  }

  #fail(failure: TransferFailure): void {
    const receivedBytes = this.#content === undefined ? 0 : this.#bytes;
    this.#end(0);
    this.#options.observer.ended({
      kind: "failed",
      receivedBytes,
      transferredBytes: Math.max(0, receivedBytes - this.#offset),
      failure,
    });
  }

  #end(keptBytes: number): void {
    this.#isEnding = true;
    this.#progressTimer?.cancel();
    const wasFlowing = this.#isFlowing;
    this.#isFlowing = false;
    this.#options.ended(keptBytes);
    if (!wasFlowing) return;
    this.#options.link.flowing--;
    this.#options.link.changed();
  }

  #settle(): void {
    if (this.#isFlowing) this.#bytes = this.#received();
    this.#sinceMs = this.#options.clock.now();
  }

  #received(): number {
    if (this.#rate === Number.POSITIVE_INFINITY) return this.#bytes;
    const elapsedMs = this.#options.clock.now() - this.#sinceMs;
    return Math.min(this.#stopAt(), Math.floor(this.#bytes + (elapsedMs * this.#rate) / 1000));
  }

  #after(delayMs: number, callback: () => void): void {
    this.#timer = this.#options.clock.after(delayMs, callback);
  }
}

function sizeOf(content: MemoryContent | undefined): number {
  return content?.bytes?.length ?? content?.size ?? 0;
}
