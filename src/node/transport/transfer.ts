import type {
  AuthenticationChallenge,
  ChallengeAnswer,
  Transfer,
  TransferFailure,
  TransferObserver,
  TransferOutcome,
  TransferRequest,
} from "../../simulator/ports";
import { asError } from "../content-store/disk-operations";
import { BodyReceiver } from "./body-receiver";
import { basicRealm, ChallengeAnswers } from "./challenges";
import type { Exchange, ExchangeEvents } from "./exchange";
import { type Hop, hopTo, maxRedirects, redirectTarget } from "./redirects";
import { requestHeaders } from "./request-headers";
import { type Answer, planResponse } from "./response-plan";
import { TransferContent } from "./transfer-content";
import type { Headers, TransferEnvironment } from "./transfer-environment";
import { diskFailure, isMalformed, networkFailure } from "./transfer-failures";

/** A connection that breaks in the middle of a body is made again this often for each transfer, where the bytes stopped. */
const maxRetries = 2;

/** One transfer, from its first request over redirects and lost connections to its one end. */
export class RunningTransfer implements Transfer {
  readonly #request: TransferRequest;
  readonly #observer: TransferObserver;
  readonly #environment: TransferEnvironment;
  readonly #over: () => void;
  readonly #content: TransferContent;
  readonly #challenges = new ChallengeAnswers();
  #phase: "queued" | "running" | "retrying" | "settling" | "over" = "queued";
  #stop: "paused" | "cancelled" | undefined;
  /** An end that came while bytes were being kept for a retry. */
  #afterKeeping: (() => void) | undefined;
  #exchange: Exchange | undefined;
  #latency: NodeJS.Timeout | undefined;
  #redirects = 0;
  #retriesLeft = maxRetries;
  #transferredBytes = 0;

  /** `over` is called after the observer's `ended`. */
  constructor(
    request: TransferRequest,
    observer: TransferObserver,
    environment: TransferEnvironment,
    over: () => void,
  ) {
    this.#request = request;
    this.#observer = observer;
    this.#environment = environment;
    this.#over = over;
    this.#content = new TransferContent(environment.store, request);
  }

