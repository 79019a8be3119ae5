import type { ManifestChargeRule } from "./allowance-ledger";
import type { AssumptionName } from "./assumptions";
import { answerChallenge } from "./auth-challenges";
import type { DeviceContext } from "./device-context";
import type { DeviceError } from "./error-codes";
import type { EventSource } from "./events";
import { emitFault } from "./fault-events";
import { compareVersions, firstVersionWith } from "./os-version";
import type { DeliveredDownload, Transfer, TransferFailure, TransferOutcome } from "./ports";
import { manifestTooLarge, transferError } from "./transfer-errors";
import { judgeHop, objectionTo } from "./url-judgement";

export type ManifestResult =
  | { readonly kind: "finished"; readonly content: Uint8Array }
  | { readonly kind: "failed"; readonly error: DeviceError }
  | { readonly kind: "cancelled" };

/** The manifest's own download, as handlers see it: logs of iOS 16.1 show its class and the form of its identifier. */
export function manifestAsDownload(
  { configuration }: DeviceContext,
  error: DeviceError | undefined,
): DeliveredDownload {
  const { bundleIdentifier, displayName, manifestUrl } = configuration;
  return {
    className: "BAManifestDownload",
    identifier: `${bundleIdentifier ?? displayName}.Manifest`,
    url: manifestUrl?.value ?? "",
    fileSizeInBytes: undefined,
    essential: false,
    error,
  };
}

/** Downloads what BAManifestURL names, before the extension is launched. It is a download like others: judged and charged. */
export class ManifestDownload {
  readonly #context: DeviceContext;
  readonly #url: string;
  readonly #done: (result: ManifestResult) => void;
  readonly #contentTag: string;
  #transfer: Transfer | undefined;
  #receivedBytes = 0;
  #paused = false;
  #waiting = false;
  /** Ends the few seconds in which a network may come back. */
  #endPatience: (() => void) | undefined;
  #insecureHop: string | undefined;

  constructor(context: DeviceContext, url: string, done: (result: ManifestResult) => void) {
    this.#context = context;
    this.#url = url;
    this.#done = done;
    // Kept bytes are continued within this event only: the next one may find another manifest.
    this.#contentTag = `manifest at ${context.nowMs}`;
  }

  get waitsForNetwork(): boolean {
    return this.#endPatience !== undefined;
  }

