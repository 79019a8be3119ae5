import type { LookupFunction } from "node:net";
import { type NetworkConditions, networkPresets } from "../../simulator/conditions";
import { type FaultedRequest, faultedRequest } from "../../simulator/fault-behaviour";
import { FaultPlan } from "../../simulator/fault-plan";
import { describeEffect, type Fault } from "../../simulator/faults";
import type { Transfer, TransferFailure, TransferObserver, TransferRequest, Transport } from "../../simulator/ports";
import type { ContentStore } from "../content-store/content-store";
import { ConnectionPool } from "./connection-pool";
import { Exchange, type ExchangeEvents, type ExchangeRequest, type ExchangeTimeouts } from "./exchange";
import { definedHeaders, type ExchangeRecord, maskRecord } from "./exchange-record";
import type { HostMapping } from "./host-mapping";
import { type ProbeEnvironment, type ProbeResult, probe } from "./probe";
import type { ProxySettings } from "./proxies";
import { RateLimit } from "./rate-limit";
import type { Hop } from "./redirects";
import type { HeaderSource } from "./request-headers";
import { Router } from "./router";
import { RunBudget } from "./run-budget";
import { RunningTransfer } from "./transfer";
import type { FaultObserver, TransferEnvironment } from "./transfer-environment";
import { WireFault } from "./wire-fault";

export interface UndiciTransportOptions {
  readonly contentStore: ContentStore;
  /** Of several for one origin the last counts. */
  readonly hostMapping?: readonly HostMapping[];
  /** Private and loopback addresses are allowed everywhere, not only where a host is mapped to them. */
  readonly allowPrivate?: boolean;
  /** Whether a host (with its port, as in a URL) that is not mapped to this computer may be connected to at all; default every host. */
  readonly permitsHost?: (host: string) => boolean;
  /** PEM; trusted everywhere, beside the default roots and NODE_EXTRA_CA_CERTS. */
  readonly certificateAuthorities?: readonly string[];
  /** PEM; trusted for mapped requests only. */
  readonly trustedOnlyForMapped?: readonly string[];
  /** Asked once for each transfer, with its configured URL; never sent to another origin after a redirect. */
  readonly headers?: HeaderSource;
  /** Wins over the environment's. */
  readonly proxy?: ProxySettings;
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are taken from here; default none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly timeouts?: Partial<ExchangeTimeouts>;
  /** Bytes that all transfers together may bring over the network: beyond it they fail with `byte-limit`. */
  readonly maxBytes?: number | undefined;
  /** Until the first `setNetwork`; default `wifi`. */
  readonly network?: NetworkConditions;
  /** Leaves secrets in the records of `onExchange`. */
  readonly showSecrets?: boolean;
  /** Called after each request. */
  readonly onExchange?: (record: ExchangeRecord) => void;
  /** Sentences for people about what is no failure: an encoded body, a proxy that hides addresses. */
  readonly onNotice?: (message: string) => void;
  /** Instead of the system's name lookup. */
  readonly lookup?: LookupFunction;
  /** The clock that faults with a duration follow, in milliseconds; default the computer's. */
  readonly now?: () => number;
  /** Counts go on where another transport ended; default: no faults yet. */
  readonly faults?: FaultPlan;
}

export interface UndiciTransport extends Transport {
  /** What a download of a URL would get, without its content. */
  probe(url: string): Promise<ProbeResult>;
  /** Closes every connection. Transfers that still run are paused first: their bytes are kept. */
  close(): Promise<void>;
}

/** Patient enough for slow servers; a device's own session waits 60 seconds for the next bytes. */
export const defaultTimeouts: ExchangeTimeouts = {
  connectTimeoutMs: 20_000,
  headersTimeoutMs: 60_000,
  bodyTimeoutMs: 60_000,
};

/** Real downloads over HTTP/1.1, streamed to the content store. */
export function createUndiciTransport(options: UndiciTransportOptions): UndiciTransport {
  return new StreamingTransport(options);
}

class StreamingTransport implements UndiciTransport {
  readonly #options: UndiciTransportOptions;
  readonly #timeouts: ExchangeTimeouts;
  readonly #pool = new ConnectionPool();
  readonly #router: Router;
  readonly #limit: RateLimit;
  readonly #faults: FaultPlan;
  readonly #environment: TransferEnvironment;
  /** By final path: two transfers never write one file at a time. */
  readonly #transfers = new Map<string, RunningTransfer[]>();
  #network: NetworkConditions;
  #allOver: (() => void) | undefined;

