import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isConfirmedHost } from "../../protocol/confirmed-hosts";
import type { FaultPlan } from "../../simulator/fault-plan";
import type { ContentStore } from "../content-store/content-store";
import { isLoopbackHost } from "../transport/address-policy";
import type { ExchangeRecord } from "../transport/exchange-record";
import { type HostMapping, hostMapping, mappingFor } from "../transport/host-mapping";
import type { ProxySettings } from "../transport/proxies";
import type { HeaderSource } from "../transport/request-headers";
import { createUndiciTransport, type UndiciTransport } from "../transport/undici-transport";

/** How this computer reaches the network; the same for every simulation of a process. */
export interface NetworkSettings {
  /** PEM texts, trusted beside the default roots. */
  readonly certificateAuthorities: readonly string[];
  /** Wins over the environment. */
  readonly proxy?: ProxySettings | undefined;
  /** For HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where `serve` and scenario hosts keep their certificate authority: trusted for mapped hosts only. */
  readonly developmentCaFolder: string;
  /** Whether a host outside the mapping may be connected to; without it every host may. */
  readonly permitsHost?: ((host: string) => boolean) | undefined;
  readonly showSecrets?: boolean;
  /** Each request, for an HTTP archive. */
  readonly onExchange?: ((exchange: ExchangeRecord) => void) | undefined;
}

export interface TransportRequirements {
  readonly contentStore: ContentStore;
  /** FROM origin to TO origin; one that is no mapping is said and left out. */
  readonly hosts: Readonly<Record<string, string>>;
  /** By host name, with or without port. */
  readonly headers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly allowPrivate: boolean;
  readonly maxBytes: number | undefined;
  readonly notice: (message: string) => void;
  /** The device's clock, in milliseconds. */
  readonly now?: () => number;
  /** Those that strike; default none. */
  readonly faults?: FaultPlan;
}

/** Opens transports for simulations. */
export class NetworkAccess {
  readonly #settings: NetworkSettings;

  constructor(settings: NetworkSettings) {
    this.#settings = settings;
  }

  get developmentCaFolder(): string {
    return this.#settings.developmentCaFolder;
  }

  /** The same, for hosts that the person has confirmed (undefined: for every host). */
  confinedTo(confirmedHosts: readonly string[] | undefined): NetworkAccess {
    if (confirmedHosts === undefined) return this;
    return new NetworkAccess({ ...this.#settings, permitsHost: (host) => isConfirmedHost(confirmedHosts, host) });
  }

  /** The same; `onExchange` is told of each request as well. */
  watchedBy(onExchange: (exchange: ExchangeRecord) => void): NetworkAccess {
    const { onExchange: first } = this.#settings;
    return new NetworkAccess({
      ...this.#settings,
      onExchange: (exchange) => {
        first?.(exchange);
        onExchange(exchange);
      },
    });
  }

  open(required: TransportRequirements): UndiciTransport {
    const { certificateAuthorities, proxy, environment, permitsHost, showSecrets, onExchange } = this.#settings;
    const mappings = mappingsOf(required);
    return createUndiciTransport({
      contentStore: required.contentStore,
      hostMapping: mappings,
      allowPrivate: required.allowPrivate,
      certificateAuthorities,
      trustedOnlyForMapped: this.#developmentAuthority(),
      headers: headersOf(required, mappings),
      environment,
      maxBytes: required.maxBytes,
      showSecrets: showSecrets === true,
      onNotice: required.notice,
      ...(required.now === undefined ? {} : { now: required.now }),
      ...(required.faults === undefined ? {} : { faults: required.faults }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(onExchange === undefined ? {} : { onExchange }),
      ...(permitsHost === undefined ? {} : { permitsHost }),
    });
  }

  /** Read each time: `serve` may have been started for the first time since. */
  #developmentAuthority(): readonly string[] {
    const path = join(this.#settings.developmentCaFolder, "development-ca.pem");
    return existsSync(path) ? [readFileSync(path, "utf8")] : [];
  }
}

/** Headers may be secrets: they are not sent where everybody on the way could read them. */
function headersOf({ headers, notice }: TransportRequirements, mappings: readonly HostMapping[]): HeaderSource {
  const noticed = new Set<string>();
  return (configured) => {
    const own = headers[configured.host] ?? headers[configured.hostname] ?? {};
    const actual = new URL(mappingFor(configured, mappings)?.to ?? configured.origin);
    if (actual.protocol === "https:" || isLoopbackHost(actual.hostname)) return own;
    if (Object.keys(own).length > 0 && !noticed.has(actual.origin)) {
      noticed.add(actual.origin);
      notice(
        `The headers of ${configured.host} are not sent: it is mapped to ${actual.origin}, and without https anybody on the way could read them. Map it to an https origin.`,
      );
    }
    return {};
  };
}

function mappingsOf({ hosts, notice }: TransportRequirements): HostMapping[] {
  return Object.entries(hosts).flatMap(([from, to]) => {
    const reading = hostMapping(from, to);
    if (reading.ok) return [reading.mapping];
    notice(reading.message);
    return [];
  });
}