  begin(): void {
    if (this.#phase !== "queued") return;
    if (this.#stop !== undefined) {
      this.#end({ kind: this.#stop, receivedBytes: 0, transferredBytes: 0 });
      return;
    }
    this.#phase = "running";
    if (!this.#environment.isOnline()) this.#fail({ kind: "offline", detail: "" });
    else this.#continue();
  }

  pause(): void {
    this.#requestStop("paused");
  }

  cancel(): void {
    this.#requestStop("cancelled");
  }

  wentOffline(): void {
    this.#fail({ kind: "offline", detail: "" });
  }

  #requestStop(stop: "paused" | "cancelled"): void {
    if (this.#stop === "cancelled") return;
    this.#stop = stop;
    this.#settle(stop === "paused", (counts) => ({ kind: this.#stop ?? stop, ...counts }));
  }

  /** Goes on with what is kept, or from the start. */
  #continue(): void {
    this.#content.find();
    try {
      if (!this.#content.openWhole()) {
        this.#askFirst();
        return;
      }
    } catch {
      // Not there any more as it was a moment ago.
      this.#content.forgetKept();
      this.#askFirst();
      return;
    }
    this.#observer.started(this.#content.receivedBytes);
    this.#finish();
  }

  #askFirst(): void {
    this.#redirects = 0;
    const hop = hopTo(this.#request.url, this.#environment.mappings);
    if (hop === undefined) this.#fail({ kind: "connect", detail: "its URL cannot be read" });
    else if (hop.configured.protocol !== "https:") this.#fail(insecure(hop.configured.href));
    else this.#ask(hop, this.#environment.headersFor(hop.configured));
  }

  #ask(hop: Hop, ownHeaders: Headers): void {
    const { limit } = this.#environment;
    const latencyMs = this.#environment.latencyMs();
    const send = () => {
      if (this.#phase === "running") this.#send(hop, ownHeaders);
    };
    // Small contents come in one piece: their debts are paid here, before the next one.
    const sendWhenPaid = () => (limit.isPaid ? send() : limit.whenPaid(send));
    if (latencyMs > 0) this.#latency = setTimeout(sendWhenPaid, latencyMs);
    else sendWhenPaid();
  }

  /** `ownHeaders` are those of the host that the transfer began with: a redirect to another origin goes without them. */
  #send(hop: Hop, ownHeaders: Headers): void {
    let body: BodyReceiver | undefined;
    const events: ExchangeEvents = {
      responded: (status, headers) => {
        const header = (name: string) => {
          const value = headers[name];
          return Array.isArray(value) ? value.join(", ") : value;
        };
        body = this.#answered(hop, ownHeaders, exchange, { status, header });
      },
      received: (chunk) => {
        this.#transferredBytes += chunk.length;
        body?.take(chunk);
      },
      ended: () => {
        const failure = body?.verdict();
        if (failure === undefined) this.#finish();
        else if (failure.kind === "connection-lost") this.#lost(failure);
        else this.#fail(failure);
      },
      failed: (error) => {
        const failure = networkFailure(error);
        if (failure.kind === "certificate-untrusted" || failure.kind === "certificate-date") {
          this.#challenged(hop, ownHeaders, { method: "server-trust", realm: undefined }, failure);
        } else if (failure.kind !== "connection-lost" || isMalformed(error)) this.#fail(failure);
        else if (exchange.metStaleConnection) this.#ask(hop, ownHeaders);
        else this.#lost(failure);
      },
    };
    const headers = requestHeaders(
      this.#challenges.headers(hop, ownHeaders),
      this.#content.kept,
      this.#request.byteRange,
    );
    const trusted = this.#challenges.trusts(hop) ? { ...hop, trustsServer: true } : hop;
    const opened = this.#environment.open(trusted, headers, events, {
      declaredSizeInBytes: this.#request.expectedSizeInBytes,
      struck: (fault) => this.#observer.faulted?.(fault),
    });
    if ("kind" in opened) {
      this.#fail(opened);
      return;
    }
    const exchange = opened;
    this.#exchange = exchange;
    exchange.send();
  }

  #answered(hop: Hop, ownHeaders: Headers, exchange: Exchange, answer: Answer): BodyReceiver | undefined {
    const { kept } = this.#content;
    const plan = planResponse(
      {
        offset: kept?.bytes ?? 0,
        keptTotalBytes: kept?.totalBytes,
        keptEtag: kept?.etag,
        expectedSizeInBytes: this.#request.expectedSizeInBytes,
        maxBytes: this.#request.maxBytes,
        byteRange: this.#request.byteRange,
        runBytesLeft: this.#environment.budget.bytesLeft,
      },
      answer,
    );
    if (plan.kind === "write") return this.#receive(hop, exchange, answer, plan.offset, plan.totalBytes);
    exchange.discard();
    const realm = answer.status === 401 ? basicRealm(answer.header("www-authenticate")) : undefined;
    if (plan.kind === "fail" && realm !== undefined) {
      this.#challenged(hop, ownHeaders, { method: "basic", realm: realm || undefined }, plan.failure);
    } else if (plan.kind === "fail") this.#fail(plan.failure);
    else if (plan.kind === "redirect") this.#redirect(hop, ownHeaders, answer.status, plan.location);
    else {
      this.#content.forgetKept();
      this.#askFirst();
    }
    return undefined;
  }

  /** Asks again with the answer; without one the request fails as it stands. */
  #challenged(
    hop: Hop,
    ownHeaders: Headers,
    { method, realm }: Pick<AuthenticationChallenge, "method" | "realm">,
    failure: TransferFailure,
  ): void {
    const answered = (answer: ChallengeAnswer) => {
      if (this.#phase !== "running") return;
      if (answer.kind === "default") this.#fail(failure);
      else if (answer.kind === "cancel") this.#fail({ kind: "challenge-cancelled", detail: "" });
      else {
        this.#challenges.take(hop, answer);
        this.#ask(hop, ownHeaders);
      }
    };
    if (this.#observer.challenged === undefined) {
      this.#fail(failure);
      return;
    }
    const url = hop.configured.href;
    const previousFailureCount = this.#challenges.answeredBefore(hop, method);
    this.#observer.challenged({ method, url, realm, previousFailureCount, detail: failure.detail }, (answer) => {
      // Later: it may be given from within this very response.
      queueMicrotask(() => answered(answer));
    });
  }

  #receive(
    hop: Hop,
    exchange: Exchange,
    answer: Answer,
    offset: number,
    totalBytes: number | undefined,
  ): BodyReceiver | undefined {
    const { limit, budget, notice } = this.#environment;
    const coding = answer.header("content-encoding") ?? "identity";
    if (coding !== "identity") {
      notice(
        `${hop.configured.host} sends \`${this.#request.identifier}\` with Content-Encoding: ${coding}, although identity was asked for. Its bytes count and are stored as they come, and a device may not be able to use them. Turn compression off for it.`,
      );
    }
    let body: BodyReceiver;
    try {
      body = new BodyReceiver({
        writer: this.#content.openFor(answer, offset, totalBytes),
        exchange,
        limit,
        budget,
        observer: this.#observer,
        request: this.#request,
        totalBytes,
        failed: (failure) => this.#fail(failure),
      });
    } catch (error) {
      this.#fail(diskFailure(asError(error)));
      return undefined;
    }
    this.#observer.started(offset);
    return body;
  }

  #redirect(hop: Hop, ownHeaders: Headers, status: number, location: string): void {
    const target = redirectTarget(hop, location);
    const next = target === undefined ? undefined : hopTo(target, this.#environment.mappings);
    if (target === undefined || next === undefined) {
      this.#fail({ kind: "http-status", status, detail: "its Location is no URL" });
      return;
    }
    if (++this.#redirects > maxRedirects) {
      this.#fail({ kind: "redirect-loop", detail: `more than ${maxRedirects} redirects` });
      return;
    }
    const verdict = this.#observer.redirected(hop.configured.href, target);
    if (next.configured.protocol !== "https:") this.#fail(insecure(target));
    else if (verdict === "refuse") this.#fail({ kind: "hop-refused", url: target, detail: "" });
    else if (this.#phase === "running") {
      this.#ask(next, next.configured.origin === hop.configured.origin ? ownHeaders : {});
    }
  }

  /** Goes on where the bytes stopped, if any came since the last request. */
  #lost(failure: TransferFailure): void {
    if (!this.#content.hasProgressed || this.#retriesLeft === 0) {
      this.#fail(failure);
      return;
    }
    this.#retriesLeft--;
    this.#phase = "retrying";
    this.#content.keep((error) => {
      this.#phase = "running";
      if (this.#afterKeeping !== undefined) this.#afterKeeping();
      else if (error !== undefined) this.#fail(diskFailure(error));
      else this.#continue();
    });
  }

  #finish(): void {
    if (this.#phase !== "running") return;
    this.#phase = "settling";
    const counts = { receivedBytes: this.#content.receivedBytes, transferredBytes: this.#transferredBytes };
    this.#content.finish((error) => {
      if (error !== undefined) this.#end({ kind: "failed", ...counts, failure: diskFailure(error) });
      else if (this.#request.purpose === "asset") this.#end({ kind: "finished", ...counts });
      else this.#end({ kind: "finished", ...counts, content: this.#content.read() });
    });
  }

  #fail(failure: TransferFailure): void {
    const keeps = !["wrong-size", "budget-exceeded", "disk-full"].includes(failure.kind);
    this.#settle(keeps, (counts) => ({ kind: "failed", ...counts, failure }));
  }

  /** Stops everything, keeps or discards the bytes, and ends. Without effect before the start and after the end. */
  #settle(
    keeps: boolean,
    outcome: (counts: { receivedBytes: number; transferredBytes: number }) => TransferOutcome,
  ): void {
    if (this.#phase === "retrying") this.#afterKeeping = () => this.#settle(keeps, outcome);
    if (this.#phase !== "running") return;
    this.#phase = "settling";
    clearTimeout(this.#latency);
    this.#exchange?.abort();
    const counts = { receivedBytes: this.#content.receivedBytes, transferredBytes: this.#transferredBytes };
    // Later: whoever pauses or cancels is not called back from within.
    const end = () => queueMicrotask(() => this.#end(outcome(counts)));
    if (!keeps) {
      this.#content.discard(end);
      return;
    }
    this.#content.keep(() => {
      queueMicrotask(() => {
        // Cancelled while the bytes were being kept.
        if (this.#stop === "cancelled") this.#content.discard(end);
        else this.#end(outcome(counts));
      });
    });
  }

  #end(outcome: TransferOutcome): void {
    this.#phase = "over";
    this.#observer.ended(outcome);
    this.#over();
  }
}

function insecure(url: string): TransferFailure {
  return { kind: "insecure-hop", url, detail: "" };
}