  start(): void {
    const context = this.#context;
    context.emit({ type: "manifest.started", url: this.#url, source: this.#ownSource() });
    const objection = objectionTo(context, { url: this.#url, identifier: this.#identifier(), purpose: "manifest" });
    if (objection !== undefined) {
      this.#failed(objection.error, objection.assumptions, objection.source);
      return;
    }
    if (context.ledger.manifestRoomInBytes(this.#rule()) === 0) {
      this.#tooLarge();
      return;
    }
    this.#begin();
  }

  pause(): void {
    this.#paused = true;
    this.#transfer?.pause();
    if (this.#endPatience === undefined) return;
    this.#endPatience();
    this.#waiting = true;
  }

  resume(): void {
    this.#paused = false;
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#begin();
  }

  cancel(): void {
    this.#endPatience?.();
    if (this.#waiting || this.#transfer === undefined) this.#done({ kind: "cancelled" });
    else this.#transfer?.cancel();
  }

  #begin(): void {
    const context = this.#context;
    this.#transfer = context.ports.transport.start(
      {
        identifier: this.#identifier(),
        url: this.#url,
        purpose: "manifest",
        expectedSizeInBytes: undefined,
        maxBytes: context.ledger.manifestRoomInBytes(this.#rule()),
        contentTag: this.#contentTag,
      },
      {
        redirected: (from, to) => this.#redirected(from, to),
        challenged: (challenge, answer) =>
          answerChallenge(this.#context, manifestAsDownload(this.#context, undefined), challenge, answer),
        started: () => {},
        faulted: (fault) => emitFault(this.#context, fault, undefined),
        progress: (receivedBytes) => {
          this.#receivedBytes = receivedBytes;
        },
        ended: (outcome) => this.#ended(outcome),
      },
    );
  }

  #redirected(from: string, to: string): "follow" | "refuse" {
    const verdict = judgeHop(this.#context, to);
    if (!verdict.allowed && !/^https:/i.test(to)) this.#insecureHop = to;
    const isForeign = !verdict.allowed && this.#insecureHop === undefined;
    this.#context.emit({
      type: "manifest.redirected",
      url: this.#url,
      from,
      to,
      allowed: verdict.allowed,
      assumptions: verdict.assumptions,
      source: isForeign ? this.#context.sourceOf(this.#context.domains.location) : undefined,
    });
    return verdict.allowed ? "follow" : "refuse";
  }

  #ended(outcome: TransferOutcome): void {
    this.#context.transferredBytes += outcome.transferredBytes;
    this.#transfer = undefined;
    this.#receivedBytes = outcome.receivedBytes;
    switch (outcome.kind) {
      case "paused":
        this.#waiting = true;
        if (!this.#paused) this.resume();
        return;
      case "cancelled":
        this.#done({ kind: "cancelled" });
        return;
      case "finished":
        this.#finished(outcome.receivedBytes, outcome.content ?? new Uint8Array());
        return;
      case "failed":
        if (this.#waitsFor(outcome.failure)) return;
        // The first launch has lifted the limit meanwhile.
        if (outcome.failure.kind === "budget-exceeded" && !this.#context.ledger.isRestricted) {
          this.#begin();
          return;
        }
        this.#charge(this.#context.settings["failed-stays-charged"] === "yes" ? outcome.receivedBytes : 0);
        this.#explain(outcome.failure);
    }
  }

  /** Like an essential download it waits a few seconds for a network. False: it fails. */
  #waitsFor(failure: TransferFailure): boolean {
    const { connectivity, conditions, ports } = this.#context;
    if (conditions.network.online || connectivity.patience.essential === 0) return false;
    const giveUp = ports.clock.after(connectivity.patience.essential, () => {
      this.#endPatience?.();
      this.#charge(this.#context.settings["failed-stays-charged"] === "yes" ? this.#receivedBytes : 0);
      this.#explain(failure);
    });
    const endListening = connectivity.listen(() => {
      if (!this.#context.conditions.network.online) return;
      this.#endPatience?.();
      this.#begin();
    });
    connectivity.beginWait();
    this.#endPatience = () => {
      this.#endPatience = undefined;
      giveUp.cancel();
      endListening();
      connectivity.endWait();
    };
    return true;
  }

  #finished(receivedBytes: number, content: Uint8Array): void {
    this.#context.emit({ type: "manifest.finished", url: this.#url, receivedBytes });
    this.#charge(receivedBytes);
    this.#done({ kind: "finished", content });
  }

  #explain(failure: TransferFailure): void {
    const context = this.#context;
    if (failure.kind === "budget-exceeded") {
      this.#tooLarge();
      return;
    }
    const cause: TransferFailure =
      failure.kind === "hop-refused" && this.#insecureHop !== undefined
        ? { kind: "insecure-hop", url: this.#insecureHop, detail: failure.detail }
        : failure;
    const { error, assumptions } = transferError(cause, {
      identifier: this.#identifier(),
      purpose: "manifest",
      url: this.#url,
      lane: "essential",
      domains: context.domains,
      limitInBytes: null,
    });
    const source = cause.kind === "hop-refused" ? context.sourceOf(context.domains.location) : this.#ownSource();
    this.#failed(error, assumptions, source);
  }

  #tooLarge(): void {
    const { ledger } = this.#context;
    const rule = this.#rule();
    const lanes = rule === "essential-then-non-essential" ? (["essential", "non-essential"] as const) : [rule];
    const limits = lanes.map((lane) => (lane === "none" ? 0 : (ledger.limitInBytes(lane) ?? 0)));
    const { error, assumptions } = manifestTooLarge(limits.reduce((sum, limit) => sum + limit, 0));
    const source = this.#context.allowanceSource(rule === "non-essential" ? "non-essential" : "essential");
    this.#failed(error, assumptions, source);
  }

  #failed(error: DeviceError, assumptions: readonly AssumptionName[], source: EventSource | undefined): void {
    this.#context.emit({
      type: "manifest.failed",
      url: this.#url,
      receivedBytes: this.#receivedBytes,
      error,
      assumptions,
      source,
    });
    this.#done({ kind: "failed", error });
  }

  #charge(bytes: number): void {
    if (bytes === 0) return;
    for (const lane of this.#context.ledger.chargeManifest(bytes, this.#rule())) {
      this.#context.emitAllowance(lane, ["manifest-charge"]);
    }
  }

  /** Before essential downloads existed the manifest could only be charged to the other allowance, as logs of iOS 16.1 show. */
  #rule(): ManifestChargeRule {
    const rule = this.#context.settings["manifest-charge"] as ManifestChargeRule;
    const isOld = compareVersions(this.#context.conditions.osVersion, firstVersionWith.essentialDownloads) < 0;
    return isOld && rule !== "none" ? "non-essential" : rule;
  }

  #identifier(): string {
    const { bundleIdentifier, displayName } = this.#context.configuration;
    return `${bundleIdentifier ?? displayName}.Manifest`;
  }

  #ownSource(): EventSource | undefined {
    return this.#context.sourceOf(this.#context.configuration.manifestUrl?.location);
  }
}
