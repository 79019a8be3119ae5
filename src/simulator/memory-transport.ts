import { type NetworkConditions, networkPresets } from "./conditions";
import { MemoryTransfer, type SharedLink } from "./memory-transfer";
import type { Clock, Timer, Transfer, TransferFailure, TransferObserver, TransferRequest, Transport } from "./ports";

/** What a URL answers. */
export interface MemoryContent {
  /** The size where there are no bytes to hand out. */
  readonly size?: number;
  readonly bytes?: Uint8Array;
  /** Default 200; 400 and above fails. */
  readonly status?: number;
  /** An absolute URL: the answer is a redirect to it. */
  readonly redirectTo?: string;
  /** Of this server; the slower of server and network decides. */
  readonly bytesPerSecond?: number;
  /** Of this server, beside the network's. */
  readonly latencyMs?: number;
  /** The transfer breaks after this many bytes of the content; at 0 before the response begins. */
  readonly failure?: { readonly atByte: number; readonly failure: TransferFailure };
  /** Whether kept bytes can be continued. Default true. */
  readonly acceptsRanges?: boolean;
}

export interface MemoryTransportOptions {
  readonly clock: Clock;
  /** By URL; or a function, where every URL answers. Undefined is a 404. */
  readonly contents:
    | ReadonlyMap<string, MemoryContent>
    | ((request: { readonly url: string; readonly request: TransferRequest }) => MemoryContent | undefined);
}

interface KeptBytes {
  readonly contentTag: string;
  readonly bytes: number;
}

/** A network without a network, for tests, benchmarks and dry runs. Takes the time that rates and latencies say on the given clock. */
export class MemoryTransport implements Transport {
  readonly #options: MemoryTransportOptions;
  readonly #kept = new Map<string, KeptBytes>();
  readonly #transfers = new Set<MemoryTransfer>();
  readonly #requests: TransferRequest[] = [];
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
      keptBytes: kept?.contentTag === request.contentTag ? kept.bytes : 0,
      network: () => this.#network,
      contentOf: (url) =>
        typeof this.#contents === "function" ? this.#contents({ url, request }) : this.#contents.get(url),
      link: this.#link,
      ended: (keptBytes) => {
        this.#transfers.delete(transfer);
        if (keptBytes > 0) this.#kept.set(request.identifier, { contentTag: request.contentTag, bytes: keptBytes });
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
