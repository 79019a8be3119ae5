import type { NetworkConditions } from "./conditions";
import { type BodyEffect, type BodyFault, bodyFault, connectionErrors } from "./fault-behaviour";
import type { ChosenFault } from "./fault-plan";
import { type MemoryContent, sizeOf } from "./memory-content";
import { corruptedAt, memoryFault, timeout } from "./memory-fault";
import type { Clock, Timer, Transfer, TransferFailure, TransferObserver, TransferRequest } from "./ports";
import { hostOf } from "./scheduled-download";
import { sessionTimeoutMs } from "./session-timeout";

/** What transfers of one network know of each other. */
export interface SharedLink {
  /** How many transfers have bytes flowing. */
  flowing: number;
  readonly changed: () => void;
}

/** What an earlier transfer left behind. */
export interface KeptContent {
  readonly bytes: number;
  /** The size that was announced; undefined: none was. */
  readonly totalBytes: number | undefined;
}

export interface MemoryTransferOptions {
  readonly clock: Clock;
  readonly request: TransferRequest;
  readonly observer: TransferObserver;
  readonly kept: KeptContent | undefined;
  readonly network: () => NetworkConditions;
  readonly contentOf: (url: string) => MemoryContent | undefined;
  readonly chooseFault: (url: string) => ChosenFault | undefined;
  readonly link: SharedLink;
  /** Called before the observer hears of the end, with what is to be kept. */
  readonly ended: (kept: KeptContent | undefined) => void;
}

const mostRedirects = 20;
/** As the transport of real bytes: a connection that breaks in the middle of a body is made again this often. */
const mostRetries = 2;
/** Progress comes at most four times a second, and at most about a hundred times for a long transfer. */
const progressIntervalMs = 250;
const mostProgress = 100;

/** One transfer of an in-memory transport: latency, redirects, then bytes at a rate until something stops them. */
export class MemoryTransfer implements Transfer {
  readonly #options: MemoryTransferOptions;
  /** Hosts whose certificate the device's own code accepted. */
  readonly #trusted = new Set<string>();
  #timer: Timer | undefined;
  #progressTimer: Timer | undefined;
  /** Of the response whose bytes come. */
  #content: MemoryContent | undefined;
  #offset = 0;
  #totalBytes: number | undefined;
  /** Bytes of the content at `#sinceMs`. */
  #bytes = 0;
  #sinceMs = 0;
  #rate = Number.POSITIVE_INFINITY;
  #isFlowing = false;
  #isEnding = false;
  #chosen: ChosenFault | undefined;
  #fault: BodyFault | undefined;
  #retriesLeft = mostRetries;
  /** Bytes that came with requests whose connection broke. */
  #earlierBytes = 0;

  constructor(options: MemoryTransferOptions) {
    this.#options = options;
    this.#offset = options.kept?.bytes ?? 0;
    this.#bytes = this.#offset;
    this.#totalBytes = options.kept?.totalBytes;
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
    if (!this.#options.network().online && this.#content !== undefined) {
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
    this.#after((network.latencyMs ?? 0) + (content.latencyMs ?? 0), () => this.#answer(url, content, hops));
  }

  #answer(url: string, content: MemoryContent, hops: number): void {
    this.#chosen?.release();
    this.#chosen = this.#options.chooseFault(url);
    const fault = this.#chosen === undefined ? undefined : memoryFault(this.#chosen.fault.effect);
    if (fault === undefined || fault.kind === "body") {
      this.#respond(url, content, hops, fault?.effect);
      return;
    }
    if (fault.kind === "fails" && isUntrusted(fault.failure) && this.#trusted.has(hostOf(url))) {
      this.#respond(url, content, hops);
      return;
    }
    this.#strike();
    if (fault.kind === "fails" && isUntrusted(fault.failure)) this.#challenged(url, content, hops, fault.failure);
    else if (fault.kind === "fails") this.#after(fault.afterMs, () => this.#fail(fault.failure));
    else if (fault.kind === "late") this.#after(fault.delayMs, () => this.#respond(url, content, hops));
    else this.#respond(url, fault.content, hops);
  }

