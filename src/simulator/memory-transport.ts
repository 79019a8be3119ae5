import { type NetworkConditions, networkPresets } from "./conditions";
import { FaultPlan } from "./fault-plan";
import type { Fault } from "./faults";
import type { MemoryContent } from "./memory-content";
import { type KeptContent, MemoryTransfer, type SharedLink } from "./memory-transfer";
import type { Clock, Timer, Transfer, TransferObserver, TransferRequest, Transport } from "./ports";

export interface MemoryTransportOptions {
  readonly clock: Clock;
  /** By URL; or a function, where every URL answers. Undefined is a 404. */
  readonly contents:
    | ReadonlyMap<string, MemoryContent>
    | ((request: { readonly url: string; readonly request: TransferRequest }) => MemoryContent | undefined);
}

interface Kept extends KeptContent {
  readonly contentTag: string;
}

/** A network without a network, for tests, benchmarks and dry runs. Takes the time that rates and latencies say on the given clock. */
export class MemoryTransport implements Transport {
  readonly #options: MemoryTransportOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #transfers = new Set<MemoryTransfer>();
  readonly #requests: TransferRequest[] = [];
  readonly #faults = new FaultPlan();
  #contents: MemoryTransportOptions["contents"];
  #network: NetworkConditions = networkPresets.wifi;
  #sharing: Timer | undefined;

  constructor(options: MemoryTransportOptions) {
    this.#options = options;
    this.#contents = options.contents;
  }

  /** Everything that was asked for, in order. */
  get requests(): readonly TransferRequest[] {
    return this.#requests;
  }

  /** From now on other contents answer. Transfers under way keep theirs. */
  publish(contents: MemoryTransportOptions["contents"]): void {
    this.#contents = contents;
  }

  start(request: TransferRequest, observer: TransferObserver): Transfer {
    this.#requests.push(request);
    const kept = this.#kept.get(request.identifier);
    this.#kept.delete(request.identifier);
    const transfer = new MemoryTransfer({
      clock: this.#options.clock,
      request,
      observer,
      kept: kept?.contentTag === request.contentTag ? kept : undefined,
      network: () => this.#network,
      contentOf: (url) =>
        typeof this.#contents === "function" ? this.#contents({ url, request }) : this.#contents.get(url),
      chooseFault: (url) => this.#faults.choose(url, this.#options.clock.now()),
      link: this.#link,
      ended: (left) => {
        this.#transfers.delete(transfer);
        if (left !== undefined) this.#kept.set(request.identifier, { contentTag: request.contentTag, ...left });
      },
    });
    this.#transfers.add(transfer);
    transfer.begin();
    return transfer;
  }

  setNetwork(network: NetworkConditions): void {
    this.#network = network;
    for (const transfer of [...this.#transfers]) transfer.networkChanged();
  }

  setFaults(faults: readonly Fault[]): void {
    this.#faults.set(faults, this.#options.clock.now());
  }

  /**
   * The network's rate is shared by all transfers whose bytes flow. However many begin or end in one moment, the shares
   * are worked out once.
   */
  readonly #link: SharedLink = {
    flowing: 0,
    changed: () => {
      if (this.#network.bytesPerSecond === undefined || this.#sharing !== undefined) return;
      this.#sharing = this.#options.clock.after(0, () => {
        this.#sharing = undefined;
        for (const transfer of [...this.#transfers]) transfer.rateChanged();
      });
    },
  };
}