  constructor(options: UndiciTransportOptions) {
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.#network = options.network ?? networkPresets.wifi;
    this.#limit = new RateLimit(this.#network.bytesPerSecond);
    this.#faults = options.faults ?? new FaultPlan();
    const notice = (message: string) => options.onNotice?.(message);
    this.#router = new Router({
      allowPrivate: options.allowPrivate ?? false,
      permitsHost: options.permitsHost ?? (() => true),
      certificateAuthorities: options.certificateAuthorities ?? [],
      trustedOnlyForMapped: options.trustedOnlyForMapped ?? [],
      proxy: options.proxy,
      environment: options.environment ?? {},
      connectTimeoutMs: this.#timeouts.connectTimeoutMs,
      lookup: options.lookup,
      notice,
    });
    this.#environment = {
      store: options.contentStore,
      mappings: options.hostMapping ?? [],
      limit: this.#limit,
      budget: new RunBudget(options.maxBytes),
      isOnline: () => this.#network.online,
      latencyMs: () => this.#network.latencyMs ?? 0,
      headersFor: (configured) => options.headers?.(configured) ?? {},
      notice,
      open: (hop, headers, events, faults) => this.#open("GET", hop, headers, events, faults),
    };
  }

  start(request: TransferRequest, observer: TransferObserver): Transfer {
    const path = this.#options.contentStore.finalPath(request.identifier, request.purpose);
    const transfer = new RunningTransfer(request, observer, this.#environment, () => this.#ended(path, transfer));
    const before = this.#transfers.get(path);
    if (before === undefined) {
      this.#transfers.set(path, [transfer]);
      queueMicrotask(() => transfer.begin());
    } else {
      before.push(transfer);
    }
    return transfer;
  }

  probe(url: string): Promise<ProbeResult> {
    const { mappings, headersFor } = this.#environment;
    const open: ProbeEnvironment["open"] = (...request) => this.#open(...request);
    return probe(url, { mappings, headersFor, open });
  }

  setNetwork(network: NetworkConditions): void {
    this.#network = network;
    this.#limit.set(network.bytesPerSecond);
    if (network.online) return;
    // Later, because they call the observer.
    queueMicrotask(() => {
      if (!this.#network.online) for (const [transfer] of [...this.#transfers.values()]) transfer?.wentOffline();
    });
  }

  setFaults(faults: readonly Fault[]): void {
    this.#faults.set(faults, this.#now());
  }

  async close(): Promise<void> {
    const running = [...this.#transfers.values()].flat();
    for (const transfer of running) transfer.pause();
    if (this.#transfers.size > 0) await new Promise<void>((resolve) => (this.#allOver = resolve));
    this.#pool.close();
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #ended(path: string, transfer: RunningTransfer): void {
    const others = (this.#transfers.get(path) ?? []).filter((other) => other !== transfer);
    const next = others[0];
    if (next === undefined) this.#transfers.delete(path);
    else {
      this.#transfers.set(path, others);
      queueMicrotask(() => next.begin());
    }
    if (this.#transfers.size === 0) this.#allOver?.();
  }

  #open(
    method: ExchangeRequest["method"],
    hop: Hop,
    headers: Readonly<Record<string, string>>,
    events: ExchangeEvents,
    faults?: FaultObserver,
  ): Exchange | TransferFailure {
    const route = this.#router.route(hop);
    if (route.kind === "refused") return route.failure;
    const { onExchange } = this.#options;
    const chosen = faults === undefined ? undefined : this.#faults.choose(hop.configured.href, this.#now());
    const faulted = chosen === undefined ? undefined : faultedHop(hop, chosen.fault);
    const struck = () => {
      if (chosen === undefined || chosen.hasStruck) return;
      chosen.struck();
      faults?.struck(chosen.fault);
    };
    if (faulted?.kind === "code") {
      struck();
      return { kind: "fault-code", code: faulted.code, detail: "" };
    }
    const connection = this.#pool.take(route.place, hop.actual.origin, route.connector);
    const wireFault =
      faulted === undefined
        ? undefined
        : new WireFault({ faulted, connection, declaredSizeInBytes: faults?.declaredSizeInBytes, struck });
    const startedAt = Date.now();
    const startedTick = performance.now();
    return new Exchange(
      this.#pool,
      connection,
      { place: route.place, url: hop.actual, method, headers, dispatch: wireFault?.dispatch },
      this.#timeouts,
      events,
      ({ status, responseHeaders, bodyBytes }) => {
        wireFault?.close();
        chosen?.release();
        if (onExchange === undefined) return;
        const record: ExchangeRecord = {
          method,
          url: hop.configured.href,
          mappedUrl: hop.mapping === undefined ? undefined : hop.actual.href,
          status,
          requestHeaders: headers,
          responseHeaders: definedHeaders(responseHeaders),
          startedAt,
          durationMs: Math.round(performance.now() - startedTick),
          bytes: bodyBytes,
          fault: chosen?.hasStruck === true ? describeEffect(chosen.fault.effect) : undefined,
        };
        onExchange(this.#options.showSecrets ? record : maskRecord(record, secretNames(headers)));
      },
    );
  }
}

/** A certificate that the app's own code has accepted fails nothing any more. */
function faultedHop(hop: Hop, { effect }: Fault): FaultedRequest | undefined {
  const isTrusted = hop.trustsServer === true && effect.kind === "tls" && effect.problem !== "handshake";
  return isTrusted ? undefined : faultedRequest(effect);
}

/** Everything that we do not send by ourselves comes from the project's headers, whose values may be secret. */
function secretNames(headers: Readonly<Record<string, string>>): ReadonlySet<string> {
  const own = new Set(["user-agent", "accept", "accept-encoding", "range", "if-range"]);
  return new Set(Object.keys(headers).filter((name) => !own.has(name)));
}