  /** The device may trust the server all the same, if its code says so. */
  #challenged(url: string, content: MemoryContent, hops: number, failure: TransferFailure): void {
    const { observer } = this.#options;
    if (observer.challenged === undefined) {
      this.#fail(failure);
      return;
    }
    const { detail } = failure;
    const challenge = { method: "server-trust", url, realm: undefined, previousFailureCount: 0, detail } as const;
    observer.challenged(challenge, ({ kind }) => {
      if (this.#isEnding) return;
      this.#after(0, () => {
        if (kind === "cancel") this.#fail({ kind: "challenge-cancelled", detail: "" });
        else if (kind !== "trust") this.#fail(failure);
        else {
          this.#trusted.add(hostOf(url));
          this.#respond(url, content, hops);
        }
      });
    });
  }

  #respond(url: string, content: MemoryContent, hops: number, effect?: BodyEffect): void {
    if (content.failure?.atByte === 0) {
      this.#fail(content.failure.failure);
    } else if (content.redirectTo !== undefined) {
      this.#redirect(url, content.redirectTo, hops);
    } else if ((content.status ?? 200) !== 200) {
      this.#fail({ kind: "http-status", status: content.status ?? 200, detail: "" });
    } else {
      this.#receive(content, effect);
    }
  }

  #redirect(from: string, to: string, hops: number): void {
    if (hops >= mostRedirects) {
      this.#fail({ kind: "redirect-loop", detail: `more than ${mostRedirects} redirects` });
    } else if (this.#options.observer.redirected(from, to) === "refuse") {
      this.#fail({ kind: "hop-refused", url: to, detail: "" });
    } else if (!/^https:/i.test(to)) {
      this.#fail({ kind: "insecure-hop", url: to, detail: "" });
    } else {
      this.#request(to, hops + 1);
    }
  }

  #receive(content: MemoryContent, effect: BodyEffect | undefined): void {
    const size = sizeOf(content);
    if (content.acceptsRanges === false) this.#offset = 0;
    const isOther = this.#totalBytes === undefined ? this.#offset >= size : this.#totalBytes !== size;
    if (this.#offset > 0 && isOther) {
      // What is kept is of no content that the server has: the whole is asked for.
      this.#startOver();
      return;
    }
    this.#fault = effect === undefined ? undefined : bodyFault(effect, { offset: this.#offset, totalBytes: size });
    const announced = this.#offset > 0 ? size : (this.#fault?.announcedBytes ?? size);
    if (this.#offset === 0 && typeof this.#fault?.announcedBytes === "number") this.#strike();
    const objection = this.#chosen === undefined || announced === "none" ? undefined : this.#objectionTo(announced);
    if (objection !== undefined) {
      this.#fail(objection);
      return;
    }
    this.#totalBytes = announced === "none" ? undefined : announced;
    this.#bytes = this.#offset;
    this.#content = content;
    this.#options.observer.started(this.#offset);
    this.#sinceMs = this.#options.clock.now();
    this.#isFlowing = true;
    this.#options.link.flowing++;
    this.#flow();
    this.#options.link.changed();
  }

  #startOver(): void {
    this.#offset = 0;
    this.#bytes = 0;
    this.#totalBytes = undefined;
    this.#request(this.#options.request.url, 0);
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
    const limits = [
      sizeOf(this.#content),
      this.#content?.failure?.atByte,
      this.#options.request.maxBytes,
      this.#fault?.stopAt,
    ].filter((limit) => limit !== undefined);
    return Math.max(this.#bytes, Math.min(...limits));
  }

  #arrived(): void {
    this.#bytes = this.#stopAt();
    this.#sinceMs = this.#options.clock.now();
    const size = sizeOf(this.#content);
    const broken = this.#content?.failure;
    const { stopAt = size, ending = "end" } = this.#fault ?? {};
    if (stopAt <= this.#bytes && ending !== "end") {
      this.#strike();
      if (ending === "silence") this.#stall();
      else this.#lost(connectionErrors[ending].failure);
    } else if (stopAt <= this.#bytes && stopAt < size) {
      this.#strike();
      // Continued bytes come with the size of the whole, which does not come together.
      if (this.#offset > 0) this.#lost({ kind: "connection-lost", detail: `${this.#bytes} of ${size} bytes came` });
      else this.#complete(stopAt);
    } else if (broken !== undefined && broken.atByte <= this.#bytes && broken.atByte < size) {
      this.#fail(broken.failure);
    } else {
      this.#complete(size);
    }
  }

  #complete(size: number): void {
    const { request, observer } = this.#options;
    const objection = this.#objectionTo(size);
    if (objection !== undefined) {
      this.#fail(objection);
      return;
    }
    this.#bytes = size;
    this.#strikeCorruption();
    const transferredBytes = this.#transferredBytes();
    const bytes = (this.#content?.bytes ?? new Uint8Array(size)).subarray(0, size);
    const content = this.#fault?.corruptAt === undefined ? bytes : corruptedAt(bytes, this.#fault.corruptAt);
    this.#end(undefined);
    observer.ended({
      kind: "finished",
      receivedBytes: size,
      transferredBytes,
      ...(request.purpose === "manifest" ? { content } : {}),
    });
  }

  /** What is wrong with a content of this size. */
  #objectionTo(size: number): TransferFailure | undefined {
    const { maxBytes, expectedSizeInBytes } = this.#options.request;
    if (maxBytes !== undefined && size > maxBytes) return { kind: "budget-exceeded", detail: "" };
    return expectedSizeInBytes === undefined || expectedSizeInBytes === size
      ? undefined
      : { kind: "wrong-size", expectedBytes: expectedSizeInBytes, actualBytes: size, detail: "" };
  }

  /** Nothing comes any more, until the session's patience is over. */
  #stall(): void {
    this.#leaveLink();
    this.#after(sessionTimeoutMs, () => this.#fail(timeout("next to nothing of the body")));
  }

  /** Goes on where the bytes stopped, if any came with this request. */
  #lost(failure: TransferFailure): void {
    if (this.#bytes === this.#offset || this.#retriesLeft === 0) {
      this.#fail(failure);
      return;
    }
    this.#retriesLeft--;
    this.#earlierBytes += this.#bytes - this.#offset;
    this.#leaveLink();
    this.#offset = this.#bytes;
    this.#content = undefined;
    this.#request(this.#options.request.url, 0);
  }

  #stop(kind: "paused" | "cancelled"): void {
    if (this.#isEnding) return;
    this.#settle();
    this.#strikeCorruption();
    this.#isEnding = true;
    this.#timer?.cancel();
    this.#after(0, () => {
      const counts = { receivedBytes: this.#bytes, transferredBytes: this.#transferredBytes() };
      this.#end(kind === "paused" ? this.#keep() : undefined);
      this.#options.observer.ended({ kind, ...counts });
    });
  }

  #fail(failure: TransferFailure): void {
    const counts = { receivedBytes: this.#bytes, transferredBytes: this.#transferredBytes() };
    const keeps = !["wrong-size", "budget-exceeded", "disk-full"].includes(failure.kind);
    this.#end(keeps ? this.#keep() : undefined);
    this.#options.observer.ended({ kind: "failed", ...counts, failure });
  }

  #keep(): KeptContent | undefined {
    return this.#bytes === 0 ? undefined : { bytes: this.#bytes, totalBytes: this.#totalBytes };
  }

  #transferredBytes(): number {
    return this.#earlierBytes + (this.#content === undefined ? 0 : Math.max(0, this.#bytes - this.#offset));
  }

  #end(kept: KeptContent | undefined): void {
    this.#isEnding = true;
    this.#chosen?.release();
    this.#options.ended(kept);
    this.#leaveLink();
  }

  #leaveLink(): void {
    this.#progressTimer?.cancel();
    if (!this.#isFlowing) return;
    this.#isFlowing = false;
    this.#options.link.flowing--;
    this.#options.link.changed();
  }

  #strike(): void {
    const chosen = this.#chosen;
    if (chosen === undefined || chosen.hasStruck) return;
    chosen.struck();
    this.#options.observer.faulted?.(chosen.fault);
  }

  #strikeCorruption(): void {
    const at = this.#fault?.corruptAt;
    if (at !== undefined && at < this.#bytes) this.#strike();
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

function isUntrusted({ kind }: TransferFailure): boolean {
  return kind === "certificate-untrusted" || kind === "certificate-date";
}
